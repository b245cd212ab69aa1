"""Rules and values as Vietnamese people read them: how an indicator is scored, and what was entered for it."""

from collections.abc import Callable
from decimal import Decimal
from typing import cast

from thanthien.core.numbers_vi import number_vi, percent_vi
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
from thanthien.criteria.values import (
    Count,
    Counts,
    Items,
    Number,
    Passed,
    Percent,
    Picked,
    Ratio,
    ValueProblem,
    parse_value,
)

# Which body of the unit enters a value, by ``Indicator.entered_by``.
ENTERED_BY = {
    "": "Ủy ban nhân dân",
    "front": "Ủy ban Mặt trận Tổ quốc Việt Nam của đơn vị",
}

# What the keys of a set mean, for forms, comparisons and explanations alike.
KINDS = {"xa": "xã", "phuong": "phường", "dac_khu": "đặc khu"}
PERIODS = {"working_day": "ngày làm việc", "iso_week": "tuần", "month": "tháng", "quarter": "quý"}
SOURCES = {"declared": "đơn vị khai", "auto": "hệ thống tính", "judged": "cơ quan thẩm định đánh giá"}
EFFECTS = {"no": "không được chọn", "excluded": "không tính vào điểm tối đa", "full": "tính đủ điểm"}


def rule_words(indicator: Indicator, step: Decimal) -> str:
    """How the value of the indicator becomes points, in one or two sentences (``step``: the set's rounding)."""
    most = number_vi(indicator.max)
    match indicator.rule:
        case PassFail():
            return f"Đạt: {most} điểm. Không đạt: 0 điểm."
        case Checklist(items):
            return f"Cộng điểm của từng nội dung có thực hiện trong {len(items)} nội dung, tối đa {most} điểm."
        case Bands():
            return _bands(indicator, indicator.rule)
        case Linear() | Cadence() as rule:
            return _linear(indicator, rule, step)
        case PerUnit(each):
            return f"Mỗi {indicator.unit or 'trường hợp'} được {number_vi(each)} điểm, tối đa {most} điểm."
        case Deduction(severities):
            cuts = "; ".join(f"{one.title.lower()} trừ {number_vi(one.points)} điểm" for one in severities)
            return f"Có {most} điểm, trừ theo từng trường hợp: {cuts}. Không trừ xuống dưới 0."
        case Choice(options):
            return "Chọn một mức: " + "; ".join(f"{one.title} – {number_vi(one.points)} điểm" for one in options) + "."


def _bound(indicator: Indicator, bound: Decimal) -> str:
    if indicator.input in ("ratio", "percent"):
        return percent_vi(bound)
    return f"{number_vi(bound)} {indicator.unit}".strip()


def _bands(indicator: Indicator, rule: Bands) -> str:
    parts = [f"Từ {_bound(indicator, band.at_least)} trở lên: {number_vi(band.points)} điểm" for band in rule.bands]
    return "; ".join(parts).replace("; Từ", "; từ") + f"; dưới {_bound(indicator, rule.bands[-1].at_least)}: 0 điểm."


def _linear(indicator: Indicator, rule: Linear | Cadence, step: Decimal) -> str:
    full, none = ("trở xuống", "trở lên") if rule.start > rule.end else ("trở lên", "trở xuống")
    head = _cadence(rule) if isinstance(rule, Cadence) else ""
    # Nothing lies beyond 0% and 100% of a share.
    full = "" if indicator.input == "ratio" and rule.end == 1 else f" {full}"
    none = "" if rule.start == 0 else f" {none}"
    return (
        f"{head}Đạt {_bound(indicator, rule.end)}{full}: {number_vi(indicator.max)} điểm. "
        f"{_bound(indicator, rule.start)}{none}: 0 điểm. "
        f"Trong khoảng này: tính theo tỷ lệ, làm tròn đến {number_vi(step)} điểm."
    )


def _cadence(rule: Cadence) -> str:
    each = PERIODS[rule.period]
    if rule.coverage is None:
        return f"Mỗi {each} ít nhất {rule.at_least} lần. "
    least = f"ít nhất {rule.at_least} lần và có từ {percent_vi(rule.coverage)} số thôn, tổ dân phố báo cáo"
    return f"Mỗi {each} {least}. "


def value_words(indicator: Indicator, raw: object) -> str:
    """A stored value (JSON form) in words: “39/45 tuần có tiếp nhận”, “Đạt”, “3/4 nội dung có”.

    A value that no longer fits the rule (another year's set) is told as such.
    """
    try:
        value = parse_value(indicator, raw)
    except ValueProblem:
        return "không còn phù hợp với cách chấm hiện nay"
    return _WORDS[type(value)](indicator, value)


def _passed(indicator: Indicator, value: Passed) -> str:
    return "Đạt" if value.passed else "Không đạt"


def _items(indicator: Indicator, value: Items) -> str:
    total = len(cast("Checklist", indicator.rule).items)
    open_ = total - len(value.items)
    missing = f", {open_} nội dung chưa xác nhận" if open_ else ""
    return f"{sum(value.items.values())}/{total} nội dung có{missing}"


def _ratio(indicator: Indicator, value: Ratio) -> str:
    return f"{number_vi(value.numerator)}/{number_vi(value.denominator)} {indicator.numerator}".strip()


def _percent(indicator: Indicator, value: Percent) -> str:
    return f"{number_vi(value.percent)}%"


def _number(indicator: Indicator, value: Number) -> str:
    return f"{number_vi(value.number)} {indicator.unit}".strip()


def _count(indicator: Indicator, value: Count) -> str:
    return f"{number_vi(value.count)} {indicator.unit}".strip()


def _counts(indicator: Indicator, value: Counts) -> str:
    return "; ".join(
        f"{one.title.lower()}: {number_vi(value.counts[one.code]) if one.code in value.counts else 'chưa ghi'}"
        for one in cast("Deduction", indicator.rule).severities
    )


def _picked(indicator: Indicator, value: Picked) -> str:
    options = cast("Choice", indicator.rule).options
    return next(one.title for one in options if one.code == value.option)


# Each function takes the form that its key names; the table itself can't say so.
_WORDS: dict[type, Callable[..., str]] = {
    Passed: _passed,
    Items: _items,
    Ratio: _ratio,
    Percent: _percent,
    Number: _number,
    Count: _count,
    Counts: _counts,
    Picked: _picked,
}
