"""A year of records of all rooms, of 114 and of 3,321 units: figures, forecasts, a commune's week and both boards."""

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.urls import reverse

from bench import database
from bench.database import analyse, without_triggers
from bench.engine import ROOT
from bench.load import place_and_people
from bench.share import SHARE
from bench.timing import browser, counting, timed
from bench.weekly_life import HAMLETS, counted, tell_a_year
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.criteria.actions import import_draft, issue
from thanthien.criteria.scoring import score
from thanthien.evaluations.actions.cycles import Plan, open_cycle
from thanthien.evaluations.actions.forecasts import keep_forecasts
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.figures import findings_for, scope_for
from thanthien.evaluations.queries.forecast import forecasts
from thanthien.evaluations.workflow import PhaseKey
from thanthien.measures.registry import find
from thanthien.records.keeping import keep_duties
from thanthien.records.week import duties_now, week_of_unit, weeks_to_choose
from thanthien.units.enums import HamletKind
from thanthien.units.models import Hamlet, Unit

SMALL, LARGE = 114, max(2 * 114, 3321 // SHARE)
NOW = datetime(2026, 12, 1, 9, tzinfo=clock.ZONE)
SET_FILE = ROOT / "thanthien/criteria/sets/chinh-quyen-than-thien-2026-v2.yaml"
AIMS = {
    "more_statements_of_figures_at_most": 0, "more_statements_of_forecasts_at_most": 0,
    "time_ratio_for_each_record_at_most": 1.5, "time_ratio_for_each_forecast_at_most": 1.5,
    "of_114.week.statements_at_most": 15, "of_3321.week.statements_at_most": 15,
    "of_114.week_page.statements_at_most": 15, "of_3321.week_page.statements_at_most": 15,
    "of_114.home.statements_at_most": 15, "of_3321.home.statements_at_most": 15,
    "of_114.list.statements_at_most": 15, "of_3321.list.statements_at_most": 15,
    "of_114.board.statements_at_most": 15, "of_3321.board.statements_at_most": 15,
    "of_114.city_board.statements_at_most": 15, "of_3321.city_board.statements_at_most": 15,
}  # fmt: skip
NOTES = (
    "Forecasts ask for the figures of the day and of the whole year, and score each dossier three times.",
    "“Week” is what the commune's home leads with; “week page” has the numbers of each duty besides.",
    "“Board” is the commune's months by duties, “city board” who misses which; “list” the city's forecasts.",
    "Each measure alone reads by itself what several share when they are asked together.",
)


def main() -> dict[str, Any]:
    """The measurement as plain numbers; milliseconds of pages are medians."""
    with clock.set_to(NOW):
        small, large = _measured(SMALL), _measured(LARGE)
    each = [one["figures"]["microseconds_for_each_record"] for one in (small, large)]
    of_one = [one["forecasts"]["milliseconds_for_each"] for one in (small, large)]
    return {
        "size": large.pop("size") | {f"of {SMALL}: {name}": count for name, count in small["size"].items()},
        f"of_{SMALL}": {key: found for key, found in small.items() if key != "size"},
        f"of_{LARGE}": large,
        "more_statements_of_figures": large["figures"]["statements"] - small["figures"]["statements"],
        "more_statements_of_forecasts": large["forecasts"]["statements"] - small["forecasts"]["statements"],
        "time_ratio_for_each_record": round(each[1] / each[0], 2),
        "time_ratio_for_each_forecast": round(of_one[1] / of_one[0], 2),
        "trial": SHARE > 1,
        "notes": NOTES,
        "aims": AIMS,
    }


def _measured(units: int) -> dict[str, Any]:
    database.use(units, fill)
    cycle = Cycle.objects.select_related("criteria_set").get()
    dossiers = list(Dossier.objects.filter(cycle=cycle).select_related("unit", "cycle__criteria_set"))
    score(dossiers[0].compiled, {})  # the set is read once per process
    of_kinds = counted()
    records = sum(of_kinds.values())
    figures, asked = _took(lambda: findings_for(cycle, scope_for(cycle, [one.unit_id for one in dossiers])))
    foreseen, of_forecasts = _took(lambda: forecasts(cycle, dossiers))
    kept, _ = _took(lambda: keep_forecasts(cycle=cycle))
    return {
        "size": {"units": units, "records": records, "hamlets": Hamlet.objects.count(), **of_kinds},
        "figures": {
            "statements": asked,
            "seconds": round(figures, 2),
            "microseconds_for_each_record": round(figures / records * 1e6, 1),
        },
        "forecasts": {
            "statements": of_forecasts,
            "seconds": round(foreseen, 2),
            "seconds_with_keeping": round(kept, 2),
            "milliseconds_for_each": round(foreseen / units * 1000, 2),
        },
        "measures": _each(cycle, [one.unit_id for one in dossiers]),
        **_pages(cycle),
    }


def _each(cycle: Cycle, units: list[int]) -> dict[str, dict[str, float]]:
    """Seconds and statements of each measure alone."""
    found = {}
    for indicator in cycle.criteria_set.parsed().indicators():
        measure = find(indicator.measure or "")
        if measure is not None:
            seconds, statements = _took(lambda asked=measure: asked.answer(scope_for(cycle, units)))
            found[indicator.code.replace(".", "-")] = {"seconds": round(seconds, 2), "statements": statements}
    return found


def _pages(cycle: Cycle) -> dict[str, dict[str, float]]:
    officer = User.objects.filter(email__startswith="congchuc1").order_by("pk")[0]
    unit = Unit.objects.get(pk__in=officer.unit_ids())
    week = weeks_to_choose(clock.now())[0]
    _, of_week = _took(lambda: duties_now(officer))
    _, of_page = _took(lambda: week_of_unit(unit, week, officer))
    city = browser(User.objects.get(email__startswith="chuyenvien@"))
    listed, of_list = timed(lambda _: city.get(reverse("city-forecasts", args=[cycle.pk])))
    commune = browser(officer)
    home, of_home = timed(lambda _: commune.get(reverse("commune-home")))
    start = time.perf_counter()
    kept, seconds = keep_duties(), time.perf_counter() - start
    board, of_board = timed(lambda _: commune.get(reverse("unit-duties", args=[cycle.pk, unit.code])))
    city_board, of_city_board = timed(lambda _: city.get(reverse("city-duties", args=[cycle.pk])))
    return {
        "duties_kept": {"rows": kept, "seconds": round(seconds, 1)},
        "board": {"milliseconds": board, "statements": of_board},
        "city_board": {"milliseconds": city_board, "statements": of_city_board},
        "week": {"statements": of_week},
        "week_page": {"statements": of_page},
        "home": {"milliseconds": home, "statements": of_home},
        "list": {"milliseconds": listed, "statements": of_list},
    }


def _took(work: Callable[[], Any]) -> tuple[float, int]:
    """Seconds and statements, after a first time."""
    work()
    with counting() as sent:
        start = time.perf_counter()
        work()
        taken = time.perf_counter() - start
    return taken, len(sent)


# --- The city and its year ------------------------------------------------------------------------------------------


# Figures count the thôn, tổ dân phố that history knows; without triggers nothing writes it.
_HAMLETS_KNOWN = """
INSERT INTO units_hamletevent
  (pgh_created_at, pgh_label, pgh_obj_id, id, unit_id, name, kind, households, valid_from, valid_to, told_at)
SELECT now(), 'insert', id, id, unit_id, name, kind, households, valid_from, valid_to, told_at FROM units_hamlet
"""


def fill(units: int) -> None:
    """Units with their hamlets and people, an open year, and what every room was told of it so far."""
    with clock.set_to(date(2025, 12, 30)), without_triggers(), transaction.atomic():
        people = place_and_people(units)
        load_calendar(by=None)
        Hamlet.objects.all().delete()
        Hamlet.objects.bulk_create(
            [
                Hamlet(
                    unit=unit,
                    kind=HamletKind.TO_DAN_PHO,
                    name=f"Tổ dân phố {n}",
                    sort_key=f"{n:02}",
                    valid_from=date(2025, 7, 1),
                )
                for unit in Unit.objects.all()
                for n in range(1, HAMLETS + 1)
            ],
            batch_size=2000,
        )
        _open_year(people)
        with connection.cursor() as cursor:
            cursor.execute(_HAMLETS_KNOWN)
    with without_triggers(), transaction.atomic():
        tell_a_year()
    analyse()


def _open_year(people: dict[str, User]) -> None:
    head = people["lanhdao.snv"]
    made = import_draft(by=head, text=SET_FILE.read_text(encoding="utf-8"))
    chosen = issue(by=head, set_id=made.pk, decision_number="01/QĐ-SNV", decision_date=clock.today())
    phases = {key: (date(2026, 1, 1), date(2027, 2, 28)) for key in PhaseKey}
    open_cycle(by=people["chuyenvien"], plan=Plan(chosen, 2026, "Kỳ đánh giá năm 2026", phases))
