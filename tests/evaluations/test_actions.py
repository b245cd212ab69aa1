"""Actions refuse what fairness forbids, lose nothing, and keep the three columns apart."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from tests.evaluations.scenario import GOOD, PHASES, fresh, on, open_year
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import answers, cycles, intake
from thanthien.evaluations.actions.successions import why_not_passed
from thanthien.evaluations.enums import AnswerState, Column
from thanthien.evaluations.models import Answer, Dossier, Extension, Total
from thanthien.evaluations.queries.facts import deadlines_of
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


def last_days(year, unit):
    return {key.value: day.isoformat() for key, day in deadlines_of(year.cycle, [unit.pk])[unit.pk].items()}


def test_extension_moves_later_phases_of_the_unit_by_as_many_days():
    year = open_year()
    unit, other = Unit.objects.get(code="10002"), Unit.objects.get(code="10001")
    before = last_days(year, other)
    cycles.extend(
        by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.POSTING, unit=unit,
        ends_on=date(2026, 2, 11), reason="Bão", move_later=True,
    )  # fmt: skip
    assert last_days(year, unit) == before | {
        "posting": "2026-02-11", "appraisal": "2026-03-11", "council": "2026-03-18", "provisional": "2026-03-22",
        "review": "2026-03-25", "decision": "2026-04-05",
    }  # fmt: skip
    assert last_days(year, other) == before
    assert set(Extension.objects.exclude(key="posting").values_list("reason", flat=True)) == {
        "Theo gia hạn “Niêm yết, ký và nộp hồ sơ”: Bão"
    }


def test_extension_that_keeps_later_phases_moves_only_those_that_would_end_before_it():
    year = open_year()
    unit = Unit.objects.get(code="10002")
    before = last_days(year, unit)
    cycles.extend(
        by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.SELF_SCORING, unit=unit,
        ends_on=date(2026, 3, 10), reason="Bão",
    )  # fmt: skip
    assert last_days(year, unit) == before | dict.fromkeys(("self_scoring", "posting", "appraisal"), "2026-03-10")


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


def test_body_does_not_end_while_a_unit_of_the_year_has_no_result():
    year = open_year(units=2)
    year.publish("10001")
    body = Agency.objects.get(code="mttq")
    told = why_not_passed(body, date(2026, 3, 31), None)
    Dossier.objects.filter(unit__code="10002").update(status="closed_unsubmitted")
    assert [len(told), *why_not_passed(body, date(2026, 3, 31), None)] == [1]
    assert told[0] == (
        "Kỳ đánh giá năm 2026 giao việc cho cơ quan này và còn đơn vị chưa có kết quả. "
        "Cần chọn cơ quan tiếp nhận, hoặc hoàn thành các hồ sơ đó trước."
    )


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
    with pytest.raises(Invalid, match="Cần ghi lý do"):
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


def test_assigned_indicator_is_closed_to_other_officers_but_not_to_the_chair():
    year = open_year()
    year.register()
    focal = year.who("10001", "focal")
    answers.assign(by=focal, dossier_id=year.dossier().pk, codes=["1.1"], assignee=focal, seen={})
    with pytest.raises(Refused, match="giao cho người khác"):
        save(year, "10001", "1.1", GOOD["1.1"], who="officer")
    assert save(year, "10001", "1.1", GOOD["1.1"], who="chair").answer.version == 1


def test_posted_dossier_can_not_be_edited():
    year = open_year()
    year.post()
    with pytest.raises(Refused, match="Đang niêm yết"):
        save(year, "10001", "1.1", WEAK)
