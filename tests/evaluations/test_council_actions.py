"""The council: fair, and never on an agreement that is gone."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year, pdf
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused, Stale
from thanthien.evaluations.actions import council, decisions, gates, reviews, sheets
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, Column
from thanthien.evaluations.models import Cycle, Total
from thanthien.evaluations.scored import Entry
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 10)
WEAK = Entry(AnswerState.VALUE, {"numerator": "30", "denominator": "52"}, "Sổ chỉ có 30 tuần")


def test_adopted_agreement_is_open_again_when_a_body_changes_its_mind():
    year = open_year()
    year.appraise()
    secretary, dossier = fresh(year.people.secretary), year.dossier()
    with on(MARCH):
        council.adopt_agreed(by=secretary, dossier_ids=[dossier.pk])
        sheet = dossier.sheets.get(body__code="mttq")
        sheets.hand_back(by=secretary, sheet_id=sheet.pk, reason="Xem lại", sent_at=sheet.sent_at)
    year.fill("10001", year.people.mttq, {("mttq", "1.1"): WEAK})
    year.send("10001", year.people.mttq)
    states = dict(dossier.conclusions.values_list("indicator__code", "state"))
    assert states == {"1.1": "missing", "1.2": "value", "2.1": "value", "2.2": "value"}


def test_computed_level_is_proposed_anew_when_the_conclusions_change():
    year = open_year()
    year.appraise(changes={("mttq", "1.1"): WEAK})
    secretary, dossier = fresh(year.people.secretary), year.dossier()
    with on(MARCH):
        council.adopt_agreed(by=secretary, dossier_ids=[dossier.pk])
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for([dossier.pk], False))
        kept = Entry(AnswerState.VALUE, GOOD["1.1"].value, "Đủ minh chứng")
        row = year.conclusion("10001", "1.1")
        council.conclude_item(by=secretary, conclusion_id=row.pk, version=row.version, entry=kept)
        council.propose_level(by=secretary, dossier_id=dossier.pk, level=2, reason="", version=year.dossier().version)
        council.conclude_item(by=secretary, conclusion_id=row.pk, version=row.version + 1, entry=WEAK)
        council.conclude(by=secretary, dossier_ids=[dossier.pk], session=Session(MARCH))
    computed = Total.objects.get(dossier=dossier, column=Column.COUNCIL).level
    assert (year.dossier().proposed_level, year.dossier().proposed_reason) == (computed, "")
    assert computed != 2


def test_gate_stated_by_a_body_stays_out_of_the_communes_own_total():
    year = open_year()
    year.appraise()
    own = Total.objects.get(dossier=year.dossier(), column=Column.SELF)
    words = gates.one_word_for([year.dossier().pk], True, "Quyết định kỷ luật số 5")
    with on(MARCH):
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=words)
    after = Total.objects.get(dossier=year.dossier(), column=Column.SELF)
    assert (after.level_low, after.level_high, after.gates) == (own.level_low, own.level_high, own.gates)


@pytest.mark.parametrize("act", ["propose", "hand_back", "conclude", "gates"])
def test_whoever_belonged_to_the_unit_decides_nothing_of_it(act):
    year = open_year()
    year.appraise()
    dossier = year.dossier()
    sheet = dossier.sheets.all()[0]
    who = fresh(year.people.noi_vu if act == "gates" else year.people.secretary)
    Membership.objects.create(
        user=who, agency=Agency.objects.get(code="ubnd-10001"), role=Role.COMMUNE_OFFICER,
        valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 31),
    )  # fmt: skip
    acts = {
        "propose": lambda: council.propose_level(
            by=who, dossier_id=dossier.pk, level=0, reason="x", version=dossier.version
        ),
        "hand_back": lambda: sheets.hand_back(by=who, sheet_id=sheet.pk, reason="x", sent_at=sheet.sent_at),
        "conclude": lambda: council.conclude(by=who, dossier_ids=[dossier.pk]),
        "gates": lambda: gates.state_gates(by=who, key="ky-luat", words=gates.one_word_for([dossier.pk], False)),
    }
    with on(MARCH), pytest.raises(Refused, match="từng công tác"):
        acts[act]()


def test_only_requested_indicators_change_during_review():
    year = open_year()
    year.announce()
    with on(date(2026, 3, 17)):
        reviews.request_review(
            by=year.who("10001", "chair"), dossier_id=year.dossier().pk, reasons={"1.1": "Có thêm minh chứng"}
        )
        row = year.conclusion("10001", "2.1")
        entry = Entry(AnswerState.VALUE, {"passed": False}, "Xem lại")
        saying = {"conclusion_id": row.pk, "version": row.version, "entry": entry}
        with pytest.raises(Refused, match="không kiến nghị tiêu chí này"):
            council.conclude_anew(by=fresh(year.people.secretary), **saying)
        with pytest.raises(Refused, match="kết luận lại tại phần trả lời kiến nghị"):
            council.conclude_item(by=fresh(year.people.secretary), **saying)


def said_of(year: Year, code: str, indicators: list[str], entry: Entry) -> list[council.Said]:
    rows = [year.conclusion(code, indicator) for indicator in indicators]
    return [council.Said(row.pk, row.version, entry) for row in rows]


def test_many_items_are_concluded_as_one_by_one_all_or_none():
    year = open_year()
    for code in ("10001", "10002"):
        year.appraise(code, changes={("mttq", "1.1"): WEAK})
    secretary = fresh(year.people.secretary)
    first, second = (said_of(year, code, ["1.1"], WEAK) for code in ("10001", "10002"))
    stale = [replace(second[0], version=7)]
    with on(MARCH):
        with pytest.raises(Stale):
            council.conclude_items(by=secretary, said=first + stale)
        assert year.conclusion("10001", "1.1").state == AnswerState.MISSING
        with CaptureQueriesContext(connection) as many:
            results = council.conclude_items(by=secretary, said=first + second)
        assert council.conclude_items(by=secretary, said=[]) == {}
    rows = [year.conclusion(code, "1.1") for code in ("10001", "10002")]
    assert {(row.state, row.reason, row.contested, row.version) for row in rows} == {("value", WEAK.reason, True, 1)}
    totals = Total.objects.filter(column=Column.COUNCIL).values_list("dossier_id", "points")
    assert dict(totals) == {pk: result.total.points for pk, result in results.items()}
    again = [replace(one, version=1) for one in first]
    with on(MARCH), CaptureQueriesContext(connection) as one:
        council.conclude_item(by=secretary, conclusion_id=again[0].conclusion_id, version=1, entry=WEAK)
    assert len(many) <= len(one) + 1  # the roles of the secretary are read once


def test_dossier_of_another_cycle_is_not_decided():
    year = open_year()
    year.announce()
    other = Cycle.objects.get(pk=year.cycle.pk)
    other.pk, other.year = None, 2025
    other.save()
    paper = Printed("1", date(2026, 3, 24), "A", pdf())
    with on(date(2026, 3, 24)), pytest.raises(Refused, match="không thuộc kỳ"):
        decisions.record_decision(
            by=fresh(year.people.office), cycle=other, paper=paper, verdicts={year.dossier().pk: decisions.Verdict(2)}
        )
