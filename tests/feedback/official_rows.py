"""Who gets what of the officials' pages."""

from collections.abc import Callable
from typing import Any

from tests.access_rows import AccessRow, World, row
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.feedback.scene import ANSWER, LAMP, Scene, a_scene, inspector, told
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.feedback.actions import Taken, take_step
from thanthien.feedback.models import Feedback
from thanthien.feedback.standard_answers import keep_standard

_CITY = (*SEES_ALL, *APPRAISERS)
# Named by hand, so that a group grown by mistake is noticed.
_KEEPERS = (Role.COMMUNE_OFFICER, Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR, Role.SERVICE_OFFICER)
_LIST = dict.fromkeys((*OF_UNIT, *_CITY), 200)
_READ_ONE = dict.fromkeys((*OF_UNIT, *_CITY), 200)
_WORK, _CHAIR, _INSPECTOR = dict.fromkeys(_KEEPERS, 200), {Role.COMMUNE_CHAIR: 200}, {Role.AUDITOR: 200}


def _world(scene: Scene, feedback: Feedback) -> World:
    people = {role: person(role, agency=scene.committee) for role in OF_UNIT - {Role.COMMUNE_FRONT}}
    people[Role.COMMUNE_FRONT] = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=scene.unit))
    people[Role.AUDITOR] = inspector()
    return World(people, feedback=feedback, unit=scene.unit)


def _one(**changes: Any) -> Callable[[], World]:
    def made() -> World:
        scene = a_scene()
        return _world(scene, told(scene, clock.today(), **changes))

    return made


def _drafted() -> World:
    scene = a_scene()
    feedback = told(scene, clock.today())
    take_step(Taken("draft", **ANSWER), feedback_id=feedback.pk, version=1, by=scene.officer)
    return _world(scene, feedback)


_legal = _one(topic="khieu-nai-to-cao")


def _pk(world: World) -> dict[str, Any]:
    return {"pk": world.feedback.pk}


def _code(world: World) -> dict[str, Any]:
    return {"code": world.unit.code}


def _step(name: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: _pk(world) | {"step": name}


def _forms() -> list[AccessRow]:
    """A form of each kind of actor, for those who may take its step alone."""
    return [
        row("feedback-step", _WORK, world=_one(), kwargs=_step("draft")),
        row("feedback-step", _WORK, world=_one(), kwargs=_step("legal")),
        row("feedback-step", dict.fromkeys(_KEEPERS, 422), method="post", stranger=401, world=_one(),
            kwargs=_step("draft")),
        row("feedback-step", _CHAIR, world=_drafted, kwargs=_step("answer")),
        row("feedback-step", _CHAIR, world=_one(), kwargs=_step("spam")),
        row("feedback-step", _INSPECTOR, world=_legal, kwargs=_step("refer")),
        row("feedback-step", world=_legal, kwargs=_step("draft")),
        row("feedback-step", world=_one(), kwargs=_step("solved")),
        row("feedback-step", world=_one(), kwargs=_step("khong-co")),
    ]  # fmt: skip


def _standard() -> World:
    scene = a_scene()
    world = _world(scene, told(scene, clock.today()))
    world.standard = keep_standard(LAMP, unit=scene.unit, by=scene.officer)
    return world


def _of_standard(world: World) -> dict[str, Any]:
    return {"pk": world.standard.pk}


_OFFICE = dict.fromkeys((Role.CITY_OFFICER, Role.CITY_HEAD), 200)


def _standards() -> list[AccessRow]:
    """Those of a unit are its people's, those of the city the standing office's."""
    return [
        row("feedback-standards", _WORK | _OFFICE, world=_standard),
        row("feedback-standards", _WORK | _OFFICE, query="?tai=csv", world=_standard),
        row("feedback-standard", _WORK, world=_standard, kwargs=_of_standard),
        row("feedback-standard-new", _WORK, world=_one(), kwargs=_code),
        row("feedback-standard-new", _OFFICE, kwargs=lambda world: {"code": "thanh-pho"}),
        *(
            line
            for name in ("feedback-standard-change", "feedback-standard-end")
            for line in (
                row(name, _WORK, world=_standard, kwargs=_of_standard),
                row(name, dict.fromkeys(_KEEPERS, 422), method="post", stranger=401, world=_standard,
                    kwargs=_of_standard),
            )
        ),
    ]  # fmt: skip


ROWS = [
    *_standards(),
    row("feedback-list", _LIST),
    row("feedback-list", _LIST, query="?tai=csv"),
    row("feedback-numbers", _LIST),
    row("feedback-numbers", _LIST, query="?tai=csv"),
    row("feedback-approve", _CHAIR, world=_drafted),
    row("feedback-approve", {Role.COMMUNE_CHAIR: 422}, method="post", stranger=401, world=_drafted),
    row("feedback-assign-many", dict.fromkeys(_KEEPERS, 302), world=_one()),
    row("feedback-assign-many", dict.fromkeys(_KEEPERS, 302), method="post", stranger=401, world=_one()),
    row("feedback-enter", _WORK, world=_one(), kwargs=_code),
    row("feedback-enter", dict.fromkeys(_KEEPERS, 422), method="post", stranger=401, world=_one(), kwargs=_code),
    row("feedback-one", _READ_ONE, world=_one(), kwargs=_pk),
    row("feedback-one", _INSPECTOR, world=_legal, kwargs=_pk),
    row("feedback-contact", dict.fromkeys(_LIST, 302), world=_one(), kwargs=_pk),
    row("feedback-contact", _WORK, method="post", stranger=401, world=_one(), kwargs=_pk),
    row("feedback-contact", _INSPECTOR, method="post", stranger=401, world=_legal, kwargs=_pk),
    row("feedback-read", dict.fromkeys(_LIST, 302), world=_one(), kwargs=_pk),
    row("feedback-read", method="post", stranger=401, world=_one(), kwargs=_pk),
    row("feedback-read", _INSPECTOR, method="post", stranger=401, world=_legal, kwargs=_pk),
    *_forms(),
]
