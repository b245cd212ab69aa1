"""Who gets what of the room."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access_rows import AccessRow, World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.disclosure.scene import (
    Scene,
    a_scene,
    asked,
    drafted,
    made_public,
    nothing,
    officer_of,
    posted,
    reviewed,
    sampled,
)
from tests.factories import files
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.disclosure import actions
from thanthien.disclosure.models import DisclosureFile, Subscription
from thanthien.disclosure.periods import usual
from thanthien.disclosure.subscribing import actions as actions_of_readers
from thanthien.disclosure.subscribing.links import confirm_url, leave_url
from thanthien.disclosure.views.information import information_pages
from thanthien.disclosure.views.registers import (
    PAGES,
    disclosure_pages,
    nothing_pages,
    posting_pages,
    review_pages,
    sample_pages,
)
from thanthien.records.views import RecordPages

NO_KEY = UUID(int=1)
# Named by hand, so that a group grown by mistake is noticed.
_WRITERS = (Role.COMMUNE_OFFICER, Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR)
_READ = dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 200)
_WRITE, _SENT = dict.fromkeys(_WRITERS, 200), dict.fromkeys(_WRITERS, 302)
_SAMPLERS = dict.fromkeys((Role.COMMUNE_FRONT, *APPRAISERS), 200)


def _world(scene: Scene, **objects: Any) -> World:
    """People of the unit, and of the body that looked from outside."""
    committee = AgencyFactory(committee=True, unit=scene.unit)
    people = {role: person(role, agency=committee) for role in OF_UNIT - {Role.COMMUNE_FRONT}}
    people[Role.COMMUNE_FRONT] = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=scene.unit))
    return World(people, **objects)


def _drafted() -> World:
    scene = a_scene()
    return _world(scene, record=drafted(scene, clock.today()), unit=scene.unit)


def _with_file() -> World:
    scene = a_scene()
    record = drafted(scene, clock.today())
    file = SimpleUploadedFile("van-ban.pdf", files.pdf(), "application/pdf")
    actions.add_files(record_id=record.pk, version=1, sent=[file], by=scene.officer)
    return _world(scene, record=record, file=DisclosureFile.objects.get())


def _published() -> World:
    scene = a_scene()
    record = drafted(scene, clock.today())
    made_public(scene, record, clock.today())
    return _world(scene, record=record, unit=scene.unit)


def _one(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        scene, today = a_scene(), clock.today()
        if pages is sample_pages:
            return _world(scene, record=sampled(scene, today, "DC11.02.b"))
        if pages is nothing_pages:
            return _world(scene, record=nothing(scene, usual(today), "DC11.03.a", today))
        if pages is information_pages:
            return _world(scene, record=asked(scene))
        if pages is review_pages:
            return _world(scene, record=reviewed(scene, usual(today), today))
        record = drafted(scene, today)
        return _world(scene, record=posted(scene, record, today) if pages is posting_pages else record)

    return made


def _pk(world: World) -> dict[str, Any]:
    return {"pk": world.record.pk}


def _file(world: World) -> dict[str, Any]:
    return {"pk": world.record.pk, "key": world.file.key}


def _no_photograph(world: World) -> dict[str, Any]:
    return {"pk": world.record.pk, "key": NO_KEY}


def _origin(world: World) -> dict[str, Any]:
    return {"origin": world.record.origin}


def _code(world: World) -> dict[str, Any]:
    return {"code": world.unit.code}


def _asked_for_letters() -> World:
    actions_of_readers.subscribe(address="lan@example.org", unit=None, item="DC11.02.b")
    row = Subscription.objects.get()
    ends = (confirm_url(row.pk), leave_url([row.pk]))
    confirm, leave = (address.rstrip("/").rsplit("/", 1)[1] for address in ends)
    return World(confirm=confirm, leave=leave)


def _a_sheet() -> World:
    sender = officer_of(UnitFactory())
    return World({Role.COMMUNE_OFFICER: sender}, held=held_sheet(disclosure_pages.importer, sender))


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}


def _of_kind(pages: RecordPages) -> list[AccessRow]:
    name, one = pages.kind.route, _one(pages)
    add = {} if pages is posting_pages else _SAMPLERS if pages is sample_pages else _WRITE
    change = {Role.COMMUNE_FRONT: 200} if pages is sample_pages else _WRITE
    return [
        row(name, _READ),
        row(f"{name}-print", _READ),
        row(f"{name}-add", add),
        row(f"{name}-record", _READ, world=one, kwargs=_pk),
        row(f"{name}-correct", change, world=one, kwargs=_pk),
        row(f"{name}-withdraw", change, world=one, kwargs=_pk),
    ]


def _of_photographs(pages: RecordPages) -> list[AccessRow]:
    name, one = pages.kind.route, _one(pages)
    change = {Role.COMMUNE_FRONT: 200} if pages is sample_pages else _WRITE
    return [
        row(f"{name}-photographs", change, world=one, kwargs=_pk),
        *(row(f"{name}-{word}", world=one, kwargs=_no_photograph) for word in ("photograph", "take-photograph")),
    ]


def _of_workbook(name: str) -> list[AccessRow]:
    return [
        row(f"{name}-import", _WRITE),
        row(f"{name}-import-confirm", _SENT, method="post", stranger=401),
        row(f"{name}-import-confirm", _SENT),
        row(f"{name}-import-template", _WRITE),
        row(f"{name}-import-export", _WRITE),
        row(f"{name}-import-check", _SENT, kwargs=nothing_held),
        row(f"{name}-import-check", _SENT | {Role.COMMUNE_OFFICER: 200}, world=_a_sheet, kwargs=_held),
        row(f"{name}-import-returned", _SENT, kwargs=nothing_held),
        row(f"{name}-import-returned", _SENT | {Role.COMMUNE_OFFICER: 200}, world=_a_sheet, kwargs=_held),
    ]


ROWS = [
    row("disclosure-search", everyone=200),
    row("disclosure-unit", everyone=200, world=_published, kwargs=_code),
    row("disclosure-published", everyone=200, world=_published, kwargs=_code),
    row("disclosure-catalogue", everyone=200, world=_published, kwargs=_code),
    row("disclosure-feed", everyone=200, world=_published, kwargs=_code),
    row("disclosure-document", everyone=200, world=_published, kwargs=_origin),
    row("disclosure-document", everyone=404, world=_drafted, kwargs=_origin),
    row("disclosure-public-file", everyone=404, world=_with_file, kwargs=lambda world: {"key": world.file.key}),
    row("disclosure-subscribe", everyone=200),
    row("disclosure-subscribed", everyone=200),
    row(
        "disclosure-subscribe-confirm",
        everyone=200,
        world=_asked_for_letters,
        kwargs=lambda world: {"token": world.confirm},
    ),
    row("disclosure-subscribe-confirm", everyone=410, kwargs=lambda world: {"token": "sai"}),
    *(
        row(
            "disclosure-subscribe-leave",
            everyone=200,
            method=method,
            world=_asked_for_letters,
            kwargs=lambda world: {"token": world.leave},
        )
        for method in ("get", "post")
    ),
    row("disclosure-subscribe-leave", everyone=404, kwargs=lambda world: {"token": "sai"}),
    row("disclosure-board", _READ),
    row("disclosure-announce", {Role.VILLAGE_HEAD: 200}),
    row("disclosure-announce-confirm"),  # nothing waits
    row("disclosure-announce-undo", world=_published, kwargs=_pk),
    row("disclosure-check", _WRITE, world=_drafted, kwargs=_pk),
    row("disclosure-publish", _WRITE, world=_drafted, kwargs=_pk),
    row("disclosure-take-down", world=_published, kwargs=_pk),
    row("disclosure-files", _WRITE, world=_drafted, kwargs=_pk),
    row("disclosure-file", _READ, world=_with_file, kwargs=_file),
    row("disclosure-take-file", _WRITE, world=_with_file, kwargs=_file),
    row("disclosure-notice", _READ, world=_published, kwargs=_pk),
    row("disclosure-notice", world=_drafted, kwargs=_pk),
    *(one for pages in PAGES.values() for one in _of_kind(pages)),
    *(one for pages in PAGES.values() if pages.photographs for one in _of_photographs(pages)),
    row("information-requests-later", _WRITE, world=_one(information_pages), kwargs=_pk),
    *_of_workbook("disclosures"),
]
