"""Forecasts compared with a second count, made by other code of the files that a person downloads.

The year has what breaks counts: Tết (week 8 has no working day), week 53, the days swapped with 2/1 and 22/8, a unit
born in mid-year, late, corrected, moved and withdrawn records, a tổ dân phố that ends, a fast day on days off, a change
of its weekday.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, open_year
from tests.factories.units import HamletFactory
from tests.independent import recount, recount_models, recount_support
from tests.service.scene import decision_entry
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.criteria import scoring
from thanthien.criteria.values import Ratio
from thanthien.evaluations.forecasting import Forecast, Prospect
from thanthien.evaluations.queries.forecast import forecasts
from thanthien.grassroots.kinds import REPORTS
from thanthien.initiatives.kinds import INITIATIVES, RECOGNITIONS, WORDS
from thanthien.initiatives.kinds import REPORTS as PROGRESS
from thanthien.records.actions import Entry, correct, enter, withdraw
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.service.roster.kinds import PRESENCES, SHIFTS
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
SET = Path(scoring.__file__).parent / "sets" / "chinh-quyen-than-thien-2026-v2.yaml"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
BORN = date(2026, 5, 14)  # a Thursday, of week 20
CODES = ("10001", "10002", "10003")
WEEK = timedelta(days=7)
# Before and after Tết, between the swapped Saturday and Quốc khánh, when the last week can still be told, when not.
DAYS_OF_COUNT = [date(2026, 2, 24), date(2026, 8, 26), date(2027, 1, 5), date(2027, 1, 12)]
_NONE, _CONFIRMED, _RECOGNISED = "khong-co", "xac-nhan-hieu-qua", "cong-nhan-thanh-pho"
MODELS = dict(
    zip(
        DAYS_OF_COUNT,
        [
            dict(zip(CODES, options, strict=True))
            for options in (
                (_NONE, _NONE, _NONE),
                (_RECOGNISED, _NONE, _NONE),
                (_RECOGNISED, _NONE, _NONE),
                (_RECOGNISED, _NONE, _CONFIRMED),
            )
        ],
        strict=True,
    )
)
HAMLETS: recount.Hamlets = {
    "Tổ dân phố 1": (date(2025, 1, 1), None),
    "Tổ dân phố 2": (date(2025, 1, 1), None),
    "Tổ dân phố 3": (date(2025, 1, 1), None),
    "Tổ dân phố 4": (date(2025, 1, 1), date(2026, 6, 30)),
}


@dataclass
class Lived:
    """A year in three units, told as it was lived up to the moment of the count."""

    year: Year
    until: datetime

    def unit(self, code: str) -> Unit:
        return Unit.objects.get(code=code)

    def tell(self, kind: RecordKind, code: str, entry: Entry, at: datetime) -> Record | None:
        """What somebody of the unit tells at a moment; None when it hasn't come yet."""
        return self._at(at, lambda: enter(kind, entry, by=fresh(self.year.who(code, "focal"))))

    def report(self, code: str, day: date, hamlet: str = "", at: datetime | None = None) -> Record | None:
        told = {"nothing": True, "told_by": "Ông Ba"}
        return self.tell(REPORTS, code, Entry(self.unit(code), day, told, self._hamlet(code, hamlet)), at or _on(day))

    def hold(self, code: str, day: date, numbers: tuple[int, int], at: datetime | None = None, **more: Any) -> None:
        told = {"received": numbers[0], "returned": numbers[1], "nothing": not numbers[0]} | more
        self.tell(DAYS, code, Entry(self.unit(code), day, told), at or _on(day))

    def support(self, code: str, days: list[date], at: datetime | None = None) -> None:
        """On the roster and there: tapped on the day, or told later by the signed sheet; twice in the same shift."""
        for place, day in enumerate(day for day in days if recount.works(day)):
            person = {"part": "morning", "organisation": "youth", "post": "Bí thư chi đoàn"}
            shown = {"shown_by": "sheet", "sheet": "Lịch trực"} if at else {"shown_by": "tap"}
            told = [person, person | {"post": "Đoàn viên"}][: 1 + place % 2]
            for one in told:
                entry = Entry(self.unit(code), day, one)
                self.tell(SHIFTS, code, entry, _on(day, 7))
                self.tell(PRESENCES, code, Entry(self.unit(code), day, one | shown), at or _on(day))

    def model(self, code: str, day: date, confirmed: date | None = None, recognised: date | None = None) -> None:
        """Registered, reported a month later; confirmed by the body, or recognised by the city."""
        told = {"title": "Hẹn giờ", "topic": "digital", "problem": "Chờ lâu", "novelty": "Đặt giờ", "doer": "Văn phòng"}
        unit = self.unit(code)
        made: Any = self.tell(INITIATIVES, code, Entry(unit, day, told | {"started_on": day}), _on(day))
        if made is None:
            return
        said = {"initiative": made.origin, "document": "45/SNV"}
        later = day + 30 * recount.DAY
        self.tell(PROGRESS, code, Entry(unit, later, {"initiative": made.origin, "results": "Giảm chờ"}), _on(later))
        people, year = self.year.people, {"verdict": "effective", "year": 2026}
        if confirmed:
            entry = Entry(unit, confirmed, said | year)
            self._at(_on(confirmed), lambda: enter(WORDS, entry, by=fresh(people.noi_vu)))
        if recognised:
            decided = Entry(unit, recognised, said | {"signer": "Phó Chủ tịch"})
            self._at(_on(recognised), lambda: enter(RECOGNITIONS, decided, by=fresh(people.office)))

    def decide(self, code: str, signed: date, weekday: int) -> None:
        self.tell(DECISIONS, code, decision_entry(self.unit(code), signed, weekday=weekday), _on(signed))

    def correct(self, record: Record | None, day: date, hamlet: str, at: datetime) -> None:
        if record is not None:
            told = {"nothing": True, "told_by": "Bà Tư"}
            entry = Entry(record.unit, day, told, self._hamlet(record.unit.code, hamlet))
            by = fresh(self.year.who(record.unit.code, "focal"))
            self._at(at, lambda: correct(REPORTS, entry, record_id=record.pk, version=1, reason="Ghi nhầm", by=by))

    def withdraw(self, record: Record | None, at: datetime) -> None:
        if record is not None:
            by = fresh(self.year.who(record.unit.code, "focal"))
            self._at(at, lambda: withdraw(REPORTS, record_id=record.pk, version=1, reason="Không có thật", by=by))

    def _at(self, at: datetime, act: Callable[[], Record]) -> Record | None:
        if at >= self.until:
            return None
        with clock.set_to(at):
            return act()

    def _hamlet(self, code: str, name: str) -> Any:
        return self.unit(code).hamlets.get(name=name) if name else None


