"""What a body said of late records stands where it judges, with the figure that follows from it."""

from datetime import date
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from tests.evaluations.joined import joined_year, report
from tests.evaluations.scenario import Year, fresh, on
from tests.recorder import RECORDER
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.models import Answer, Cycle
from thanthien.evaluations.notices import tell_word
from thanthien.evaluations.queries.late_words import words_of
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.measures.acceptances import Word
from thanthien.measures.actions import accept_late
from thanthien.measures.models import LateAcceptance
from thanthien.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_february")]

LATE, LOOK, SPAN_LAST = date(2026, 1, 30), date(2026, 2, 10), date(2026, 2, 1)
FIRST_WEEK, SECOND_WEEK = "2026-W01", "2026-W02"


@pytest.fixture
def year(monkeypatch: pytest.MonkeyPatch) -> Year:
    """Two communes under appraisal, of which the first told its first weeks too late."""
    monkeypatch.setattr(RECORDER, "on", False)
    made = joined_year(units=2)
    Cycle.objects.filter(pk=made.cycle.pk).update(span_last=SPAN_LAST, as_of=SPAN_LAST)
    made.cycle.refresh_from_db()
    made.accept("10001")
    made.accept("10002")
    report(made, [date(2026, 1, 2), date(2026, 1, 8)], told=LATE)
    return made


def body(year: Year) -> Any:
    return fresh(year.people.mttq)


def say(year: Year, period: str, *, accepted: bool) -> None:
    accept_late(
        by=body(year), unit=year.dossier().unit, measure=WEEKLY_REPORTS.key, periods=[period], reason="Bão",
        accepted=accepted,
    )  # fmt: skip


def both(year: Year) -> None:
    say(year, FIRST_WEEK, accepted=True)
    say(year, SECOND_WEEK, accepted=False)


def page(year: Year, address: str) -> str:
    client = Client()
    client.force_login(body(year))
    return " ".join(client.get(address).content.decode().split())


def grid(year: Year) -> str:
    return reverse("appraisal-grid", args=[year.cycle.pk, "1.1"])


def item(year: Year, unit: str = "10001") -> str:
    return reverse("appraisal-item", args=[year.item(unit, "1.1", "mttq").pk])


def late(year: Year) -> str:
    return reverse("measures-late", args=["10001", WEEKLY_REPORTS.key, year.cycle.terms_key])


def test_panel_says_what_was_decided_and_proposes_the_figure_by_it(year: Year) -> None:
    assert "Theo ý kiến về bản ghi quá hạn" not in page(year, item(year))
    both(year)
    told = page(year, item(year))
    assert "Đã chấp nhận 1 kỳ, không chấp nhận 1 kỳ. Tính theo ý kiến này, đến 13/01/2026:" in told
    assert "<strong>1/2 tuần có tiếp nhận</strong>" in told
    assert ">Dùng 1/2 (50,0%)</a>" in told
    assert f'href="{item(year)}?dung=y-kien"' in told


def test_proposed_figure_stands_in_the_form_and_is_stored_only_when_saved(year: Year) -> None:
    both(year)
    client = Client()
    client.force_login(body(year))
    form = client.get(f"{item(year)}?dung=y-kien").context["form"]
    reason = "Đã chấp nhận 1 kỳ, không chấp nhận 1 kỳ có bản ghi quá hạn; số liệu hệ thống đến 13/01/2026."
    assert (form.initial["reason"], list(form.typed.values())) == (reason, ["1", "2"])
    assert year.item("10001", "1.1", "mttq").state == "missing"
    client.post(item(year), {**form.typed, "state": "value", "reason": reason, "version": "0"})
    saved = year.item("10001", "1.1", "mttq")
    assert (saved.state, list(saved.value.values()), saved.reason) == ("value", ["1", "2"], reason)


