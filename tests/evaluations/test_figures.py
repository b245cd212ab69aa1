"""Answers follow the platform's figures until the draft is posted: at once, by themselves, and by nobody's name."""

import logging
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from tests.evaluations.figured import ANSWERED, RULE, WEEKS, Source, figured_year, ratio, weeks
from tests.evaluations.scenario import GOOD, Year, fresh, on
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.models import CalendarDay
from thanthien.evaluations.actions import answers, cycles, figures, intake
from thanthien.evaluations.enums import AnswerState, Column, Moment, Origin
from thanthien.evaluations.models import Answer, Computation, DossierFigure, Total
from thanthien.evaluations.queries.figures import UNFIT
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey
from thanthien.measures.figures import Absent, Finding, NothingArose, Passed, Ratio
from thanthien.notices.models import Notice

pytestmark = pytest.mark.django_db

DAY, NEXT = date(2026, 1, 13), date(2026, 1, 14)


@pytest.fixture
def year(source: Source) -> Year:
    made = figured_year()
    for code in ("10001", "10002"):
        made.register(code)
    return made


def compute(year: Year, day: date = DAY) -> figures.Computed | None:
    with on(day):
        return figures.compute_figures(cycle=year.cycle)


def unit(year: Year, code: str = "10001") -> int:
    return year.dossier(code).unit_id


def use(year: Year, indicator: str = "1.1", code: str = "10001") -> answers.Saved:
    with on(DAY):
        return year.save(code, indicator, answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM))


def followed(year: Year, source: Source, held: int = 38) -> None:
    """The first unit uses its weeks: 38 of 46."""
    source.says(WEEKS, unit(year), weeks(held, 46))
    compute(year)
    use(year)


def events(year: Year, indicator: str = "1.1") -> list[Any]:
    rows = apps.get_model("evaluations", "AnswerEvent").objects.filter(pgh_obj_id=year.answer("10001", indicator).pk)
    return list(rows.order_by("pgh_id"))


# --- Taking a figure over -------------------------------------------------------------------------------------------


def test_a_figure_counts_once_somebody_takes_it_over_and_another_needs_a_reason(year: Year, source: Source) -> None:
    source.says(WEEKS, unit(year), weeks(40, 46))
    compute(year)
    assert Total.objects.get(dossier=year.dossier(), column=Column.SELF).answered == 0
    with on(DAY), pytest.raises(Invalid, match="khác số liệu hệ thống"):
        year.save("10001", "1.1", answers.Draft(GOOD["1.1"]))
    saved = use(year)
    assert (saved.answer.value, saved.answer.origin) == ({"numerator": "40", "denominator": "46"}, "system")
    assert saved.answer.system_as_of == date(2026, 1, 12)  # yesterday is the last day that is over


def attach(year: Year) -> int:
    with on(DAY):
        return year.prove("10001", "1.1")


def declared_beside(year: Year, source: Source, reason: str = "Có sổ giấy.") -> None:
    """The first unit says 46 of 52 where the platform says 40 of 46."""
    source.says(WEEKS, unit(year), weeks(40, 46))
    compute(year)
    with on(DAY):
        year.save("10001", "1.1", answers.Draft(Entry(AnswerState.VALUE, GOOD["1.1"].value, reason)))