def _on(day: date, hour: int = 17) -> datetime:
    return datetime.combine(day, time(hour))


def lived_until(until: datetime) -> Lived:
    """10001: four tổ dân phố, Wednesdays. 10002: born in May, Fridays. 10003: Fridays, from July on Mondays."""
    load_calendar(by=None)
    lived = Lived(open_year(units=3, text=SET.read_text(encoding="utf-8")), until)
    for name, (first, last) in HAMLETS.items():
        HamletFactory(unit=lived.unit("10001"), name=name, sort_key=name, valid_from=first, valid_to=last)
    Unit.objects.filter(code="10002").update(valid_from=BORN)
    _first_unit(lived)
    _unit_born_in_may(lived)
    _third_unit(lived)
    return lived


def _first_unit(lived: Lived) -> None:
    code, wednesday = "10001", date(2025, 12, 31)
    lived.decide(code, date(2025, 12, 29), weekday=2)
    for week in range(53):
        day = wednesday + week * WEEK
        lived.support(code, [day - recount.DAY, day + recount.DAY, *([day] if week % 4 else [])])
        who = ["Tổ dân phố 1", "Tổ dân phố 2", "Tổ dân phố 3"][: 1 + week % 3]
        if week % 9 != 4:
            told = [lived.report(code, max(day, FIRST), name) for name in who]
            if week == 10:  # its first report moves to another tổ dân phố: told of that one only now, too late
                lived.correct(told[0], day, "Tổ dân phố 3", _on(day + 20 * recount.DAY))
            if week == 11:  # corrected in its place: keeps its time
                lived.correct(told[0], day + recount.DAY, "Tổ dân phố 1", _on(day + 20 * recount.DAY))
            if week == 14:
                lived.withdraw(told[0], _on(day + 2 * recount.DAY))
        if recount.works(day) and week % 11 != 5:
            lived.hold(code, day, (8 + week % 5, 6 + week % 3))
    lived.model(code, date(2026, 2, 2), confirmed=date(2026, 4, 1), recognised=date(2026, 8, 20))
    lived.hold(code, date(2026, 9, 3), (4, 4))  # Wednesday 2/9 is off: the day after
    lived.hold(code, date(2026, 3, 4), (3, 1), procedure="1.001193")  # one source a day: the single procedure
    lived.hold(code, date(2026, 3, 4), (40, 40), procedure="2.000815")  # chứng thực is told apart


