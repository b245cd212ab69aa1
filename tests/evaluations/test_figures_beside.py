"""Bodies, council and readers of the dossier see the platform's records beside the commune's word."""

import csv
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evaluations.joined import decide, hold, joined_year, report
from tests.evaluations.scenario import GOOD, Year, fresh, on
from tests.recorder import RECORDER
from thanthien.evaluations.actions.computing import ask, keep
from thanthien.evaluations.enums import AnswerState, Moment
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db

WEEK_2, WEEK_3, WEEK_4 = date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 22)
POSTED_ON, LATE, CUT_OFF, LOOK = date(2026, 1, 13), date(2026, 2, 1), date(2026, 2, 5), date(2026, 2, 10)
NOTHING = Entry(AnswerState.NOT_APPLICABLE, reason="Không có hồ sơ")


@pytest.fixture
def year(monkeypatch: pytest.MonkeyPatch) -> Year:
    """Two communes under appraisal. The first posted 1/2 weeks, told week 4 in time and week 3 late since, and says
    that of 1.2 nothing arose, where it has numbers of a fast day."""
    monkeypatch.setattr(RECORDER, "on", False)
    made = joined_year(units=2)
    decide(made, date(2026, 1, 5))
    hold(made, date(2026, 1, 7), 12, 11)
    report(made, [WEEK_2])
    made.accept("10001", GOOD | {"1.2": NOTHING})
    made.accept("10002")
    report(made, [WEEK_4])
    report(made, [WEEK_3], told=LATE)
    return made


def cut_off(year: Year) -> None:
    """The figures of the cut-off, counted to 1/2/2026."""
    dossiers = [year.dossier(code) for code in ("10001", "10002")]
    with on(CUT_OFF):
        asked = ask(year.cycle, Moment.CUT_OFF, [one.unit_id for one in dossiers], as_of=date(2026, 2, 1))
        keep(asked, dossiers)


def get(user: Any, url: str, day: date = LOOK) -> str:
    client = Client()
    client.force_login(fresh(user))
    with on(day):
        answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def grid(year: Year, code: str = "1.1", query: str = "") -> str:
    return reverse("appraisal-grid", args=[year.cycle.pk, code]) + query


def item(year: Year, code: str = "1.1") -> str:
    return reverse("appraisal-item", args=[year.item("10001", code, "mttq").pk])


# --- Grid -----------------------------------------------------------------------------------------------------------


def test_grid_shows_the_cut_off_where_it_differs_from_what_was_posted(year: Year) -> None:
    assert "chốt" not in get(year.people.mttq, grid(year)).split("<tbody>")[1]
    cut_off(year)
    assert '1/2 (50,0%) <b class="difference">chốt 2/5 (40,0%)</b>' in get(year.people.mttq, grid(year))


def test_grid_marks_late_records_of_each_unit(year: Year) -> None:
    page = get(year.people.mttq, grid(year))
    assert page.count("1 bản ghi quá hạn") == 1


def test_grid_marks_records_against_a_claim_that_nothing_arose(year: Year) -> None:
    page = get(year.people.mttq, grid(year, "1.2"))
    assert page.count("Đơn vị ghi “Không phát sinh”, hệ thống có 1 bản ghi") == 1


@pytest.mark.parametrize(
    ("code", "word", "codes"),
    [("1.1", "khac-chot", ["10002", "10001"]), ("1.1", "qua-han", ["10001"]), ("1.1", "ghi-don", []),
     ("1.2", "trai-ban-ghi", ["10001"])],
)  # fmt: skip
def test_grid_is_narrowed_by_what_records_say(year: Year, code: str, word: str, codes: list[str]) -> None:
    cut_off(year)
    client = Client()
    client.force_login(fresh(year.people.mttq))
    with on(LOOK):
        page = client.get(grid(year, code), {"loc": word})
    assert [row.row.dossier.unit.code for row in page.context["rows"]] == codes
    assert {key: count for key, _, count in page.context["only"]}[word] == len(codes)


def test_grid_of_a_judged_indicator_offers_no_filter_by_records(year: Year) -> None:
    page = get(year.people.noi_vu, grid(year, "2.2"))
    assert "Có bản ghi quá hạn" not in page


def test_grid_file_holds_what_records_say(year: Year) -> None:
    cut_off(year)
    client = Client()
    client.force_login(fresh(year.people.mttq))
    with on(LOOK):
        answer = client.get(grid(year), {"tai": "csv"})
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    told = csv.DictReader(lines, dialect=csv.Sniffer().sniff(lines[0]))
    row = next(one for one in told if one["Đơn vị"] == "Xã An Hòa")
    assert row["Bản ghi quá hạn"] == "1 bản ghi quá hạn"
    assert row["Số liệu ngày chốt, khi khác"].startswith("2/5")


def test_grid_counts_late_records_once_for_some_minutes(year: Year) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(year.people.mttq, grid(year))
        return len(captured)

    first, second = statements(), statements()
    assert first - second == 5  # units, first days, calendar, words of bodies, records


# --- One item -------------------------------------------------------------------------------------------------------


def test_item_of_a_body_has_the_records_and_what_differs(year: Year) -> None:
    cut_off(year)
    page = get(year.people.mttq, item(year))
    records = reverse("figure-records", args=[year.cycle.pk, "10001", "1.1"])
    assert "Đơn vị niêm yết (đến 13/01/2026)" in page
    assert "Thêm 22/01/2026" in page
    assert f'href="{records}?luc=ngay-chot"' in page
    assert reverse("measures-late", args=["10001", "grassroots.weekly_reports", year.cycle.terms_key]) in page


def test_council_item_has_the_same_door(year: Year) -> None:
    for user in (year.people.mttq, year.people.noi_vu):
        year.fill("10001", user, {})
        year.send("10001", user)
    page = get(year.people.secretary, reverse("council-item", args=[year.cycle.pk, "10001", "1.1"]), date(2026, 3, 3))
    assert f'href="{reverse("figure-records", args=[year.cycle.pk, "10001", "1.1"])}"' in page
    assert "1/2 tuần đến hạn được tính: 1 tuần không phát sinh; 1 tuần không được tính; 51 tuần chưa đến hạn" in page


def test_page_of_records_tells_both_moments_apart(year: Year) -> None:
    cut_off(year)
    page = get(year.people.mttq, reverse("figure-records", args=[year.cycle.pk, "10001", "1.1"]) + "?luc=ngay-chot")
    assert "Khi niêm yết: 1/2 tuần có tiếp nhận. Ngày chốt số liệu: 2/5 tuần có tiếp nhận." in page
    assert "Xem và ghi ý kiến về bản ghi quá hạn" in page


def test_dossier_page_tells_posted_and_cut_off_with_the_door(year: Year) -> None:
    cut_off(year)
    page = get(year.people.secretary, reverse("dossier-detail", args=[year.cycle.pk, "10001"]))
    assert 'Khi niêm yết: <span class="num">1/2 (50,0%)</span>.' in page
    assert 'Ngày chốt số liệu: <span class="num">2/5 (40,0%)</span>.' in page
    assert f'href="{reverse("figure-records", args=[year.cycle.pk, "10001", "1.1"])}"' in page
