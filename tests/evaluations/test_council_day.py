"""The day on which the council met or closed its written opinions: asked for, checked, kept, and gone when reopened."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, checked, fresh, on, open_year
from thanthien.core.acting.errors import Invalid
from thanthien.core.formats import VIETNAM
from thanthien.evaluations.actions import council, gates, intake, reviews
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.cycles import Switches
from thanthien.evaluations.enums import AnswerState, CouncilMode, ReviewOutcome
from thanthien.evaluations.models import StepLog
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db

TODAY, DAY = date(2026, 3, 10), date(2026, 3, 9)
SWITCHES = Switches(decided_by="Ủy ban nhân dân thành phố")


@pytest.fixture(autouse=True)
def _in_march():
    with on(TODAY):
        yield


def ready(mode: str = CouncilMode.MEETING) -> Year:
    """A dossier with every indicator and gate concluded, still under appraisal. It was accepted in February."""
    year = open_year(switches=replace(SWITCHES, council_mode=mode))
    year.appraise("10001")
    ids = [year.dossier().pk]
    council.adopt_agreed(by=year.concluder, dossier_ids=ids)
    gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for(ids, False))
    return year


def accepted_on(year: Year) -> date:
    return StepLog.objects.get(dossier=year.dossier(), step="accept").at.date()


def sheets_complete_on(year: Year) -> date:
    complete = year.dossier().sheets_complete_at
    assert complete is not None
    return complete.astimezone(VIETNAM).date()


def conclude(year: Year, day: date | None) -> None:
    council.conclude(by=year.concluder, dossier_ids=[year.dossier().pk], session=Session(day))


def send(year: Year, **data: str):
    client = Client()
    client.force_login(year.concluder)
    address, keys = reverse("council-conclude", args=[year.cycle.pk]), [year.dossier().pk]
    return client.post(address, (checked(client, address, keys) if "buoc" in data else {"chon": keys}) | data)


@pytest.mark.parametrize("mode", [CouncilMode.MEETING, CouncilMode.WRITTEN])
def test_day_is_kept_with_the_dossier_and_in_the_log(mode):
    year = ready(mode)
    conclude(year, DAY)
    assert (year.dossier().status, year.dossier().council_on) == ("concluded", DAY)
    told = StepLog.objects.get(dossier=year.dossier(), step="conclude").reason
    assert told == f"{mode.day_label}: 09/03/2026."


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        (CouncilMode.MEETING, "Cần ghi ngày họp Hội đồng."),
        (CouncilMode.WRITTEN, "Cần ghi ngày chốt ý kiến bằng văn bản."),
    ],
)
def test_conclusion_without_the_day_is_refused(mode, sentence):
    year = ready(mode)
    with pytest.raises(Invalid) as refused:
        conclude(year, None)
    assert refused.value.errors == {"council_on": sentence}
    assert year.dossier().status == "under_appraisal"


def test_day_lies_between_the_last_sheet_and_today():
    year = ready()
    first = sheets_complete_on(year)
    late, early = date(2026, 3, 11), first.replace(day=first.day - 1)
    assert early > accepted_on(year)
    with pytest.raises(Invalid) as after:
        conclude(year, late)
    with pytest.raises(Invalid) as before:
        conclude(year, early)
    assert after.value.errors == {"council_on": "Ngày họp Hội đồng không được sau hôm nay."}
    assert before.value.errors == {
        "council_on": f"Ngày họp Hội đồng không được trước ngày đủ phiếu thẩm định: Xã An Hòa ({first:%d/%m/%Y}).",
    }


@pytest.mark.parametrize("edge", ["complete", "today"])
def test_both_edges_are_days_of_the_council(edge):
    year = ready()
    day = sheets_complete_on(year) if edge == "complete" else TODAY
    conclude(year, day)
    assert year.dossier().council_on == day


def test_standing_office_concludes_without_a_day():
    year = ready(CouncilMode.STANDING)
    with pytest.raises(Invalid):
        conclude(year, DAY)
    conclude(year, None)
    assert (year.dossier().status, year.dossier().council_on) == ("concluded", None)
    assert StepLog.objects.get(dossier=year.dossier(), step="conclude").reason == ""


def test_check_asks_for_the_day_by_the_name_of_the_mode():
    asked = {mode: send(ready(mode)) for mode in (CouncilMode.WRITTEN,)}
    assert [bound.label for bound in asked[CouncilMode.WRITTEN].context["form"]] == [
        "Ngày chốt ý kiến bằng văn bản",
    ]  # fmt: skip


def test_check_of_a_standing_office_asks_for_nothing():
    year = ready(CouncilMode.STANDING)
    assert list(send(year).context["form"]) == []
    assert send(year, buoc="lam").status_code == 302
    assert year.dossier().status == "concluded"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Cần nhập ngày."),
        ("hôm qua", "Chưa đúng dạng ngày/tháng/năm, ví dụ 05/12/2026."),
        ("2026-03-11", "Ngày họp Hội đồng không được sau hôm nay."),
    ],
)
def test_wrong_day_is_told_beside_its_field_and_the_list_is_kept(typed, sentence):
    year = ready()
    answer = send(year, buoc="lam", council_on=typed)
    form = answer.context["form"]
    assert (answer.status_code, form.errors["council_on"], form["council_on"].value()) == (422, [sentence], typed)
    assert [row.key for row in answer.context["chosen"]] == [year.dossier().pk]
    assert year.dossier().status == "under_appraisal"


def test_one_dossier_is_concluded_from_its_own_page():
    year = ready()
    client = Client()
    client.force_login(year.concluder)
    page = client.get(reverse("council-dossier", args=[year.cycle.pk, "10001"])).text
    assert f'<input type="hidden" name="chon" value="{year.dossier().pk}">' in page
    assert send(year, buoc="lam", council_on="09/03/2026").status_code == 302
    after = client.get(reverse("council-dossier", args=[year.cycle.pk, "10001"])).text
    assert "Ngày họp Hội đồng: <span" in after


def test_announcement_lists_the_day():
    year = ready()
    conclude(year, DAY)
    client = Client()
    client.force_login(fresh(year.people.office))
    with on(date(2026, 3, 16)):
        column, cell = client.get(reverse("announce", args=[year.cycle.pk])).context["ready"][0].cells[-1]
    assert (column.heading, cell) == ("Ngày họp Hội đồng", "09/03/2026")


def test_reconsidered_dossier_has_no_day_and_the_history_keeps_it():
    year = ready()
    conclude(year, DAY)
    council.reconsider(
        by=year.concluder,
        dossier_id=year.dossier().pk,
        reason="Có tài liệu mới",
        version=year.dossier().version,
    )
    kept = [row.council_on for row in year.dossier().events.order_by("pgh_id")]
    assert (year.dossier().council_on, DAY in kept) == (None, True)


def test_reopened_dossier_has_no_day():
    year = ready()
    conclude(year, DAY)
    intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Đơn vị kê khai sai")
    assert year.dossier().council_on is None


# --- After a review --------------------------------------------------------------------------------------------------

ASKED, ANSWERED = date(2026, 3, 17), date(2026, 3, 19)


def reviewed(outcome: ReviewOutcome, mode: str = CouncilMode.MEETING) -> Year:
    """One request for review, answered; the answers are not closed yet."""
    year = open_year(switches=replace(SWITCHES, council_mode=mode))
    year.announce()
    dossier, secretary = year.dossier(), year.concluder
    with on(ASKED):
        reviews.request_review(by=year.who("10001", "chair"), dossier_id=dossier.pk, reasons={"1.1": "Có sổ gốc"})
    accepted = Entry(AnswerState.VALUE, {"numerator": "48", "denominator": "52"})
    version = year.conclusion("10001", "1.1").version
    told = reviews.ReviewAnswer(
        outcome, "Theo sổ gốc", accepted if outcome == ReviewOutcome.ACCEPTED else None, version
    )
    with on(ANSWERED):
        reviews.answer_request(by=secretary, request_id=dossier.review_requests.get().pk, answer=told)
    return year


def finish(year: Year, day: date | None) -> None:
    with on(ANSWERED):
        reviews.finish_review(by=year.concluder, dossier_id=year.dossier().pk, session=Session(day))


def test_accepted_review_has_its_own_day():
    year = reviewed(ReviewOutcome.ACCEPTED)
    finish(year, date(2026, 3, 18))
    assert year.dossier().council_on == date(2026, 3, 18)
    assert StepLog.objects.get(dossier=year.dossier(), step="answer_review").reason == "Ngày họp Hội đồng: 18/03/2026."


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (None, "Cần ghi ngày họp Hội đồng."),
        (date(2026, 3, 20), "Ngày họp Hội đồng không được sau hôm nay."),
        (date(2026, 3, 16), "Ngày họp Hội đồng không được trước ngày đơn vị kiến nghị: Xã An Hòa (17/03/2026)."),
    ],
)
def test_day_of_an_accepted_review_lies_between_request_and_today(day, sentence):
    year = reviewed(ReviewOutcome.ACCEPTED)
    with pytest.raises(Invalid) as refused:
        finish(year, day)
    assert refused.value.errors == {"council_on": sentence}
    assert year.dossier().status == "review_requested"


@pytest.mark.parametrize(
    ("outcome", "mode"),
    [(ReviewOutcome.REFUSED, CouncilMode.MEETING), (ReviewOutcome.ACCEPTED, CouncilMode.STANDING)],
)
def test_day_stays_where_nothing_changed_or_none_is_kept(outcome, mode):
    year = reviewed(outcome, mode)
    before = year.dossier().council_on
    with pytest.raises(Invalid):
        finish(year, date(2026, 3, 18))
    finish(year, None)
    assert (year.dossier().status, year.dossier().council_on) == ("review_answered", before)


def test_page_asks_for_the_day_of_an_accepted_review():
    year = reviewed(ReviewOutcome.ACCEPTED)
    client = Client()
    client.force_login(year.concluder)
    address = reverse("review-finish", args=[year.cycle.pk, "10001"])
    with on(ANSWERED):
        assert [bound.label for bound in client.get(address).context["form"]] == ["Ngày họp Hội đồng"]
        wrong = client.post(address, {"council_on": "2026-03-16"})
        assert (wrong.status_code, wrong.context["form"]["council_on"].value()) == (422, "2026-03-16")
        assert client.post(address, {"council_on": "2026-03-18"}).status_code == 302
    assert year.dossier().council_on == date(2026, 3, 18)
