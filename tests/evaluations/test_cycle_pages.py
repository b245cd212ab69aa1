"""Opening a cycle, its calendar, extensions."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.core.tables.reading import csv_rows, may_tie
from tests.evaluations.figured import ANSWERED, figured_year
from tests.evaluations.scenario import PHASES, fresh, on, open_year
from thanthien.core.acting.errors import Invalid
from thanthien.evaluations.actions import cycles as cycle_actions
from thanthien.evaluations.forms.cycles import (
    OpenCycleForm,
    first_day_of_figures,
    initial_values,
    phases_of_year_before,
)
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.workflow import PhaseKey
from thanthien.measures import registry
from thanthien.measures.registry import Setting

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
        form = OpenCycleForm(year=2027, earlier=open_one.cycle, as_before=True)
    data = {name: form[name].value() for name in form.fields}
    data = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}
    data = {name: value for name, value in data.items() if value is not False and value is not None}
    return data | changes


def test_form_has_the_switches_and_the_set_of_the_cycle_before(year):
    values = initial_values(2027, year.cycle, {})
    assert (values["criteria_set"], values["posting_days"]) == (year.cycle.criteria_set_id, 5)


def test_calendar_of_the_cycle_before_keeps_its_days(year):
    phases = phases_of_year_before(2027, year.cycle, DAY)
    assert (phases[PhaseKey.REGISTRATION][0], phases[PhaseKey.DECISION][1]) == (date(2027, 1, 5), date(2027, 3, 31))


def test_calendar_of_the_cycle_before_begins_today_with_the_same_lengths(year):
    before, late = (phases_of_year_before(2027, year.cycle, day) for day in (DAY, date(2027, 1, 25)))
    moved = {late[key][end] - before[key][end] for key in PhaseKey for end in (0, 1)}
    assert (moved, late[PhaseKey.REGISTRATION][0]) == ({timedelta(days=20)}, date(2027, 1, 25))


def test_leap_day_moves_to_the_end_of_february(year):
    phase = year.cycle.phases.get(key="decision")
    phase.ends_on = date(2028, 2, 29)
    phase.starts_on = date(2028, 2, 1)
    phase.save()
    assert phases_of_year_before(2027, Cycle.objects.get(), DAY)[PhaseKey.DECISION][1] == date(2029, 2, 28)


def test_form_proposes_the_usual_year_and_leads_to_that_of_the_cycle_before(client, year):
    opened(client, year.people.office)
    with on(DAY):
        usual = client.get(reverse("cycle-open"), {"nam": "2027"})
        before = client.get(usual.context["calendars"][0][1])
    assert usual.context["form"]["posting_ends"].value() == date(2028, 1, 17)
    assert "Lịch nghỉ chưa có Tết Nguyên đán năm 2028" in usual.content.decode()
    assert before.context["form"]["posting_ends"].value() == date(2027, 2, 6)
    assert before.context["calendars"] == [("Theo lịch thường lệ quanh Tết", f"{reverse('cycle-open')}?nam=2027")]


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


def test_trials_of_a_year_that_are_opened_at_one_moment_keep_their_order():
    """A set of each scheme may be tried in the same year."""
    assert [may_tie(rows) for rows in (Cycle.objects.by_year(), Cycle.objects.newest_first())] == [False, False]


def test_page_to_check_warns_of_phases_that_are_over(client, year):
    with on(date(2027, 1, 20)):
        answer = opened(client, year.people.office).post(reverse("cycle-open"), typed(year))
    assert answer.context["over"] == [("Đăng ký", date(2027, 1, 9)), ("Thực hiện", date(2027, 1, 16))]
    assert "Có giai đoạn đã hết hạn" in answer.content.decode()


def test_year_in_the_address_that_is_no_year_is_left_out(client, year):
    with on(DAY):
        answer = opened(client, year.people.office).get(reverse("cycle-open"), {"nam": "99999999999999999999"})
    assert answer.context["form"]["year"].value() == 2027


# --- Figures of the cycle -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counted_before", "decided", "first"),
    [
        (False, date(2026, 3, 30), date(2026, 4, 29)),
        (False, None, date(2026, 1, 1)),
        (False, date(2025, 10, 1), date(2026, 1, 1)),
        (False, date(2025, 12, 15), date(2026, 1, 14)),
        (True, date(2026, 3, 30), date(2026, 1, 1)),
    ],
)
def test_the_first_year_counts_from_a_month_after_the_decision(counted_before, decided, first):
    assert first_day_of_figures(2026, decided, counted_before=counted_before) == first


@pytest.mark.parametrize(("kind", "first"), [("official", date(2026, 1, 1)), ("trial", date(2026, 2, 4))])
def test_after_a_trial_the_first_official_year_still_is_the_first(year, kind, first):
    Cycle.objects.update(kind=kind, year=2025)
    with on(DAY):
        form = OpenCycleForm(year=2026, earlier=Cycle.objects.get())
    assert form["span_first"].value() == first
    assert ("Năm đầu" in form.fields["span_first"].help_text) is (kind == "trial")


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


# --- Last days that are off -------------------------------------------------------------------------------------------


def ends_on_a_sunday(year, **changes):
    """All that ends after the submission ends on Sunday 5 March 2028; the council begins the day after appraisal."""
    later = ("council", "provisional", "review", "decision")
    days = {f"{key}_{end}": "2028-03-06" for key in later for end in ("starts", "ends")}
    days |= {"appraisal_ends": "2028-03-05", "posting_ends": "2028-01-17"}
    return typed(year, **days | changes)


def test_page_to_check_warns_of_last_days_that_are_off(client, year):
    answer = opened(client, year.people.office).post(reverse("cycle-open"), ends_on_a_sunday(year))
    assert [one.sentence for one in answer.context["days_off"]] == [
        "Đăng ký: thứ Bảy 09/01/2027 không phải ngày làm việc",
        "Thực hiện: thứ Bảy 16/01/2027 không phải ngày làm việc",
        "Tự chấm: thứ Bảy 23/01/2027 không phải ngày làm việc",
        "Thẩm định: Chủ nhật 05/03/2028 không phải ngày làm việc",
    ]
    assert "ngày làm việc tiếp theo là 06/03/2028" in answer.content.decode()


def test_last_days_move_to_working_days_on_request_and_only_then(client, year):
    opened(client, year.people.office)
    moved = client.post(reverse("cycle-open"), ends_on_a_sunday(year, **{"chuyen-ngay": "1"}))
    assert (moved.context["days_off"], Cycle.objects.count()) == ([], 1)
    days = moved.context["plan"].phases
    assert (days[PhaseKey.APPRAISAL][1], days[PhaseKey.COUNCIL]) == (date(2028, 3, 6), (date(2028, 3, 7),) * 2)
    client.post(reverse("cycle-open"), ends_on_a_sunday(year, mo="1"))
    assert Cycle.objects.get(year=2027).phases.get(key="appraisal").ends_on == date(2028, 3, 5)


def test_a_phase_in_a_year_beyond_all_cycles_is_refused_beside_it(client, year):
    answer = opened(client, year.people.office).post(
        reverse("cycle-open"), typed(year, mo="1", decision_ends="9999-12-31")
    )
    assert answer.context["form"].errors == {"decision_ends": ["Ngày phải trước năm 2202."]}


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


def test_a_share_is_shown_and_read_with_a_comma(client, with_settings, monkeypatch):
    share = Setting("share", "phần được ủy quyền", Decimal("0.2"))
    monkeypatch.setitem(registry._measures, ANSWERED, replace(registry._measures[ANSWERED], settings=(share,)))
    name = "so-lieu-test-answered-share"
    form = opened(client, with_settings.people.office).get(reverse("cycle-open")).context["form"]
    assert 'value="0,2"' in str(form[name])
    checked = client.post(reverse("cycle-open"), typed(with_settings, **{name: "0,25"}))
    assert checked.context["settings"] == [("Thử: phần được ủy quyền", "0,25")]
    client.post(reverse("cycle-open"), typed(with_settings, mo="1", **{name: "0,25"}))
    made = Cycle.objects.get(year=2027)
    with on(DAY):
        shown = client.get(reverse("cycle-detail", args=[made.pk]))
    assert (made.measure_settings, shown.context["settings"]) == (
        {"test.answered.share": "0.25"}, [("Thử: phần được ủy quyền", "0,25")],
    )  # fmt: skip


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
CYCLE_STATEMENTS = 10


def test_cycle_that_has_not_begun_stands_after_the_one_that_runs(client, year):
    with on(DAY):
        opened(client, year.people.office).post(reverse("cycle-open"), typed(year, mo="1"))
        running = [one.year for one in Cycle.objects.newest_first()]
        home = client.get("/").content.decode()
    with on(date(2027, 1, 5)):
        later = [one.year for one in Cycle.objects.newest_first()]
    assert (running, later) == ([2026, 2027], [2027, 2026])
    assert f"Đang thực hiện: {year.cycle.title}" in home


def test_home_says_of_a_cycle_that_has_not_begun_that_it_comes(client, year):
    with on(date(2026, 1, 4)):
        shown = client.get("/").content.decode()
    assert f"Sắp tới: {year.cycle.title}" in shown
    assert "Đang thực hiện" not in shown


def test_form_offers_the_next_free_year(client, year):
    with on(DAY):
        form = opened(client, year.people.office).get(reverse("cycle-open")).context["form"]
    assert (form["year"].value(), form["span_first"].value()) == (2027, date(2027, 1, 1))


def test_page_to_check_warns_of_a_period_outside_the_year_and_leads_to_the_calendar_of_the_year(client, year):
    with on(DAY):
        answer = opened(client, year.people.office).post(reverse("cycle-open"), typed(year, year="2028"))
        right = client.post(reverse("cycle-open"), typed(year))
    assert "Thời kỳ số liệu nằm ngoài năm đánh giá" in answer.content.decode()
    assert answer.context["calendars"] == [("Lịch của năm 2028", f"{reverse('cycle-open')}?nam=2028")]
    assert (right.context["outside"], right.context["calendars"]) == (False, [])
