"""The period that counts: what a page tells a unit is due in it, and what is not."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.joined import JOINED, joined_year
from tests.evaluations.scenario import fresh, on, open_year
from thanthien.core.actions import load_calendar
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.counted import counted_for, periods_of_sets
from thanthien.evaluations.queries.figures import scope_for
from thanthien.evaluations.queries.self_score import own_dossiers
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
IN_JUNE = date(2026, 6, 1)  # a Monday: 22 weeks of the year are over


@pytest.fixture
def year():
    made = joined_year()
    load_calendar(by=None)
    return made


def counted(year):
    with on(IN_JUNE):
        return counted_for(own_dossiers(year.who("10001", "focal")).get())


def told(found):
    return [(row.code, row.computed, row.from_words, row.due_words) for row in found.figures]


def begins(day):
    Cycle.objects.update(span_first=day)


def test_a_whole_year_counts_from_its_first_week_without_the_week_of_tet(year):
    found = counted(year)
    assert told(found) == [
        ("1.1", True, "từ tuần 1 (29/12–4/1)",
         "21 tuần đã đến hạn, cả thời kỳ 52 tuần (1 tuần không có ngày làm việc không tính)."),
        ("1.2", True, "từ 01/01/2026", "Việc xảy ra trong thời kỳ này được tính."),
        ("2.1", True, "từ 01/01/2026", "Việc xảy ra trong thời kỳ này được tính."),
    ]  # fmt: skip
    assert (found.why, found.before, found.declared) == ("Thời kỳ số liệu tính từ đầu năm 2026.", "", 1)


def test_a_year_that_began_before_the_decision_counts_from_thirty_days_after_it(year):
    begins(date(2026, 2, 4))  # the set was issued on 5 January
    found = counted(year)
    assert found.why == (
        "Thời kỳ số liệu tính từ 04/02/2026: sau 30 ngày kể từ ngày ban hành bộ tiêu chí (Quyết định số 01/QĐ-SNV ngày "
        "05/01/2026)."
    )
    assert found.before == (
        "Việc từ 01/01/2026 đến 03/02/2026 không tính vào số liệu: không tuần, tháng, quý nào của thời gian đó đến "
        "hạn, và không ai bị coi là quá hạn. Việc đã ghi vẫn được giữ."
    )
    assert told(found)[0] == (
        "1.1", True, "từ tuần 6 (2/2–8/2)",
        "16 tuần đã đến hạn, cả thời kỳ 47 tuần (1 tuần không có ngày làm việc không tính).",
    )  # fmt: skip


def test_another_first_day_is_said_to_be_the_office_s(year):
    begins(date(2026, 3, 1))
    assert counted(year).why == ("Thời kỳ số liệu tính từ 01/03/2026, do cơ quan thường trực ấn định khi mở kỳ.")


def test_before_the_first_day_nothing_is_due(year):
    begins(date(2026, 9, 1))
    assert told(counted(year))[0][3] == "0 tuần đã đến hạn, cả thời kỳ 18 tuần."


def test_a_unit_that_began_or_ends_within_the_year_is_told_its_own_days(year):
    Unit.objects.filter(code="10001").update(valid_from=date(2026, 3, 4), valid_to=date(2026, 8, 2))
    found = counted(year)
    assert (found.first, found.last) == (date(2026, 3, 4), date(2026, 8, 2))
    assert found.unit_words == (
        "Đơn vị thành lập ngày 04/03/2026: chỉ tính từ tuần có ngày đó. Đơn vị kết thúc hoạt động ngày 02/08/2026: chỉ "
        "tính đến tuần có ngày đó."
    )
    assert told(found)[0][2:] == (
        "từ tuần 10 (2/3–8/3)",
        "13 tuần đã đến hạn, cả thời kỳ 22 tuần (1 tuần không có ngày làm việc không tính).",
    )


def test_what_is_due_is_what_figures_are_divided_by(year):
    found = counted(year)
    with on(IN_JUNE):
        scope = scope_for(year.cycle, [year.dossier("10001").unit_id])
    assert found.figures[0].due == len(scope.due("iso_week"))


def test_the_page_is_reached_from_the_home_of_the_unit_and_says_what_is_due(client, year):
    client.force_login(fresh(year.who("10001", "focal")))
    url = reverse("counted-period", args=[year.cycle.pk, "10001"])
    with on(date(2026, 1, 20)):
        home, page = client.get(reverse("commune-home")), client.get(url)
    assert f'href="{url}"' in home.content.decode()
    assert "3 tuần đã đến hạn, cả thời kỳ 52 tuần" in page.content.decode()


def test_another_unit_s_page_is_not_there(client, year):
    client.force_login(fresh(year.people.stranger))
    assert client.get(reverse("counted-period", args=[year.cycle.pk, "10001"])).status_code == 404


def test_the_public_method_page_says_from_when_the_year_counts(client, year):
    begins(date(2026, 2, 4))
    year.cycle.refresh_from_db()
    [(title, words)] = periods_of_sets(year.cycle.criteria_set)
    page = client.get(reverse("method")).content.decode()
    assert title == year.cycle.title
    assert words in page
    assert words.endswith("Đến hết 31/12/2026.")


@pytest.mark.parametrize("units", [1, 3])
def test_the_page_takes_the_same_statements_whatever_the_units(django_assert_num_queries, units):
    open_year(units=units, text=JOINED)
    dossier = Dossier.objects.select_related("cycle__criteria_set", "unit").first()
    dossier.compiled  # noqa: B018 - read once per process
    with on(IN_JUNE), django_assert_num_queries(3):
        counted_for(dossier)
