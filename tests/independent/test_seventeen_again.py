"""All indicators of the weekly life: the forecast of each unit is what a second count of downloaded lists comes to.

One year in three units, as `test_forecasts_again` lives it, with what the other rooms were told beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import fresh
from tests.independent import (
    outreach,
    receptions,
    recount,
    recount_home,
    recount_models,
    recount_offices,
    recount_points,
    recount_staff,
    recount_support,
    rooms_lived,
)
from tests.independent.test_forecasts_again import BORN, CODES, FIRST, HAMLETS, LAST, SET, Lived, lived_until
from thanthien.accounts.models import Membership
from thanthien.core import clock
from thanthien.evaluations.queries.forecast import forecasts

pytestmark = pytest.mark.django_db
SEVENTEEN = [
    "1.2.3", "2.1.1", "2.1.2", "2.1.3", "2.2.1", "2.3.1", "2.4.1", "2.5.1", "2.5.2", "3.1.1", "3.2.2", "3.2.3",
    "4.1.1", "4.2.1", "4.3.1", "4.3.3", "4.4.1",
]  # fmt: skip
LISTS = (
    "grassroots", "service-decisions", "service-days", "service-shifts", "service-presences", "home-requests",
    "home-announcements", "outreach", "greetings", "supporters-meetings", "reception-plans", "receptions",
    "workforce-staff", "workforce-courses", "workforce-counts", "workforce-sanctions", "workforce-statements",
    "workplace-checks", "workplace-inspections", "workplace-tests", "workplace-app", "initiative-words",
    "initiative-recognitions",
)  # fmt: skip
OFFICE = "Sở Nội vụ"
# What no unit has points for yet: an occasion is to come, too few of the staff went to a course.
WORTHLESS = {date(2026, 8, 26): {"2.5.1", "3.2.2"}, date(2027, 1, 12): set[str]()}
MINIMUM = 6  # procedures that the city's list asks for; the units decide on these


@pytest.fixture(params=list(WORTHLESS), ids=str)
def lived(request: pytest.FixtureRequest) -> Iterator[Lived]:
    until = datetime.combine(request.param, datetime.min.time()).replace(hour=8)
    with clock.set_to(datetime(2025, 12, 1)):
        made = lived_until(until)
        Membership.objects.update(valid_from=date(2025, 7, 1))
        rooms_lived.live(made.year, until)
    with clock.set_to(until):
        yield made


class Files:
    """The lists of one unit as its focal officer downloads them, and the days that count."""

    def __init__(self, lived: Lived, code: str) -> None:
        client = Client()
        client.force_login(fresh(lived.year.who(code, "focal")))
        self.code, self.lived = code, lived
        self.lists = {route: self._downloaded(client, route) for route in LISTS}
        self.born = BORN if code == "10002" else date.min
        self.year = recount.Year(FIRST, LAST, lived.until, self.born)
        self.today = lived.until.date()
        self.asked = min(LAST, self.today - timedelta(days=1))
        self.life = recount_offices.Life(FIRST, LAST, self.today, self.born)

    def _downloaded(self, client: Client, route: str) -> bytes:
        answer: Any = client.get(reverse(route) + "?tai=csv")
        assert answer.status_code == 200, route
        return b"".join(answer.streaming_content) if answer.streaming else answer.content

    def of_unit(self, route: str) -> recount_offices.Rows:
        """The standing lines of a list of the offices."""
        by_unit = recount_offices.by_unit(self.lists[route])
        return next(iter(by_unit.values()), [])

    @property
    def places(self) -> set[str]:
        """The thôn, tổ dân phố on the day that is asked."""
        named = HAMLETS if self.code == "10001" else {}
        return {name for name, (_, last) in named.items() if last is None or last >= self.asked}


def points_again(files: Files, known: dict[str, dict[str, Any]]) -> dict[str, Fraction | None]:
    """What each of the seventeen is worth by the lists alone."""
    return _of_weeks(files, known) | _of_people(files, known) | _of_offices(files, known)


def _of_weeks(files: Files, known: dict[str, dict[str, Any]]) -> dict[str, Fraction | None]:
    lists, year, share = files.lists, files.year, recount_points.of_share
    hamlets = HAMLETS if files.code == "10001" else {}
    weekly = recount.weekly_reports(year, lists["grassroots"], hamlets, known["1.2.3"]["rule"])
    held, returned, received = recount.fast_days(year, lists["service-decisions"], lists["service-days"])
    rosters = [lists[route] for route in ("service-decisions", "service-shifts", "service-presences")]
    helped = recount_support.support_shifts(year, *rosters, known["2.3.1"]["rule"]["at_least"])
    served, due = recount_home.share(recount.rows_of(lists["home-requests"]), FIRST, files.asked)
    at_home = share(known["2.2.1"], served, due)
    if not due:
        told = recount_home.announced(lists["home-announcements"], files.asked)
        at_home = Fraction(known["2.2.1"]["max"]) if told else Fraction(0)
    return {
        "1.2.3": share(known["1.2.3"], weekly.met, weekly.due),
        "2.1.1": recount_points.of_pass(known["2.1.1"], _published(files)),
        "2.1.2": share(known["2.1.2"], held.met, held.due),
        "2.1.3": share(known["2.1.3"], returned, received),
        "2.2.1": at_home,
        "2.3.1": share(known["2.3.1"], helped.met, helped.due),
    }


def _published(files: Files) -> bool:
    """The last decision by the day: published, and with the procedures of the city's list."""
    decided = [one for one in recount.standing(recount.rows_of(files.lists["service-decisions"])) if _holds(one, files)]
    if not decided:
        return False
    row = max(decided, key=lambda one: one.day).row
    return bool(row["Ngày công khai"]) and len(row["Danh mục thủ tục"].split(";")) >= MINIMUM


