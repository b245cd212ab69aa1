"""The council's own word: with its reason, kept when sheets come anew, told to the public; and the proposed level."""

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year, pdf
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions import council, decisions, gates, reviews, sheets
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, ReviewOutcome
from thanthien.evaluations.models import Conclusion, Seal
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 10)
FULL = {"numerator": "52", "denominator": "52"}
WEAK = Entry(AnswerState.VALUE, {"numerator": "30", "denominator": "52"}, "Sổ chỉ có 30 tuần")
NONE = Entry(AnswerState.VALUE, {"numerator": "0", "denominator": "52"}, "Không có sổ")


def say(year: Year, entry: Entry, code: str = "1.1") -> Conclusion:
    """The secretary concludes one indicator."""
    row = year.conclusion("10001", code)
    with on(MARCH):
        council.conclude_item(
            by=fresh(year.people.secretary), conclusion_id=row.pk, version=row.version, entry=entry
        )  # fmt: skip
    return year.conclusion("10001", code)


def resend(year: Year, who: str, body: str, changes: dict | None = None) -> None:
    """A body gets its sheet back and sends it again."""
    with on(MARCH):
        sheet = year.dossier().sheets.get(body__code=body)
        sheets.hand_back(by=fresh(year.people.secretary), sheet_id=sheet.pk, reason="Xem lại", sent_at=sheet.sent_at)
    user = getattr(year.people, who)
    if changes:
        year.fill("10001", user, changes)
    year.send("10001", user)


# --- A reason for another word ---------------------------------------------------------------------------------------


def test_another_word_than_the_agreed_one_needs_a_reason():
    year = open_year()
    year.appraise()
    with pytest.raises(Invalid) as refused:
        say(year, Entry(AnswerState.VALUE, FULL))
    assert refused.value.errors == {
        "reason": "Đơn vị và các cơ quan ghi như nhau, kết luận này khác: cần ghi lý do."
    }  # fmt: skip
    assert year.conclusion("10001", "1.1").state == AnswerState.MISSING


@pytest.mark.parametrize(
    ("entry", "contested"), [(Entry(AnswerState.VALUE, FULL, "Sổ gốc"), True), (GOOD["1.1"], False)]
)
def test_contested_tells_whether_all_three_say_the_same(entry, contested):
    year = open_year()
    year.appraise()
    assert say(year, entry).contested == contested


# --- Sheets sent anew ------------------------------------------------------------------------------------------------


def test_council_s_word_stays_when_another_body_sends_the_same_sheet_again():
    year = open_year()
    year.appraise()
    say(year, Entry(AnswerState.VALUE, FULL, "Sổ gốc đủ 52 tuần"))
    resend(year, "noi_vu", "so-noi-vu")
    row = year.conclusion("10001", "1.1")
    assert (row.state, row.value, row.reason, row.contested) == ("value", FULL, "Sổ gốc đủ 52 tuần", True)


def test_same_word_with_a_reason_stays_though_a_body_changes_its_mind():
    year = open_year()
    year.appraise()
    say(year, Entry(AnswerState.VALUE, GOOD["1.1"].value, "Hội đồng đã đếm lại"))
    resend(year, "mttq", "mttq", {("mttq", "1.1"): WEAK})
    row = year.conclusion("10001", "1.1")
    assert (row.value, row.reason, row.contested) == (GOOD["1.1"].value, "Hội đồng đã đếm lại", True)


def test_conclusion_is_contested_no_longer_when_the_body_joins_it():
    year = open_year()
    year.appraise(changes={("mttq", "1.1"): WEAK})
    assert say(year, Entry(AnswerState.VALUE, GOOD["1.1"].value, "Đủ sổ")).contested
    resend(year, "mttq", "mttq")
    assert year.conclusion("10001", "1.1").contested
    resend(year, "mttq", "mttq", {("mttq", "1.1"): GOOD["1.1"]})
    assert not year.conclusion("10001", "1.1").contested


# --- Told to the public ----------------------------------------------------------------------------------------------


def decide(year: Year) -> dict:
    """Decide after the review and give the sealed document."""
    dossier = year.dossier()
    with on(date(2026, 3, 24)):
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle,
            paper=Printed("12/QĐ-UBND", date(2026, 3, 24), "Người ký", pdf()),
            verdicts={dossier.pk: decisions.Verdict(dossier.proposed_level or 0)},
        )  # fmt: skip
    return json.loads(Seal.objects.get(dossier=dossier, kind="decision").body)


def accept_review(year: Year, entry: Entry, answer: str = "Chấp nhận theo sổ gốc") -> None:
    """The commune asks about 1.1 and the council concludes it anew."""
    dossier, secretary = year.dossier(), fresh(year.people.secretary)
    with on(date(2026, 3, 17)):
        reviews.request_review(by=year.who("10001", "chair"), dossier_id=dossier.pk, reasons={"1.1": "Sổ gốc"})
    with on(date(2026, 3, 18)):
        version = year.conclusion("10001", "1.1").version
        told = reviews.ReviewAnswer(ReviewOutcome.ACCEPTED, answer, entry, version)
        reviews.answer_request(by=secretary, request_id=dossier.review_requests.get().pk, answer=told)