def _unit_born_in_may(lived: Lived) -> None:
    code = "10002"
    lived.decide(code, date(2026, 5, 18), weekday=4)
    lived.model(code, date(2026, 6, 1), recognised=date(2027, 1, 4))  # after the year
    for week in range(33):
        day = BORN + week * WEEK
        if week % 4:
            lived.report(code, day)
        friday = day + recount.DAY
        lived.support(code, [day, friday], at=_on(friday + (2 + week % 6) * recount.DAY))
        late = _on(recount.in_time_until(day + 3 * recount.DAY).date(), 8) if week % 6 == 3 else None
        lived.hold(code, friday, (10, 9 - week % 4), at=late)


def _third_unit(lived: Lived) -> None:
    """Tells each week at the last moment in time, or a day later: across Tết, 22/8, Quốc khánh and the year's end."""
    code = "10003"
    lived.decide(code, date(2025, 12, 30), weekday=4)
    lived.decide(code, date(2026, 7, 1), weekday=0)
    lived.model(code, date(2026, 3, 3), confirmed=date(2027, 1, 8))  # during appraisal, for the year before
    for week in range(53):
        thursday = FIRST + week * WEEK
        last = recount.in_time_until(thursday + 3 * recount.DAY).date()
        at = _on(last - recount.DAY, 23) if week % 3 else _on(last, 0)
        lived.report(code, thursday, at=at)
        friday = thursday + recount.DAY
        if friday <= date(2026, 7, 3) and recount.works(friday):
            lived.hold(code, friday, (5, 4))
    for monday in (date(2026, 7, 6), date(2026, 7, 13), date(2026, 8, 17), date(2026, 8, 24), date(2026, 12, 28)):
        lived.hold(code, monday, (8, 8))
    lived.hold(code, date(2026, 9, 3), (2, 1))  # Monday 31/8 is off, so are the next two days


# --- The comparison -------------------------------------------------------------------------------------------------


@pytest.fixture(params=DAYS_OF_COUNT, ids=str)
def lived(request: pytest.FixtureRequest) -> Iterator[Lived]:
    until = _on(request.param, 8)
    with clock.set_to(datetime(2025, 12, 1)):
        made = lived_until(until)
    with clock.set_to(until):
        yield made


