"""What everybody gets of feedback: the same, signed in or not."""

from datetime import timedelta
from typing import Any

from tests.access_rows import World, row
from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from tests.feedback.photographs import photographed, upload
from tests.feedback.pictures import made, published_with
from tests.feedback.scene import a_scene, published
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.feedback.letters import leave_url
from thanthien.feedback.models import Feedback


def _a_unit() -> World:
    return World(unit=UnitFactory())


def _answered() -> World:
    scene = a_scene()
    day = clock.today() - timedelta(days=1)
    return World(unit=scene.unit, row=published(scene, day, day))


def _code(world: World) -> dict[str, Any]:
    return {"code": world.unit.code}


def _answer(world: World) -> dict[str, Any]:
    return {"pk": Feedback.objects.get(pk=world.row.pk).answer_id}


def _leaving(world: World) -> dict[str, Any]:
    return {"token": leave_url(1, "").rstrip("/").rpartition("/")[2]}


_KEEPERS = (Role.COMMUNE_OFFICER, Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR, Role.SERVICE_OFFICER)


def _photographed() -> World:
    scene = a_scene()
    people = {role: person(role, agency=scene.committee) for role in _KEEPERS}
    return World(people, row=photographed(scene, clock.today(), upload()))


def _picture(world: World) -> dict[str, Any]:
    return {"pk": world.row.pk, "key": world.row.photographs.get().key}


def _made() -> World:
    scene = a_scene()
    people = {role: person(role, agency=scene.committee) for role in _KEEPERS}
    matter = photographed(scene, clock.today(), upload())
    return World(people, row=matter, made=made(scene, matter, clock.today()))


def _of_made(world: World) -> dict[str, Any]:
    return {"pk": world.row.pk, "key": world.made.key}


def _shown() -> World:
    _, (one,) = published_with(a_scene(), clock.today())
    return World(made=one)


_WORK = dict.fromkeys(_KEEPERS, 200)
_WRONG = dict.fromkeys(_KEEPERS, 422)
PICTURES = [
    row("feedback-blur", _WORK, world=_photographed, kwargs=_picture),
    row("feedback-blur", _WRONG, method="post", stranger=401, world=_photographed, kwargs=_picture),
    row("feedback-made-picture", _WORK, world=_made, kwargs=_of_made),
    row("feedback-drop-picture", _WORK, world=_made, kwargs=_of_made),
    row("feedback-drop-picture", _WRONG, method="post", stranger=401, world=_made, kwargs=_of_made),
    row("feedback-public-picture", everyone=200, world=_shown, kwargs=lambda world: {"key": world.made.key}),
    row("feedback-public-picture", everyone=404, world=_made, kwargs=lambda world: {"key": world.made.key}),
]
ROWS = [
    *PICTURES,
    row("feedback-photograph", dict.fromkeys(_KEEPERS, 200), world=_photographed, kwargs=_picture),
    row("feedback-choose", everyone=200),
    row("feedback-city", everyone=200, world=_answered),
    row("feedback-city", everyone=200, query="?tai=csv", world=_answered),
    row("feedback-leave", everyone=200, kwargs=_leaving),
    row("feedback-leave", everyone=200, method="post", kwargs=_leaving),
    row("feedback-leave", everyone=404, kwargs=lambda world: {"token": "khong-phai"}),
    row("feedback-rates", everyone=200, world=_answered),
    row("feedback-rates", everyone=200, query="?tai=csv&bang=don-vi", world=_answered),
    row("feedback-unit", everyone=200, world=_answered, kwargs=_code),
    row("feedback-unit", everyone=404, kwargs=lambda world: {"code": "khong-co"}),
    row("feedback-answer", everyone=200, world=_answered, kwargs=_answer),
    row("feedback-answer", everyone=404, kwargs=lambda world: {"pk": 1}),
    row("feedback-follow", everyone=200),
    row("feedback-follow", everyone=422, method="post"),
    row("feedback-send", everyone=200, world=_a_unit, kwargs=_code),
    row("feedback-send", everyone=422, method="post", world=_a_unit, kwargs=_code),
]