def _holds(one: recount.Told, files: Files) -> bool:
    start = recount._day(one.row["Áp dụng từ tuần có ngày"])
    return start - start.weekday() * recount.DAY <= files.asked


def _of_people(files: Files, known: dict[str, dict[str, Any]]) -> dict[str, Fraction | None]:
    lists, first = files.lists, max(FIRST, files.born)
    greeted = outreach.greetings(lists["greetings"], first, LAST, files.asked)
    whole = (FIRST, files.asked)
    held, due = receptions.sessions(lists["reception-plans"], lists["receptions"], whole, born=files.born, slips=set())
    learned = [lists[f"workforce-{name}"] for name in ("staff", "courses", "counts")]
    people = recount_staff.trained(*learned, files.asked)
    cases = recount_staff.sanctions(
        lists["workforce-sanctions"], lists["workforce-statements"], OFFICE, LAST, files.asked
    )
    words = lists["initiative-words"], lists["initiative-recognitions"]
    return {
        "2.4.1": recount_points.of_number(known["2.4.1"], outreach.kinds(lists["outreach"], first, files.asked)),
        "2.5.1": recount_points.of_items(known["2.5.1"], greeted),
        "2.5.2": recount_points.of_pass(
            known["2.5.2"], outreach.meeting(lists["supporters-meetings"], first, files.asked)
        ),
        "3.1.1": recount_points.of_share(known["3.1.1"], held, due),
        "3.2.2": recount_points.of_share(known["3.2.2"], *people) if people else None,
        "3.2.3": recount_points.of_counts(known["3.2.3"], cases),
        "4.4.1": recount_models.points_of(known["4.4.1"], recount_models.creative_model(files.year, *words)),
    }


def _of_offices(files: Files, known: dict[str, dict[str, Any]]) -> dict[str, Fraction | None]:
    checks, inspections, tests, app = (
        files.of_unit(f"workplace-{name}") for name in ("checks", "inspections", "tests", "app")
    )
    titles = [one["title"] for one in known["4.1.1"]["rule"]["items"]]
    there = recount_offices.items(files.life, checks, titles)
    share = recount_offices.households(files.life, app, files.places)
    return {
        "4.1.1": recount_points.of_items(known["4.1.1"], there, name="title"),
        "4.2.1": recount_points.of_pass(known["4.2.1"], recount_offices.smoke_free(files.life, checks, inspections)),
        "4.3.1": recount_points.of_share(known["4.3.1"], *recount_offices.heard(files.life, tests, files.places)),
        "4.3.3": recount_points.of_share(known["4.3.3"], share.numerator, share.denominator)
        if share is not None
        else None,
    }


def test_second_count_of_all_lists_comes_to_the_same_forecast_of_each_unit(lived: Lived) -> None:
    known = recount.indicators(SET.read_text(encoding="utf-8"))
    dossiers = {code: lived.year.dossier(code) for code in CODES}
    found = forecasts(lived.year.cycle, list(dossiers.values()))
    again = {code: points_again(Files(lived, code), known) for code in CODES}
    told = {code: _points(found[dossier.pk].now) for code, dossier in dossiers.items()}
    assert told == again
    worthless = {code for code in SEVENTEEN if not any(one[code] for one in told.values())}
    assert worthless == WORTHLESS[lived.until.date()]  # so that each of the others is compared where it counts


def _points(result: Any) -> dict[str, Fraction | None]:
    points = {code: result.indicators[code].points for code in SEVENTEEN}
    return {code: None if one is None else Fraction(one) for code, one in points.items()}
