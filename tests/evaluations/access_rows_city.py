"""Who may open the pages of cycles, intake and one dossier."""

from typing import Any

from tests.access_rows import AccessRow, World, row
from tests.evaluations.joined import JOINED
from tests.evaluations.scenario import Year, open_year
from thanthien.accounts.roles import Role
from thanthien.evaluations.models import Cycle, Seal
from thanthien.evaluations.workflow import PhaseKey

OFFICE = (Role.CITY_OFFICER, Role.CITY_HEAD)
CITY = (*OFFICE, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.CITY_LEADER, Role.AUDITOR)
COMMUNE = (
    Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR, Role.COMMUNE_PARTY, Role.COMMUNE_FRONT,
)  # fmt: skip
FOLLOWERS = (*CITY, Role.APPRAISER, *COMMUNE)
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


def _list(url_name: str) -> AccessRow:
    return row(url_name, _answers(OFFICE), world=_year, kwargs=_cycle)


def _bulk(url_name: str) -> list[AccessRow]:
    """Opened by its address, or with nothing chosen: back to the list."""
    return [
        row(url_name, _answers(OFFICE, 302), world=_year, kwargs=_cycle),
        row(url_name, _answers(OFFICE, 302), method="post", stranger=401, world=_year, kwargs=_cycle),
    ]


CITY_ROWS = [
    row("urge-late", _answers(OFFICE), world=_year, kwargs=_cycle),
    row("urge-late", _answers(OFFICE, 422), method="post", stranger=401, world=_year, kwargs=_cycle),
    _list("urged"),
    row("cycle-list", _answers(FOLLOWERS)),
    row("cycle-open", _answers(OFFICE)),
    row("cycle-open", _answers(OFFICE, 422), method="post", data={"title": ""}, stranger=401),
    row("cycle-detail", _answers(FOLLOWERS), world=_year, kwargs=_cycle),
    row("cycle-figures", _answers(OFFICE, 302), method="post", stranger=401, world=_year, kwargs=_cycle),
    row("cycle-settings", _answers(OFFICE), world=_year, kwargs=_cycle),
    row("cycle-settings", _answers(OFFICE, 422), method="post", stranger=401, world=_year, kwargs=_cycle),
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
    row("figure-records", _answers((*CITY, Role.APPRAISER, *OWN)), world=lambda: _joined("accept"), kwargs=_figure),
    row("figure-records", _answers((*CITY, *OWN)), world=_joined, kwargs=_figure),
    row(
        "seal-download",
        _answers((*CITY, Role.APPRAISER, *OWN)),
        world=_sealed,
        kwargs=lambda world: _dossier(world) | {"number": world.number},
    ),
]
