"""Who gets what of the room."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from tests.access_rows import AccessRow, World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.democracy.scene import (
    CONSULTED,
    DECIDED,
    PLAN,
    RECOMMENDED,
    SESSION,
    a_scene,
    answer,
    head_of,
    inspection_of,
    recommend,
)
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, SCORERS, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.democracy.views import (
    PAGES,
    answer_pages,
    consultation_pages,
    decision_pages,
    plan_pages,
    recommendation_pages,
    session_pages,
)
from thanthien.records.actions import Entry, enter
from thanthien.records.later_pages import LaterPages
from thanthien.records.views import RecordPages

_SUPERVISORS = frozenset({Role.COMMUNE_FRONT, Role.UNION_REPORTER})
# A reporter of a union reads and writes nothing here; of a supervising board it does (below).
_READ = dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 200)
# Named by hand, so that a group grown by mistake is noticed: page, who writes, whose record the world holds.
_WRITERS: dict[str, tuple[frozenset[Role], Role]] = {
    plan_pages.kind.key: (_SUPERVISORS, Role.COMMUNE_FRONT),
    session_pages.kind.key: (_SUPERVISORS, Role.COMMUNE_FRONT),
    recommendation_pages.kind.key: (_SUPERVISORS, Role.COMMUNE_FRONT),
    answer_pages.kind.key: (SCORERS, Role.COMMUNE_OFFICER),
    consultation_pages.kind.key: (SCORERS, Role.COMMUNE_OFFICER),
    decision_pages.kind.key: (SCORERS | {Role.VILLAGE_HEAD}, Role.COMMUNE_OFFICER),
}
_VALUES: dict[str, dict[str, Any]] = {
    plan_pages.kind.key: PLAN | {"starts_on": date(2099, 1, 4)},
    session_pages.kind.key: SESSION | {"plan": None},
    recommendation_pages.kind.key: RECOMMENDED | {"session": None},
    consultation_pages.kind.key: CONSULTED | {"closes_on": date(2099, 1, 4)},
    decision_pages.kind.key: DECIDED,
}


def _world(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        scene = a_scene()
        committee = scene.officer.memberships.get().agency
        people = {role: person(role, agency=committee) for role in OF_UNIT - {Role.COMMUNE_FRONT, Role.COMMUNE_OFFICER}}
        people |= {Role.COMMUNE_OFFICER: scene.officer, Role.COMMUNE_FRONT: scene.front}
        people[Role.UNION_REPORTER] = scene.inspection
        if pages is answer_pages:
            return World(people, record=answer(scene, recommend(scene, clock.today()), clock.today()))
        if pages is decision_pages:
            people[Role.VILLAGE_HEAD] = head_of(scene)
        hamlet = scene.hamlets[0] if pages is decision_pages else None
        entry = Entry(scene.unit, clock.today(), _VALUES[pages.kind.key], hamlet)
        return World(people, record=enter(pages.kind, entry, by=people[_WRITERS[pages.kind.key][1]]))

    return made


def _board() -> World:
    """Its reporters belong to a board that supervises."""
    return World({Role.UNION_REPORTER: person(Role.UNION_REPORTER, agency=inspection_of(UnitFactory()))})


def _a_sheet(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        role = _WRITERS[pages.kind.key][1]
        front = role is Role.COMMUNE_FRONT
        sender = person(role, agency=AgencyFactory(commune_front=front, committee=not front, unit=UnitFactory()))
        return World({role: sender}, held=held_sheet(pages.importer, sender))

    return made


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}


def _pk(world: World) -> dict[str, int]:
    return {"pk": world.record.pk}


def _of_kind(pages: RecordPages) -> list[AccessRow]:
    name, world = pages.kind.route, _world(pages)
    writers, owner = _WRITERS[pages.kind.key]
    own = writers if owner in SCORERS else frozenset({owner})
    heads = {Role.VILLAGE_HEAD: 200} if pages is decision_pages else {}
    read = {**_READ, Role.UNION_REPORTER: 200, **heads}
    return [
        row(name, read, world=_board),
        row(name, _READ | heads),
        row(name, read, query="?tu=01/03/2026&tai=csv", world=_board),
        row(f"{name}-print", read, world=_board),
        row(f"{name}-record", read, world=world, kwargs=_pk),
        row(f"{name}-correct", dict.fromkeys(own, 200), world=world, kwargs=_pk),
        row(f"{name}-withdraw", dict.fromkeys(own, 200), world=world, kwargs=_pk),
        *([] if pages is answer_pages else _of_entry(pages, writers, owner)),
        *(_of_what_is_told_later(pages, own) if isinstance(pages, LaterPages) else []),
    ]


def _of_entry(pages: RecordPages, writers: frozenset[Role], owner: Role) -> list[AccessRow]:
    name, sheet = pages.kind.route, _a_sheet(pages)
    write, sent = dict.fromkeys(writers, 200), dict.fromkeys(writers, 302)
    held = sent | {owner: 200}
    return [
        row(f"{name}-add", write, world=_board),
        row(f"{name}-import", write, world=_board),
        row(f"{name}-import-confirm", sent, method="post", stranger=401, world=_board),
        row(f"{name}-import-confirm", sent, world=_board),
        row(f"{name}-import-template", write, world=_board),
        row(f"{name}-import-export", write, world=_board),
        row(f"{name}-import-check", sent, kwargs=nothing_held, world=_board),
        row(f"{name}-import-check", held | _no_board(writers), world=sheet, kwargs=_held),
        row(f"{name}-import-returned", sent, kwargs=nothing_held, world=_board),
        row(f"{name}-import-returned", held | _no_board(writers), world=sheet, kwargs=_held),
    ]


def _of_what_is_told_later(pages: RecordPages, own: frozenset[Role]) -> list[AccessRow]:
    """Also photographs; what is there of them is asked for in tests/records/test_photographs.py."""
    name, world = pages.kind.route, _world(pages)
    return [
        row(f"{name}-later", dict.fromkeys(own, 200), world=world, kwargs=_pk),
        row(f"{name}-photographs", dict.fromkeys(own, 200), world=world, kwargs=_pk),
        *(row(f"{name}-{word}", world=world, kwargs=_no_photograph) for word in ("photograph", "take-photograph")),
    ]


def _no_photograph(world: World) -> dict[str, Any]:
    return {**_pk(world), "key": UUID(int=1)}


def _no_board(writers: frozenset[Role]) -> dict[Role, int]:
    """In a world whose reporter is a union's."""
    return {Role.UNION_REPORTER: 404} if Role.UNION_REPORTER in writers else {}


ROWS = [
    row("democracy", {**_READ, Role.UNION_REPORTER: 200}, world=_board),
    row("democracy-unit", everyone=200, world=lambda: World(unit=UnitFactory()),
        kwargs=lambda world: {"code": world.unit.code}),
    row("recommendation-answers-add"),
    *(one for pages in PAGES.values() for one in _of_kind(pages)),
]  # fmt: skip
