"""A year of weekly reports and fast days of 114 and of 3,321 units: figures, forecasts, and a commune's week."""

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.urls import reverse

from bench import database
from bench.database import without_triggers
from bench.engine import ROOT
from bench.load import place_and_people
from bench.timing import browser, counting, timed
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
from thanthien.grassroots.models import WeeklyReport
from thanthien.records.week import duties_now, week_of_unit, weeks_to_choose
from thanthien.service.models import FastDay
from thanthien.service.procedures import minimum_list
from thanthien.units.enums import HamletKind
from thanthien.units.models import Hamlet, Unit

SMALL, LARGE = 114, 3321
HAMLETS = 5  # of each unit
NOW = datetime(2026, 12, 1, 9, tzinfo=clock.ZONE)
SET_FILE = ROOT / "thanthien/criteria/sets/chinh-quyen-than-thien-2026-v2.yaml"
AIMS = {
    "more_statements_of_figures_at_most": 0, "more_statements_of_forecasts_at_most": 0,
    "time_ratio_for_each_record_at_most": 1.5, "time_ratio_for_each_forecast_at_most": 1.5,
    "of_114.week.statements_at_most": 15, "of_3321.week.statements_at_most": 15,
    "of_114.list.statements_at_most": 15, "of_3321.list.statements_at_most": 15,
}  # fmt: skip
NOTES = (
    "Forecasts ask for the figures of the day and of the whole year, and score each dossier three times.",
    "“Week” is what the commune's home leads with; “week page” has the numbers of each duty besides.",
)


def main() -> dict[str, Any]:
    """The measurement as plain numbers; milliseconds of pages are medians."""
    with clock.set_to(NOW):
        small, large = _measured(SMALL), _measured(LARGE)
    each = [one["figures"]["microseconds_for_each_record"] for one in (small, large)]
    of_one = [one["forecasts"]["milliseconds_for_each"] for one in (small, large)]
    return {
        "size": large.pop("size"),
        f"of_{SMALL}": {key: found for key, found in small.items() if key != "size"},
        f"of_{LARGE}": large,
        "more_statements_of_figures": large["figures"]["statements"] - small["figures"]["statements"],
        "more_statements_of_forecasts": large["forecasts"]["statements"] - small["forecasts"]["statements"],
        "time_ratio_for_each_record": round(each[1] / each[0], 2),
        "time_ratio_for_each_forecast": round(of_one[1] / of_one[0], 2),
        "notes": NOTES,
        "aims": AIMS,
    }


def _measured(units: int) -> dict[str, Any]:
    database.use(units, fill)
    cycle = Cycle.objects.select_related("criteria_set").get()
    dossiers = list(Dossier.objects.filter(cycle=cycle).select_related("unit", "cycle__criteria_set"))
    score(dossiers[0].compiled, {})  # the set is read once per process
    records = WeeklyReport.objects.count() + FastDay.objects.count()
    figures, asked = _took(lambda: findings_for(cycle, scope_for(cycle, [one.unit_id for one in dossiers])))
    foreseen, of_forecasts = _took(lambda: forecasts(cycle, dossiers))
    kept, _ = _took(lambda: keep_forecasts(cycle=cycle))
    return {
        "size": {"units": units, "records": records, "hamlets": Hamlet.objects.count()},
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
        **_pages(cycle),
    }


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
    return {
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
    """Units with their hamlets and people, an open year, and what was told of it so far: of each hamlet nine weeks of
    ten, of the fast day likewise."""
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
                    sort_key=f"{n}",
                    valid_from=date(2025, 7, 1),
                )
                for unit in Unit.objects.all()
                for n in range(HAMLETS)
            ],
            batch_size=2000,
        )
        _open_year(people)
        with connection.cursor() as cursor:
            cursor.execute(_HAMLETS_KNOWN)
    with without_triggers(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_REPORTS)
        cursor.execute(_DECISIONS, [minimum_list()])
        cursor.execute(_FAST_DAYS)
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _open_year(people: dict[str, User]) -> None:
    head = people["lanhdao.snv"]
    made = import_draft(by=head, text=SET_FILE.read_text(encoding="utf-8"))
    chosen = issue(by=head, set_id=made.pk, decision_number="01/QĐ-SNV", decision_date=clock.today())
    phases = {key: (date(2026, 1, 1), date(2027, 2, 28)) for key in PhaseKey}
    open_cycle(by=people["chuyenvien"], plan=Plan(chosen, 2026, "Kỳ đánh giá năm 2026", phases))


# Statements of constants alone. Made up in the database: hundreds of thousands of rows in seconds.
_TOLD = """gen_random_uuid() AS key, u.id AS unit_id, a.id AS agency_id, w.day, 'page' AS through,
  (w.day + time '17:00') AT TIME ZONE 'Asia/Ho_Chi_Minh' AS at"""
_FROM = """units_unit u JOIN units_agency a ON a.unit_id = u.id AND a.kind = 'commune_committee'
  CROSS JOIN (SELECT d::date AS day FROM generate_series(date '2025-12-31', date '2026-11-25', '7 days') d) w"""
_COLUMNS = "key, origin, unit_id, agency_id, day, through, made_at, told_at, version, reason, end_reason"
_VALUES = "key, key, unit_id, agency_id, day, through, at, at, 1, '', ''"
_REPORTS = f"""
WITH told AS (SELECT {_TOLD}, h.id AS hamlet_id FROM {_FROM} JOIN units_hamlet h ON h.unit_id = u.id
  WHERE (h.id * 7 + extract(week FROM w.day)::int) % 10 <> 0)
INSERT INTO grassroots_weeklyreport ({_COLUMNS}, hamlet_id, nothing, topic, address, text, how, told_by)
SELECT {_VALUES}, hamlet_id, true, '', '', '', 'self', '' FROM told"""  # noqa: S608
_DECISIONS = f"""
WITH told AS (SELECT {_TOLD} FROM {_FROM} WHERE w.day = date '2025-12-31')
INSERT INTO service_fastdaydecision
  ({_COLUMNS}, number, signer, weekday, effective_on, procedures, published_on, link)
SELECT {_VALUES}, '1/QĐ-UBND', 'Chủ tịch', 2, day, %s, day, '' FROM told"""  # noqa: S608
_FAST_DAYS = f"""
WITH told AS (SELECT {_TOLD} FROM {_FROM} WHERE (u.id * 3 + extract(week FROM w.day)::int) % 10 <> 0)
INSERT INTO service_fastday ({_COLUMNS}, procedure, received, returned, nothing, origin_of_numbers)
SELECT {_VALUES}, '', 12, 10 + (unit_id % 3), false, 'counted' FROM told"""  # noqa: S608