def downloaded(lived: Lived, code: str, route: str) -> bytes:
    """The list as CSV, as an officer of the unit takes it from the page."""
    client = Client()
    client.force_login(fresh(lived.year.who(code, "officer")))
    answer: Any = client.get(reverse(route) + "?tai=csv")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_second_count_of_downloaded_records_comes_to_the_same_forecast(lived: Lived) -> None:
    text = SET.read_text(encoding="utf-8")
    known = recount.indicators(text)
    dossiers = {code: lived.year.dossier(code) for code in CODES}
    found = forecasts(lived.year.cycle, list(dossiers.values()))
    for code, dossier in dossiers.items():
        days = recount.Year(FIRST, LAST, lived.until, BORN if code == "10002" else date.min)
        hamlets = HAMLETS if code == "10001" else {}
        reports = downloaded(lived, code, "grassroots")
        weekly = recount.weekly_reports(days, reports, hamlets, known["1.2.3"]["rule"])
        files = [downloaded(lived, code, route) for route in ("service-decisions", "service-days")]
        held = recount.fast_days(days, *files)
        _same_weeks(found[dossier.pk], "1.2.3", weekly, known)
        _same_weeks(found[dossier.pk], "2.1.2", held.weeks, known)
        roster = [downloaded(lived, code, route) for route in ("service-shifts", "service-presences")]
        helped = recount_support.support_shifts(days, files[0], *roster, known["2.3.1"]["rule"]["at_least"])
        _same_weeks(found[dossier.pk], "2.3.1", helped, known)
        said = [downloaded(lived, code, route) for route in ("initiative-words", "initiative-recognitions")]
        option = recount_models.creative_model(days, *said)
        assert option == MODELS[lived.until.date()][code]  # so that the year has each of them
        assert _earned(found[dossier.pk].now, "4.4.1") == recount_models.points_of(known["4.4.1"], option)
        same_day = found[dossier.pk].prospects["2.1.3"].now
        if held.received:
            assert same_day == Ratio(Decimal(held.returned), Decimal(held.received))
        assert _earned(found[dossier.pk].now, "2.1.3") == held.points(known["2.1.3"])
        total = sum(_earned(found[dossier.pk].now, one) or Fraction(0) for one in known)
        assert Fraction(found[dossier.pk].now.total.points) == total
    assert yaml.safe_load(text)["year"] == 2026


def _same_weeks(found: Forecast, code: str, counted: recount.Counted, known: dict[str, Any]) -> None:
    one: Prospect = found.prospects[code]
    assert one.season is not None
    assert (one.season.met, len(one.season.lost), len(one.season.open)) == (
        counted.met_of_year, counted.lost, counted.open,
    )  # fmt: skip
    vectors = {
        "now": (found.now, counted.met, counted.due),
        "least": (found.least, counted.met_of_year, counted.all),
        "most": (found.most, counted.met_of_year + counted.open, counted.all),
    }
    for result, met, due in vectors.values():
        expected = recount.points(known[code], met, due) if due else None
        assert _earned(result, code) == expected


def _earned(result: scoring.Result, code: str) -> Fraction | None:
    points = result.indicators[code].points
    return None if points is None else Fraction(points)


def test_the_years_of_the_second_count_have_the_weeks_of_the_law() -> None:
    whole = recount.Year(FIRST, LAST, _on(date(2027, 1, 12)))
    assert len(whole.mondays()) == 52  # 53 weeks, of which Tết has no working day
    assert date(2026, 2, 16) not in whole.mondays()
    assert whole.mondays()[-1] == date(2026, 12, 28)
    assert len(recount.Year(FIRST, LAST, _on(LAST), BORN).mondays()) == 34  # weeks 20 to 53
    # Friday 21/8 to Saturday 22/8 (worked); 31/8 to 2/9 are off
    assert recount.in_time_until(date(2026, 8, 30)) == datetime(2026, 9, 5)
    assert recount.in_time_until(date(2026, 1, 4)) == datetime(2026, 1, 7)
    assert recount.in_time_until(date(2026, 2, 22)) == datetime(2026, 2, 25)