def test_row_says_that_periods_were_judged_and_keeps_the_self_score_from_one_press(year: Year) -> None:
    assert "đã xét" not in page(year, grid(year))
    both(year)
    told = page(year, grid(year))
    assert told.count("đã xét 2 kỳ") == 1
    row = told.split(f'data-row="{year.item("10001", "1.1", "mttq").pk}"')[1].split("</tr>")[0]
    assert ("data-keep" in row, "Xem ý kiến" in row) == (False, True)


def test_stale_press_that_keeps_the_self_score_is_refused(year: Year) -> None:
    both(year)
    client = Client()
    client.force_login(body(year))
    pk = year.item("10001", "1.1", "mttq").pk
    sent = {"tu": "hang", "giu": str(pk), f"i{pk}-version": "0", f"i{pk}-answer": "0"}
    answer = client.post(item(year), sent, headers={"HX-Request": "true"})
    assert "Cần mở đơn vị để dùng số liệu theo ý kiến này" in answer.content.decode()
    assert year.item("10001", "1.1", "mttq").state == "missing"


def judged_before_the_posting() -> Year:
    """A commune told a week too late, a body let it count, and then the draft was posted with the platform's figure."""
    made = joined_year()
    report(made, [date(2026, 1, 2)], told=date(2026, 1, 9))
    with on(date(2026, 1, 12)):
        say(made, FIRST_WEEK, accepted=True)
    made.accept("10001")
    Answer.objects.filter(indicator__code="1.1").update(state=F("system_state"), value=F("system_value"))
    return made


def test_word_that_the_posted_figure_contains_keeps_the_row_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RECORDER, "on", False)
    made = judged_before_the_posting()
    told = page(made, item(made))
    assert ("<strong>1/2 tuần có tiếp nhận</strong>" in told, "Tự chấm ghi khác" in told) == (True, False)
    row = page(made, grid(made)).split(f'data-row="{made.item("10001", "1.1", "mttq").pk}"')[1].split("</tr>")[0]
    assert ("data-keep" in row, "Xem ý kiến" in row) == (True, False)
    say(made, FIRST_WEEK, accepted=False)  # after the posting: another figure
    assert "Xem ý kiến" in page(made, grid(made))


def test_words_of_one_unit_are_read_without_those_of_others(year: Year, django_assert_num_queries: Any) -> None:
    both(year)
    units = [year.dossier(code).unit_id for code in ("10001", "10002")]
    with django_assert_num_queries(1) as asked:
        other = words_of(WEEKLY_REPORTS.key, [units[1]], year.cycle.span)
    assert (dict(other.told), f'"unit_id" IN ({units[1]})' in asked[0]["sql"]) == ({}, True)
    assert words_of(WEEKLY_REPORTS.key, units, year.cycle.span).by_period(units[0]) == {
        FIRST_WEEK: True, SECOND_WEEK: False,
    }  # fmt: skip


def test_late_page_says_what_was_decided_and_where_to_write_it(year: Year) -> None:
    both(year)
    told = page(year, late(year))
    assert "<strong>Đã chấp nhận 1 kỳ, không chấp nhận 1 kỳ.</strong>" in told
    assert f'<a href="{item(year)}?dung=y-kien">ghi thẩm định theo số liệu này</a>' in told
    assert "không được tính. Vui lòng" not in told


def test_late_page_leads_to_no_sheet_that_was_sent_and_none_of_a_person_in_conflict(year: Year) -> None:
    both(year)
    assert "Việc tiếp theo" in page(year, late(year))
    Membership.objects.create(
        user=year.people.mttq,
        role=Role.COMMUNE_OFFICER,
        agency=Membership.objects.get(user=year.who("10001", "officer")).agency,
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 1, 2),
    )
    assert "Việc tiếp theo" not in page(year, late(year))
    Membership.objects.filter(valid_to=date(2026, 1, 2)).delete()
    year.fill("10001", year.people.mttq, {})
    year.send("10001", year.people.mttq)
    assert "Việc tiếp theo" not in page(year, late(year))


