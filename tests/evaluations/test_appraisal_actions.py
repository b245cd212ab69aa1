"""Bodies and council: blind, fair, and nothing lost."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.evaluations.scenario import GOOD, fresh, on, open_year
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import answers, council, decisions, gates, intake, sheets
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, Column
from thanthien.evaluations.models import Seal, SheetItem, Total
from thanthien.evaluations.permissions import can_see_appraisal
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.evaluations.scored import Entry
from thanthien.measures.permissions import can_accept_late
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 13)
WEAK = Entry(AnswerState.VALUE, {"numerator": "30", "denominator": "52"}, "Sổ chỉ có 30 tuần")


def save(year, code, indicator, entry, *, version=None, who="focal", origin="declared"):
    with on(DAY):
        return year.save(code, indicator, answers.Draft(entry, origin=origin), who=who, version=version)


def bodies_read_by(year, name):
    """Whose items a person may read."""
    seen = SheetItem.objects.readable_by(fresh(getattr(year.people, name)))
    return set(seen.values_list("sheet__body__code", flat=True))


# --- Appraisal ------------------------------------------------------------------------------------------------------


def test_body_reads_only_its_own_items_until_all_sheets_are_sent():
    year = open_year()
    year.accept()
    year.fill("10001", year.people.mttq, {("mttq", "1.1"): WEAK})
    year.send("10001", year.people.mttq)
    names = ("mttq", "noi_vu", "office", "secretary", "leader")
    assert {name: bodies_read_by(year, name) for name in names} == {
        "mttq": {"mttq"}, "noi_vu": {"so-noi-vu"}, "office": {"so-noi-vu"}, "secretary": set(), "leader": set(),
    }  # fmt: skip
    assert not SheetItem.objects.readable_by(year.who("10001", "chair")).exists()
    assert not Total.objects.filter(column=Column.APPRAISED).exists()
    year.fill("10001", year.people.noi_vu, {})
    year.send("10001", year.people.noi_vu)
    assert SheetItem.objects.readable_by(fresh(year.people.office)).count() == 5
    assert not SheetItem.objects.readable_by(year.who("10001", "chair")).exists()
    assert not can_see_appraisal(year.who("10001", "chair"), year.dossier())


def test_body_can_not_write_another_bodys_column():
    year = open_year()
    year.accept()
    item = year.item("10001", "1.1", "mttq")
    with on(date(2026, 2, 10)), pytest.raises(Refused, match="cơ quan khác"):
        sheets.save_items(by=fresh(year.people.noi_vu), changes=[sheets.ItemChange(item.pk, 0, WEAK)])


def test_whoever_belonged_to_the_unit_in_the_year_can_not_appraise_it():
    year = open_year()
    committee = Agency.objects.get(code="ubnd-10001")
    Membership.objects.create(
        user=year.people.mttq, agency=committee, role=Role.COMMUNE_OFFICER,
        valid_from=date(2025, 6, 1), valid_to=date(2026, 1, 31),
    )  # fmt: skip
    year.accept()
    item = year.item("10001", "1.1", "mttq")
    with on(date(2026, 2, 10)), pytest.raises(Refused, match="từng công tác"):
        sheets.save_items(by=fresh(year.people.mttq), changes=[sheets.ItemChange(item.pk, 0, confirm=True)])


def test_whoever_wrote_an_answer_can_not_appraise_it_even_after_another_edit():
    year = open_year()
    year.register()
    officer = year.who("10001", "officer")
    save(year, "10001", "2.1", GOOD["2.1"], who="officer")
    save(year, "10001", "2.1", GOOD["2.1"], who="focal")
    Membership.objects.filter(user=officer).update(valid_from=date(2020, 1, 1), valid_to=date(2020, 2, 1))
    assert conflicted_dossiers(fresh(officer), year.cycle) == {year.dossier().pk}


def test_whoever_wrote_an_answer_does_not_let_late_records_count():
    year = open_year()
    year.register()
    officer, unit = year.who("10001", "officer"), year.dossier().unit
    save(year, "10001", "2.1", GOOD["2.1"], who="officer")
    Membership.objects.filter(user=officer).update(
        agency=Membership.objects.get(user=year.people.mttq).agency, role=Role.APPRAISER
    )
    with on(DAY):
        assert can_accept_late(fresh(officer), unit, year.cycle.span_first) is False
        assert can_accept_late(fresh(officer), year.dossier("10002").unit, year.cycle.span_first) is True


def test_who_signed_or_joined_the_commune_later_does_not_judge_it():
    year = open_year()
    year.submit("10001")
    chair, secretary = year.who("10001", "chair"), year.people.secretary
    Membership.objects.filter(user=chair).update(valid_from=date(2020, 1, 1), valid_to=date(2020, 2, 1))
    joined = Membership.objects.get(user=year.who("10002", "chair"))
    Membership.objects.create(
        user=secretary, agency=joined.agency, role=joined.role, valid_from=date(year.cycle.year + 1, 3, 1)
    )
    with on(date(year.cycle.year + 1, 3, 2)):
        assert conflicted_dossiers(fresh(chair), year.cycle) == {year.dossier("10001").pk}
        assert conflicted_dossiers(fresh(secretary), year.cycle) == {year.dossier("10002").pk}


def test_correction_needs_a_reason_and_confirmation_of_nothing_is_refused():
    year = open_year()
    year.accept(entries={key: GOOD[key] for key in ("1.1", "2.1", "2.2")})
    changes = [
        sheets.ItemChange(year.item("10001", "1.1", "mttq").pk, 0, Entry(AnswerState.VALUE, WEAK.value)),
        sheets.ItemChange(year.item("10001", "1.2", "mttq").pk, 0, confirm=True),
    ]
    with on(date(2026, 2, 10)), pytest.raises(Invalid) as caught:
        sheets.save_items(by=fresh(year.people.mttq), changes=changes)
    assert sorted(caught.value.errors.values()) == [
        "Số liệu khác với tự chấm: cần ghi lý do.",
        "Đơn vị chưa chấm tiêu chí này: cần nhập số liệu thẩm định và lý do.",
    ]


@pytest.mark.parametrize("points", ["0.1", "4.25", "-1"])
def test_direct_points_stay_within_what_the_rule_can_yield(points):
    year = open_year()
    year.accept()
    entry = Entry(AnswerState.DEVIATION, reason="Kiểm tra thực tế", points=Decimal(points))
    change = sheets.ItemChange(year.item("10001", "1.1", "mttq").pk, 0, entry)
    with on(date(2026, 2, 10)), pytest.raises(Invalid):
        sheets.save_items(by=fresh(year.people.mttq), changes=[change])


def test_several_bodies_are_joined_as_the_set_says():
    year = open_year()
    lower = Entry(AnswerState.VALUE, {"numerator": "8", "denominator": "10"}, "Thiếu một")
    year.appraise(changes={("mttq", "1.2"): lower})
    # 1.2: mean of 1.6 and 1.2 is 1.4 → 1.5; 2.75 + 1.5 + 2 + 2
    assert Total.objects.get(dossier=year.dossier(), column=Column.APPRAISED).points == Decimal("8.25")
    assert Total.objects.get(dossier=year.dossier(), column=Column.SELF).points == Decimal("8.25")


def test_refused_claim_of_one_body_leaves_the_indicator_open_though_the_lead_accepts_it():
    small = (Path(__file__).parent / "small-set.yaml").read_text(encoding="utf-8")
    year = open_year(text=small.replace("combine: mean", "combine: lead"))
    claim = Entry(AnswerState.NOT_APPLICABLE, reason="Không nhận được phản ánh nào")
    refused = Entry(AnswerState.REFUSED, reason="Sổ có ba phản ánh")
    year.accept(entries=GOOD | {"1.2": claim})
    for user in (year.people.mttq, year.people.noi_vu):
        year.fill("10001", user, {("mttq", "1.2"): refused})
        year.send("10001", user)
    total = Total.objects.get(dossier=year.dossier(), column=Column.APPRAISED)
    assert (total.points, total.maximum, total.answered) == (Decimal("6.75"), Decimal("10"), 3)


def test_incomplete_sheet_is_not_sent():
    year = open_year()
    year.accept()
    with on(date(2026, 2, 11)):
        ready = sheets.sendable(fresh(year.people.mttq), year.cycle)
        assert list(ready.values()) == [["Chưa thẩm định: 1.1, 1.2."]]
        with pytest.raises(Refused, match="Chưa thẩm định"):
            sheets.send_sheets(by=fresh(year.people.mttq), cycle=year.cycle, sheet_ids=[sheet.pk for sheet in ready])


# --- Council and decision -------------------------------------------------------------------------------------------


def test_bulk_adoption_leaves_contested_indicators_to_the_council():
    year = open_year()
    year.appraise(changes={("mttq", "1.1"): WEAK})
    secretary = fresh(year.people.secretary)
    with on(date(2026, 3, 10)):
        listed = council.preview_agreed(by=secretary, dossier_ids=[year.dossier().pk])
        assert (listed[0].adoptable, listed[0].contested) == (("1.2", "2.1", "2.2"), ("1.1",))
        assert council.adopt_agreed(by=secretary, dossier_ids=[year.dossier().pk]) == 3
        row = year.conclusion("10001", "1.1")
        with pytest.raises(Invalid, match="Có chênh lệch"):
            council.conclude_item(
                by=secretary, conclusion_id=row.pk, version=0, entry=Entry(AnswerState.VALUE, WEAK.value)
            )
        council.conclude_item(by=secretary, conclusion_id=row.pk, version=0, entry=WEAK)
    assert year.conclusion("10001", "1.1").points == 0


def test_two_councils_at_once_lose_nothing():
    year = open_year()
    year.appraise(changes={("mttq", "1.1"): WEAK})
    row = year.conclusion("10001", "1.1")
    with on(date(2026, 3, 10)):
        council.conclude_item(by=fresh(year.people.secretary), conclusion_id=row.pk, version=0, entry=WEAK)
        other = Entry(AnswerState.VALUE, GOOD["1.1"].value, "Theo đơn vị")
        with pytest.raises(Stale) as caught:
            council.conclude_item(by=fresh(year.people.secretary), conclusion_id=row.pk, version=0, entry=other)
    assert caught.value.current.reason == WEAK.reason


def test_dossier_with_an_unknown_gate_is_not_concluded():
    year = open_year()
    year.appraise()
    with on(date(2026, 3, 10)):
        council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk])
        with pytest.raises(Refused, match="chưa xác định: Người đứng đầu bị kỷ luật"):
            council.conclude(
                by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk], session=Session(date(2026, 3, 10))
            )


def test_gate_that_holds_forbids_recognition():
    year = open_year()
    year.appraise()
    dossier = year.dossier()
    with on(date(2026, 3, 10)):
        council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=[dossier.pk])
        with pytest.raises(Refused, match="cơ quan khác"):
            gates.state_gates(by=fresh(year.people.mttq), key="ky-luat", words=gates.one_word_for([dossier.pk], False))
        gates.state_gates(
            by=fresh(year.people.noi_vu),
            key="ky-luat",
            words=gates.one_word_for([dossier.pk], True, "Quyết định kỷ luật số 5"),
        )
        council.conclude(by=fresh(year.people.secretary), dossier_ids=[dossier.pk], session=Session(date(2026, 3, 10)))
    assert year.dossier().proposed_level == 0


def test_decision_other_than_proposed_needs_a_reason():
    year = open_year()
    year.announce()
    dossier = year.dossier()
    from tests.evaluations.scenario import pdf

    with on(date(2026, 3, 24)), pytest.raises(Invalid, match="khác mức độ đề nghị"):
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle,
            paper=Printed("1", date(2026, 3, 24), "A", pdf()),
            verdicts={dossier.pk: decisions.Verdict(1)},
        )  # fmt: skip
    assert year.dossier().status == "provisional"


def test_recognition_is_lowered_with_a_decision_of_its_own():
    year = open_year()
    year.publish()
    from tests.evaluations.scenario import pdf

    with on(date(2026, 5, 4)):
        paper = Printed("99/QĐ-UBND", date(2026, 5, 4), "A", pdf())
        decisions.change_recognition(
            by=fresh(year.people.office),
            dossier_id=year.dossier().pk,
            level=1,
            reason="Hậu kiểm",
            paper=paper,
            version=year.dossier().version,
        )
    assert (year.dossier().status, year.dossier().decided_level) == ("lowered", 1)
    assert Seal.objects.filter(kind="decision").count() == 2


def test_closed_dossier_is_decided_as_not_recognised():
    year = open_year()
    year.register("10002")
    year.announce("10001")
    from tests.evaluations.scenario import pdf

    with on(date(2026, 2, 6)), pytest.raises(Refused, match="Chưa hết hạn nộp"):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier("10002").pk])
    with on(date(2026, 3, 24)):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier("10002").pk])
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle,
            paper=Printed("1", date(2026, 3, 24), "A", pdf()),
            verdicts={year.dossier("10002").pk: decisions.Verdict(0), year.dossier().pk: decisions.Verdict(2)},
        )  # fmt: skip
    assert year.dossier("10002").decided_level == 0


# --- Statements ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", ["1.1", "2.2"])
def test_saved_answer_takes_few_statements(indicator, django_assert_max_num_queries):
    year = open_year()
    year.register()
    save(year, "10001", "2.1", GOOD["2.1"])
    place, focal, draft = answers.Place(year.cycle.pk, "10001", indicator), year.who("10001", "focal"), GOOD[indicator]
    with on(DAY), django_assert_max_num_queries(12):
        answers.save_typed(by=focal, place=place, version=0, read=lambda _: answers.Draft(draft))


def test_gate_counts_in_the_appraised_column_too():
    year = open_year()
    year.appraise()
    dossier = year.dossier()
    appraised = dossier.totals.filter(column="appraised")
    assert appraised.get().level is None  # nobody has said whether the gate holds
    with on(date(2026, 3, 10)):
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for([dossier.pk], False))
    total = appraised.get()
    assert (total.level, total.level) == (total.level_low, total.level_high)


def test_gate_of_many_dossiers_takes_as_many_statements_as_of_one(django_assert_num_queries):
    year = open_year()
    pks = []
    for code in ("10001", "10002", "10003"):
        year.appraise(code)
        pks.append(year.dossier(code).pk)
    noi_vu = fresh(year.people.noi_vu)
    assert len(noi_vu.hats) == 1  # read once per request
    for number in (1, 3):
        with on(date(2026, 3, 10)), django_assert_num_queries(16):
            gates.state_gates(by=noi_vu, key="ky-luat", words=gates.one_word_for(pks[:number], False))
