"""What a word on late records would change, told before it is said: figure and points, as far as the reader may see."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.joined import joined_year, report
from tests.evaluations.scenario import Year, fresh, on
from thanthien.core import clock
from thanthien.evaluations.actions import figures
from thanthien.evaluations.models import Cycle
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.measures.acceptances import Reach, reach_of
from thanthien.measures.actions import accept_late

pytestmark = pytest.mark.django_db

LAST = date(2026, 2, 1)  # a Sunday: weeks 1 to 5 count
IN_TIME = [date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 22), date(2026, 1, 29)]
WEEK_1 = date(2026, 1, 2)
AFTER, NOW = date(2026, 1, 20), date(2026, 2, 12)
ALL, NONE = {"2026-W01": True}, {"2026-W01": False}
CHANGE = (
    "Kỳ đánh giá năm 2026, tiêu chí 1.1: số liệu mới nhất từ 4/5 tuần có tiếp nhận (2 điểm) thành 5/5 tuần có tiếp "
    "nhận (4 điểm). Số liệu đơn vị đã niêm yết không thay đổi; cơ quan thẩm định ghi số liệu theo ý kiến này vào phiếu "
    "thẩm định."
)


def reported() -> Year:
    """The first unit told weeks 2 to 5 in time, and week 1 after the posting of its draft."""
    made = joined_year(units=2)
    Cycle.objects.filter(pk=made.cycle.pk).update(span_last=LAST, as_of=LAST)
    made.cycle.refresh_from_db()
    report(made, IN_TIME)
    report(made, [WEEK_1], told=AFTER)
    return made


@pytest.fixture
def year() -> Year:
    """Bodies appraise the dossier."""
    made = reported()
    made.accept()
    return made


def body(year: Year) -> Any:
    return fresh(year.people.mttq)


def reach(year: Year, said: dict[str, bool], *, by: Any = None, day: date = NOW) -> list[Reach]:
    with on(day):
        return reach_of(by or body(year), year.dossier().unit, WEEKLY_REPORTS, year.cycle.span, said)


def close(year: Year) -> None:
    with clock.set_to(datetime.fromisoformat("2026-02-04T04:00:00+07:00")):
        figures.compute_cut_off(cycle=year.cycle)


def test_it_is_told_what_accepting_changes_in_figure_and_points(year: Year) -> None:
    (told,) = reach(year, ALL)
    assert (told.place, told.figure) == ("Kỳ đánh giá năm 2026, tiêu chí 1.1", "số liệu mới nhất")
    assert (told.before, told.points_before) == ("4/5 tuần có tiếp nhận", Decimal("2.00"))
    assert (told.after, told.points_after) == ("5/5 tuần có tiếp nhận", Decimal("4.00"))
    assert (told.changes, told.note) == (
        True,
        "Số liệu đơn vị đã niêm yết không thay đổi; cơ quan thẩm định ghi số liệu theo ý kiến này vào phiếu thẩm định.",
    )
    assert told.url == reverse("figure-records", args=[year.cycle.pk, "10001", "1.1"])
    assert told.posted_at == year.dossier().steps.get(step="post").at


def test_refusing_what_never_counted_changes_nothing(year: Year) -> None:
    (told,) = reach(year, NONE)
    assert (told.changes, told.before, told.after) == (False, "4/5 tuần có tiếp nhận", "4/5 tuần có tiếp nhận")


def test_after_the_cut_off_its_figure_is_told_and_what_was_told_comes_true(year: Year) -> None:
    close(year)
    (told,) = reach(year, ALL)
    assert (told.figure, told.before, told.after) == (
        "số liệu ngày chốt", "4/5 tuần có tiếp nhận", "5/5 tuần có tiếp nhận",
    )  # fmt: skip
    with on(NOW):
        accept_late(
            by=body(year), unit=year.dossier().unit, measure=WEEKLY_REPORTS.key, periods=["2026-W01"], reason="Bão"
        )
    assert [(one.before, one.changes) for one in reach(year, ALL)] == [("5/5 tuần có tiếp nhận", False)]
    assert [(one.after, one.points_after) for one in reach(year, NONE)] == [("4/5 tuần có tiếp nhận", Decimal("2.00"))]


def test_after_the_conclusion_it_is_told_that_no_word_is_taken() -> None:
    made = reported()
    made.conclude()
    assert [one.note for one in reach(made, ALL, day=date(2026, 3, 12))] == [
        "Hồ sơ đã kết luận; chỉ ghi được ý kiến mới khi hồ sơ được mở lại."
    ]


def test_who_may_not_open_the_dossier_is_told_of_none(year: Year) -> None:
    assert reach(year, ALL, by=year.who("10002", "officer")) == []
    assert len(reach(year, ALL, by=year.who("10001", "officer"))) == 1


def test_a_body_is_told_of_no_dossier_before_it_appraises_it() -> None:
    made = joined_year()
    report(made, IN_TIME[:1], told=AFTER)
    made.submit()
    assert reach(made, {"2026-W02": True}) == []
    assert len(reach(made, {"2026-W02": True}, by=made.who("10001", "officer"))) == 1
    assert len(reach(made, {"2026-W02": True}, by=fresh(made.people.head))) == 1


def test_page_and_check_say_what_changes_and_what_came_after_the_posting(client: Client, year: Year) -> None:
    client.force_login(body(year))
    address = reverse("measures-late", args=["10001", WEEKLY_REPORTS.key, 2026])
    with on(NOW):
        page = client.get(address)
        checked = client.post(f"{address}chap-nhan/", {"chon": [date(2025, 12, 29).toordinal()]})
    after = "Cả 1 bản ghi quá hạn đều được ghi sau khi đơn vị niêm yết dự thảo (08:00, 14/01/2026)."
    assert after in " ".join(page.content.decode().split())
    assert checked.context["remarks"] == [
        "1 bản ghi quá hạn của 1 kỳ.",
        after,
        f"{CHANGE} Số ghi vào phiếu thẩm định khi đó: 2/2 tuần có tiếp nhận (đến 13/01/2026).",
    ]
