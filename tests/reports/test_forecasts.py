"""The forecasts of all units as the city reads them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evaluations.joined import joined_year, report
from tests.evaluations.scenario import Entry, Year, on
from thanthien.evaluations.actions import answers
from thanthien.evaluations.actions.forecasts import keep_forecasts
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import DailyForecast
from thanthien.reports.queries.board import Reach, overview_of
from thanthien.reports.queries.forecasts import Foresight, foresight_of, targets_foreseen
from thanthien.reports.queries.risk import with_risk
from thanthien.reports.queries.standing import standings

pytestmark = pytest.mark.django_db
_ENDS = ("level_now", "level_low", "level_high")
LATE = date(2026, 12, 14)  # week 50 is over, and can still be told
SUNDAY = date(2026, 12, 13)


@pytest.fixture
def year() -> Iterator[Year]:
    """10001 reported each week, 10002 never; both registered level 2. 10003 reported 44 weeks and registered none."""
    made = joined_year(units=3)
    for code in ("10001", "10002"):
        made.register(code)
    for code, weeks in (("10001", 50), ("10003", 44)):
        report(made, [date.fromordinal(date(2026, 1, 1).toordinal() + 7 * week) for week in range(weeks)], code)
    good = {"2.2": Entry(AnswerState.VALUE, {"option": "tot"}), "2.1": Entry(AnswerState.VALUE, {"passed": True})}
    with on(date(2026, 1, 13)):
        drafts = {key: answers.Draft(entry) for key, entry in good.items()}
        answers.save_answers(by=made.who("10001", "focal"), dossier_id=made.dossier("10001").pk, drafts=drafts)
    with on(LATE):
        keep_forecasts(cycle=made.cycle)
        yield made


def listed(client: Client, year: Year, query: str = "") -> list[str]:
    client.force_login(year.people.leader)
    response = client.get(reverse("city-forecasts", args=[year.cycle.pk]) + query)
    assert response.status_code == 200
    return [row.dossier.unit.code for row in response.context["table"].rows]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["10002", "10001", "10003"]),
        ("?nguy_co=nguy-co", ["10002"]),
        ("?nguy_co=cham", ["10003"]),
        ("?nguy_co=den-han", ["10002", "10003"]),
        ("?nguy_co=da-lo", ["10002", "10003"]),
        ("?muc=2", ["10001"]),
        ("?loai=phuong", ["10002"]),
        ("?q=an hoa", ["10001"]),
        ("?xep=-diem", ["10001", "10003", "10002"]),
        ("?muc=chin", ["10002", "10001", "10003"]),
    ],
)
def test_list_is_narrowed_to_who_is_at_risk(client: Client, year: Year, query: str, codes: list[str]) -> None:
    assert listed(client, year, query) == codes


def test_unit_that_the_forecasts_give_up_is_at_risk_on_the_board_too(year: Year) -> None:
    def possible() -> list[int]:
        return [one.reach.possible for one in overview_of(year.people.leader, year.cycle).targets]

    def at_risk(late: Q) -> list[tuple[str, int]]:
        rows = with_risk(standings(year.people.leader, year.cycle), year.cycle, late).filter(at_risk=True)
        return [(row.unit.code, row.best_level) for row in rows.order_by("unit__code")]

    nobody, first = Q(pk__in=[]), Q(unit__code="10001")
    assert (at_risk(nobody), at_risk(first)) == ([("10002", 0)], [("10001", 2), ("10002", 0)])
    assert possible() == [one.reach.possible for one in targets_foreseen(year.cycle)] == [2, 2]
    DailyForecast.objects.all().delete()  # as its columns alone have it
    assert (at_risk(nobody), possible()) == ([], [3, 3])


def test_numbers_above_the_list_are_those_of_their_lists(client: Client, year: Year) -> None:
    assert foresight_of(year.cycle) == Foresight(SUNDAY, 3, out_of_reach=1, behind=1, due=2, by_level={2: 1, 0: 2})
    client.force_login(year.people.leader)
    facts = client.get(reverse("city-forecasts", args=[year.cycle.pk])).context["facts"]
    for fact in facts:
        assert len(listed(client, year, "?" + fact.url.partition("?")[2])) == int(fact.value)


def test_file_holds_what_the_list_shows(client: Client, year: Year) -> None:
    client.force_login(year.people.leader)
    file = client.get(reverse("city-forecasts", args=[year.cycle.pk]) + "?nguy_co=nguy-co&tai=csv")
    text = b"".join(file.streaming_content).decode() if file.streaming else file.content.decode()
    assert "Phường Bình Minh" in text
    assert "Xã An Hòa" not in text


def test_leader_reads_how_many_come_to_which_level(client: Client, year: Year) -> None:
    client.force_login(year.people.leader)
    text = " ".join(client.get(reverse("leader-home", args=[year.cycle.pk])).content.decode().split())
    assert "Dự báo đến hết ngày 13/12/2026" in text
    address = reverse("city-forecasts", args=[year.cycle.pk])
    assert f'<a href="{address}?nguy_co=nguy-co">Không còn đạt được mức độ phấn đấu</a> <b class="num">1</b>' in text


def test_cycle_without_forecasts_says_so(client: Client, year: Year) -> None:
    year.dossier("10001").forecasts.model.objects.all().delete()
    assert listed(client, year) == []
    assert foresight_of(year.cycle) == Foresight(None, 0, 0, 0, 0, {})


def test_statements_do_not_grow_with_units(client: Client, year: Year) -> None:
    listed(client, year)
    counts: list[Any] = []
    for query in ("?nguy_co=nguy-co", ""):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("city-forecasts", args=[year.cycle.pk]) + query)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def test_targets_are_foreseen_as_a_range(client: Client, year: Year) -> None:
    rows = DailyForecast.objects.all()
    ranges = [(target.level, target.reach) for target in targets_foreseen(year.cycle)]
    assert ranges == [
        (level, Reach(*(sum(getattr(row, name) >= level for row in rows) for name in _ENDS)))
        for level in (1, year.cycle.level_names.highest)
    ]
    assert ranges[0][1] == Reach(1, 1, 2)  # 10002 has two of six points of its first group at best, half are needed
    client.force_login(year.people.leader)
    text = client.get(reverse("city-forecasts", args=[year.cycle.pk])).text
    assert "Đã chắc chắn 1, cao nhất có thể 2." in text
