"""Figures stand still at posting; what comes after is shown to who signs, who takes it or leaves it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.figured import ANSWERED, RULE, WEEKS, Source, figured_year, ratio, weeks
from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions import answers, figures, intake, submission
from thanthien.evaluations.enums import AnswerState, Moment, Origin
from thanthien.evaluations.models import Computation, DossierFigure, StepLog, Total
from thanthien.evaluations.queries.newer_figures import newer_than_posted
from thanthien.evaluations.queries.reading import content_mark
from thanthien.evaluations.queries.self_score import answers_of
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import Status
from thanthien.measures.figures import Passed

pytestmark = pytest.mark.django_db

SCORED, POSTED, AFTER, SIGNING = (date(2026, 1, day) for day in (13, 14, 16, 20))


@pytest.fixture
def year(source: Source) -> Year:
    """The first unit uses its weeks (38 of 46) and declares the rest; its draft is posted on the 14th."""
    made = figured_year()
    made.register()
    says(made, source, 38)
    compute(made, SCORED)
    declared = {code: answers.Draft(entry) for code, entry in GOOD.items() if code != "1.1"}
    taken = {"1.1": answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM)}
    with on(SCORED):
        answers.save_answers(by=made.who("10001", "focal"), dossier_id=made.dossier().pk, drafts=declared | taken)
    return made


def says(year: Year, source: Source, held: int) -> None:
    source.says(WEEKS, year.dossier().unit_id, weeks(held, 46))


def compute(year: Year, day: date) -> None:
    with on(day):
        figures.compute_figures(cycle=year.cycle)


def post(year: Year, posted_on: date = POSTED) -> None:
    with on(POSTED):
        submission.post(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=posted_on, places="Trụ sở"
        )


def meet(year: Year) -> None:
    with on(SIGNING):
        dossier, minutes = year.dossier(), year.document("10001")
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=SIGNING,
            minutes=minutes,
        )  # fmt: skip


def sign(year: Year) -> None:
    submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=content_mark(year.dossier()))


def hand_in(year: Year) -> None:
    """Post, meet, sign and submit the draft."""
    post(year)
    meet(year)
    with on(date(2026, 1, 21)):
        sign(year)
        submission.submit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())


def send_back(year: Year, day: date) -> None:
    with on(day):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu sổ")


def resubmit(year: Year) -> None:
    seen = content_mark(year.dossier())
    submission.resubmit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=seen)


def take(year: Year, job: str = "chair", seen: str | None = None) -> None:
    dossier = year.dossier()
    newer = newer_than_posted(dossier, answers_of([dossier])[dossier.pk])
    with on(SIGNING):
        figures.take_newer(by=year.who("10001", job), dossier_id=dossier.pk, seen=newer.mark if seen is None else seen)


def held(year: Year) -> tuple[Any, Any]:
    answer = year.answer("10001", "1.1")
    return answer.value["numerator"], answer.system_value["numerator"]


def posted(year: Year) -> DossierFigure:
    return DossierFigure.objects.get(dossier=year.dossier(), measure=WEEKS, moment=Moment.POSTED)


def test_posting_computes_once_more_and_answers_take_it(year: Year, source: Source) -> None:
    says(year, source, 40)
    post(year)
    assert held(year) == ("40", "40")
    assert (posted(year).value, posted(year).computation.moment) == (weeks(40, 46), "posted")
    assert posted(year).computation.as_of == date(2026, 1, 13)


def test_figures_that_posting_took_itself_are_not_newer_than_the_draft(
    client: Client, year: Year, source: Source
) -> None:
    """A change of the day of posting, which the job of that morning had not seen."""
    compute(year, POSTED)
    says(year, source, 39)
    post(year)
    client.force_login(year.people.communes["10001"]["chair"])
    with on(POSTED):
        page = client.get(reverse("sign-dossier", args=[year.cycle.pk, "10001"]))
    assert (held(year), page.context["newer"].figures) == (("39", "39"), ())
    with pytest.raises(Refused, match="Không có số liệu mới"):
        take(year)


def test_a_draft_posted_before_its_figures_changed_is_refused(year: Year, source: Source) -> None:
    says(year, source, 40)
    with pytest.raises(Invalid, match="không được trước ngày 14/01/2026"):
        post(year, SCORED)
    assert held(year) == ("38", "38")
    says(year, source, 38)
    post(year, SCORED)  # the same figures hung there since
    assert posted(year).value == weeks(38, 46)


def test_what_is_posted_stands_and_live_figures_go_on_beside(year: Year, source: Source) -> None:
    post(year)
    says(year, source, 46)
    compute(year, AFTER)
    assert held(year) == ("38", "38")
    assert posted(year).value == weeks(38, 46)
    live = DossierFigure.objects.get(dossier=year.dossier(), measure=WEEKS, moment=Moment.LIVE)
    assert live.value == weeks(46, 46)


def test_who_signs_sees_what_changed_and_takes_it(client: Client, year: Year, source: Source) -> None:
    post(year)
    says(year, source, 44)
    source.says(ANSWERED, year.dossier().unit_id, ratio(5, 10))
    compute(year, AFTER)
    before = content_mark(year.dossier())
    client.force_login(year.people.communes["10001"]["chair"])
    address = reverse("sign-dossier", args=[year.cycle.pk, "10001"])
    with on(SIGNING):
        page = client.get(address)
        words = " ".join(page.content.decode().split())
        assert "từ 38 lên 44/46 tuần có tiếp nhận" in words
        assert "giữ số liệu kê khai" in words  # 1.2 was declared
        shown = [(one.compiled.code, one.before, one.after, one.follows) for one in page.context["newer"].figures]
        assert shown == [
            ("1.1", Decimal("2.2500"), Decimal("3.50"), True), ("1.2", Decimal("1.5000"), Decimal("1.5000"), False)
        ]  # fmt: skip
        door = reverse("take-figures", args=[year.cycle.pk, "10001"])
        client.post(door, {"seen": page.context["newer"].mark})
        assert client.get(address).context["newer"].figures == ()
    assert held(year) == ("44", "44")
    assert year.answer("10001", "1.2").value == GOOD["1.2"].value
    assert posted(year).value == weeks(44, 46)
    assert Total.objects.get(dossier=year.dossier(), column="self").points == Decimal("9")
    step = StepLog.objects.latest("pk")
    assert (step.step, step.reason) == (
        "take_figures", "1.1 từ 38 lên 44/46 tuần có tiếp nhận (đến 15/01/2026)",
    )  # fmt: skip
    assert content_mark(year.dossier()) != before


def test_figures_taken_make_no_other_draft_to_meet_on(year: Year, source: Source) -> None:
    post(year)
    says(year, source, 46)
    compute(year, AFTER)
    take(year)
    with on(SIGNING):
        dossier = year.dossier()
        minutes = year.document("10001")
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=AFTER,
            minutes=minutes,
        )  # fmt: skip
        sign(year)
    assert (year.dossier().status, held(year)) == ("signed", ("46", "46"))


def test_leaving_it_signs_what_was_posted(year: Year, source: Source) -> None:
    post(year)
    says(year, source, 46)
    compute(year, AFTER)
    meet(year)
    with on(SIGNING):
        sign(year)
    assert held(year) == ("38", "38")
    with pytest.raises(Refused, match="Không thể “Lấy số liệu mới”"):
        take(year)
    assert held(year) == ("38", "38")


def test_only_the_chair_takes_and_only_what_was_seen(year: Year, source: Source) -> None:
    post(year)
    with pytest.raises(Refused, match="Không có số liệu mới"):
        take(year)
    says(year, source, 46)
    compute(year, AFTER)
    with pytest.raises(Refused, match="thuộc quyền của"):
        take(year, "focal")
    with pytest.raises(Refused, match="vừa được tính lại"):
        take(year, seen="1")
    assert held(year) == ("38", "38")


def test_only_who_may_take_gets_the_button(client: Client, year: Year, source: Source) -> None:
    post(year)
    says(year, source, 46)
    compute(year, AFTER)
    client.force_login(year.people.communes["10001"]["focal"])
    with on(SIGNING):
        text = client.get(reverse("sign-dossier", args=[year.cycle.pk, "10001"])).content.decode()
    assert ("Chủ tịch hoặc Phó Chủ tịch quyết định lấy số liệu mới" in text, 'name="seen" value="' in text) == (
        True,
        True,
    )
    assert "Lấy số liệu mới</button>" not in text


@pytest.mark.parametrize("back", ["take_down", "take_back"])
def test_a_draft_that_comes_back_follows_again(year: Year, source: Source, back: str) -> None:
    post(year)
    says(year, source, 44)
    if back == "take_back":
        meet(year)
        with on(SIGNING):
            sign(year)
    with on(SIGNING):
        getattr(submission, back)(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, reason="Sửa")
    assert held(year) == ("44", "44")
    assert posted(year).value == weeks(38, 46)


def test_a_returned_dossier_follows_and_stands_still_again_when_it_is_sent(year: Year, source: Source) -> None:
    hand_in(year)
    send_back(year, date(2026, 1, 21))
    says(year, source, 42)
    compute(year, date(2026, 1, 22))
    assert (held(year), posted(year).value) == (("42", "42"), weeks(38, 46))
    with on(date(2026, 1, 23)):
        resubmit(year)
    says(year, source, 46)
    compute(year, date(2026, 1, 24))
    assert (held(year), posted(year).value) == (("42", "42"), weeks(42, 46))


def test_a_dossier_that_is_sent_back_has_what_the_platform_found_meanwhile(year: Year, source: Source) -> None:
    hand_in(year)
    says(year, source, 42)
    compute(year, date(2026, 1, 22))
    assert held(year) == ("38", "38")
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu sổ")
        assert held(year) == ("42", "42")
        seen = year.answer("10001", "1.1")
        resubmit(year)
    assert (held(year), year.answer("10001", "1.1").points) == (("42", "42"), seen.points)


def test_more_time_to_supplement_brings_what_the_platform_found_meanwhile(year: Year, source: Source) -> None:
    hand_in(year)
    send_back(year, date(2026, 1, 21))
    says(year, source, 42)
    compute(year, date(2026, 1, 28))  # to be supplemented by the 26th
    assert held(year) == ("38", "38")
    with on(date(2026, 1, 28)):
        intake.extend_supplement(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Bão")
    assert held(year) == ("42", "42")


def test_a_reopened_dossier_follows_again(year: Year, source: Source) -> None:
    hand_in(year)
    says(year, source, 42)
    with on(date(2026, 1, 22)):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Sai sót")
    assert held(year) == ("42", "42")


def test_where_no_room_computes_a_measure_nothing_is_stored() -> None:
    made = open_year()  # of its only measure the room is still to come
    made.submit()
    assert Computation.objects.count() == 0


def test_posting_refuses_another_figure_without_grounds(client: Client, year: Year, source: Source) -> None:
    source.says(RULE, year.dossier().unit_id, Passed(passed=False))
    compute(year, POSTED)
    client.force_login(year.people.communes["10001"]["focal"])
    with on(POSTED):
        form = client.get(reverse("post-draft", args=[year.cycle.pk, "10001"])).context["form"]
    assert [one.code for one in form.gaps.unfounded] == ["2.1"]
    assert "known" in form.fields
    with pytest.raises(Refused) as refused:
        post(year)
    assert str(refused.value) == form.gaps.refusal
    assert year.dossier().status == Status.SELF_SCORING


def test_a_reason_and_a_document_found_another_figure(year: Year, source: Source) -> None:
    compute(year, POSTED)
    own = year.answer("10001", "2.1")
    source.says(RULE, year.dossier().unit_id, Passed(passed=False))
    with on(POSTED):
        answers.attach(by=year.who("10001", "focal"), answer_id=own.pk, document_ids=[year.document("10001").pk])
    compute(year, POSTED)
    with pytest.raises(Refused, match=r"chưa đủ lý do và minh chứng: 2\.1"):
        post(year)
    with on(POSTED):
        entry = Entry(own.state, own.value, "Đã có văn bản, sổ ghi thiếu")
        answers.save_answers(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, drafts={"2.1": answers.Draft(entry)}
        )
    post(year)
    assert year.dossier().status == Status.POSTED


def test_what_the_platform_finds_at_posting_refuses_nothing(year: Year, source: Source) -> None:
    compute(year, POSTED)
    source.says(RULE, year.dossier().unit_id, Passed(passed=False))
    post(year)
    assert year.answer("10001", "2.1").overrides
    assert year.dossier().status == Status.POSTED
