"""Actions refuse what fairness forbids, lose nothing, and keep the three columns apart."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from tests.evaluations.scenario import GOOD, PHASES, fresh, on, open_year
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import answers, cycles, intake, system_values
from thanthien.evaluations.enums import AnswerState, Column
from thanthien.evaluations.models import Answer, Dossier, Extension, Total
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey
from thanthien.units.models import Agency, Unit

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 13)
WEAK = Entry(AnswerState.VALUE, {"numerator": "30", "denominator": "52"}, "Sổ chỉ có 30 tuần")


def save(year, code, indicator, entry, *, version=None, who="focal", origin="declared"):
    with on(DAY):
        return year.save(code, indicator, answers.Draft(entry, origin=origin), who=who, version=version)


# --- Opening ------------------------------------------------------------------------------------------------------


def test_opening_creates_one_dossier_for_each_unit_with_empty_answers():
    year = open_year()
    assert Dossier.objects.filter(cycle=year.cycle, status="unregistered").count() == 3
    assert Answer.objects.filter(dossier__cycle=year.cycle, state="missing").count() == 12
    total = Total.objects.get(dossier=year.dossier(), column=Column.SELF)
    assert (total.points, total.answered, total.expected, total.level) == (0, 0, 4, None)


def test_second_cycle_of_the_same_year_and_kind_is_refused():
    year = open_year()
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


def extend_registration(year, unit, day):
    cycles.extend(
        by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.REGISTRATION,
        unit=unit, ends_on=day, reason="Bão",
    )  # fmt: skip


def test_extension_is_later_than_the_day_that_holds_now():
    year = open_year()
    unit = Unit.objects.get(code="10002")
    extend_registration(year, None, date(2026, 1, 12))
    with pytest.raises(Invalid) as caught:
        extend_registration(year, unit, date(2026, 1, 12))
    assert caught.value.errors == {"ends_on": "Ngày gia hạn phải sau ngày 12/01/2026."}
    extend_registration(year, unit, date(2026, 1, 15))
    with pytest.raises(Invalid):
        extend_registration(year, unit, date(2026, 1, 14))
    extend_registration(year, None, date(2026, 1, 13))  # later for all the others
    assert Extension.objects.count() == 3


def test_extension_beyond_a_later_phase_names_what_to_extend_first():
    year = open_year()
    office, unit = fresh(year.people.office), Unit.objects.get(code="10002")

    def extend(key, day, unit=unit):
        cycles.extend(by=office, cycle=year.cycle, key=key, unit=unit, ends_on=day, reason="Bão")

    with pytest.raises(Invalid) as caught:
        extend(PhaseKey.SELF_SCORING, date(2026, 3, 10))
    assert caught.value.errors == {
        "ends_on": "Giai đoạn sau sẽ kết thúc trước ngày này: hãy gia hạn “Thẩm định” (hiện đến hết 06/03/2026), "
        "“Niêm yết, ký và nộp hồ sơ” (hiện đến hết 06/02/2026) trước."
    }
    extend(PhaseKey.APPRAISAL, date(2026, 3, 10))
    extend(PhaseKey.POSTING, date(2026, 3, 10))
    extend(PhaseKey.SELF_SCORING, date(2026, 3, 10))
    with pytest.raises(Invalid, match="“Niêm yết"):
        extend(PhaseKey.SELF_SCORING, date(2026, 2, 7), None)  # the others have not got more time


def end_agency(code):
    Agency.objects.filter(code=code).update(valid_to=date(2026, 1, 31))


def test_cycle_is_not_opened_with_a_body_that_is_gone():
    year = open_year()
    end_agency("so-noi-vu")
    Agency.objects.filter(code="mttq").update(code="mttq-cu")
    plan = cycles.Plan(year.cycle.criteria_set, 2027, "Kỳ nữa", PHASES)
    with on(date(2026, 2, 1)), pytest.raises(Refused, match="kết thúc hoạt động: “mttq”, “so-noi-vu”"):
        cycles.open_cycle(by=fresh(year.people.head), plan=plan)


def test_dossier_is_not_accepted_when_a_body_has_ended():
    year = open_year()
    year.submit()
    end_agency("mttq")
    with on(date(2026, 2, 9)), pytest.raises(Refused, match="“mttq”"):
        intake.accept(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    assert year.dossier().status == "submitted"


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
    place, draft = answers.Place(year.cycle.pk, "10001", "1.1"), answers.Draft(GOOD["1.1"])
    with on(DAY), pytest.raises(Refused, match="Không tìm thấy"):
        answers.save_typed(by=year.who("10002", "focal"), place=place, version=0, read=lambda _: draft)


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
    with on(DAY):
        system_values.record_system_values(cycle=year.cycle, code="1.1", values={unit_id: value}, as_of=DAY)
    assert Total.objects.get(dossier=year.dossier(), column=Column.SELF).answered == 0
    with pytest.raises(Invalid, match="khác số liệu hệ thống"):
        save(year, "10001", "1.1", GOOD["1.1"])
    saved = save(year, "10001", "1.1", Entry(AnswerState.VALUE), origin="system")
    assert (saved.answer.value, saved.answer.origin, saved.answer.system_as_of) == (value, "system", DAY)


def of_system(year, code, numerator, day=DAY):
    values = {year.dossier(code).unit_id: {"numerator": numerator, "denominator": 52}}
    with on(day):
        system_values.record_system_values(cycle=year.cycle, code="1.1", values=values, as_of=day)


def test_confirmed_system_value_that_changed_waits_to_be_confirmed_anew():
    year = open_year()
    year.register()
    of_system(year, "10001", 46)
    save(year, "10001", "1.1", Entry(AnswerState.VALUE), origin="system")
    of_system(year, "10001", 20, date(2026, 1, 14))
    answer = year.answer("10001", "1.1")
    assert (answer.state, answer.value, answer.points, answer.version) == ("missing", None, None, 2)
    assert (answer.system_value["numerator"], answer.system_as_of, answer.updated_by) == ("20", date(2026, 1, 14), None)
    total = Total.objects.get(dossier=year.dossier(), column=Column.SELF)
    assert (total.points, total.answered) == (0, 0)


def test_system_value_that_comes_after_the_last_day_of_editing_touches_nothing():
    year = open_year()
    for code in ("10001", "10002"):
        year.register(code)
        of_system(year, code, 46)
        save(year, code, "1.1", Entry(AnswerState.VALUE), origin="system")
    with on(DAY):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.POSTING,
            unit=year.dossier("10002").unit, ends_on=date(2026, 2, 13), reason="Bão",
        )  # fmt: skip
    for code in ("10001", "10002"):
        of_system(year, code, 20, date(2026, 2, 9))  # the last day of posting was the 6th
    late, extended = year.answer("10001", "1.1"), year.answer("10002", "1.1")
    assert (late.state, late.value["numerator"], late.system_value["numerator"]) == ("value", "46", "46")
    assert (extended.state, extended.system_value["numerator"]) == ("missing", "20")


def test_system_value_passes_by_a_returned_dossier_whose_time_is_over():
    year = open_year()
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu sổ")
    of_system(year, "10001", 20, date(2026, 1, 28))  # to be supplemented by the 27th
    assert year.answer("10001", "1.1").system_value is None
    of_system(year, "10001", 20, date(2026, 1, 27))
    assert year.answer("10001", "1.1").system_value["numerator"] == "20"


def test_system_values_of_many_units_take_as_many_statements_as_of_one(django_assert_num_queries):
    year = open_year()
    one, three = (
        {year.dossier(code).unit_id: {"numerator": 40, "denominator": 52} for code in codes}
        for codes in (["10001"], ["10001", "10002", "10003"])
    )
    for values in (one, three):
        with on(DAY), django_assert_num_queries(7):
            system_values.record_system_values(cycle=year.cycle, code="1.1", values=values, as_of=DAY)


def test_confirmed_system_value_that_is_the_same_stays_confirmed():
    year = open_year()
    year.register()
    of_system(year, "10001", 46)
    save(year, "10001", "1.1", Entry(AnswerState.VALUE), origin="system")
    of_system(year, "10001", 46, date(2026, 1, 14))
    answer = year.answer("10001", "1.1")
    assert (answer.state, answer.version, answer.system_as_of) == ("value", 1, date(2026, 1, 14))


def test_declared_value_stays_beside_a_new_system_value():
    year = open_year()
    year.register()
    save(year, "10001", "1.1", GOOD["1.1"])
    of_system(year, "10001", 20)
    assert (year.answer("10001", "1.1").value, year.answer("10001", "1.1").version) == (GOOD["1.1"].value, 1)


def test_system_value_is_kept_in_the_form_of_the_rule_and_not_under_a_posted_draft():
    year = open_year()
    year.post("10002")
    units = {year.dossier(code).unit_id: {"numerator": 40, "denominator": 52} for code in ("10001", "10002")}
    with on(DAY):
        assert system_values.record_system_values(cycle=year.cycle, code="1.1", values=units, as_of=DAY) == 1
    assert year.answer("10001", "1.1").system_value == {"numerator": "40", "denominator": "52"}
    assert year.answer("10002", "1.1").system_value is None


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
