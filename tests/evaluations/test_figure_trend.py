"""The trend of a figure on the page of its records: what was kept each Sunday, up to what the page says."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.evaluations.joined import decide, hold, joined_year, report
from tests.evaluations.scenario import Year, fresh, on
from tests.evaluations.test_figure_door import address, get, text
from thanthien.evaluations.actions.figures import keep_week
from thanthien.evaluations.queries.figure_door import door_of
from thanthien.evaluations.queries.figure_trend import FigureTrend, trend_of_figure
from thanthien.records.actions import withdraw
from thanthien.service.kinds import DECISIONS
from thanthien.service.models import FastDayDecision

pytestmark = pytest.mark.django_db
MONDAYS = (date(2026, 1, 12), date(2026, 1, 19))  # the figures of 11/1 and 18/1 are kept
LOOK = date(2026, 1, 21)


@pytest.fixture
def year() -> Year:
    """Week 2 is told in time and week 3, too; week 1 isn't."""
    made = joined_year(units=2)
    made.register()
    decide(made, date(2026, 1, 5))
    hold(made, date(2026, 1, 7), 12, 11)
    report(made, [date(2026, 1, 8), date(2026, 1, 15)])
    return made


def keep(year: Year) -> None:
    for monday in MONDAYS:
        with on(monday):
            keep_week(cycle=year.cycle)


def seen(year: Year, code: str) -> FigureTrend | None:
    dossier = year.dossier()
    with on(LOOK):
        door = door_of(fresh(year.who("10001", "officer")), dossier, dossier.compiled.by_code[code])
        assert door is not None
        return trend_of_figure(dossier, door)


def test_figure_by_weeks_is_drawn_as_its_share_of_due_weeks(year: Year) -> None:
    keep(year)
    trend = seen(year, "1.1")
    assert trend is not None
    assert [(bar.label, bar.share, bar.note) for bar in trend.bars] == [
        ("4/1", "chưa lưu", "không có số liệu nào được lưu"),
        ("11/1", "50%", "1/2 tuần có tiếp nhận"),
        ("18/1", "67%", "2/3 tuần có tiếp nhận"),
        ("20/1", "67%", "2/3 tuần có tiếp nhận"),
    ]


def test_figure_that_is_no_share_is_told_in_words(client: Client, year: Year) -> None:
    keep(year)
    trend = seen(year, "2.1")
    assert trend is not None
    assert (trend.bars, [(week.day, week.words) for week in trend.weeks]) == (
        [],
        [(date(2026, 1, 4), ""), *((date(2026, 1, day), "Đạt") for day in (11, 18, 20))],
    )
    page = text(get(client, year.who("10001", "officer"), address(year, "2.1"), LOOK))
    assert "Không thay đổi từ 11/01/2026: Đạt." in page


def test_figure_in_words_that_changed_is_told_day_by_day(client: Client, year: Year) -> None:
    with on(MONDAYS[0]):
        keep_week(cycle=year.cycle)
    with on(date(2026, 1, 14)):
        decision = FastDayDecision.objects.get(unit__code="10001")
        withdraw(
            DECISIONS,
            record_id=decision.pk,
            version=1,
            reason="Hủy quyết định cũ",
            by=fresh(year.who("10001", "focal")),
        )
    with on(MONDAYS[1]):
        keep_week(cycle=year.cycle)
    trend = seen(year, "2.1")
    assert trend is not None
    assert [(week.day.day, week.words) for week in trend.weeks] == [
        (4, ""), (11, "Đạt"), (18, "Không đạt"), (20, "Không đạt"),
    ]  # fmt: skip
    page = text(get(client, year.who("10001", "officer"), address(year, "2.1"), LOOK))
    assert "<dt>Đến 04/01/2026</dt> <dd>chưa lưu</dd>" in page


def test_figure_of_which_no_week_was_kept_has_no_trend(client: Client, year: Year) -> None:
    assert seen(year, "1.1") is None
    page = text(get(client, year.who("10001", "officer"), address(year), LOOK))
    assert "Chưa có tuần nào trước đó được lưu." in page


@pytest.mark.parametrize("who", ["officer", "chair"])
def test_page_of_the_records_draws_the_trend_with_its_table(client: Client, year: Year, who: str) -> None:
    keep(year)
    page = text(get(client, year.who("10001", who), address(year), LOOK))
    assert '<th scope="row">18/1</th> <td class="num">67%</td> <td>2/3 tuần có tiếp nhận</td>' in page


def test_trend_is_no_door_for_those_who_may_not_see_the_figure(client: Client, year: Year) -> None:
    keep(year)
    assert get(client, year.who("10002", "officer"), address(year), LOOK).status_code == 404


def test_trend_takes_one_statement(year: Year, django_assert_num_queries: Any) -> None:
    keep(year)
    dossier = year.dossier()
    with on(LOOK):
        door = door_of(fresh(year.who("10001", "officer")), dossier, dossier.compiled.by_code["1.1"])
        assert door is not None
        with django_assert_num_queries(1):
            trend_of_figure(dossier, door)
