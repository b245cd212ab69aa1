"""Actions refuse what fairness forbids, lose nothing, and keep the three columns apart."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from tests.evaluations.scenario import GOOD, fresh, on, open_year
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.evaluations.actions import answers, council, cycles, decisions, intake, sheets, submission
from thanthien.evaluations.enums import AnswerState, Column
from thanthien.evaluations.errors import Invalid, Refused, Stale
from thanthien.evaluations.models import Answer, Dossier, Extension, Seal, SheetItem, Total
from thanthien.evaluations.permissions import can_see_appraisal
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey
from thanthien.units.models import Agency, Unit

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 13)
WEAK = Entry(AnswerState.VALUE, {"numerator": "30", "denominator": "52"}, "Sổ chỉ có 30 tuần")


def save(year, code, indicator, entry, *, version=None, who="focal", origin="declared"):
    answer = year.answer(code, indicator)
    with on(DAY):
        return answers.save_answer(
            by=year.who(code, who), answer_id=answer.pk,
            version=answer.version if version is None else version,
            draft=answers.Draft(entry, origin=origin),
        )  # fmt: skip


# --- Opening ------------------------------------------------------------------------------------------------------


def test_opening_creates_one_dossier_for_each_unit_with_empty_answers():
    year = open_year()
    assert Dossier.objects.filter(cycle=year.cycle, status="unregistered").count() == 3
    assert Answer.objects.filter(dossier__cycle=year.cycle, state="missing").count() == 12
    total = Total.objects.get(dossier=year.dossier(), column=Column.SELF)
    assert (total.points, total.answered, total.expected, total.level) == (0, 0, 4, None)


def test_second_cycle_of_the_same_year_and_kind_is_refused():
    year = open_year()
    from tests.evaluations.scenario import PHASES

    plan = cycles.Plan(year.cycle.criteria_set, 2026, "Kỳ nữa", PHASES)
    with pytest.raises(Refused, match="Đã có kỳ đánh giá"):
        cycles.open_cycle(by=fresh(year.people.office), plan=plan)


def test_cycle_is_opened_by_the_standing_office_only():
    year = open_year()
    plan = cycles.Plan(year.cycle.criteria_set, 2027, "Kỳ nữa", {})
    with pytest.raises(Refused, match="cơ quan thường trực"):
        cycles.open_cycle(by=fresh(year.people.secretary), plan=plan)


def test_phases_are_checked_one_by_one():
    year = open_year()
    phases = {PhaseKey.REGISTRATION: (date(2027, 2, 1), date(2027, 1, 1))}
    with pytest.raises(Invalid) as caught:
        cycles.open_cycle(by=fresh(year.people.office), plan=cycles.Plan(year.cycle.criteria_set, 2027, "K", phases))
    assert caught.value.errors["registration"] == "Ngày kết thúc phải từ ngày bắt đầu trở đi."
    assert len(caught.value.errors) == 9


def test_extension_reaches_one_unit_only():
    year = open_year()
    with on(date(2026, 1, 9)):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.REGISTRATION,
            unit=Unit.objects.get(code="10002"), ends_on=date(2026, 1, 15), reason="Bão",
        )  # fmt: skip
    from thanthien.evaluations.actions import registration

    with on(date(2026, 1, 12)):
        registration.register(by=year.who("10002", "focal"), dossier_id=year.dossier("10002").pk, target_level=1)
        with pytest.raises(Refused, match="Đã hết hạn “Đăng ký” ngày 09/01/2026"):
            registration.register(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, target_level=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Extension.objects.update(reason="khác")


# --- Self-scoring --------------------------------------------------------------------------------------------------


def test_first_saved_answer_starts_self_scoring_and_gives_points():
    year = open_year()
    year.register()
    saved = save(year, "10001", "1.1", GOOD["1.1"])
    assert saved.answer.points == Decimal("2.75")
    assert year.dossier().status == "self_scoring"
    assert Total.objects.get(dossier=year.dossier(), column=Column.SELF).points == Decimal("2.75")


def test_answer_of_another_unit_is_not_found():
    year = open_year()
    year.register()
    answer = year.answer("10001", "1.1")
    with on(DAY), pytest.raises(Refused, match="Không tìm thấy"):
        answers.save_answer(
            by=year.who("10002", "focal"), answer_id=answer.pk, version=0, draft=answers.Draft(GOOD["1.1"])
        )


def test_stale_answer_is_told_and_nothing_is_overwritten():
    year = open_year()
    year.register()
    save(year, "10001", "1.1", GOOD["1.1"])
    with pytest.raises(Stale) as caught:
        save(year, "10001", "1.1", WEAK, version=0)
    assert caught.value.current.value == GOOD["1.1"].value
    assert year.answer("10001", "1.1").value == GOOD["1.1"].value


@pytest.mark.parametrize(("value", "field"), [
    ({"numerator": "-1", "denominator": "52"}, "numerator"),
    ({"numerator": "53", "denominator": "52"}, "numerator"),
    ({"numerator": "9" * 30, "denominator": "52"}, "numerator"),
    ({"numerator": "NaN", "denominator": "52"}, "numerator"),
    ({"passed": True}, "value"),
    ("46/52", "value"),
])  # fmt: skip
def test_odd_values_are_refused_at_their_field(value, field):
    year = open_year()
    year.register()
    with pytest.raises(Invalid) as caught:
        save(year, "10001", "1.1", Entry(AnswerState.VALUE, value))
    assert list(caught.value.errors) == [field]
    assert year.answer("10001", "1.1").state == "missing"


def test_not_applicable_needs_a_reason_and_a_rule_that_allows_it():
    year = open_year()
    year.register()
    with pytest.raises(Invalid, match="Hãy ghi lý do"):
        save(year, "10001", "1.2", Entry(AnswerState.NOT_APPLICABLE))
    with pytest.raises(Invalid, match="không được chọn"):
        save(year, "10001", "1.1", Entry(AnswerState.NOT_APPLICABLE, reason="Không có"))
    saved = save(year, "10001", "1.2", Entry(AnswerState.NOT_APPLICABLE, reason="Không có phản ánh"))
    assert saved.result.total.maximum == 8


def test_commune_gives_itself_no_direct_points():
    year = open_year()
    year.register()
    with pytest.raises(Invalid):
        save(year, "10001", "1.1", Entry(AnswerState.DEVIATION, reason="Tự cho", points=Decimal(4)))


def test_system_value_counts_only_once_confirmed_and_differing_needs_a_reason():
    year = open_year()
    year.register()
    value = {"numerator": "40", "denominator": "52"}
    unit_id = year.dossier().unit_id
    answers.record_system_values(cycle=year.cycle, code="1.1", values={unit_id: value}, as_of=DAY)
    assert Total.objects.get(dossier=year.dossier(), column=Column.SELF).answered == 0
    with pytest.raises(Invalid, match="khác số liệu hệ thống"):
        save(year, "10001", "1.1", GOOD["1.1"])
    saved = save(year, "10001", "1.1", Entry(AnswerState.VALUE), origin="system")
    assert (saved.answer.value, saved.answer.origin, saved.answer.system_as_of) == (value, "system", DAY)


def test_assigned_indicator_is_closed_to_other_officers_but_not_to_the_chair():
    year = open_year()
    year.register()
    focal = year.who("10001", "focal")
    answers.assign(by=focal, dossier_id=year.dossier().pk, codes=["1.1"], assignee=focal)
    with pytest.raises(Refused, match="giao cho người khác"):
        save(year, "10001", "1.1", GOOD["1.1"], who="officer")
    assert save(year, "10001", "1.1", GOOD["1.1"], who="chair").answer.version == 1


def test_posted_dossier_can_not_be_edited():
    year = open_year()
    year.post()
    with pytest.raises(Refused, match="Đang niêm yết"):
        save(year, "10001", "1.1", WEAK)


# --- Submission and seal --------------------------------------------------------------------------------------------


def test_second_click_on_submit_is_refused_and_seals_once():
    year = open_year()
    year.submit()
    with on(date(2026, 1, 21)), pytest.raises(Refused, match="“Nộp hồ sơ” khi hồ sơ ở trạng thái “Đã nộp”"):
        submission.submit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk)
    assert Seal.objects.count() == 1


def test_unfinished_dossier_is_submitted_with_its_gaps_named():
    year = open_year()
    year.submit(entries={"1.1": GOOD["1.1"]})
    document = json.loads(Seal.objects.get().body)
    states = {row["code"]: row["state"] for row in document["indicators"]}
    assert states == {"1.1": "value", "1.2": "missing", "2.1": "missing", "2.2": "missing"}


def test_return_stops_the_clock_and_sets_a_working_day_deadline():
    year = open_year()
    year.submit()
    with on(date(2026, 1, 22)):  # a Thursday
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu sổ")
    assert year.dossier().supplement_due_on == date(2026, 1, 27)
    with on(date(2026, 1, 26)):
        submission.resubmit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk)
    assert (year.dossier().status, year.dossier().paused_days) == ("submitted", 2)
    assert Seal.objects.count() == 2


def test_seal_stays_when_unit_and_people_change():
    year = open_year()
    year.publish()
    before = list(Seal.objects.values_list("sha256", "body"))
    Unit.objects.filter(code="10001").update(name="Xã Tên Mới")
    year.who("10001", "chair").memberships.update(valid_to=date(2026, 3, 1))
    assert list(Seal.objects.values_list("sha256", "body")) == before
    for statement in ("UPDATE evaluations_seal SET body = 'x'", "DELETE FROM evaluations_seal"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# --- Appraisal ------------------------------------------------------------------------------------------------------


def test_body_reads_only_its_own_items_until_all_sheets_are_sent():
    year = open_year()
    year.accept()
    year.fill("10001", year.people.mttq, {("mttq", "1.1"): WEAK})
    year.send("10001", year.people.mttq)
    for name in ("noi_vu", "office", "secretary", "leader"):
        seen = SheetItem.objects.readable_by(fresh(getattr(year.people, name)))
        assert set(seen.values_list("sheet__body__code", flat=True)) <= {"so-noi-vu"}
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
    from thanthien.evaluations.permissions import conflicted_dossiers

    assert conflicted_dossiers(fresh(officer), year.cycle) == {year.dossier().pk}


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
        "Số liệu khác với tự chấm: hãy ghi lý do.",
        "Đơn vị chưa chấm tiêu chí này: hãy nhập số liệu thẩm định và lý do.",
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
            council.conclude(by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk])


def test_gate_that_holds_forbids_recognition():
    year = open_year()
    year.appraise()
    dossier = year.dossier()
    with on(date(2026, 3, 10)):
        council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=[dossier.pk])
        with pytest.raises(Refused, match="cơ quan khác"):
            council.state_gates(by=fresh(year.people.mttq), key="ky-luat", answers={dossier.pk: False})
        council.state_gates(
            by=fresh(year.people.noi_vu), key="ky-luat", answers={dossier.pk: True}, note="Quyết định kỷ luật số 5"
        )
        council.conclude(by=fresh(year.people.secretary), dossier_ids=[dossier.pk])
    assert year.dossier().proposed_level == 0


def test_decision_other_than_proposed_needs_a_reason():
    year = open_year()
    year.announce()
    dossier = year.dossier()
    from tests.evaluations.scenario import pdf

    with on(date(2026, 3, 24)), pytest.raises(Invalid, match="khác mức đề nghị"):
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle,
            paper=decisions.Paper("1", date(2026, 3, 24), "A", pdf()),
            verdicts={dossier.pk: decisions.Verdict(1)},
        )  # fmt: skip
    assert year.dossier().status == "provisional"


def test_recognition_is_lowered_with_a_decision_of_its_own():
    year = open_year()
    year.publish()
    from tests.evaluations.scenario import pdf

    with on(date(2026, 5, 4)):
        paper = decisions.Paper("99/QĐ-UBND", date(2026, 5, 4), "A", pdf())
        decisions.change_recognition(
            by=fresh(year.people.office), dossier_id=year.dossier().pk, level=1, reason="Hậu kiểm", paper=paper
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
            paper=decisions.Paper("1", date(2026, 3, 24), "A", pdf()),
            verdicts={year.dossier("10002").pk: decisions.Verdict(0), year.dossier().pk: decisions.Verdict(2)},
        )  # fmt: skip
    assert year.dossier("10002").decided_level == 0


# --- Statements ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", ["1.1", "2.2"])
def test_saved_answer_takes_few_statements(indicator, django_assert_max_num_queries):
    year = open_year()
    year.register()
    save(year, "10001", "2.1", GOOD["2.1"])
    answer, focal = year.answer("10001", indicator), year.who("10001", "focal")
    with on(DAY), django_assert_max_num_queries(12):
        answers.save_answer(by=focal, answer_id=answer.pk, version=0, draft=answers.Draft(GOOD[indicator]))