@pytest.mark.parametrize(("reason", "missing"), [("Có sổ giấy.", ["value"]), ("", ["reason", "value"])])
def test_another_figure_without_evidence_is_refused_and_nothing_is_written(
    year: Year, source: Source, reason: str, missing: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        declared_beside(year, source, reason)
    assert sorted(refused.value.errors) == missing
    assert "gắn minh chứng" in refused.value.errors["value"]
    assert (year.answer("10001", "1.1").state, year.answer("10001", "1.1").version) == ("missing", 0)


def test_another_figure_stands_on_reason_and_evidence(year: Year, source: Source) -> None:
    attach(year)
    declared_beside(year, source)
    answer = year.answer("10001", "1.1")
    assert (answer.value, answer.reason, answer.overrides) == (GOOD["1.1"].value, "Có sổ giấy.", True)


def test_the_last_evidence_behind_another_figure_stays_until_there_is_another_one(year: Year, source: Source) -> None:
    first = attach(year)
    declared_beside(year, source)
    with on(DAY), pytest.raises(Refused, match="cần ít nhất một minh chứng"):
        answers.detach(by=year.who("10001", "focal"), evidence_id=first, seen="")
    attach(year)
    with on(DAY):
        answers.detach(by=year.who("10001", "focal"), evidence_id=first, seen="")
    assert year.answer("10001", "1.1").evidence.count() == 1


def test_evidence_of_a_followed_figure_can_be_taken_off(year: Year, source: Source) -> None:
    row = attach(year)
    followed(year, source)
    with on(DAY):
        answers.detach(by=year.who("10001", "focal"), evidence_id=row, seen="")
    assert year.answer("10001", "1.1").evidence.count() == 0


def test_the_figure_is_kept_with_its_digest_and_the_rules_that_held(year: Year, source: Source) -> None:
    source.says(WEEKS, unit(year), weeks(40, 46), note="46 tuần")
    compute(year)
    row = DossierFigure.objects.get(dossier=year.dossier(), measure=WEEKS)
    rule = row.computation
    assert (row.moment, row.value, row.note, len(row.digest) > 60) == ("live", weeks(40, 46), "46 tuần", True)
    assert (rule.as_of, rule.known_at) == (date(2026, 1, 12), datetime.fromisoformat("2026-01-13T08:00:00+07:00"))
    assert (rule.span_first, rule.span_last, rule.late_days) == (date(2026, 1, 1), date(2026, 12, 31), 2)
    assert (rule.settings, rule.calendar) == ({f"{ANSWERED}.limit": 5}, {"off": [], "work": []})


def test_days_off_of_the_first_week_stand_with_the_figures_though_they_lie_before_the_span(year: Year) -> None:
    """The first week of 2026 is that of Thursday, the 1st of January: whether it is due rests on its Monday, too."""
    for day in (date(2025, 12, 28), date(2025, 12, 29), date(2026, 1, 1)):
        CalendarDay.objects.create(date=day, kind="off", name="Nghỉ")
    compute(year)
    assert Computation.objects.get().calendar == {"off": ["2025-12-29", "2026-01-01"], "work": []}


def test_what_the_city_set_reaches_the_measure_and_stands_with_the_figures(year: Year, source: Source) -> None:
    year.cycle.measure_settings = {f"{ANSWERED}.limit": 7}
    year.cycle.save(update_fields=["measure_settings"])
    compute(year)
    assert source.asked[-1].settings == {f"{ANSWERED}.limit": 7}
    assert Computation.objects.get().settings == {f"{ANSWERED}.limit": 7}


def test_before_a_day_of_the_span_is_over_nothing_is_computed(year: Year, source: Source) -> None:
    type(year.cycle).objects.filter(pk=year.cycle.pk).update(span_first=DAY)
    year.cycle.refresh_from_db()
    assert compute(year) is None
    assert (Computation.objects.count(), source.asked) == (0, [])


# --- Following ------------------------------------------------------------------------------------------------------


def test_a_change_reaches_the_answer_its_points_and_its_history_at_once(year: Year, source: Source) -> None:
    followed(year, source)
    before = year.answer("10001", "1.1")
    source.says(WEEKS, unit(year), weeks(44, 46))
    computed = compute(year, NEXT)
    answer = year.answer("10001", "1.1")
    assert (answer.value, answer.origin, answer.version) == ({"numerator": "44", "denominator": "46"}, "system", 2)
    assert (before.points, answer.points) == (Decimal("2.25"), Decimal("3.50"))
    assert (answer.updated_by, answer.system_as_of) == (None, DAY)
    assert Total.objects.get(dossier=year.dossier(), column=Column.SELF).points == Decimal("3.5")
    assert computed is not None
    assert [one.words for one in computed.followed.changes] == ["từ 38 lên 44/46 tuần có tiếp nhận"]
    takers = [row.updated_by_id for row in events(year) if row.origin == Origin.SYSTEM]
    assert takers == [year.people.communes["10001"]["focal"].pk, None]


def test_the_page_tells_who_took_the_figure_over_and_how_it_changed(client: Any, year: Year, source: Source) -> None:
    followed(year, source)
    source.says(WEEKS, unit(year), weeks(39, 47))
    compute(year, NEXT)
    client.force_login(year.people.communes["10001"]["officer"])
    with on(NEXT):
        text = client.get(reverse("self-scoring-item", args=[year.cycle.pk, "10001", "1.1"])).content.decode()
    words = " ".join(text.split())
    assert "Focal10001 chọn dùng lúc" in words
    assert (
        words.count("từ 38/46 lên 39/47 tuần có tiếp nhận (đến 13/01/2026)") == 2
    )  # beside the figure, in the history
    assert "Hệ thống:" in words


def test_people_of_the_unit_are_told_once_what_changed(year: Year, source: Source) -> None:
    followed(year, source)
    source.says(WEEKS, unit(year), weeks(39, 46))
    compute(year, NEXT)
    compute(year, NEXT + timedelta(days=1))
    told = Notice.objects.filter(kind="figures")
    assert sorted(told.values_list("person__email", flat=True)) == [
        "chair10001@vi.du", "focal10001@vi.du", "officer10001@vi.du",
    ]  # fmt: skip
    assert told[0].what.endswith("1.1 từ 38 lên 39/46 tuần có tiếp nhận (đến 13/01/2026).")


def test_a_day_without_a_change_writes_no_row(year: Year, source: Source) -> None:
    followed(year, source)
    kept = apps.get_model("evaluations", "DossierFigureEvent").objects
    before = len(events(year)), kept.count(), year.answer("10001", "1.1").system_as_of
    computed = compute(year, NEXT)
    assert computed is not None
    assert (computed.figures, computed.followed.told) == (0, 0)
    assert (len(events(year)), kept.count(), year.answer("10001", "1.1").system_as_of) == before
    assert Computation.objects.count() == 2


def test_the_same_figure_of_other_records_is_kept_anew(year: Year, source: Source) -> None:
    followed(year, source)
    source.says(WEEKS, unit(year), weeks(38, 46), records=2)
    computed = compute(year, NEXT)
    assert computed is not None
    assert (computed.figures, computed.followed.told) == (1, 0)
    assert DossierFigure.objects.get(dossier=year.dossier(), measure=WEEKS).computation == computed.computation


def test_nothing_arose_becomes_not_applicable_where_the_set_allows_it(year: Year, source: Source) -> None:
    source.says(ANSWERED, unit(year), ratio(9, 10))
    source.says(WEEKS, unit(year), weeks(46, 46))
    compute(year)
    use(year, "1.2")
    use(year, "1.1")
    for key in (ANSWERED, WEEKS):
        source.says(key, unit(year), NothingArose("Không có phản ánh."))
    compute(year, NEXT)
    said = [(one.state, one.reason, one.points) for one in (year.answer("10001", "1.2"), year.answer("10001", "1.1"))]
    assert said == [("not_applicable", "Không có phản ánh.", None), ("missing", "", None)]
    assert Total.objects.get(dossier=year.dossier(), column=Column.SELF).maximum == 8


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        (Finding(Absent("Phân hệ đang tắt.")), "Phân hệ đang tắt."),
        (Finding(weeks(40, 46), withdrawn="Bản ghi bị rút."), "Bản ghi bị rút."),
    ],
)
def test_a_figure_that_is_gone_leaves_the_answer_missing_never_zero_and_comes_back(
    client: Any, year: Year, source: Source, finding: Finding, reason: str
) -> None:
    followed(year, source)
    source.said[WEEKS][unit(year)] = finding
    compute(year, NEXT)
    gone = year.answer("10001", "1.1")
    assert (gone.state, gone.value, gone.points) == ("missing", None, None)
    assert (gone.origin, gone.system_state, gone.system_reason) == ("system", "missing", reason)
    client.force_login(year.people.communes["10001"]["officer"])
    with on(NEXT):
        text = client.get(reverse("self-scoring-item", args=[year.cycle.pk, "10001", "1.1"])).content.decode()
    assert f"<strong>Chưa có số liệu.</strong> {reason}" in text
    source.says(WEEKS, unit(year), weeks(46, 46))
    compute(year, NEXT + timedelta(days=1))
    assert (year.answer("10001", "1.1").points, year.answer("10001", "1.1").version) == (Decimal("4.00"), 3)


