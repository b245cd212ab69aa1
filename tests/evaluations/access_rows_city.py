"""Who may open the pages of cycles, intake and one dossier."""

from datetime import date
from typing import Any

from tests.access_rows import AccessRow, World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.evaluations.adjusted import decision, second_set
from tests.evaluations.joined import JOINED
from tests.evaluations.scenario import Year, fresh, on, open_year, pdf
from tests.factories.accounts import person
from thanthien.accounts.roles import Role
from thanthien.evaluations.actions import papers
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.waivers import waive
from thanthien.evaluations.enums import CycleKind, PaperKind
from thanthien.evaluations.heads_workbook import heads_import
from thanthien.evaluations.models import Cycle, Seal, Waiver
from thanthien.evaluations.workflow import PhaseKey
from thanthien.units.enums import HeadPost
from thanthien.units.head_terms import HeadTerm
from thanthien.units.models import Unit

OFFICE = (Role.CITY_OFFICER, Role.CITY_HEAD)
CITY = (*OFFICE, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.CITY_LEADER, Role.AUDITOR)
COMMUNE = (
    Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR, Role.COMMUNE_PARTY, Role.COMMUNE_FRONT,
)  # fmt: skip
FOLLOWERS = (*CITY, Role.APPRAISER, *COMMUNE)
KEEPERS = (*OFFICE, Role.COMMUNE_FOCAL)
OWN = (Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR)


def _year(drive: str = "", text: str | None = None) -> World:
    """A small year; the scorers belong to its unit, the appraiser to one of its bodies."""
    year: Year = open_year(units=1, text=text)
    if drive:
        getattr(year, drive)()
    jobs = year.people.communes["10001"]
    people = {
        Role.COMMUNE_FOCAL: jobs["focal"],
        Role.COMMUNE_OFFICER: jobs["officer"],
        Role.COMMUNE_CHAIR: jobs["chair"],
        Role.APPRAISER: year.people.mttq,
        Role.CITY_HEAD: year.people.head,
    }
    return World(people, year=year)


def _sealed() -> World:
    world = _year("accept")
    world.number = Seal.objects.get().number
    return world


def _paper() -> World:
    """The unit's own Tờ trình, with its file."""
    world = _year()
    with on(date(2026, 1, 8)):
        made = papers.record_paper(
            by=world.year.who("10001", "chair"), kind=PaperKind.PROPOSAL, cycle_id=world.year.cycle.pk,
            dossier_ids=[world.year.dossier().pk], printed=Printed("7/TTr-UBND", date(2026, 1, 8), "Chủ tịch", pdf()),
        )  # fmt: skip
    world.paper = made.pk
    return world


def _of_paper(world: World) -> dict[str, object]:
    return _dossier(world) | {"paper_id": world.paper}


def _adjusting() -> World:
    """A year with another version of its set to go over to, and the decision recorded."""
    world = _year()
    world.version, world.paper = second_set(world.year).pk, decision(world.year).pk
    return world


def _tried() -> World:
    """A year whose results are all decided, and another version of its set."""
    world = _year("decide")
    world.version = second_set(world.year, day=date(2026, 3, 25)).pk
    return world


def _of_version(world: World) -> dict[str, object]:
    return _cycle(world) | {"set_id": world.version}


def _of_change(world: World) -> dict[str, object]:
    return _of_version(world) | {"paper_id": world.paper}


def _joined(drive: str = "") -> World:
    """The same with a set whose figures come from records."""
    return _year(drive, JOINED)


def _figure(world: World) -> dict[str, object]:
    return _dossier(world) | {"indicator": "1.1"}


def _cycle(world: World) -> dict[str, object]:
    return {"cycle_id": world.year.cycle.pk}


def _dossier(world: World) -> dict[str, object]:
    return _cycle(world) | {"code": "10001"}


def _answers(roles: tuple[Role, ...], code: int = 200) -> dict[Role, int]:
    return dict.fromkeys(roles, code)


def _phase(world: Any) -> dict[str, Any]:
    return _cycle(world) | {"phase": PhaseKey.APPRAISAL.value}


def _early_year() -> World:
    made = _year()
    Cycle.objects.update(early_allowed=True)
    return made


def _waived() -> World:
    made = _year()
    with on(date(2026, 1, 6)):
        waive(
            by=fresh(made.year.people.office), dossier_id=made.year.dossier("10001").pk, codes=["1.2"], reason="Đảo xa",
            printed=Printed("45/UBND-NV", date(2026, 1, 5), "Người ký"),
        )  # fmt: skip
    return made


def _unit(_: Any) -> dict[str, Any]:
    return {"unit_code": "10001"}


def _headed() -> World:
    """A unit of which a head is known."""
    world = _year()
    term = HeadTerm(post=HeadPost.PARTY, full_name="Bí thư", from_on=date(2025, 7, 1))
    term.unit = Unit.objects.get(code="10001")
    term.save()
    return world


def _head(world: Any) -> dict[str, Any]:
    return _unit(world) | {"term_id": HeadTerm.objects.get().pk}