def finish(year: Year) -> None:
    with on(date(2026, 3, 18)):
        reviews.finish_review(
            by=fresh(year.people.secretary), dossier_id=year.dossier().pk, session=Session(date(2026, 3, 18))
        )  # fmt: skip


def test_reason_of_an_accepted_review_is_sealed():
    year = open_year()
    year.announce()
    accept_review(year, Entry(AnswerState.VALUE, FULL))
    finish(year)
    sealed = decide(year)
    concluded = sealed["indicators"][0]["concluded"]
    assert (concluded["value"], concluded["contested"], concluded["reason"]) == (FULL, True, "Chấp nhận theo sổ gốc")
    assert sealed["council_on"] == "2026-03-18"


# --- The proposed level ----------------------------------------------------------------------------------------------


def overridden(level: int = 1) -> Year:
    """Announced, with another level proposed than the computed 2."""
    year = open_year()
    year.conclude()
    secretary, pk = fresh(year.people.secretary), year.dossier().pk
    with on(MARCH):
        council.reconsider(by=secretary, dossier_id=pk, reason="Có đơn thư", version=year.dossier().version)
        council.propose_level(
            by=secretary, dossier_id=pk, level=level, reason="Còn đơn thư", version=year.dossier().version
        )
        council.conclude(by=secretary, dossier_ids=[pk], session=Session(MARCH))
    with on(date(2026, 3, 16)):
        council.announce(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    return year


def test_override_goes_when_the_review_changes_the_computed_level():
    year = overridden()
    accept_review(year, NONE)
    finish(year)
    assert (year.dossier().proposed_level, year.dossier().proposed_reason) == (0, "")
    kept = set(year.dossier().events.values_list("proposed_level", "proposed_reason"))
    assert (1, "Còn đơn thư") in kept


def test_override_stays_when_the_computed_level_does():
    year = overridden()
    accept_review(year, Entry(AnswerState.VALUE, FULL))
    finish(year)
    assert (year.dossier().proposed_level, year.dossier().proposed_reason) == (1, "Còn đơn thư")


def test_override_goes_when_a_gate_changes_the_computed_level():
    year = open_year()
    year.appraise()
    secretary, pk = fresh(year.people.secretary), year.dossier().pk
    with on(MARCH):
        council.adopt_agreed(by=secretary, dossier_ids=[pk])
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for([pk], False))
        council.propose_level(
            by=secretary, dossier_id=pk, level=1, reason="Còn đơn thư", version=year.dossier().version
        )
        hit = gates.one_word_for([pk], True, "Quyết định kỷ luật số 5")
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=hit)
        council.conclude(by=secretary, dossier_ids=[pk], session=Session(MARCH))
    assert (year.dossier().proposed_level, year.dossier().proposed_reason) == (0, "")


@pytest.mark.parametrize("name", ["council-dossier", "review-finish"])
def test_pages_tell_of_the_proposal_that_went(name):
    year = overridden()
    accept_review(year, NONE)
    client = Client()
    client.force_login(fresh(year.people.secretary))
    with on(date(2026, 3, 18)):
        text = client.get(reverse(name, args=[year.cycle.pk, "10001"])).text
    assert "Đề nghị trước đây “Mức độ 1” (lý do: Còn đơn thư) không còn" in text


# --- What is adopted -------------------------------------------------------------------------------------------------

OWN_TEXT = "Lời riêng của xã"


def adopted_exception() -> Year:
    """Everyone says “không phát sinh” of 1.2, and the council has adopted it."""
    year = open_year()
    claim = Entry(AnswerState.NOT_APPLICABLE, None, OWN_TEXT)
    year.accept(entries=GOOD | {"1.2": claim})
    for user, body in ((year.people.mttq, "mttq"), (year.people.noi_vu, "so-noi-vu")):
        year.fill("10001", user, {(body, "1.2"): claim})
        year.send("10001", user)
    with on(MARCH):
        council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk])
    return year


def test_adopted_word_never_carries_the_commune_s_reason():
    year = adopted_exception()
    reasons = set(Conclusion.objects.filter(dossier=year.dossier()).values_list("reason", flat=True))
    assert reasons == {"", "Đơn vị và các cơ quan thẩm định thống nhất."}


def test_agreement_is_no_reason_for_another_word():
    year = adopted_exception()
    row = year.conclusion("10001", "1.2")
    with pytest.raises(Invalid) as refused:
        say(year, Entry(AnswerState.VALUE, GOOD["1.2"].value, row.reason), "1.2")
    assert set(refused.value.errors) == {"reason"}
    client = Client()
    client.force_login(fresh(year.people.secretary))
    with on(MARCH):
        page = client.get(reverse("council-item", args=[year.cycle.pk, "10001", "1.2"]))
    assert page.context["form"]["reason"].value() == ""


def test_level_is_not_proposed_once_the_council_has_concluded():
    year = open_year()
    year.conclude()
    with on(MARCH), pytest.raises(Refused) as told:
        council.propose_level(
            by=fresh(year.people.secretary),
            dossier_id=year.dossier().pk,
            level=1,
            reason="Còn đơn thư",
            version=year.dossier().version,
        )
    assert told.value.problems == [
        "Hội đồng đã kết luận. Cần mở lại phần kết luận, ghi lý do, rồi đề nghị mức độ khác."
    ]
