"""Who may open the pages of what changes after a result was told."""

from collections.abc import Callable
from datetime import date

from tests.access_rows import AccessRow, World, row
from tests.evaluations.access_rows_appraisal import CITY, OFFICE, SECRETARY, _year
from tests.evaluations.scenario import fresh, on, pdf
from thanthien.accounts.roles import Role
from thanthien.evaluations.actions import adjustments, city_returns, proceedings
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.models import Decision

FOLLOWERS = (*OFFICE, Role.CITY_LEADER, Role.AUDITOR)
LEADS = (Role.COMMUNE_CHAIR, Role.COMMUNE_FOCAL)
DAY = date(2026, 4, 6)


def _paper(number: str) -> Printed:
    return Printed(number, DAY, "Người ký", pdf())


def _told() -> World:
    """A unit was told that its recognition is looked at."""
    world = _year("publish")()
    year = world.year
    with on(DAY):
        (world.proceeding,) = proceedings.open_proceedings(
            by=fresh(year.people.office), cycle_id=year.cycle.pk, levels={year.dossier().pk: 0}, grounds="Hậu kiểm",
            notice=_paper("15/TB-SNV"),
        )  # fmt: skip
    return world


def _settled() -> World:
    """A complaint was settled; one indicator is concluded anew."""
    world = _year("publish")()
    dossier = world.year.dossier()
    with on(DAY):
        world.adjustment = adjustments.open_adjustment(
            by=fresh(world.year.people.office), dossier_id=dossier.pk, settlement=_paper("77/QĐ-UBND"),
            grounds="Khiếu nại đúng", codes=["2.2"], version=dossier.version,
        )  # fmt: skip
    return world


def _reopened() -> World:
    """The city returned its paper; the council opened an indicator again."""
    world = _year("announce")()
    year = world.year
    with on(date(2026, 3, 23)):
        paper = Printed("812/UBND-NC", date(2026, 3, 23), "Người ký", pdf())
        key = year.dossier().pk
        city_returns.record_return(
            by=fresh(year.people.office), cycle_id=year.cycle.pk, dossier_ids=[key], reason="Rà lại", paper=paper
        )
        city_returns.reopen_items(
            by=fresh(year.people.secretary), cycle_id=year.cycle.pk, codes={key: ["2.2"]}, reason="Xem lại"
        )
    return world


def _cycle(world: World) -> dict[str, object]:
    return {"cycle_id": world.year.cycle.pk}


def _unit(world: World) -> dict[str, object]:
    return _cycle(world) | {"unit": "10001"}


def _proceeding(world: World) -> dict[str, object]:
    return {"proceeding_id": world.proceeding.pk}


def _adjustment(world: World) -> dict[str, object]:
    return {"adjustment_id": world.adjustment.pk}


def _item(world: World) -> dict[str, object]:
    return _adjustment(world) | {"code": "2.2"}


def _decision(world: World) -> dict[str, object]:
    return {"decision_id": Decision.objects.get().pk}


def _both(
    name: str, roles: tuple[Role, ...], world: Callable[[], World], kwargs: Callable[[World], dict[str, object]]
) -> list[AccessRow]:
    """The page, and nothing entered: the form again with its sentences."""
    return [
        row(name, dict.fromkeys(roles, 200), world=world, kwargs=kwargs),
        row(name, dict.fromkeys(roles, 422), method="post", stranger=401, world=world, kwargs=kwargs),
    ]


def _decides(world: World) -> dict[str, object]:
    return _cycle(world) | {"word": "ha-muc"}


AFTER_ROWS = [
    row("proceedings", dict.fromkeys(FOLLOWERS, 200), world=_told, kwargs=_cycle),
    *_both("proceedings-open", OFFICE, _year("publish"), _cycle),
    *_both("proceedings-decide", OFFICE, _told, _decides),
    row("proceeding", dict.fromkeys((*FOLLOWERS, *LEADS), 200), world=_told, kwargs=_proceeding),
    *_both("proceeding-explain", LEADS, _told, _proceeding),
    *_both("proceeding-extend", OFFICE, _told, _proceeding),
    *_both("proceeding-conclude", OFFICE, _told, _proceeding),
    *_both("proceeding-drop", OFFICE, _told, _proceeding),
    *_both("decision-correct", OFFICE, _year("publish"), _decision),
    *_both("adjustment-open", OFFICE, _year("publish"), _unit),
    row("adjustment", dict.fromkeys(CITY, 200), world=_settled, kwargs=_adjustment),
    *_both("adjustment-item", SECRETARY, _settled, _item),
    *_both("adjustment-decide", OFFICE, _settled, _adjustment),
    *_both("adjustment-drop", OFFICE, _settled, _adjustment),
    row("city-returns", dict.fromkeys(CITY, 200), world=_year("announce"), kwargs=_cycle),
    *_both("city-return-record", OFFICE, _year("announce"), _cycle),
    *_both("city-return-keep", SECRETARY, _year("announce"), _cycle),
    *_both("city-return-reopen", SECRETARY, _year("announce"), _cycle),
    *_both("council-again", SECRETARY, _reopened, _unit),
]