def _waiver(world: Any) -> dict[str, Any]:
    return _cycle(world) | {"waiver_id": Waiver.objects.get().pk}


def _merged() -> World:
    made = _year()
    Unit.objects.filter(code="10001").update(valid_to=date(2026, 1, 10))
    return made


def _sheet_of_heads() -> World:
    """A file of heads that an officer of the standing office sent."""
    officer = person(Role.CITY_OFFICER)
    return World({Role.CITY_OFFICER: officer}, held=held_sheet(heads_import, officer))


def _held(world: World) -> dict[str, object]:
    return {"uuid": world.held.pk}


def _list(url_name: str) -> AccessRow:
    return row(url_name, _answers(OFFICE), world=_year, kwargs=_cycle)


def _bulk(url_name: str) -> list[AccessRow]:
    """Opened by its address, or with nothing chosen: back to the list."""
    return [
        row(url_name, _answers(OFFICE, 302), world=_year, kwargs=_cycle),
        row(url_name, _answers(OFFICE, 302), method="post", stranger=401, world=_year, kwargs=_cycle),
    ]


def _pilot() -> World:
    """The same year as a trial of some units."""
    world = _year()
    Cycle.objects.update(kind=CycleKind.TRIAL, pilot=True)
    return world


CITY_ROWS = [
    row("urge-late", _answers(OFFICE), world=_year, kwargs=_cycle),
    row("urge-late", _answers(OFFICE, 422), method="post", stranger=401, world=_year, kwargs=_cycle),
    _list("urged"),
    _list("papers"),
    row("papers-record", _answers(OFFICE), world=_year, kwargs=lambda world: _cycle(world) | {"word": "don-doc"}),
    row("cycle-list", _answers(FOLLOWERS)),
    row("cycle-open", _answers(OFFICE)),
    row("cycle-open", _answers(OFFICE, 422), method="post", data={"title": ""}, stranger=401),
    row("cycle-detail", _answers(FOLLOWERS), world=_year, kwargs=_cycle),
    row("cycle-figures", _answers(OFFICE, 302), method="post", stranger=401, world=_year, kwargs=_cycle),
    row("cycle-set", dict.fromkeys(FOLLOWERS, 200), world=_year, kwargs=_cycle),
    row("cycle-set-version", dict.fromkeys(OFFICE, 200), world=_adjusting, kwargs=_of_version),
    row(
        "cycle-set-version",
        dict.fromkeys(OFFICE, 422),
        method="post",
        stranger=401,
        world=_adjusting,
        kwargs=_of_version,
    ),
    row("cycle-set-trial", dict.fromkeys(OFFICE, 200), world=_tried, kwargs=_of_version),
    row("cycle-set-trial", {}, world=_adjusting, kwargs=_of_version),
    row("cycle-set-change", {Role.CITY_HEAD: 200}, world=_adjusting, kwargs=_of_change),
    row("cycle-set-change", {Role.CITY_HEAD: 200}, method="post", stranger=401, world=_adjusting, kwargs=_of_change),
    row("cycle-settings", _answers(OFFICE), world=_year, kwargs=_cycle),
    row("cycle-settings", _answers(OFFICE, 422), method="post", stranger=401, world=_year, kwargs=_cycle),
    row("heads", _answers(OFFICE), world=_headed),
    row("heads-import", _answers(OFFICE)),
    row("heads-import-confirm", _answers(OFFICE, 302), method="post", stranger=401),
    row("heads-import-confirm", _answers(OFFICE, 302)),
    row("heads-import-template", _answers(OFFICE), world=_headed),
    row("heads-import-check", _answers(OFFICE, 302), kwargs=nothing_held),
    row("heads-import-check", {Role.CITY_OFFICER: 200, Role.CITY_HEAD: 302}, world=_sheet_of_heads, kwargs=_held),
    row("heads-import-returned", _answers(OFFICE, 302), kwargs=nothing_held),
    row("heads-import-returned", {Role.CITY_OFFICER: 200, Role.CITY_HEAD: 302}, world=_sheet_of_heads, kwargs=_held),
    row("unit-heads", _answers(KEEPERS), world=_year, kwargs=_unit),
    row("unit-head-add", _answers(KEEPERS), world=_year, kwargs=_unit),
    row("unit-head-add", _answers(KEEPERS, 422), method="post", stranger=401, world=_year, kwargs=_unit),
    row("unit-head", _answers(KEEPERS), world=_headed, kwargs=_head),
    row("unit-head", _answers(KEEPERS, 422), method="post", stranger=401, world=_headed, kwargs=_head),
    row("waivers", _answers(FOLLOWERS), world=_year, kwargs=_cycle),
    row("waiver-add", _answers(OFFICE), world=_year, kwargs=_cycle),
    row("waiver-add", _answers(OFFICE, 422), method="post", stranger=401, world=_year, kwargs=_cycle),
    row("waiver-end", _answers(OFFICE), world=_waived, kwargs=_waiver),
    row("waiver-end", _answers(OFFICE, 422), method="post", stranger=401, world=_waived, kwargs=_waiver),
    row("pilot-units", world=_year, kwargs=_cycle),
    row("pilot-units", _answers(OFFICE), world=_pilot, kwargs=_cycle),
    row("pilot-units", _answers(OFFICE, 422), method="post", stranger=401, world=_pilot, kwargs=_cycle),
    row("dossier-close-merged", _answers(OFFICE), world=_merged, kwargs=_dossier),
    row("dossier-close-merged", _answers(OFFICE, 422), method="post", stranger=401, world=_merged, kwargs=_dossier),
    row("cycle-extend", _answers(OFFICE), world=_year, kwargs=_cycle),
    row(
        "cycle-extend",
        _answers(OFFICE, 302),
        method="post",
        data={"key": PhaseKey.DECISION.value, "ends_on": "2030-01-01", "reason": "Bão"},
        stranger=401,
        world=_year,
        kwargs=_cycle,
    ),
    row("extension-requests", _answers(OFFICE), world=_year, kwargs=_cycle),
    row("extension-requests", _answers(OFFICE, 422), method="post", stranger=401, world=_year, kwargs=_cycle),
    row("extensions-asked", _answers(CITY), world=_year, kwargs=_cycle),
    row("extensions-asked", _answers(CITY), query="?trang_thai=refused&q=an", world=_year, kwargs=_cycle),
    row("extend-units", _answers(OFFICE), world=_year, kwargs=_cycle),
    row("extend-units", _answers(OFFICE, 422), method="post", stranger=401, world=_year, kwargs=_cycle),
    row("early-switch", _answers(OFFICE), world=_year, kwargs=_cycle),
    row(
        "early-switch",
        _answers(OFFICE, 302),
        method="post",
        data={"allowed": "on", "seen": ""},
        stranger=401,
        world=_year,
        kwargs=_cycle,
    ),
    # Where the cycle doesn't allow it, there is no such page.
    row("early-begin", {}, world=_year, kwargs=_phase),
    row("early-begin", _answers(FOLLOWERS), world=_early_year, kwargs=_phase),
    row("early-begin", _answers(FOLLOWERS, 422), method="post", stranger=401, world=_early_year, kwargs=_phase),
    _list("registrations"),
    _list("intake"),
    _list("unsubmitted"),
    *_bulk("registrations-approve"),
    *_bulk("intake-accept"),
    *_bulk("intake-as-is"),
    *_bulk("unsubmitted-close"),
    row("dossier-return", _answers(OFFICE), world=lambda: _year("submit"), kwargs=_dossier),
    row(
        "dossier-return",
        _answers(OFFICE, 302),
        method="post",
        data={"reason": "Thiếu"},
        stranger=401,
        world=lambda: _year("submit"),
        kwargs=_dossier,
    ),
    row("supplement-extend", _answers(OFFICE), world=lambda: _year("submit"), kwargs=_dossier),
    row("registration-refuse", _answers(OFFICE), world=_year, kwargs=_dossier),
    row("dossier-reopen", {Role.CITY_HEAD: 200}, world=lambda: _year("submit"), kwargs=_dossier),
    row("registration-reopen", {Role.CITY_HEAD: 200}, world=_year, kwargs=_dossier),
    # Other communes' people stand for strangers here: their memberships are in another unit.
    row("dossier-detail", _answers((*CITY, Role.APPRAISER, *OWN)), world=_sealed, kwargs=_dossier),
    row(
        "dossier-detail",
        _answers((*CITY, Role.APPRAISER, *OWN)),
        query="?muc=dien-bien",
        world=_sealed,
        kwargs=_dossier,
    ),
    row("dossier-detail", _answers((*CITY, *OWN)), world=_year, kwargs=_dossier),
    row("paper-record", _answers(OFFICE), world=_year, kwargs=lambda world: _dossier(world) | {"word": "don-doc"}),
    row(
        "paper-record",
        _answers((Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR), 422),
        method="post",
        data={"number": ""},
        stranger=401,
        world=_year,
        kwargs=lambda world: _dossier(world) | {"word": "to-trinh"},
    ),
    row("paper-withdraw", _answers((Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR)), world=_paper, kwargs=_of_paper),
    row(
        "paper-withdraw",
        _answers((Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR), 422),
        method="post",
        data={"reason": ""},
        stranger=401,
        world=_paper,
        kwargs=_of_paper,
    ),
    row("paper-file", _answers((*CITY, *OWN)), world=_paper, kwargs=lambda world: {"paper_id": world.paper}),
    row("figure-records", _answers((*CITY, Role.APPRAISER, *OWN)), world=lambda: _joined("accept"), kwargs=_figure),
    row("figure-records", _answers((*CITY, *OWN)), world=_joined, kwargs=_figure),
    row("counted-period", _answers((*CITY, *OWN)), world=_joined, kwargs=_dossier),
    row(
        "seal-download",
        _answers((*CITY, Role.APPRAISER, *OWN)),
        world=_sealed,
        kwargs=lambda world: _dossier(world) | {"number": world.number},
    ),
]
