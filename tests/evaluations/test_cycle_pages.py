"""Opening a cycle, its calendar, extensions."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.core.tables.reading import csv_rows
from tests.evaluations.figured import figured_year
from tests.evaluations.scenario import PHASES, fresh, on, open_year
from thanthien.core.acting.errors import Invalid
from thanthien.core.calendar import WorkCalendar
from thanthien.evaluations.actions import cycles as cycle_actions
from thanthien.evaluations.forms.cycles import OpenCycleForm, initial_values
from thanthien.evaluations.models import Cycle, Extension
from thanthien.evaluations.queries.figures import last_day_of_records
from thanthien.evaluations.workflow import PhaseKey
from thanthien.measures.scope import Span

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 20)


@pytest.fixture
def year():
    return open_year()


def opened(client, user):
    client.force_login(fresh(user))
    return client


def typed(open_one, **changes):
    """What the browser sends for a cycle of the next year."""
    with on(DAY):
        form = OpenCycleForm(year=2027, earlier=open_one.cycle)
    data = {name: form[name].value() for name in form.fields}
    data = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}
    data = {name: value for name, value in data.items() if value is not False and value is not None}
    return data | changes


def test_form_is_prefilled_from_the_cycle_before(year):
    values = initial_values(2027, year.cycle, DAY)
    assert (values["registration_starts"], values["decision_ends"]) == (date(2027, 1, 5), date(2027, 3, 31))
    assert (values["criteria_set"], values["posting_days"]) == (year.cycle.criteria_set_id, 5)


def test_form_is_prefilled_from_today_on_with_the_same_lengths(year):
    before, late = (initial_values(2027, year.cycle, day) for day in (DAY, date(2027, 1, 25)))
    days = [f"{key.value}_{end}" for key in PhaseKey for end in ("starts", "ends")]
    assert {late[name] - before[name] for name in days} == {timedelta(days=20)}
    assert late["registration_starts"] == date(2027, 1, 25)


def test_form_without_cycle_before_has_a_calendar_in_order():
    values = initial_values(2028, None, DAY)
    ends = [values[f"{key.value}_ends"] for key in PhaseKey]
    assert ends == sorted(ends)


def test_leap_day_moves_to_the_end_of_february(year):
    phase = year.cycle.phases.get(key="decision")
    phase.ends_on = date(2028, 2, 29)
    phase.starts_on = date(2028, 2, 1)
    phase.save()
    assert initial_values(2027, Cycle.objects.get(), DAY)["decision_ends"] == date(2029, 2, 28)


def test_opening_shows_a_page_to_check_before_anything_is_written(client, year):
    answer = opened(client, year.people.office).post(reverse("cycle-open"), typed(year))
    assert (answer.status_code, Cycle.objects.count()) == (200, 1)
    assert "Kiểm tra trước khi mở kỳ" in answer.content.decode()


def test_checked_cycle_is_opened_with_a_dossier_for_each_unit(client, year):
    answer = opened(client, year.people.office).post(reverse("cycle-open"), typed(year, mo="1"))
    made = Cycle.objects.get(year=2027)
    assert answer.url == reverse("cycle-detail", args=[made.pk])
    assert (made.dossiers.count(), made.posting_days, made.phases.count()) == (3, 5, 9)
    assert (made.commune_meeting_required, made.registration_needs_approval) == (True, False)


def test_check_page_leads_back_to_the_form_with_what_was_typed(client, year):
    answer = opened(client, year.people.office).post(reverse("cycle-open"), typed(year, sua="1", title="Tên đã gõ"))
    assert answer.status_code == 200
    assert 'value="Tên đã gõ"' in answer.content.decode()


def test_wrong_order_of_phases_is_told_beside_the_phase(client, year):
    data = typed(year, mo="1", posting_ends="2027-01-01", posting_starts="2026-12-30")
    answer = opened(client, year.people.office).post(reverse("cycle-open"), data)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "posting_ends": ["Giai đoạn sau không được kết thúc trước giai đoạn liền trước."]
    }
    assert Cycle.objects.count() == 1


def test_missing_dates_are_told_beside_their_fields(client, year):
    sent = typed(year, span_last="", review_starts="32/1")
    answer = opened(client, year.people.office).post(reverse("cycle-open"), sent)
    assert answer.context["form"].errors == {
        "span_last": ["Cần nhập ngày."],
        "review_starts": ["Chưa đúng dạng ngày/tháng/năm, ví dụ 05/12/2026."],
    }


def test_same_year_twice_is_refused_with_a_sentence(client, year):
    answer = opened(client, year.people.office).post(reverse("cycle-open"), typed(year, year="2026"))
    assert (answer.status_code, answer.context["form"].errors) == (
        422, {"year": [f"Đã có kỳ đánh giá cùng năm, cùng loại: “{year.cycle.title}”."]},
    )  # fmt: skip


def test_trial_beside_the_official_cycle_of_the_year_is_opened_and_stands_after_it(client, year):
    data = typed(year, year="2026", kind="trial", mo="1", span_first="2026-01-01", span_last="2026-06-30")
    opened(client, year.people.office).post(reverse("cycle-open"), data)
    assert [one.kind for one in Cycle.objects.newest_first()] == ["official", "trial"]


def test_page_to_check_warns_of_phases_that_are_over(client, year):
    with on(date(2027, 1, 20)):
        answer = opened(client, year.people.office).post(reverse("cycle-open"), typed(year))
    assert answer.context["over"] == [("Đăng ký", date(2027, 1, 9)), ("Thực hiện", date(2027, 1, 16))]
    assert "Có giai đoạn đã hết hạn" in answer.content.decode()


def test_year_in_the_address_that_is_no_year_is_left_out(client, year):
    with on(DAY):
        answer = opened(client, year.people.office).get(reverse("cycle-open"), {"nam": "99999999999999999999"})
    assert answer.context["form"]["year"].value() == 2026


# --- Figures of the cycle -------------------------------------------------------------------------------------------


def test_default_calendar_hands_dossiers_in_after_the_figures_are_closed():
    values = initial_values(2026, None, date(2026, 1, 1))
    closed = last_day_of_records(
        Span(date(2026, 1, 1), date(2026, 12, 31)), WorkCalendar(frozenset({date(2027, 1, 1)}))
    )
    assert (closed, values["posting_ends"]) == (date(2027, 1, 5), date(2027, 1, 15))


@pytest.mark.parametrize(
    ("earlier", "decided", "first"),
    [
        (False, date(2026, 3, 30), date(2026, 4, 29)),
        (False, None, date(2026, 1, 1)),
        (False, date(2025, 10, 1), date(2026, 1, 1)),
        (True, date(2026, 3, 30), date(2026, 1, 1)),
    ],
)
def test_the_first_year_counts_from_a_month_after_the_decision(year, earlier, decided, first):
    assert initial_values(2026, year.cycle if earlier else None, DAY, decided=decided)["span_first"] == first


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (
            {"span_first": "2027-02-01", "span_last": "2028-01-31"},
            {"span_last": ["Thời kỳ số liệu phải kết thúc trong năm 2027."]},
        ),
        (
            {"span_first": "2027-12-31", "span_last": "2027-12-30"},
            {"span_last": ["Ngày kết thúc phải từ ngày bắt đầu trở đi."]},
        ),
        ({"span_first": "2026-12-30"}, {"span_first": ["Thời kỳ số liệu dài nhất một năm."]}),
        ({"late_days": "61"}, {"late_days": ["Từ 0 đến 60 ngày làm việc."]}),
        ({"late_days": "-1"}, {"late_days": ["Từ 0 đến 60 ngày làm việc."]}),
    ],
)  # fmt: skip
def test_span_of_figures_has_bounds(client, year, sent, errors):
    answer = opened(client, year.people.office).post(reverse("cycle-open"), typed(year, mo="1", **sent))
    assert (answer.status_code, answer.context["form"].errors, Cycle.objects.count()) == (422, errors, 1)


def test_a_cycle_without_days_for_late_records_is_opened(client, year):
    opened(client, year.people.office).post(reverse("cycle-open"), typed(year, mo="1", late_days="0"))
    assert Cycle.objects.get(year=2027).span.late_days == 0


@pytest.mark.parametrize(("posting_ends", "warned"), [("2028-01-04", True), ("2028-01-05", False)])
def test_page_to_check_warns_of_dossiers_handed_in_before_the_figures(client, year, posting_ends, warned):
    ends = dict.fromkeys(
        (f"{key}_ends" for key in ("appraisal", "council", "provisional", "review", "decision")), "2028-04-01"
    )
    data = typed(year, posting_ends=posting_ends, **ends)
    answer = opened(client, year.people.office).post(reverse("cycle-open"), data)
    assert answer.context["handed_in_before"] == (date(2028, 1, 4) if warned else None)
    assert ("Hạn nộp hồ sơ đến trước khi chốt số liệu" in answer.content.decode()) == warned


@pytest.fixture
def with_settings(source):
    return figured_year()


def test_settings_of_the_sets_measures_are_asked_checked_shown_and_kept(client, with_settings):
    year, name = with_settings, "so-lieu-test-answered-limit"
    opened(client, year.people.office)
    checked = client.post(reverse("cycle-open"), typed(year, **{name: "7"}))
    assert checked.context["settings"] == [("Thử: giới hạn (ngày)", "7")]
    client.post(reverse("cycle-open"), typed(year, mo="1", **{name: "7"}))
    made = Cycle.objects.get(year=2027)
    assert made.measure_settings == {"test.answered.limit": 7}
    with on(DAY):
        shown = client.get(reverse("cycle-detail", args=[made.pk]))
        following = OpenCycleForm(year=2028, earlier=made)
    assert shown.context["settings"] == [("Thử: giới hạn (ngày)", "7")]
    assert following[name].value() == 7


@pytest.mark.parametrize(("typed_in", "told"), [("x", "Chưa đúng dạng: cần một số."), ("-1", "Số không được âm.")])
def test_a_setting_of_another_form_is_told_beside_its_field(client, with_settings, typed_in, told):
    name = "so-lieu-test-answered-limit"
    answer = opened(client, with_settings.people.office).post(
        reverse("cycle-open"), typed(with_settings, **{name: typed_in})
    )
    assert answer.context["form"].errors == {name: [told]}


def test_a_setting_left_empty_holds_by_default(client, with_settings):
    data = typed(with_settings, mo="1", **{"so-lieu-test-answered-limit": ""})
    opened(client, with_settings.people.office).post(reverse("cycle-open"), data)
    assert Cycle.objects.get(year=2027).measure_settings == {"test.answered.limit": 5}


@pytest.mark.parametrize("values", [{"a.b": 1}, {"test.answered.limit": "5"}, {"test.answered.limit": True}])
def test_only_declared_settings_of_their_form_are_taken(with_settings, values):
    year = with_settings
    plan = cycle_actions.Plan(year.cycle.criteria_set, 2027, "Kỳ nữa", PHASES, settings=values)
    with pytest.raises(Invalid) as refused:
        cycle_actions.open_cycle(by=fresh(year.people.office), plan=plan)
    assert list(refused.value.errors) == list(values)


# --- Calendar and extensions ----------------------------------------------------------------------------------------


def extension(year, **changes):
    return {"key": "registration", "unit": "", "ends_on": "15/01/2026", "reason": "Bão số 1."} | changes


def test_extension_is_recorded_with_reason_and_person(client, year):
    with on(DAY):
        answer = opened(client, year.people.office).post(reverse("cycle-extend", args=[year.cycle.pk]), extension(year))
    assert answer.url == reverse("cycle-detail", args=[year.cycle.pk])
    made = Extension.objects.get()
    assert (made.key, made.unit, made.ends_on, made.reason) == ("registration", None, date(2026, 1, 15), "Bão số 1.")
    assert made.granted_by == year.people.office


def test_extension_for_one_unit_names_the_unit(client, year):
    unit = year.dossier("10002").unit
    with on(DAY):
        opened(client, year.people.office).post(
            reverse("cycle-extend", args=[year.cycle.pk]), extension(year, unit=str(unit.pk))
        )
    assert Extension.objects.get().unit == unit


def test_earlier_day_is_no_extension(client, year):
    with on(DAY):
        answer = opened(client, year.people.office).post(
            reverse("cycle-extend", args=[year.cycle.pk]), extension(year, ends_on="2026-01-09")
        )
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"ends_on": ["Ngày gia hạn phải sau ngày 09/01/2026."]}


def test_extension_needs_a_reason(client, year):
    with on(DAY):
        answer = opened(client, year.people.office).post(
            reverse("cycle-extend", args=[year.cycle.pk]), extension(year, reason=" ")
        )
    assert answer.context["form"].errors == {"reason": ["Cần ghi lý do gia hạn."]}


def give(year, code, day):
    with on(DAY):
        cycle_actions.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.POSTING,
            unit=year.dossier(code).unit if code else None, ends_on=day, reason=f"Lý do {code or 'chung'}",
        )  # fmt: skip


def test_commune_reads_extensions_that_reach_it_only(client, year):
    for code, day in (("10001", date(2026, 2, 10)), ("10002", date(2026, 2, 11)), ("", date(2026, 2, 9))):
        give(year, code, day)
    answer = opened(client, year.who("10001", "focal")).get(reverse("cycle-detail", args=[year.cycle.pk]))
    assert [row.reason for row in answer.context["extensions"]] == ["Lý do chung", "Lý do 10001"]
    posting = next(row for row in answer.context["calendar"] if row.phase.key == "posting")
    assert (posting.ends_on, posting.single) == (date(2026, 2, 9), 1)


def test_calendar_tells_past_present_and_future(client, year):
    with on(DAY):
        answer = opened(client, year.people.leader).get(reverse("cycle-detail", args=[year.cycle.pk]))
    assert [row.state for row in answer.context["calendar"]] == [
        "done", "done", "current", "current", "todo", "todo", "todo", "todo", "todo",
    ]  # fmt: skip


@pytest.mark.parametrize("units", [1, 3])
def test_cycle_pages_take_the_same_statements_whatever_the_units(client, django_assert_num_queries, units):
    year = open_year(units=units)
    opened(client, year.people.office)
    with django_assert_num_queries(CYCLE_LIST_STATEMENTS):
        client.get(reverse("cycle-list"))
    with django_assert_num_queries(CYCLE_STATEMENTS):
        client.get(reverse("cycle-detail", args=[year.cycle.pk]))


def test_list_of_cycles_goes_out_as_it_is_shown(client):
    year = open_year(units=3)
    year.submit("10001")
    file = csv_rows(opened(client, year.people.leader).get(reverse("cycle-list") + "?tai=csv"))
    set_words = str(year.cycle.criteria_set)
    assert file == [
        ["Kỳ", "Năm", "Loại", "Bộ tiêu chí", "Hồ sơ", "Chưa nộp", "Đang xét", "Đã công bố"],
        [year.cycle.title, str(year.cycle.year), year.cycle.get_kind_display(), set_words, "3", "2", "1", "0"],
    ]


CYCLE_LIST_STATEMENTS = 7
CYCLE_STATEMENTS = 8
