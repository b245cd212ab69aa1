"""What each of the seventeen indicators of the weekly life is worth, by the lists that a person downloads alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

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
)

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
# What the city asks each list to hold.
MINIMUM = {
    "Cấp bản sao trích lục hộ tịch", "Đăng ký khai sinh", "Đăng ký khai tử", "Cấp giấy xác nhận tình trạng hôn nhân",
    "Chứng thực bản sao từ bản chính", "Chứng thực chữ ký",
}  # fmt: skip


@dataclass(frozen=True)
class Files:
    """The lists of one unit, the days that count for it, and its thôn, tổ dân phố."""

    lists: Mapping[str, bytes]
    year: recount.Year
    hamlets: recount.Hamlets

    @property
    def begins(self) -> date:
        """The first day that counts."""
        return max(self.year.first, self.year.born)

    @property
    def asked(self) -> date:
        """The last day that is over."""
        return min(self.year.last, self.year.now.date() - recount.DAY)

    @property
    def ends(self) -> date:
        """The last day that counts, over or not."""
        return min(self.year.last, self.year.ended)

    @property
    def until(self) -> date:
        """The last day of the unit that is over."""
        return min(self.asked, self.year.ended)

    @property
    def life(self) -> recount_offices.Life:
        return recount_offices.Life(
            self.year.first, self.year.last, self.year.now.date(), self.year.born, self.year.ended
        )

    def of_unit(self, route: str) -> recount_offices.Rows:
        """The standing lines of a list of the offices."""
        by_unit = recount_offices.by_unit(self.lists[route])
        return next(iter(by_unit.values()), [])

    @property
    def places(self) -> set[str]:
        """The thôn, tổ dân phố on the day that is asked."""
        return {name for name, (_, last) in self.hamlets.items() if last is None or last >= self.asked}


def points_again(files: Files, known: dict[str, dict[str, Any]]) -> dict[str, Fraction | None]:
    """What each of the seventeen is worth by the lists alone."""
    return _of_weeks(files, known) | _of_people(files, known) | _of_offices(files, known)


def _of_weeks(files: Files, known: dict[str, dict[str, Any]]) -> dict[str, Fraction | None]:
    lists, year, share = files.lists, files.year, recount_points.of_share
    weekly = recount.weekly_reports(year, lists["grassroots"], files.hamlets, known["1.2.3"]["rule"])
    held = recount.fast_days(year, lists["service-decisions"], lists["service-days"])
    rosters = [lists[route] for route in ("service-decisions", "service-shifts", "service-presences")]
    helped = recount_support.support_shifts(year, *rosters, known["2.3.1"]["rule"]["at_least"])
    requests = recount.rows_of(lists["home-requests"])
    served, due = recount_home.share(requests, files.begins, files.until)
    at_home = share(known["2.2.1"], served, due)
    if not due:
        told = recount_home.announced(lists["home-announcements"], files.asked)
        at_home = Fraction(known["2.2.1"]["max"]) if told else Fraction(0)
    return {
        "1.2.3": share(known["1.2.3"], weekly.met, weekly.due),
        "2.1.1": recount_points.of_pass(known["2.1.1"], _published(files)),
        "2.1.2": share(known["2.1.2"], held.weeks.met, held.weeks.due),
        "2.1.3": held.points(known["2.1.3"]),
        "2.2.1": at_home,
        "2.3.1": share(known["2.3.1"], helped.met, helped.due),
    }


def _published(files: Files) -> bool:
    """The last decision that holds on the day: published by then, and with the procedures of the city's list."""
    decided = recount.standing(recount.rows_of(files.lists["service-decisions"]))
    row = recount.in_force(files.asked - files.asked.weekday() * recount.DAY, decided)
    if row is None or not row["Ngày công khai"] or recount._day(row["Ngày công khai"]) > files.asked:
        return False
    return recount.procedures(row) >= MINIMUM


def _of_people(files: Files, known: dict[str, dict[str, Any]]) -> dict[str, Fraction | None]:
    lists, first, last, until = files.lists, files.begins, files.ends, files.until
    greeted = outreach.greetings(lists["greetings"], first, last, files.asked)
    whole = (files.year.first, files.asked)
    held, due = receptions.sessions(
        lists["reception-plans"], lists["receptions"], whole, born=files.year.born, ended=files.year.ended, slips=set()
    )
    learned = [lists[f"workforce-{name}"] for name in ("staff", "courses", "counts")]
    people = recount_staff.trained(*learned, until)
    cases = recount_staff.sanctions(
        lists["workforce-sanctions"], lists["workforce-statements"], OFFICE, last, files.asked
    )
    words = lists["initiative-words"], lists["initiative-recognitions"]
    return {
        "2.4.1": recount_points.of_number(known["2.4.1"], outreach.kinds(lists["outreach"], first, until)),
        "2.5.1": recount_points.of_items(known["2.5.1"], greeted),
        "2.5.2": recount_points.of_pass(known["2.5.2"], outreach.meeting(lists["supporters-meetings"], first, until)),
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