def test_a_declared_answer_stays_beside_a_new_figure(year: Year, source: Source) -> None:
    with on(DAY):
        year.save("10001", "1.1", answers.Draft(GOOD["1.1"]))
    source.says(WEEKS, unit(year), weeks(20, 46))
    compute(year)
    answer = year.answer("10001", "1.1")
    assert (answer.value, answer.version, answer.overrides) == (GOOD["1.1"].value, 1, True)


def test_an_explanation_beside_the_figure_declares_no_other_one(year: Year, source: Source) -> None:
    followed(year, source)
    same = Entry(AnswerState.VALUE, {"numerator": "38", "denominator": "46"})
    with on(DAY):
        year.save("10001", "1.1", answers.Draft(same, "Có sổ kèm theo"))
    source.says(WEEKS, unit(year), weeks(39, 46))
    compute(year, NEXT)
    answer = year.answer("10001", "1.1")
    assert (answer.origin, answer.value["numerator"], answer.explanation) == ("system", "39", "Có sổ kèm theo")


def test_a_figure_that_the_rule_cant_take_is_kept_and_stops_no_other(
    year: Year, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    source.says(ANSWERED, unit(year, "10001"), ratio(9, 8))
    source.says(ANSWERED, unit(year, "10002"), ratio(8, 9))
    with caplog.at_level(logging.ERROR):
        computed = compute(year)
    assert computed is not None
    assert [line.split(":")[0] for line in computed.followed.unfit] == ["10001, 1.2"]
    assert "10001, 1.2" in caplog.text
    assert (year.answer("10001", "1.2").system_state, year.answer("10001", "1.2").system_reason) == ("missing", UNFIT)
    assert year.answer("10002", "1.2").system_value == {"numerator": "8", "denominator": "9"}
    assert DossierFigure.objects.get(dossier=year.dossier(), measure=ANSWERED).value == ratio(9, 8)


def test_a_figure_may_have_fractions_that_nobody_may_type(year: Year, source: Source) -> None:
    source.says(ANSWERED, unit(year), Ratio(Decimal("7.5"), Decimal(10)))
    compute(year)
    use(year, "1.2")
    source.says(ANSWERED, unit(year), Ratio(Decimal("9.5"), Decimal(10)))
    compute(year, NEXT)
    assert (year.answer("10001", "1.2").value["numerator"], year.answer("10001", "1.2").points) == (
        "9.5",
        Decimal("1.75"),
    )


# --- Until when -----------------------------------------------------------------------------------------------------


def test_figures_reach_no_posted_draft_and_go_on_beside_it(source: Source) -> None:
    year = figured_year()
    source.says(RULE, unit(year), Passed(passed=True))
    year.post("10001")
    source.says(RULE, unit(year), Passed(passed=False))
    compute(year, date(2026, 1, 15))
    assert year.answer("10001", "2.1").system_value != {"passed": False}
    live = DossierFigure.objects.get(dossier=year.dossier(), measure=RULE, moment=Moment.LIVE)
    assert live.value == Passed(passed=False)


def test_figures_that_come_after_the_last_day_of_editing_change_nothing(year: Year, source: Source) -> None:
    for code in ("10001", "10002"):
        source.says(WEEKS, unit(year, code), weeks(46, 46))
    compute(year)
    for code in ("10001", "10002"):
        use(year, code=code)
    with on(DAY):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.POSTING,
            unit=year.dossier("10002").unit, ends_on=date(2026, 2, 13), reason="Bão",
        )  # fmt: skip
    for code in ("10001", "10002"):
        source.says(WEEKS, unit(year, code), weeks(20, 46))
    compute(year, date(2026, 2, 9))  # the last day of posting was the 6th
    late, extended = year.answer("10001", "1.1"), year.answer("10002", "1.1")
    assert (late.value["numerator"], late.system_value["numerator"]) == ("46", "46")
    assert (extended.value["numerator"], extended.points) == ("20", Decimal("0.00"))


