"""A city of 114 units with a year of records of every room, told inside the database: what a bench tells, and beside
it what makes counts go wrong: records told late, taken back, discipline, units born and ended in the year. And its
lists, as the standing office has them made, parted by unit."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, TypeAlias

from django.db import connection
from django.urls import reverse

from bench import weekly_life
from bench.weekly_life import ROOMS, Told
from tests.factories.accounts import person
from tests.feedback.scene import inspector
from tests.independent import city_rooms, recount
from tests.independent.recount import rows_of
from tests.independent.seventeen import Files
from tests.independent.twenty_five import LISTS, MATTERS, REGISTER, TWENTY_FIVE, answered, points_again
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.tables.asking import asked_file
from thanthien.core.tables.exports import unheard
from thanthien.criteria.actions import import_draft, issue
from thanthien.engagement.reception_records import Promise
from thanthien.evaluations.actions.cycles import Plan, open_cycle
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.figures import scope_for
from thanthien.evaluations.queries.forecast import forecasts
from thanthien.evaluations.workflow import PhaseKey
from thanthien.feedback.measures import LONG_OVERDUE, OVERDUE_SHARE
from thanthien.feedback.models import FeedbackChannel
from thanthien.grassroots.models import WeeklyReport
from thanthien.initiatives.models import Adoption, Initiative, ProgressReport
from thanthien.measures.figures import Count, Ratio
from thanthien.reports.demo.people import CITY_POSTS, create_people
from thanthien.units.actions import load_units
from thanthien.units.enums import HamletKind
from thanthien.units.models import Hamlet, Unit
from thanthien.workforce.models import Sanction

PLACES = 3  # thôn, tổ dân phố of each unit
BORN = (date(2026, 3, 2), date(2026, 5, 14), date(2026, 8, 19), date(2026, 10, 5))
ENDED = (date(2026, 6, 30), date(2026, 9, 2), date(2026, 11, 5))
_ENDED, _MOMENT = "2026-12-01", "AT TIME ZONE 'Asia/Ho_Chi_Minh'"
# Told six weeks after its day; taken back three days after it was told. Nothing of that in the last weeks.
_LATE = "(unit * 5 + n) % 13 = 0 AND day < date '2026-10-01'"
_GONE = "(unit * 3 + n) % 17 = 0 AND day < date '2026-11-01'"
_TOLD = f"(day + time '17:00' + CASE WHEN {_LATE} THEN interval '42 days' ELSE interval '0' END) {_MOMENT}"
# What others stand on is taken back by nobody here.
_STANDS = (Initiative, ProgressReport, Adoption, Promise, FeedbackChannel)
_MORE = (
    Told(Sanction, 2, "date '2026-04-14' + 60 * (n - 1)", {"administrative": "'khien-trach'", "party": "''",
        "decided_on": "day + 20", "document": "n || '/QĐ-UBND'"}, "u.id % 9 = 0"),
    Told(Sanction, 1, "date '2026-06-16'", {"administrative": "'canh-cao'", "party": "''", "decided_on": "day + 20",
        "document": "'3/QĐ-SNV'"}, "u.id % 12 = 0", agency="a.code = 'so-noi-vu'"),
)  # fmt: skip


def make(text: str, now: datetime) -> Cycle:
    """The city with an open year of a set (``text``), told up to a moment."""
    with clock.set_to(datetime(2025, 12, 1, 9)):
        load_units(by=None)
        load_calendar(by=None)
        people = create_people(Random(1), CITY_POSTS)
        Hamlet.objects.bulk_create(
            Hamlet(unit=unit, kind=HamletKind.TO_DAN_PHO, name=f"Tổ dân phố {number}", sort_key=str(number),
                   valid_from=unit.valid_from)
            for unit in Unit.objects.all() for number in range(1, PLACES + 1)
        )  # fmt: skip
        cycle = _open_year(people, text)
    with connection.cursor() as cursor:
        for told in (*ROOMS, *_MORE, *city_rooms.TOLD):
            cursor.execute(_told(told).statement())
        for statement in (*weekly_life.BESIDE, *city_rooms.BESIDE):
            cursor.execute(statement)
    codes = list(Unit.objects.order_by("code").values_list("code", flat=True))
    for number, code in enumerate(codes[: 4 * len(BORN)]):
        Unit.objects.filter(code=code).update(valid_from=BORN[number % len(BORN)])
    for number, code in enumerate(codes[-4 * len(ENDED) :]):
        Unit.objects.filter(code=code).update(valid_to=ENDED[number % len(ENDED)])
    return cycle


def _told(told: Told) -> Told:
    """The same with some of them late, some taken back."""
    own: dict[str, Any] = {"made_at": _TOLD, "told_at": _TOLD} | dict(told.own)
    if told.model not in _STANDS:
        own["ended_at"] = f"CASE WHEN {_GONE} THEN {_TOLD} + interval '3 days' END"
        own["end_reason"] = f"CASE WHEN {_GONE} THEN 'Ghi nhầm' ELSE '' END"
    if told.model is WeeklyReport:
        own = {name: value.replace("unit *", "hamlet *") for name, value in own.items()}
    return replace(told, own=own)


def _open_year(people: dict[str, User], text: str) -> Cycle:
    head = people["lanhdao.snv"]
    made = import_draft(by=head, text=text)
    chosen = issue(by=head, set_id=made.pk, decision_number="01/QĐ-SNV", decision_date=clock.today())
    phases = {key: (date(2026, 1, 1), date(2027, 2, 28)) for key in PhaseKey}
    return open_cycle(by=people["chuyenvien"], plan=Plan(chosen, 2026, "Kỳ đánh giá năm 2026", phases))


# --- Its lists ---


def downloaded(routes: Sequence[str]) -> dict[str, dict[str, bytes]]:
    """The lists of all units, as the standing office has them made, by unit's name and route."""
    office = person(Role.CITY_OFFICER)
    found: dict[str, dict[str, bytes]] = {}
    for route in routes:
        for name, part in parted_list(route, office).items():
            found.setdefault(name, {})[route] = part
    return found


