"""One Vietnamese sentence for each number: how a value became points.

Each indicator gets its own sentence-builder once, so that explaining 3,321 dossiers stays cheap.
A shown percentage or intermediate result never contradicts the verdict beside it.

These sentences stand in seals, and ``thanthien verify`` compares them word for word: whoever improves one keeps the old
one for the seals that there are (another format of seals, another sentence).
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from thanthien.core.numbers_vi import decimal_vi, number_vi, percent_vi, share_text
from thanthien.criteria.rules import (
    Bands,
    Cadence,
    Checklist,
    Choice,
    Deduction,
    Indicator,
    Linear,
    PassFail,
    PerUnit,
)
from thanthien.criteria.values import Count, Counts, Items, Number, Passed, Percent, Picked, Ratio, Value, expect_form
from thanthien.criteria.words import PERIODS

# (value, exact points as numerator and denominator, rounded points as text) → sentence
Explainer: TypeAlias = Callable[[Value, int, int, str], str]


def explainer_for(indicator: Indicator, step: Decimal) -> Explainer:
    """The sentence-builder of one indicator (resolved for a kind of unit)."""
    match indicator.rule:
        case PassFail():
            return _explain_pass_fail
        case Checklist() as rule:
            return _checklist(rule)
        case Bands() as rule:
            return _bands(indicator, rule)
        case Linear() | Cadence() as rule:
            return _linear(indicator, rule, step)
        case PerUnit() as rule:
            return _per_unit(indicator, rule)
        case Deduction() as rule:
            return _deduction(indicator, rule)
        case Choice() as rule:
            return _choice(rule)


def _explain_pass_fail(value: Value, num: int, den: int, points: str) -> str:
    passed = isinstance(value, Passed) and value.passed
    return f"{'Đạt' if passed else 'Không đạt'} → {points} điểm"


def _checklist(rule: Checklist) -> Explainer:
    titles = {item.code: item.title for item in rule.items}
    count = len(titles)

    def explain(value: Value, num: int, den: int, points: str) -> str:
        value = expect_form(value, Items)
        absent = [titles[code] for code, holds in value.items.items() if not holds]
        head = f"{count - len(absent)}/{count} nội dung có → {points} điểm"
        return f"{head} (không có: {'; '.join(absent)})" if absent else head

    return explain


def _choice(rule: Choice) -> Explainer:
    titles = {option.code: option.title for option in rule.options}

    def explain(value: Value, num: int, den: int, points: str) -> str:
        value = expect_form(value, Picked)
        return f"Chọn “{titles[value.option]}” → {points} điểm"

    return explain


def _per_unit(indicator: Indicator, rule: PerUnit) -> Explainer:
    unit = f" {indicator.unit}" if indicator.unit else ""
    each, most = f"{unit} × {number_vi(rule.each)} điểm", number_vi(indicator.max)
    limit = Fraction(indicator.max)

    def explain(value: Value, num: int, den: int, points: str) -> str:
        value = expect_form(value, Count)
        product = value.count * rule.each
        head = f"{number_vi(value.count)}{each} = {number_vi(product)}"
        if product > limit:
            return f"{head}, tối đa {most} → {points} điểm"
        return _rounded(head, number_vi(product), points)

    return explain


def _rounded(head: str, exact: str, points: str) -> str:
    return f"{head} điểm" if exact == points else f"{head} → làm tròn {points} điểm"


def _deduction(indicator: Indicator, rule: Deduction) -> Explainer:
    most = number_vi(indicator.max)
    parts = {s.code: f"{s.title.lower()} (trừ {number_vi(s.points)} điểm)" for s in rule.severities}

    def explain(value: Value, num: int, den: int, points: str) -> str:
        value = expect_form(value, Counts)
        events = [f"{number_vi(n)} {parts[code]}" for code, n in value.counts.items() if n]
        if not events:
            return f"Không có trường hợp nào bị trừ → {points} điểm"
        return f"{most} điểm, có {'; '.join(events)} → còn {points} điểm"

    return explain


Reader: TypeAlias = Callable[[Value], tuple[str, bool, int, int]]


def _reader(indicator: Indicator, bounds: tuple[Decimal, ...]) -> Callable[[Value], str]:
    """How the value itself is written: ``46/52 tuần có tiếp nhận = 88,5%``."""
    if indicator.input == "ratio":
        return _ratio_reader(_ratio_words(indicator), bounds)
    if indicator.input == "percent":
        return lambda value: f"{number_vi(expect_form(value, Percent).percent)}%"
    unit = f" {indicator.unit}" if indicator.unit else ""
    return lambda value: f"{number_vi(expect_form(value, Number).number)}{unit}"


def _ratio_words(indicator: Indicator) -> str:
    if indicator.numerator:
        return indicator.numerator
    return PERIODS[indicator.rule.period] if isinstance(indicator.rule, Cadence) else ""


def _ratio_reader(words: str, bounds: tuple[Decimal, ...]) -> Callable[[Value], str]:
    tail = f" {words} = " if words else " = "
    # Only a bound that one decimal can show is ever reached by rounding alone to one decimal.
    exact_bounds = tuple(Fraction(bound) for bound in bounds)
    shown = {(1000 * b).numerator for b in exact_bounds if (1000 * b).denominator == 1}
    coarse = any((1000 * b).denominator != 1 for b in exact_bounds)

    def read(value: Value) -> str:
        value = expect_form(value, Ratio)
        top, top_den = value.numerator.as_integer_ratio()
        bottom, bottom_den = value.denominator.as_integer_ratio()
        num, den = top * bottom_den, bottom * top_den
        if top_den == 1 and bottom_den == 1:
            head = f"{number_vi(top)}/{number_vi(bottom)}"
        else:
            head = f"{number_vi(value.numerator)}/{number_vi(value.denominator)}"
        tenths = (2000 * num + den) // (2 * den)
        if coarse or (tenths in shown and 1000 * num < tenths * den):
            return f"{head}{tail}{share_text(num, den, exact_bounds)}"
        if tenths < 10_000:
            return f"{head}{tail}{tenths // 10},{tenths % 10}%"
        return f"{head}{tail}{decimal_vi(tenths, 10, 1)}%"

    return read


def _bound_text(indicator: Indicator, bound: Decimal) -> str:
    if indicator.input in ("ratio", "percent"):
        return percent_vi(bound)
    return number_vi(bound)


def _bands(indicator: Indicator, rule: Bands) -> Explainer:
    read = _reader(indicator, tuple(band.at_least for band in rule.bands))
    texts = {
        Fraction(band.points): f"; từ {_bound_text(indicator, band.at_least)} trở lên → "
        for band in reversed(rule.bands)
    }
    reached = {fraction.as_integer_ratio(): text for fraction, text in texts.items()}
    lowest = f"; chưa đến mức thấp nhất {_bound_text(indicator, rule.bands[-1].at_least)} → "

    def explain(value: Value, num: int, den: int, points: str) -> str:
        return f"{read(value)}{reached.get((num, den), lowest)}{points} điểm"

    return explain


def _linear(indicator: Indicator, rule: Linear | Cadence, step: Decimal) -> Explainer:
    read = _reader(indicator, (rule.start, rule.end))
    start, end = _bound_text(indicator, rule.start), _bound_text(indicator, rule.end)
    most = indicator.max.as_integer_ratio()
    less_is_better = rule.start > rule.end
    full = f"; đạt mức {end} {'trở xuống' if less_is_better else 'trở lên'} → "
    none = f"; không {'dưới' if less_is_better else 'quá'} mức {start} → "
    between = f"; từ {start} đến {end} → "
    step_num, step_den = step.as_integer_ratio()

    def explain(value: Value, num: int, den: int, points: str) -> str:
        if num == 0:
            return f"{read(value)}{none}{points} điểm"
        if (num, den) == most:
            return f"{read(value)}{full}{points} điểm"
        exact = exact_text(num, den, step_num, step_den)
        return _rounded(f"{read(value)}{between}{exact}", exact, points)

    return explain


def exact_text(num: int, den: int, step_num: int, step_den: int) -> str:
    """Exact points for reading: as they are if three decimals suffice; else two decimals, or as many as
    keep the shown number rounding to the same step as the true one without looking like a step itself.
    """
    if 1000 * num % den == 0:
        return number_vi(Decimal(1000 * num // den).scaleb(-3))
    true_step = _nearest(num, den, step_num, step_den)
    for places in range(2, 13):
        power = 10**places
        shown = (2 * num * power + den) // (2 * den)
        on_a_step = shown * step_den == true_step * step_num * power
        if not on_a_step and _nearest(shown, power, step_num, step_den) == true_step:
            break
    return number_vi(Decimal(shown).scaleb(-places))


def _nearest(num: int, den: int, step_num: int, step_den: int) -> int:
    return (2 * num * step_den + den * step_num) // (2 * den * step_num)
