"""The forecast as a commune and the city read it, and the week's duties on the commune's home."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evaluations.joined import decide, hold, joined_year, report
from tests.evaluations.scenario import Year, fresh, on
from tests.factories.units import HamletFactory
from thanthien.accounts.models import User
from thanthien.evaluations.actions.forecasts import keep_forecasts
from thanthien.evaluations.queries.forecast_page import pages_of
from thanthien.measures.duties import State
from thanthien.records.week import duties_now

pytestmark = pytest.mark.django_db
THEIRS = {"service.fast_day", "grassroots.weekly"}  # of the duties of a week those that these tests tell
NOT_SCORED = "Chưa tự chấm; làm đạt, chấm và gắn minh chứng thì được đến mức này"
MONDAY = date(2026, 2, 9)  # weeks 1 to 6 are over; of week 6 one may still tell
THURSDAYS = [date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 29)]  # of weeks 2, 3 and 5


@pytest.fixture
def year() -> Iterator[Year]:
    made = joined_year(units=2)
    made.register()
    report(made, THURSDAYS)
    with on(MONDAY):
        yield made


def read(client: Client, user: User, address: str) -> Any:
    client.force_login(fresh(user))
    return client.get(address)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_page_tells_what_is_lost_due_and_worth_how_much(client: Client, year: Year) -> None:
    address = reverse("forecast", args=[year.cycle.pk, "10001"])
    response = read(client, year.who("10001", "focal"), address)
    (row,) = response.context["page"].shortfalls
    assert row.lost_words == "2 tuần không được tính: tuần 1 (29/12–4/1); tuần 4 (19/1–25/1). Mất 0,5 điểm."
    assert row.due_words == "Đến hạn, còn kịp ghi: tuần 6 (2/2–8/2)."
    assert row.open_words == "Làm đủ 48 tuần còn lại thì đạt thêm 3,5 điểm."
    text = words(response)
    so_far = "Đến hết ngày 08/02/2026: 3/6 tuần có tiếp nhận."
    assert f"{so_far} Cả kỳ có 53 tuần: 3 tuần đã được tính, 2 tuần không được tính, 48 tuần còn làm được." in text
    assert row.url == "/viec-tuan-nay/10001/2026-W06/"
    assert f'href="{row.url}"' in text


def test_running_week_that_counts_already_is_told_apart_from_those_that_are_over(client: Client, year: Year) -> None:
    report(year, [MONDAY])
    with on(date(2026, 2, 10)):
        response = read(client, year.who("10001", "focal"), reverse("forecast", args=[year.cycle.pk, "10001"]))
    (row,) = response.context["page"].shortfalls
    words_of_row = (
        "Cả kỳ có 53 tuần: 4 tuần đã được tính (kể cả 1 tuần chưa hết), 2 tuần không được tính, 47 tuần còn làm được."
    )
    assert (row.so_far, row.season_words) == ("3/6 tuần có tiếp nhận", words_of_row)


def test_only_the_forecast_says_what_is_the_highest_and_self_scoring_leads_to_it(client: Client, year: Year) -> None:
    focal, address = year.who("10001", "focal"), reverse("forecast", args=[year.cycle.pk, "10001"])
    scored = words(read(client, focal, reverse("self-scoring-item", args=[year.cycle.pk, "10001", "2.2"])))
    assert "Theo điểm đã tự chấm" not in scored  # from nothing to the highest level of this set: it would say nothing
    assert ["Điểm đã tự chấm còn thiếu" in scored, f'href="{address}"' in scored] == [True, True]
    assert "Cao nhất có thể" not in scored
    foreseen = words(read(client, focal, address))
    told = ("Cao nhất có thể: Mức độ 2, nếu làm đủ", "Nếu từ nay không làm thêm việc gì thì thiếu")
    assert [one in foreseen for one in told] == [True, True]


def test_page_leads_to_the_registered_level_by_doors_of_the_unit(client: Client, year: Year) -> None:
    response = read(client, year.who("10001", "chair"), reverse("forecast", args=[year.cycle.pk, "10001"]))
    steps = {step.code: (step.todo, step.url) for step in response.context["page"].steps}
    scoring = reverse("self-scoring-item", args=[year.cycle.pk, "10001", "2.2"])
    assert steps["1.1"] == ("Làm đủ 48 tuần còn lại", "/viec-tuan-nay/10001/2026-W07/")
    assert steps["2.2"] == (NOT_SCORED, scoring)
    assert steps["2.1"][0] == ("Nếu làm thêm được: ghi vào sổ, số liệu hệ thống tự cập nhật")
    assert scoring in words(response)


def test_page_says_which_minimum_is_missed_and_why_self_scoring_counts_otherwise(client: Client, year: Year) -> None:
    response = read(client, year.who("10001", "focal"), reverse("forecast", args=[year.cycle.pk, "10001"]))
    assert response.context["page"].short_of == (
        "Tổng điểm mới đạt 0%, cần 80%", "Nhóm 1 mới đạt 0%, cần 60%", "Nhóm 2 mới đạt 0%, cần 60%",
    )  # fmt: skip
    text = words(response)
    assert "Khi đó: Tổng điểm mới đạt 0%" in text
    assert "Bảng tự chấm so với điểm đã chấm đến nay nên có số khác." in text
    assert "làm đủ mọi việc dưới đây thì đạt." in text


def test_city_reads_every_forecast_and_finds_no_door_of_the_unit(client: Client, year: Year) -> None:
    text = words(read(client, year.people.leader, reverse("forecast", args=[year.cycle.pk, "10001"])))
    assert ["Làm đủ 48 tuần còn lại" in text, "/viec-tuan-nay/" in text, "/tu-cham/" in text] == [True, False, False]


def test_condition_that_nobody_knows_yet_stands_beside_the_way_and_blocks_nothing(client: Client, year: Year) -> None:
    response = read(client, year.who("10001", "focal"), reverse("forecast", args=[year.cycle.pk, "10001"]))
    page = response.context["page"]
    assert (page.unknown_gates, page.blockers) == (("Người đứng đầu bị kỷ luật",), [])
    assert "Không đạt được chỉ bằng điểm" not in words(response)


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [("focal", "10001", 200), ("focal", "10002", 404), ("mttq", "10001", 404), ("office", "10002", 200)],
)
def test_forecast_is_the_units_own_and_the_citys(client: Client, year: Year, who: str, code: str, status: int) -> None:
    user = year.who("10001", who) if who == "focal" else getattr(year.people, who)
    assert read(client, user, reverse("forecast", args=[year.cycle.pk, code])).status_code == status


def test_posted_dossier_has_no_forecast_any_more(client: Client, year: Year) -> None:
    year.post("10002")
    response = read(client, year.who("10002", "focal"), reverse("forecast", args=[year.cycle.pk, "10002"]))
    assert response.context["page"] is None
    assert "Không còn dự báo" in words(response)
    assert pages_of([year.dossier("10001"), year.dossier("10002")]).keys() == {year.dossier("10001").pk}


# --- “Việc tuần này” on the home ------------------------------------------------------------------------------------


def test_home_leads_with_the_duties_of_the_week(client: Client, year: Year) -> None:
    hamlets = [HamletFactory(unit=year.dossier().unit) for _ in range(2)]
    decide(year, date(2026, 1, 5))
    keep_forecasts(cycle=year.cycle)
    response = read(client, year.who("10001", "focal"), reverse("commune-home"))
    ((unit, rows),) = response.context["weeks"]
    assert (unit.code, len(hamlets)) == ("10001", 2)
    told = [(row.duty.key, row.period.key, row.state.state, row.mine) for row in rows if row.duty.key in THEIRS]
    assert told == [
        ("service.fast_day", "2026-W06", State.DUE, True),
        ("grassroots.weekly", "2026-W06", State.DUE, True),
        ("grassroots.weekly", "2026-W07", State.DUE, True),
        ("service.fast_day", "2026-W07", State.COMING, True),
    ]
    text = words(response)
    assert text.index('id="tuan-nay-10001"') < text.index("Dự báo đến nay")
    assert "Làm đủ 48 tuần còn lại thì đạt thêm 3,5 điểm." in text
    assert 'href="/viec-tuan-nay/10001/2026-W06/"' in text


def test_home_with_forecast_and_week_asks_as_much_for_two_units_as_for_one(client: Client, year: Year) -> None:
    from tests.evaluations.test_commune_pages import join

    decide(year, date(2026, 1, 5))
    hold(year, date(2026, 2, 4), 5, 5)
    user, asked = year.who("10001", "officer"), []
    for several in (False, True):
        if several:
            join(user, "10002")
        read(client, user, reverse("commune-home"))
        with CaptureQueriesContext(connection) as statements:
            client.get(reverse("commune-home"))
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_home_shows_what_was_told_a_moment_ago(client: Client, year: Year) -> None:
    seen = []
    for day in (None, date(2026, 2, 4)):
        if day:
            report(year, [day], told=MONDAY)
        with on(date(2026, 2, 10)):
            response = read(client, year.who("10001", "officer"), reverse("commune-home"))
        (_, rows) = response.context["weeks"][0]
        waits = ("grassroots.weekly", "2026-W06") in [(row.duty.key, row.period.key) for row in rows]
        seen.append((waits, response.context["cards"][0]["forecast"].shortfalls[0].season.met))
    assert seen == [(True, 3), (False, 4)]


def test_what_is_late_leads_and_what_is_done_ends_the_week(year: Year) -> None:
    decide(year, date(2026, 1, 5))
    hold(year, date(2026, 2, 11), 5, 5)
    with on(datetime(2026, 2, 12, 9)):  # type: ignore[arg-type]
        ((_, rows),) = duties_now(year.who("10001", "chair"))
    states = [(row.duty.key, row.period.key, row.state.state, row.mine) for row in rows if row.duty.key in THEIRS]
    assert states == [
        ("service.fast_day", "2026-W06", State.LATE, True),
        ("grassroots.weekly", "2026-W06", State.LATE, False),
        ("grassroots.weekly", "2026-W07", State.DUE, False),
        ("service.fast_day", "2026-W07", State.DONE, True),
    ]


def test_statements_of_the_week_do_not_grow_with_units(year: Year) -> None:
    from tests.evaluations.test_commune_pages import join

    user, asked = year.who("10001", "officer"), []
    for several in (False, True):
        if several:
            join(user, "10002")
        user = fresh(user)
        list(user.hats)
        with on(date(2026, 2, 10)), CaptureQueriesContext(connection) as statements:
            assert len(duties_now(user)) == 1 + several
        asked.append(len(statements))
    assert asked[0] == asked[1]