def parted_list(route: str, reader: User) -> dict[str, bytes]:
    """One list of all units that a person reads, as it is made for them, by unit's name."""
    with asked_file(f"{reverse(route)}?tai=csv", reader).make(unheard) as file:
        return dict(_parted(file.read()))


def _parted(file: bytes) -> Iterator[tuple[str, bytes]]:
    rows = rows_of(file)
    heading = next(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    by_unit: dict[str, list[dict[str, str]]] = {name: [] for name in Unit.objects.values_list("name", flat=True)}
    for row in rows:
        by_unit[row["Đơn vị"]].append(row)
    for name, own in by_unit.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, heading)
        writer.writeheader()
        writer.writerows(own)
        yield name, text.getvalue().encode()


# --- Both counts ---

Difference: TypeAlias = tuple[str, str, Any, Any]


@dataclass(frozen=True)
class Compared:
    """How many units were compared at a moment, how many indicators and gates of them (what is waived of a unit has no
    points), how many lines of lists were read for it, where the forecast (first) and the count of the lists differ, and
    what each indicator and gate was worth anywhere."""

    units: int
    figures: int
    records: int
    differences: list[Difference]
    worth: dict[str, set[object]]


def counted_again(cycle: Cycle, text: str, now: datetime) -> Compared:
    """Both counts of every unit of a cycle, at a moment."""
    dossiers = list(Dossier.objects.filter(cycle=cycle).select_related("unit", "cycle__criteria_set__scheme"))
    places: dict[int, recount.Hamlets] = defaultdict(dict)
    for one in Hamlet.objects.all():
        places[one.unit_id][one.name] = one.valid_from, one.valid_to
    with clock.set_to(now.replace(tzinfo=clock.ZONE)):
        found, lists = forecasts(cycle, dossiers), downloaded(LISTS)
        for name, register in parted_list(MATTERS, inspector()).items():
            lists[name][REGISTER] = register
        gates = _gates(cycle, [one.unit_id for one in dossiers])
    known, worth, differ, figures = recount.indicators(text), defaultdict(set), [], 0
    for dossier in dossiers:
        unit, said = dossier.unit, found[dossier.pk].now.indicators
        year = recount.Year(cycle.span_first, cycle.span_last, now, unit.valid_from, unit.valid_to or date.max)
        files = Files(lists[unit.name], year, places[unit.pk])
        again = points_again(files, known) | _gates_again(files)
        told = {code: _exact(said[code].points) for code in TWENTY_FIVE if code in said} | gates[unit.pk]
        figures += len(told)
        differ += [(unit.code, code, told[code], again[code]) for code in told if told[code] != again[code]]
        for code, points in told.items():
            worth[code].add(points)
    return Compared(len(dossiers), figures, _records(lists), differ, worth)


def _records(lists: dict[str, dict[str, bytes]]) -> int:
    """How many lines all of them have; the register that the lane's body reads holds those of the office once more."""
    return sum(len(rows_of(file)) for own in lists.values() for route, file in own.items() if route != MATTERS)


def _gates(cycle: Cycle, units: list[int]) -> dict[int, dict[str, Any]]:
    """The figures of the gate on what is overdue: how many of those that count, and how many for long."""
    scope, found = scope_for(cycle, units), dict[int, dict[str, Any]]()
    shares, longs = OVERDUE_SHARE.answer(scope), LONG_OVERDUE.answer(scope)
    for unit in units:
        share, long = shares[unit].figure, longs[unit].figure
        assert isinstance(share, Ratio)
        assert isinstance(long, Count)
        found[unit] = {"overdue": (int(share.numerator), int(share.denominator)), "long": long.count}
    return found


def _gates_again(files: Files) -> dict[str, Any]:
    told = answered(files)
    return {"overdue": told.overdue, "long": told.long}


def _exact(points: Decimal | None) -> Fraction | None:
    return None if points is None else Fraction(points)
