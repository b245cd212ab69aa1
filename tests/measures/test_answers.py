"""From figures to values: what the set asks of a period, and which measure fits which rule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.criteria.build import D, bands, indicator, linear, ratio
from tests.criteria.test_version_two import by_code, second
from thanthien.core.question import Question
from thanthien.criteria.rules import Cadence, Checklist, Indicator, Item, NotApplicableRule, PassFail
from thanthien.criteria.values import NotApplicable, Number, Passed, Ratio, ValueProblem
from thanthien.measures import registry
from thanthien.measures.answers import answer_for, missed_periods, why_not
from thanthien.measures.figures import Absent, Figure, NothingArose, PeriodCount, PerPeriod
from thanthien.measures.naming import fits
from thanthien.measures.periods import PeriodKind, period_of
from thanthien.measures.registry import Measure, Named, known

WEEKLY = Cadence("iso_week", 1, D("0.6"), D("1"), D("0.5"))
WEEKS = [period_of("iso_week", date(2026, 6, 1 + 7 * n)) for n in range(4)]


def per_week(*counts: PeriodCount) -> PerPeriod:
    return PerPeriod(dict(zip(WEEKS, counts, strict=False)))


@pytest.mark.parametrize(
    ("count", "why"),
    [
        (PeriodCount(3, 4, 8), ""),  # exactly half
        (PeriodCount(3, 3, 8), "mới có 3/8 thôn, tổ dân phố báo cáo"),
        (PeriodCount(3, 4, 9), "mới có 4/9 thôn, tổ dân phố báo cáo"),
        (PeriodCount(0, 0, 8), "không có báo cáo"),
        (PeriodCount(3, 0, 8), "mới có 0/8 thôn, tổ dân phố báo cáo"),
        (PeriodCount(3, None, 8), "mới có 0/8 thôn, tổ dân phố báo cáo"),
        (PeriodCount(1), ""),  # no list of thôn: only the record is asked for
        (PeriodCount(1, 0, 0), ""),
    ],
)
def test_a_week_counts_by_reports_and_coverage(count: PeriodCount, why: str) -> None:
    assert why_not(WEEKLY, count) == why


def test_too_few_records_of_a_period_are_told_with_their_number() -> None:
    assert why_not(replace(WEEKLY, at_least=2, coverage=None), PeriodCount(1)) == "mới có 1/2 lần"


def test_periods_become_periods_met_of_periods_due() -> None:
    figure = per_week(PeriodCount(2, 8, 8), PeriodCount(1, 1, 8), PeriodCount(0, 0, 8), PeriodCount(4, 5, 8))
    assert answer_for(indicator(WEEKLY), figure) == ratio(2, 4)
    assert missed_periods(WEEKLY, figure) == WEEKS[1:3]
    assert answer_for(indicator(replace(WEEKLY, coverage=None)), figure) == ratio(3, 4)


def test_no_due_period_is_absent_and_not_zero() -> None:
    assert answer_for(indicator(WEEKLY), PerPeriod({})) == Absent("Chưa có kỳ nào đến hạn.")


def test_nothing_arose_follows_the_set() -> None:
    allowed = indicator(linear("0", "1"), not_applicable=NotApplicableRule("excluded", "không có đề nghị"))
    assert answer_for(allowed, NothingArose("Không có đề nghị nào.")) == NotApplicable("Không có đề nghị nào.")
    assert answer_for(indicator(linear("0", "1")), NothingArose("Không có.")) == Absent("Không có.")


@pytest.mark.parametrize(
    ("leaf", "figure"),
    [
        (indicator(PassFail()), Passed(False)),
        (indicator(linear("0", "1")), Ratio(Decimal(3), Decimal(4))),
        (indicator(bands(("5", "4")), numerator="", denominator=""), Number(Decimal(5))),
        (indicator(PassFail()), Absent("Phân hệ đang tắt.")),
    ],
)
def test_values_pass_as_they_are(leaf: Indicator, figure: Figure) -> None:
    assert answer_for(leaf, figure) == figure


@pytest.mark.parametrize("figure", [Ratio(Decimal(3), Decimal(4)), per_week(PeriodCount(1))])
def test_a_figure_of_another_form_is_an_error(figure: Figure) -> None:
    with pytest.raises(ValueProblem):
        answer_for(indicator(PassFail()), figure)


def measure(form: str, period: PeriodKind | None = None, codes: tuple[str, ...] = ()) -> Measure:
    return Measure(
        "test.key",
        "Thử",
        "Thử.",
        form,
        lambda scope: Question(dict),
        lambda unit, scope: [],
        period=period,
        codes=codes,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("leaf", "offered", "problem"),
    [
        (indicator(WEEKLY), measure("periods", "iso_week"), ""),
        (indicator(WEEKLY), measure("periods", "month"), "Số liệu “test.key” đếm theo kỳ khác với cách tính điểm."),
        (indicator(WEEKLY), measure("ratio"), "Số liệu “test.key” không đếm theo kỳ."),
        (indicator(linear("0", "1")), measure("ratio"), ""),
        (indicator(PassFail()), measure("ratio"), "Số liệu “test.key” không đúng dạng của cách tính điểm."),
        (
            indicator(Checklist((Item("a", "A", D("4")),))),
            measure("items", codes=("a", "b")),
            "Số liệu “test.key” có mã “b” mà cách tính điểm không có.",
        ),
    ],
)
def test_which_measure_fits_which_rule(leaf: Indicator, offered: Measure, problem: str) -> None:
    assert fits(leaf, offered) == problem


def test_every_key_of_the_shipped_sets_is_known_and_fits() -> None:
    problems = {code: fits(one, known(one.measure)) for code, one in by_code(second()).items() if one.measure}  # type: ignore[arg-type]
    assert problems == dict.fromkeys(problems, "")
    assert len(problems) == 29


def test_a_registered_measure_takes_the_place_of_an_announced_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_measures", dict(registry._measures))
    monkeypatch.setattr(registry, "_named", {"test.key": Named("test.key", "Thử", "Thử.", "ratio")})
    assert isinstance(known("test.key"), Named)
    registry.register(measure("ratio"))
    assert isinstance(known("test.key"), Measure)
    with pytest.raises(ValueError, match="registered already"):
        registry.register(measure("ratio"))


def test_figures_per_period_name_their_period() -> None:
    with pytest.raises(ValueError, match="kind of period"):
        registry.register(measure("periods"))