@pytest.mark.parametrize("sent", [False, True])
def test_panel_proposes_the_figure_only_while_it_can_be_saved(year: Year, sent: bool) -> None:
    both(year)
    if sent:
        year.fill("10001", year.people.mttq, {})
        year.send("10001", year.people.mttq)
    client = Client()
    client.force_login(body(year))
    assert bool(client.get(f"{item(year)}?dung=y-kien").context["proposing"]) is not sent


def test_what_accepting_the_rest_changes_leaves_refused_periods_out(year: Year) -> None:
    assert "Nếu chấp nhận mọi kỳ chưa có ý kiến" in page(year, late(year))
    both(year)
    assert "Nếu chấp nhận" not in page(year, late(year))


# --- Who says and reads words, and who is told ----------------------------------------------------------------------


def test_body_that_does_not_judge_the_figure_neither_says_nor_reads_a_word(year: Year) -> None:
    both(year)
    outsider = fresh(year.people.noi_vu)
    with pytest.raises(Refused, match="Chỉ cơ quan thẩm định tiêu chí dùng số liệu này"):
        accept_late(
            by=outsider, unit=year.dossier().unit, measure=WEEKLY_REPORTS.key, periods=[SECOND_WEEK], reason="Bão"
        )
    client = Client()
    client.force_login(outsider)
    assert client.get(late(year)).status_code == 404
    records = reverse("figure-records", args=[year.cycle.pk, "10001", "1.1"])
    assert "Lý do: Bão" not in client.get(f"{records}?luc=hien-nay").content.decode()
    assert LateAcceptance.objects.count() == 2


@pytest.mark.parametrize("who", ["mttq", "head", "secretary", "chair"])
def test_body_of_the_figure_city_council_and_commune_read_words(year: Year, who: str) -> None:
    both(year)
    client = Client()
    client.force_login(year.who("10001", "chair") if who == "chair" else fresh(getattr(year.people, who)))
    assert client.get(late(year)).content.decode().count("Lý do: Bão") == 2


def test_no_word_is_said_once_the_sheet_is_sent_until_it_comes_back(year: Year) -> None:
    year.fill("10001", year.people.mttq, {})
    year.send("10001", year.people.mttq)
    with on(date(2026, 2, 12)):
        with pytest.raises(Refused, match="Cơ quan đã gửi phiếu thẩm định của xã An Hòa"):
            both(year)
        assert "Vui lòng đề nghị thư ký Hội đồng trả lại phiếu" in page(year, late(year))
        sheet = year.dossier().sheets.get(body__code="mttq")
        sheets.hand_back(by=fresh(year.people.secretary), sheet_id=sheet.pk, reason="Xem lại", sent_at=sheet.sent_at)
        both(year)
    assert LateAcceptance.objects.count() == 2


def test_commune_is_told_of_a_word_and_never_what_it_says(year: Year) -> None:
    both(year)
    told = Notice.objects.filter(person=year.who("10001", "focal"), title__contains="bản ghi quá hạn").order_by("pk")
    what = "Xã An Hòa, Kỳ đánh giá năm 2026. Có ý kiến về 1 kỳ. Xem ý kiến và lý do."
    assert [(one.title, one.what, one.url) for one in told] == [
        ("Cơ quan thẩm định chấp nhận bản ghi quá hạn", what, late(year)),
        ("Cơ quan thẩm định không chấp nhận bản ghi quá hạn", what, late(year)),
    ]
    assert Notice.objects.filter(person=year.people.noi_vu, title__contains="bản ghi quá hạn").count() == 0


def test_other_body_of_the_figure_is_told_of_a_word(year: Year) -> None:
    """1.2 is judged by two bodies; the word of one is no news to itself."""
    unit, agency = year.dossier().unit, body(year).hats_of(Role.APPRAISER)[0].agency_id
    tell_word(Word(body(year), agency, unit, "service.fast_day_same_day", (FIRST_WEEK,), accepted=False))
    told = Notice.objects.filter(title="Cơ quan thẩm định không chấp nhận bản ghi quá hạn")
    assert [told.filter(person=one).count() for one in (year.people.noi_vu, year.people.mttq)] == [1, 0]
