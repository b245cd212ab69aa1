"""A returned Tờ trình: the council keeps the result, or opens named indicators again; another one is announced anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.earlier import earlier_answer
from tests.evaluations.scenario import SWITCHES, Year, confirming, fresh, on, open_year, pdf
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.calendar import ONE_DAY
from thanthien.evaluations.actions import city_returns, council, decisions, gates, reviews
from thanthien.evaluations.actions.announcing import give_review_again
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.cycles import Switches
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, ReturnOutcome, ReviewOutcome
from thanthien.evaluations.models import (
    CityReturn,
    Conclusion,
    Cycle,
    Dossier,
    Extension,
    Phase,
    ReopenedItem,
    Seal,
)
from thanthien.evaluations.modes import MEETING, STANDING
from thanthien.evaluations.queries.deadlines import due_days, late_condition
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey, Status
from thanthien.notices.models import Notice
from thanthien.verify import verify_year

pytestmark = pytest.mark.django_db
WEAK = Entry(AnswerState.VALUE, {"option": "khong"}, "Kết quả giải quyết khiếu nại")
COMPLAINED, SETTLED, DECIDED = date(2026, 5, 4), date(2026, 5, 11), date(2026, 5, 18)
RETURNED, AGAIN = date(2026, 3, 23), date(2026, 3, 24)


def paper(number: str, day: date) -> Printed:
    return Printed(number, day, "Người ký", pdf())


def told(act: Callable[[], object]) -> list[str]:
    with pytest.raises((Refused, Invalid)) as caught:
        act()
    found = caught.value
    return list(found.errors.values()) if isinstance(found, Invalid) else found.problems


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


# --- Returned by the city ---------------------------------------------------------------------------------------------


def returned(year: Year, *codes: str) -> list[CityReturn]:
    with on(RETURNED):
        return city_returns.record_return(
            by=fresh(year.people.office), cycle_id=year.cycle.pk, reason="Rà lại tiêu chí 2.2",
            dossier_ids=[year.dossier(code).pk for code in codes or ["10001"]], paper=paper("812/UBND-NC", RETURNED),
        )  # fmt: skip


def reopen(year: Year, *codes: str) -> None:
    with on(RETURNED):
        city_returns.reopen_items(
            by=fresh(year.people.secretary), cycle_id=year.cycle.pk, reason="Xem lại sổ",
            codes={year.dossier().pk: codes or ["2.2"]},
        )  # fmt: skip


def say(year: Year, code: str, entry: Entry) -> None:
    row = year.conclusion("10001", code)
    with on(RETURNED):
        council.conclude_item(by=fresh(year.people.secretary), conclusion_id=row.pk, version=row.version, entry=entry)


def finish(year: Year) -> None:
    with on(RETURNED):
        city_returns.finish_again(
            by=fresh(year.people.secretary), dossier_id=year.dossier().pk, session=Session(RETURNED)
        )


def decide(year: Year) -> None:
    dossier = year.dossier()
    with on(AGAIN):
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle, paper=paper("12/QĐ-UBND", AGAIN),
            verdicts={dossier.pk: decisions.Verdict(dossier.proposed_level or 0)},
        )  # fmt: skip


def test_a_returned_paper_is_answered_before_the_city_decides() -> None:
    year = open_year(units=1)
    year.announce()
    returned(year)
    sentence = "Tờ trình về đơn vị này đã được trả lại: cần mở lại tiêu chí hoặc giữ nguyên kết quả, kèm lý do."
    assert told(lambda: decide(year)) == [sentence]
    with on(RETURNED):
        city_returns.keep_results(
            by=fresh(year.people.secretary), cycle_id=year.cycle.pk, dossier_ids=[year.dossier().pk], reason="Sổ đủ"
        )
    assert CityReturn.objects.get().outcome == ReturnOutcome.KEPT
    decide(year)
    assert year.dossier().status == Status.DECIDED


@pytest.mark.parametrize(
    ("mode", "told_to", "who"),
    [(MEETING, {"secretary"}, "Hội đồng"), (STANDING, {"head"}, "cơ quan thường trực")],
)
def test_who_concludes_is_told_of_a_returned_paper_and_named_on_its_pages(
    mode: str, told_to: set[str], who: str
) -> None:
    year = open_year(units=1, switches=replace(SWITCHES, council_mode=mode))
    year.announce()
    returned(year)
    people = Notice.objects.filter(title="Tờ trình được trả lại").values_list("person__username", flat=True)
    assert set(people) == told_to
    with on(RETURNED):
        page = client(fresh(year.people.leader)).get(reverse("city-returns", args=[year.cycle.pk])).content.decode()
    assert f"Khi Tờ trình được trả lại, {who} mở lại tiêu chí" in page


def test_only_what_was_opened_again_can_be_concluded() -> None:
    year = open_year(units=1)
    year.announce()
    assert told(lambda: reopen(year)) != []  # nothing was returned
    returned(year)
    reopen(year)
    assert year.dossier().status == Status.RECONCLUDING
    old = ReopenedItem.objects.get()
    assert (old.indicator.code, old.value, year.conclusion("10001", "2.2").state) == (
        "2.2", {"option": "tot"}, AnswerState.MISSING,
    )  # fmt: skip
    weaker = Entry(AnswerState.VALUE, {"passed": False}, "Không")
    assert told(lambda: say(year, "2.1", weaker)) == [
        "Tiêu chí này không được mở lại: giữ nguyên kết luận đã thông báo."
    ]
    assert told(lambda: finish(year)) == ["Còn tiêu chí chưa kết luận: 2.2."]


@pytest.mark.parametrize("reason", ["Xem lại sổ", "Xem lại sổ."])
def test_the_log_of_each_dossier_names_its_own_indicators(reason: str) -> None:
    year = open_year(units=2)
    for code in ("10001", "10002"):
        year.announce(code)
    returned(year, "10001", "10002")
    wanted = {"10001": ["2.2"], "10002": ["2.1", "1.1"]}
    with on(RETURNED):
        city_returns.reopen_items(
            by=fresh(year.people.secretary), cycle_id=year.cycle.pk, reason=reason,
            codes={year.dossier(code).pk: codes for code, codes in wanted.items()},
        )  # fmt: skip
    told_of = {code: year.dossier(code).steps.get(step="reopen_items").reason for code in wanted}
    assert told_of == {"10001": "Xem lại sổ. Tiêu chí: 2.2.", "10002": "Xem lại sổ. Tiêu chí: 1.1, 2.1."}


def test_another_result_is_announced_anew_and_may_be_reviewed_again() -> None:
    year = open_year(units=1)
    year.announce()
    returned(year)
    reopen(year)
    say(year, "2.2", WEAK)
    finish(year)
    assert (year.dossier().status, year.dossier().proposed_level) == (Status.CONCLUDED, 1)
    with on(AGAIN):
        council.announce(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    assert Extension.objects.get(key=PhaseKey.REVIEW).ends_on == date(2026, 3, 31)  # five working days again
    with on(date(2026, 3, 31)):
        reviews.request_review(
            by=year.who("10001", "chair"), dossier_id=year.dossier().pk, reasons={"2.2": "Sổ có thật"}
        )
    assert year.dossier().status == Status.REVIEW_REQUESTED


def test_the_same_result_stands_as_it_was_announced() -> None:
    year = open_year(units=1)
    year.announce()
    returned(year)
    reopen(year)
    say(year, "2.2", Entry(AnswerState.VALUE, {"option": "tot"}, "Sổ đủ"))
    finish(year)
    assert (year.dossier().status, year.dossier().proposed_level) == (Status.PROVISIONAL, 2)
    assert year.dossier().steps.last().reason.startswith("Kết luận lại như đã thông báo.")
    decide(year)


def test_who_was_answered_asks_no_second_time_when_the_result_is_kept() -> None:
    year = open_year(units=1)
    year.announce()
    key, chair = year.dossier().pk, year.who("10001", "chair")
    with on(date(2026, 3, 17)):
        reviews.request_review(by=chair, dossier_id=key, reasons={"2.2": "Sổ có thật"})
        answer = reviews.ReviewAnswer(ReviewOutcome.REFUSED, "Giữ nguyên")
        request = year.dossier().review_requests.get()
        reviews.answer_request(by=fresh(year.people.secretary), request_id=request.pk, answer=answer)
        reviews.finish_review(by=fresh(year.people.secretary), dossier_id=key)
    returned(year)
    reopen(year)
    say(year, "2.2", Entry(AnswerState.VALUE, {"option": "tot"}, "Sổ đủ"))
    finish(year)
    assert year.dossier().status == Status.REVIEW_ANSWERED
    with on(date(2026, 3, 18)):
        assert told(lambda: reviews.request_review(by=chair, dossier_id=key, reasons={"2.2": "Vẫn có"}))
    decide(year)


def test_a_level_that_was_proposed_with_a_reason_is_not_lost_on_the_way() -> None:
    year = open_year(units=1)
    year.appraise()
    secretary, key = fresh(year.people.secretary), year.dossier().pk
    with on(date(2026, 3, 10)):
        council.adopt_agreed(by=secretary, dossier_ids=[key])
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for([key], False))
        council.propose_level(
            by=secretary, dossier_id=key, level=1, reason="Còn đơn thư", version=year.dossier().version
        )
        council.conclude(by=secretary, dossier_ids=[key], session=Session(date(2026, 3, 10)))
    with on(date(2026, 3, 16)):
        council.announce(by=fresh(year.people.office), dossier_ids=[key])
    returned(year)
    reopen(year)
    say(year, "2.2", Entry(AnswerState.VALUE, {"option": "tot"}, "Sổ đủ"))
    finish(year)
    dossier = year.dossier()
    assert (dossier.status, dossier.proposed_level, dossier.proposed_reason) == (Status.PROVISIONAL, 1, "Còn đơn thư")


def test_the_unit_sees_no_result_while_it_is_concluded_again() -> None:
    year = open_year(units=1)
    year.announce()
    address = reverse("commune-results", args=[year.cycle.pk, "10001"])
    chair = client(year.who("10001", "chair"))
    with on(RETURNED):
        assert "8,5" in chair.get(address).content.decode() or "Mức độ 2" in chair.get(address).content.decode()
    returned(year)
    reopen(year)
    say(year, "2.2", WEAK)
    with on(RETURNED):
        assert WEAK.reason not in chair.get(address).content.decode()


def test_a_returned_paper_goes_through_its_lists() -> None:
    year = open_year(units=1)
    year.announce()
    office, secretary, key = client(fresh(year.people.office)), client(fresh(year.people.secretary)), year.dossier().pk
    record = reverse("city-return-record", args=[year.cycle.pk])
    again = reverse("city-return-reopen", args=[year.cycle.pk])
    with on(RETURNED):
        sent = {"reason": "Rà lại", "number": "812/UBND-NC", "signed_on": "23/03/2026", "signer": "Chánh Văn phòng"}
        assert office.post(record, confirming(office.post(record, {"chon": [key]})) | sent).status_code == 302
        shown = secretary.post(again, {"chon": [key]})
        sent = {"reason": "Xem lại", "codes": ["2.2"]}
        assert secretary.post(again, confirming(shown) | sent).status_code == 302
        page = secretary.get(reverse("council-dossier", args=[year.cycle.pk, "10001"])).content.decode()
        assert "Tiêu chí được mở lại để kết luận lại" in page
        item = secretary.get(reverse("council-item", args=[year.cycle.pk, "10001", "2.2"]))
        other = secretary.get(reverse("council-item", args=[year.cycle.pk, "10001", "2.1"]))
        assert (item.context["form"] is None, other.context["form"] is None) == (False, True)
    say(year, "2.2", WEAK)
    with on(RETURNED):
        address = reverse("council-again", args=[year.cycle.pk, "10001"])
        assert secretary.post(address, {"council_on": "23/03/2026"}).status_code == 302
    assert year.dossier().status == Status.CONCLUDED


def test_a_year_that_is_run_without_reviews_gives_no_days_again() -> None:
    year = open_year(units=1, switches=Switches(decided_by="Ủy ban", review_allowed=False))
    year.announce()
    returned(year)
    reopen(year)
    say(year, "2.2", WEAK)
    finish(year)
    with on(AGAIN):
        council.announce(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    assert Extension.objects.count() == 0
    assert Conclusion.objects.get(dossier=year.dossier(), indicator__code="2.2").points == 0
    assert SWITCHES.review_allowed


def test_each_dossier_gets_the_days_of_its_own_cycle() -> None:
    year = open_year(units=1)
    office, now = fresh(year.people.office), year.dossier()
    before = earlier_answer(year, "2.2", WEAK).dossier
    with on(AGAIN):
        for key in (PhaseKey.REVIEW, PhaseKey.DECISION):
            Phase.objects.create(cycle=before.cycle, key=key, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 13))
        for dossier in (now, before):
            dossier.steps.create(
                step="reopen_items", from_status=Status.PROVISIONAL, to_status=Status.RECONCLUDING, by=office,
                role=Role.COUNCIL_SECRETARY, at=clock.now(), reason="Xem lại",
            )  # fmt: skip
        give_review_again([now, before], by=office)
    given = Extension.objects.filter(key=PhaseKey.REVIEW).values_list("cycle__year", "ends_on").order_by("cycle__year")
    assert list(given) == [(2025, date(2026, 4, 7)), (2026, date(2026, 3, 31))]  # ten working days, and five


def test_what_is_concluded_again_is_not_late_before_its_own_days_are_over() -> None:
    year = open_year(units=1)
    Cycle.objects.update(again_days=5)
    year.announce()
    Phase.objects.filter(key__in=[PhaseKey.PROVISIONAL, PhaseKey.DECISION]).update(ends_on=RETURNED)
    returned(year)
    reopen(year)
    last = date(2026, 3, 30)  # the fifth working day after the return
    with on(last):
        cycle, dossier = Cycle.objects.get(), year.dossier()
        assert (dossier.again_due_on, due_days(cycle, [dossier])[dossier.pk]) == (last, last)
        assert not Dossier.objects.filter(late_condition(cycle, last)).exists()
    after = last + ONE_DAY
    with on(after):
        assert Dossier.objects.filter(late_condition(Cycle.objects.get(), after)).exists()


@pytest.mark.parametrize("kept", [False, True])
def test_seal_and_public_page_say_that_the_paper_was_returned(kept: bool) -> None:
    year = open_year(units=1)
    year.announce()
    returned(year)
    if kept:
        with on(RETURNED):
            city_returns.keep_results(
                by=fresh(year.people.secretary), cycle_id=year.cycle.pk, dossier_ids=[year.dossier().pk], reason="Đúng"
            )  # fmt: skip
    else:
        reopen(year)
        say(year, "2.2", Entry(AnswerState.VALUE, {"option": "tot"}, "Sổ đủ"))
        finish(year)
    decide(year)
    sealed = json.loads(Seal.objects.get(kind="decision").body)
    outcome, words = ("kept", "giữ nguyên kết quả") if kept else ("reopened", "kết luận lại")
    assert sealed["returned"] == [{"number": "812/UBND-NC", "signed_on": "2026-03-23", "outcome": outcome}]
    with on(DECIDED):
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())
    file = json.loads(b"".join(Client().get("/ket-qua/2026/du-lieu.json").streaming_content))
    assert verify_year(file).told.differences == []
    page = " ".join(Client().get("/don-vi-hanh-chinh/10001/").content.decode().split())
    assert f"Tờ trình được trả lại trước khi quyết định: số 812/UBND-NC ngày 23/03/2026, {words}." in page


def test_seal_of_a_paper_that_was_never_returned_says_nothing_of_it() -> None:
    year = open_year(units=1)
    year.decide()
    assert "returned" not in json.loads(Seal.objects.get(kind="decision").body)
