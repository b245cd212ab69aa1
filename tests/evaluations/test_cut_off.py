"""Figures of the cut-off: computed once, as known at one moment; gates are read from them, and nothing stands still."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.figured import OVERDUE, TEXT, WEEKS, Source, figured_year, ratio, weeks
from tests.evaluations.scenario import GOOD, SMALL_SET, Year, fresh, on, open_year
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.models import CalendarDay
from thanthien.evaluations.actions import answers, council, figures, gates, intake, reviews, submission
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.enums import AnswerState, Column, Moment, Origin
from thanthien.evaluations.models import Computation, Cycle, Dossier, DossierFigure, GateFact, Total
from thanthien.evaluations.queries.figures import cut_off_moment
from thanthien.evaluations.queries.gate_figures import gate_figures
from thanthien.evaluations.scored import Entry
from thanthien.measures import registry
from thanthien.measures.actions import accept_late
from thanthien.measures.figures import Absent, Finding, NothingArose
from thanthien.measures.models import LateAcceptance
from thanthien.notices.work import work_of

pytestmark = pytest.mark.django_db

# The span ends on Sunday the 1st of February; its records may be made until Tuesday, 24:00.
LAST, MOMENT = date(2026, 2, 1), datetime.fromisoformat("2026-02-04T00:00:00+07:00")


def bounded(year: Year) -> Year:
    """Figures count until the 1st of February."""
    Cycle.objects.filter(pk=year.cycle.pk).update(span_last=LAST, as_of=LAST)
    year.cycle.refresh_from_db()
    return year


@pytest.fixture
def year(source: Source) -> Year:
    return bounded(figured_year())


def cut_off(year: Year, at: datetime = MOMENT) -> figures.Computed | None:
    with clock.set_to(at):
        return figures.compute_cut_off(cycle=year.cycle)


def unit(year: Year, code: str = "10001") -> int:
    return year.dossier(code).unit_id


def stored(year: Year, key: str = WEEKS, code: str = "10001") -> DossierFigure:
    return DossierFigure.objects.get(dossier=year.dossier(code), measure=key, moment=Moment.CUT_OFF)


def gate(year: Year, column: str = Column.COUNCIL, code: str = "10001") -> str:
    total = Total.objects.get(dossier=year.dossier(code), column=column)
    return next(one["state"] for one in total.gates if one["key"] == "qua-han")


# --- Once, as known at one moment -----------------------------------------------------------------------------------


def test_the_cut_off_is_computed_after_the_last_day_for_records_as_known_then(year: Year, source: Source) -> None:
    source.says(WEEKS, unit(year), weeks(4, 4))
    assert cut_off(year, MOMENT - timedelta(seconds=1)) is None
    computed = cut_off(year, MOMENT + timedelta(days=9, hours=5))
    assert computed is not None
    assert (computed.computation.as_of, computed.computation.known_at) == (LAST, MOMENT)
    assert {scope.known_at for scope in source.asked} == {MOMENT}
    assert (stored(year).value, stored(year).computation) == (weeks(4, 4), computed.computation)


def test_days_off_put_the_moment_off(year: Year) -> None:
    CalendarDay.objects.create(date=date(2026, 2, 2), kind="off", name="Nghỉ bù")
    assert cut_off_moment(year.cycle) == MOMENT + timedelta(days=1)


def test_a_cycle_without_days_for_late_records_is_closed_on_its_last_day(year: Year) -> None:
    Cycle.objects.filter(pk=year.cycle.pk).update(late_days=0)
    year.cycle.refresh_from_db()
    assert cut_off_moment(year.cycle) == MOMENT - timedelta(days=2)


def test_a_second_run_changes_nothing(year: Year, source: Source) -> None:
    source.says(WEEKS, unit(year), weeks(3, 4))
    cut_off(year)
    source.says(WEEKS, unit(year), weeks(4, 4))
    assert cut_off(year, MOMENT + timedelta(hours=1)) is None
    assert (stored(year).value, Computation.objects.filter(moment=Moment.CUT_OFF).count()) == (weeks(3, 4), 1)


def test_every_dossier_without_a_decision_has_its_figures_and_answers_stay(year: Year, source: Source) -> None:
    for code in ("10001", "10002", "10003"):
        source.says(WEEKS, unit(year, code), weeks(2, 4))
    year.sign("10001")
    with on(date(2026, 1, 21)):
        submission.withdraw(by=year.who("10001", "chair"), dossier_id=year.dossier("10001").pk, reason="Rút")
    cut_off(year)
    assert DossierFigure.objects.filter(moment=Moment.CUT_OFF, measure=WEEKS).count() == 3
    assert year.answer("10001", "1.1").value == GOOD["1.1"].value


@pytest.mark.parametrize("units", [1, 3])
def test_the_cut_off_of_many_units_takes_as_many_statements_as_of_one(
    source: Source, django_assert_num_queries: Any, units: int
) -> None:
    year = bounded(figured_year(units=units))
    for code in [str(10001 + n) for n in range(units)]:
        source.says(WEEKS, unit(year, code), weeks(2, 4))
    with clock.set_to(MOMENT), django_assert_num_queries(27):
        figures.compute_cut_off(cycle=year.cycle)


# --- Late records that a body lets count ----------------------------------------------------------------------------


def accept(year: Year, day: date = date(2026, 2, 12)) -> None:
    with on(day):
        accept_late(
            by=fresh(year.people.mttq), unit=year.dossier().unit, measure=WEEKS, periods=["2026-W03"], reason="Bão"
        )


def three_of_four(year: Year, source: Source) -> None:
    source.says(WEEKS, unit(year), weeks(3, 4))
    source.says(OVERDUE, unit(year), ratio(0, 9))
    cut_off(year)


def test_late_records_that_a_body_accepts_renew_this_figure_of_this_unit(year: Year, source: Source) -> None:
    for code in ("10001", "10002"):
        source.says(WEEKS, unit(year, code), weeks(3, 4))
    source.says(OVERDUE, unit(year), ratio(0, 9))
    year.accept("10001")
    first = cut_off(year)
    for code in ("10001", "10002"):
        source.says(WEEKS, unit(year, code), weeks(4, 4))
    source.says(OVERDUE, unit(year), ratio(9, 9))
    accept(year)
    assert first is not None
    renewed = stored(year).computation
    assert (stored(year).value, renewed.known_at) == (weeks(4, 4), datetime.fromisoformat("2026-02-12T08:00:00+07:00"))
    assert (stored(year, WEEKS, "10002").value, stored(year, OVERDUE).value) == (weeks(3, 4), ratio(0, 9))
    assert stored(year, OVERDUE).computation == first.computation
    assert source.asked[-1].accepted == {(WEEKS, unit(year), "2026-W03")}


def test_before_the_cut_off_a_word_on_late_records_renews_nothing(year: Year, source: Source) -> None:
    year.accept("10001")
    accept(year, date(2026, 2, 2))
    assert Computation.objects.filter(moment=Moment.CUT_OFF).count() == 0


def test_what_the_council_concluded_keeps_its_figures(year: Year, source: Source) -> None:
    three_of_four(year, source)
    year.conclude()
    source.says(WEEKS, unit(year), weeks(4, 4))
    with pytest.raises(Refused, match="đã gửi phiếu thẩm định"):
        accept(year, date(2026, 3, 12))
    assert (stored(year).value, LateAcceptance.objects.count()) == (weeks(3, 4), 0)


def test_a_word_between_the_moment_and_the_job_that_computes_it_renews_at_once(year: Year, source: Source) -> None:
    for code in ("10001", "10002"):
        source.says(WEEKS, unit(year, code), weeks(4, 4))
    year.accept("10001")
    accept(year, date(2026, 2, 12))
    cut_off(year, datetime.fromisoformat("2026-02-13T02:00:00+07:00"))
    assert source.asked[-1].accepted == {(WEEKS, unit(year), "2026-W03")}
    said = datetime.fromisoformat("2026-02-12T08:00:00+07:00")
    assert [stored(year, WEEKS, code).computation.known_at for code in ("10001", "10002")] == [said, MOMENT]
    assert stored(year, OVERDUE).computation.known_at == MOMENT


def test_a_word_is_taken_and_counts_once_the_dossier_is_opened_again(year: Year, source: Source) -> None:
    three_of_four(year, source)
    year.conclude()
    source.says(WEEKS, unit(year), weeks(4, 4))
    with on(date(2026, 3, 12)):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Bão")
    accept(year, date(2026, 3, 13))
    known = stored(year).computation.known_at
    assert (stored(year).value, known) == (weeks(4, 4), datetime.fromisoformat("2026-03-13T08:00:00+07:00"))


def test_no_word_is_taken_while_the_council_answers_a_review(year: Year, source: Source) -> None:
    three_of_four(year, source)
    year.announce()
    source.says(WEEKS, unit(year), weeks(4, 4))
    with on(date(2026, 3, 17)):
        asked = {"dossier_id": year.dossier().pk, "reasons": {"1.1": "Có thật"}}
        reviews.request_review(by=year.who("10001", "chair"), **asked)
    with pytest.raises(Refused, match="đã gửi phiếu thẩm định"):
        accept(year, date(2026, 3, 18))
    assert (stored(year).value, LateAcceptance.objects.count()) == (weeks(3, 4), 0)


def test_no_word_is_taken_that_only_a_decided_dossier_would_hear(year: Year, source: Source) -> None:
    three_of_four(year, source)
    year.decide()
    with pytest.raises(Refused, match=r"đã có quyết định, .* ý kiến về số liệu của tuần 3 \(12/1–18/1\)\.$"):
        accept(year, date(2026, 3, 26))
    assert LateAcceptance.objects.count() == 0
    late = pytest.raises(Refused, match="Chỉ cơ quan thẩm định tiêu chí")
    with on(date(2026, 3, 26)), late:  # a week after the span: no body judges it
        accept_late(
            by=fresh(year.people.mttq), unit=year.dossier().unit, measure=WEEKS, periods=["2026-W06"], reason="Bão"
        )
    assert LateAcceptance.objects.count() == 0


# --- Gates ----------------------------------------------------------------------------------------------------------


def test_a_gate_is_unknown_before_the_cut_off_and_then_what_the_figure_says(year: Year, source: Source) -> None:
    source.says(OVERDUE, unit(year, "10001"), ratio(3, 100))
    source.says(OVERDUE, unit(year, "10002"), ratio(2, 100))
    source.says(OVERDUE, unit(year, "10003"), NothingArose("Không có phản ánh."))
    with on(date(2026, 1, 20)):
        figures.compute_figures(cycle=year.cycle)
    codes = ("10001", "10002", "10003")
    assert [gate(year, Column.SELF, code) for code in codes] == ["unknown"] * 3
    cut_off(year)
    assert [gate(year, Column.SELF, code) for code in codes] == ["hit", "clear", "clear"]


def test_a_gate_caps_the_level_in_every_column_and_concluding_needs_it(year: Year, source: Source) -> None:
    source.says(OVERDUE, unit(year), ratio(3, 100))
    year.appraise()
    with on(date(2026, 3, 10)):
        council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk])
        gates.state_gates(
            by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for([year.dossier().pk], False)
        )
    conclude = {
        "by": fresh(year.people.secretary),
        "dossier_ids": [year.dossier().pk],
        "session": Session(date(2026, 3, 10)),
    }
    with on(date(2026, 3, 10)), pytest.raises(Refused, match="chưa xác định: Còn phản ánh quá hạn"):
        council.conclude(**conclude)
    cut_off(year, datetime.fromisoformat("2026-03-10T07:00:00+07:00"))
    assert [gate(year, column) for column in Column] == ["hit"] * 3
    assert Total.objects.get(dossier=year.dossier(), column=Column.COUNCIL).level == 1  # 2 without the gate
    with on(date(2026, 3, 10)):
        council.conclude(**conclude)
    assert year.dossier().proposed_level == 1


def state(year: Year, who: str, holds: bool | None = False, note: str = "") -> None:
    with on(date(2026, 2, 12)):
        words = gates.one_word_for([year.dossier().pk], holds, note)
        gates.state_gates(by=fresh(getattr(year.people, who)), key="qua-han", words=words)


def test_nobody_states_a_gate_before_its_figures_or_against_them(year: Year, source: Source) -> None:
    source.says(OVERDUE, unit(year), ratio(3, 100))
    year.accept()
    with pytest.raises(Refused, match="Số liệu được tính sau ngày chốt số liệu"):
        state(year, "noi_vu")
    cut_off(year)
    with pytest.raises(Refused, match="đã xác định theo số liệu hệ thống"):
        state(year, "noi_vu")
    assert GateFact.objects.get(dossier=year.dossier(), key="qua-han").holds is None


@pytest.mark.parametrize("who", ["noi_vu", "secretary"])
@pytest.mark.parametrize(
    "finding", [None, Finding(Absent("Phân hệ đang tắt.")), Finding(ratio(3, 100), withdrawn="Sai")]
)
def test_where_the_figure_is_absent_the_body_or_the_secretary_states_it(
    year: Year, source: Source, finding: Finding | None, who: str
) -> None:
    if finding:
        source.said[OVERDUE][unit(year)] = finding
    year.appraise()
    cut_off(year)
    assert gate(year, Column.APPRAISED) == "unknown"
    with pytest.raises(Refused, match="cơ quan khác"):
        state(year, "mttq")
    state(year, who, holds=True, note="Biên bản")
    assert gate(year, Column.APPRAISED) == "hit"
    assert gate(year, Column.SELF) == "unknown"  # what is stated stays out of the commune's column


@pytest.mark.parametrize("who", ["noi_vu", "secretary"])
def test_a_gate_whose_room_is_off_is_stated_at_any_time(
    year: Year, source: Source, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.delitem(registry._measures, OVERDUE)
    year.appraise()
    state(year, who)
    assert gate(year, Column.APPRAISED) == "clear"
    cut_off(year)
    assert gate(year, Column.APPRAISED) == "clear"


def test_too_small_a_sample_is_stated_by_the_secretary(source: Source) -> None:
    sampled = TEXT.replace(
        "gates:\n",
        "gates:\n  - key: hai-long\n    question: Hài lòng dưới 80%\n    source: {indicator: '1.1', below: 80%, "
        "sample: {indicator: '1.2', at_least: 100%}}\n    effect: {cap: 1}\n",
        1,
    )
    year = bounded(open_year(text=sampled))
    source.says(OVERDUE, unit(year), ratio(0, 9))
    cut_off(year)
    year.appraise()
    states = {one["key"]: one["state"] for one in Total.objects.get(
        dossier=year.dossier(), column=Column.APPRAISED).gates}  # fmt: skip
    assert (states["hai-long"], states["qua-han"]) == ("unknown", "clear")  # 9 of 10 is too small a sample
    with on(date(2026, 3, 10)):
        words = gates.one_word_for([year.dossier().pk], False)
        with pytest.raises(Refused, match="cơ quan khác"):
            gates.state_gates(by=fresh(year.people.noi_vu), key="hai-long", words=words)
        gates.state_gates(by=fresh(year.people.secretary), key="hai-long", words=words)
    total = Total.objects.get(dossier=year.dossier(), column=Column.APPRAISED)
    assert next(one["state"] for one in total.gates if one["key"] == "hai-long") == "clear"


def test_the_page_of_a_gate_asks_only_where_figures_do_not_tell(client: Client, year: Year, source: Source) -> None:
    source.says(OVERDUE, unit(year, "10001"), ratio(3, 100))
    for code in ("10001", "10002"):
        year.accept(code)
    address = reverse("council-gate", args=[year.cycle.pk, "qua-han"])
    client.force_login(fresh(year.people.noi_vu))
    with on(date(2026, 2, 12)):
        before = client.get(address)
        assert [work for work in work_of(fresh(year.people.noi_vu)) if "qua-han" in work.key] == []
    cut_off(year)
    with on(date(2026, 2, 12)):
        after = client.get(address)
        waiting = [work for work in work_of(fresh(year.people.noi_vu)) if "qua-han" in work.key]
        index = client.get(reverse("council-gates", args=[year.cycle.pk]))
    assert [len(before.context["rows"]), len(before.context["by_figures"])] == [0, 2]
    assert "Chờ tính vào ngày chốt số liệu" in before.content.decode()
    assert [row.dossier.unit.code for row, *_ in after.context["rows"]] == ["10002"]
    assert [(row.dossier.unit.code, cells) for row, cells in after.context["by_figures"]] == [
        ("10001", [("Thử", "3/100 (3%)")])
    ]
    assert '<td data-label="Thử">chưa có số liệu: Chưa có số liệu của đơn vị này.</td>' in after.content.decode()
    assert "khi chưa có số liệu thì Sở Nội vụ xác nhận" in after.content.decode()
    assert "Tính đến hết ngày 01/02/2026 (ngày chốt số liệu)." in after.content.decode()
    assert [work.count for work in waiting] == [1]
    told = next(row for row in index.context["rows"] if row["gate"].key == "qua-han")
    assert (told["count"].open, told["count"].hits) == (1, 1)


def test_the_page_of_a_gate_on_an_indicator_shows_value_and_sample(client: Client, source: Source) -> None:
    sampled = TEXT.replace(
        "gates:\n",
        "gates:\n  - key: hai-long\n    question: Hài lòng dưới 80%\n    source: {indicator: '1.1', below: 80%, "
        "sample: {indicator: '1.2', at_least: 100%}}\n    effect: {cap: 1}\n",
        1,
    )
    year = bounded(open_year(text=sampled))
    year.appraise()
    client.force_login(fresh(year.people.secretary))
    with on(date(2026, 3, 10)):
        page = client.get(reverse("council-gate", args=[year.cycle.pk, "hai-long"])).content.decode()
    assert '<td data-label="1.1 Tuần có tiếp nhận">46/52 (88,5%) (tự chấm)</td>' in page
    assert '<td data-label="1.2 Trả lời đúng hạn">9/10 (90,0%) (tự chấm)</td>' in page
    assert "chỉ xét khi tiêu chí 1.2 từ 100%" in page


def test_what_no_record_tells_is_not_ticked_at_a_touch(client: Client, year: Year) -> None:
    year.appraise()
    client.force_login(fresh(year.people.noi_vu))
    with on(date(2026, 3, 10)):
        page = client.get(reverse("council-gate", args=[year.cycle.pk, "ky-luat"])).content.decode()
    assert ("không tính từ số liệu trên hệ thống" in page, "data-set-all" in page) == (True, False)


def test_a_set_without_such_gates_is_asked_for_no_figures(source: Source, django_assert_num_queries: Any) -> None:
    year = open_year(text=SMALL_SET.read_text(encoding="utf-8"))
    cycle = Cycle.objects.select_related("criteria_set__scheme").get(pk=year.cycle.pk)
    cycle.criteria_set.parsed()
    with django_assert_num_queries(0):
        assert gate_figures(cycle, [1, 2]) == {}


def test_the_commune_keeps_what_it_took_when_the_cut_off_says_more(year: Year, source: Source) -> None:
    year.register()
    source.says(WEEKS, unit(year), weeks(3, 4))
    with on(date(2026, 1, 14)):
        figures.compute_figures(cycle=year.cycle)
        year.save("10001", "1.1", answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM))
        submission.post(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=date(2026, 1, 14), places="Trụ sở"
        )
    source.says(WEEKS, unit(year), weeks(4, 4))
    cut_off(year)
    assert year.answer("10001", "1.1").points == Decimal("1.50")
    assert Dossier.objects.get(pk=year.dossier().pk).status == "posted"