def test_figures_pass_by_a_returned_dossier_whose_time_is_over(source: Source) -> None:
    year = figured_year()
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu sổ")
    source.says(WEEKS, unit(year), weeks(20, 46))
    compute(year, date(2026, 1, 28))  # to be supplemented by the 27th
    assert year.answer("10001", "1.1").system_value is None
    source.says(WEEKS, unit(year), weeks(21, 46))
    with on(date(2026, 1, 26)):
        intake.extend_supplement(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Bão")
    compute(year, date(2026, 1, 29))
    assert year.answer("10001", "1.1").system_value == {"numerator": "21", "denominator": "46"}


def test_what_was_computed_later_is_not_overwritten(year: Year, source: Source) -> None:
    followed(year, source)
    source.says(WEEKS, unit(year), weeks(40, 46))
    compute(year, NEXT)
    source.says(WEEKS, unit(year), weeks(39, 46))
    compute(year, DAY)  # begun before the other, and slower
    assert year.answer("10001", "1.1").value["numerator"] == "40"
    assert DossierFigure.objects.get(dossier=year.dossier(), measure=WEEKS).value == weeks(40, 46)


@pytest.mark.parametrize("units", [1, 3])
def test_many_units_take_as_many_statements_as_one(source: Source, django_assert_num_queries: Any, units: int) -> None:
    year = figured_year(units=units)
    codes = [str(10001 + n) for n in range(units)]
    for code in codes:
        year.register(code)
        source.says(WEEKS, unit(year, code), weeks(38, 46))
    compute(year)
    for code in codes:
        use(year, code=code)
        source.says(WEEKS, unit(year, code), weeks(39, 46))
    with on(NEXT), django_assert_num_queries(28):
        figures.compute_figures(cycle=year.cycle)
    assert Answer.objects.filter(dossier__cycle=year.cycle, value__numerator="39").count() == units
