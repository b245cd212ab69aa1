"""The sentences of a comparison of two versions: “Điểm tối đa từ 2 lên 3”, “Thêm mốc từ 90%: 2 điểm”."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from thanthien.core.levels import LevelNames
from thanthien.core.numbers_vi import number_vi, percent_vi
from thanthien.criteria.gate_rules import CUT_OFF, Gate, GateSource
from thanthien.criteria.rules import (
    TOTAL_NODE,
    Bands,
    Cadence,
    Checklist,
    Choice,
    Deduction,
    Indicator,
    Level,
    Linear,
    Minimum,
    Node,
    PerUnit,
    Rule,
    SetDefinition,
    leaves_of,
)
from thanthien.criteria.words import EFFECTS, ENTERED_BY, PERIODS, SOURCES

_RULES = {
    "pass_fail": "đạt hoặc không đạt",
    "checklist": "cộng điểm từng nội dung",
    "bands": "theo các mốc",
    "linear": "theo tỷ lệ",
    "cadence": "theo tỷ lệ số kỳ thực hiện",
    "per_unit": "theo số lần, số trường hợp",
    "deduction": "trừ điểm theo từng trường hợp",
    "choice": "chọn một mức",
}
_COMBINES = {"lead": "lấy của cơ quan nêu đầu tiên", "mean": "lấy trung bình", "median": "lấy trung vị"}


def moved(before: Decimal | int, after: Decimal | int, before_text: str, after_text: str) -> str:
    """“từ 2 lên 3”, “từ 60% xuống 50%”."""
    return f"từ {before_text} {'lên' if after > before else 'xuống'} {after_text}"


def _points(before: Decimal, after: Decimal) -> str:
    return moved(before, after, number_vi(before), number_vi(after))


def _texts(before: str, after: str) -> str:
    return f"từ “{before}” thành “{after}”"


# --- One indicator --------------------------------------------------------------------------------------------------


def value_words(before: Indicator, after: Indicator) -> Iterator[str]:
    """What changed so that the same value may be worth something else, or another value is asked for."""
    if before.max != after.max:
        yield f"Điểm tối đa {_points(before.max, after.max)}"
    if before.rule.kind != after.rule.kind:
        yield f"Cách chấm {_texts(_RULES[before.rule.kind], _RULES[after.rule.kind])}"
    else:
        yield from _rule_words(before, after)
    yield from _form_words(before, after)
    if before.not_applicable.effect != after.not_applicable.effect:
        effects = EFFECTS[before.not_applicable.effect], EFFECTS[after.not_applicable.effect]
        yield f"Khi không phát sinh: {_texts(*effects)}"
    if before.measure != after.measure:
        yield _MEASURES[bool(before.measure), bool(after.measure)]


_MEASURES = {
    (False, True): "Nay có số liệu hệ thống",
    (True, False): "Không còn số liệu hệ thống",
    (True, True): "Lấy theo số liệu khác của hệ thống",
}


def _form_words(before: Indicator, after: Indicator) -> Iterator[str]:
    for label, old, new in (
        ("Đơn vị tính", before.unit, after.unit),
        ("Tử số", before.numerator, after.numerator),
        ("Mẫu số", before.denominator, after.denominator),
    ):
        if old != new:
            yield f"{label} {_texts(old, new)}" if old and new else f"{label}: {f'thêm “{new}”' if new else 'bỏ'}"
    if before.numerator_may_exceed != after.numerator_may_exceed:
        yield f"Tử số {'được' if after.numerator_may_exceed else 'không được'} lớn hơn mẫu số"
    if before.fractional != after.fractional:
        yield f"Số liệu {'được có phần lẻ' if after.fractional else 'là số nguyên'}"


def said_words(before: Indicator, after: Indicator) -> Iterator[str]:
    """What changed and touches no value: titles, who appraises, guidance."""
    if before.title != after.title:
        yield f"Tên {_texts(before.title, after.title)}"
    old, new = _parts(before.rule), _parts(after.rule)
    for code in (code for code in new if code in old and old[code][0] != new[code][0]):
        yield f"Tên nội dung {_texts(old[code][0], new[code][0])}"
    if before.bodies != after.bodies:
        yield "Cơ quan thẩm định có thay đổi"
    if before.entered_by != after.entered_by:
        yield f"Số liệu nay do {ENTERED_BY[after.entered_by]} nhập"
    if before.combine != after.combine and len(after.bodies) > 1:
        yield f"Khi nhiều cơ quan cùng thẩm định: {_texts(_COMBINES[before.combine], _COMBINES[after.combine])}"
    if before.source != after.source:
        yield f"Nguồn số liệu {_texts(SOURCES[before.source], SOURCES[after.source])}"
    if before.obligatory != after.obligatory:
        yield f"Nay {'là' if after.obligatory else 'không còn là'} tiêu chí bắt buộc"
    if before.not_applicable.when != after.not_applicable.when and after.not_applicable.effect != "no":
        yield f"Được chọn “không phát sinh” khi: {after.not_applicable.when.rstrip('.')}"
    if _guidance(before) != _guidance(after) or _described(before, after) != _described(after, before):
        yield "Hướng dẫn, minh chứng hoặc căn cứ có thay đổi"


def _guidance(indicator: Indicator) -> tuple[object, ...]:
    return indicator.help, indicator.example, indicator.evidence, indicator.legal_basis, indicator.owner_role


def _described(indicator: Indicator, other: Indicator) -> dict[str, str]:
    """The descriptions of options that stand in both."""
    rule = indicator.rule
    common = _parts(other.rule)
    return {one.code: one.description for one in rule.options if one.code in common} if isinstance(rule, Choice) else {}


# --- One rule -------------------------------------------------------------------------------------------------------


def _rule_words(before: Indicator, after: Indicator) -> Iterator[str]:
    match before.rule, after.rule:
        case Bands(), Bands():
            yield from _band_words(before, after)
        case (Linear() | Cadence()) as old, (Linear() | Cadence()) as new:
            yield from _share_words(before, after, old, new)
        case PerUnit(old_each), PerUnit(new_each) if old_each != new_each:
            yield f"Điểm của mỗi {after.unit or 'trường hợp'} {_points(old_each, new_each)}"
        case (Checklist() | Choice() | Deduction()) as old, new:
            yield from _part_words(_parts(old), _parts(new))


def _bound(indicator: Indicator, bound: Decimal) -> str:
    if indicator.input in ("ratio", "percent"):
        return percent_vi(bound)
    return f"{number_vi(bound)} {indicator.unit}".strip()


def _band_words(before: Indicator, after: Indicator) -> Iterator[str]:
    old, new = _bands(before), _bands(after)
    for bound, points in new.items():
        if bound not in old:
            yield f"Thêm mốc từ {_bound(after, bound)}: {number_vi(points)} điểm"
        elif old[bound] != points:
            yield f"Mốc từ {_bound(after, bound)}: điểm {_points(old[bound], points)}"
    for bound in old:
        if bound not in new:
            yield f"Bỏ mốc từ {_bound(before, bound)}: {number_vi(old[bound])} điểm"


def _bands(indicator: Indicator) -> dict[Decimal, Decimal]:
    rule = indicator.rule
    return {band.at_least: band.points for band in rule.bands} if isinstance(rule, Bands) else {}


def _share_words(before: Indicator, after: Indicator, old: Linear | Cadence, new: Linear | Cadence) -> Iterator[str]:
    for label, was, now in (("đủ điểm", old.end, new.end), ("0 điểm", old.start, new.start)):
        if was != now:
            yield f"Mức {label} {moved(was, now, _bound(before, was), _bound(after, now))}"
    if not isinstance(old, Cadence) or not isinstance(new, Cadence):
        return
    if old.period != new.period:
        yield f"Kỳ {_texts(PERIODS[old.period], PERIODS[new.period])}"
    if old.at_least != new.at_least:
        yield f"Số lần trong mỗi kỳ {moved(old.at_least, new.at_least, str(old.at_least), str(new.at_least))}"
    if old.coverage != new.coverage:
        yield f"Tỷ lệ thôn, tổ dân phố phải báo cáo {_texts(_coverage(old), _coverage(new))}"


def _coverage(rule: Cadence) -> str:
    return "không quy định" if rule.coverage is None else percent_vi(rule.coverage)


def _parts(rule: Rule) -> dict[str, tuple[str, Decimal]]:
    """Items of a rule by code, each with its title and points."""
    match rule:
        case Checklist(items):
            return {one.code: (one.title, one.weight) for one in items}
        case Choice(options):
            return {one.code: (one.title, one.points) for one in options}
        case Deduction(severities):
            return {one.code: (one.title, one.points) for one in severities}
        case _:
            return {}


def _part_words(old: Mapping[str, tuple[str, Decimal]], new: Mapping[str, tuple[str, Decimal]]) -> Iterator[str]:
    for code, (title, points) in new.items():
        if code not in old:
            yield f"Thêm nội dung “{title}” ({number_vi(points)} điểm)"
        elif old[code][1] != points:
            yield f"Nội dung “{title}”: điểm {_points(old[code][1], points)}"
    for code, (title, _) in old.items():
        if code not in new:
            yield f"Bỏ nội dung “{title}”"


# --- Gates ----------------------------------------------------------------------------------------------------------


def gate_asks(gate: Gate) -> tuple[str, GateSource, str, str]:
    """What a stated fact answers: another question, source or day asks anew."""
    return gate.question, gate.source, gate.as_of, gate.about


def gate_words(before: Gate, after: Gate, names: LevelNames, new_names: LevelNames) -> Iterator[str]:
    """What changed of a gate of the same key."""
    if before.question != after.question:
        yield f"Câu hỏi {_texts(before.question, after.question)}"
    if before.source != after.source:
        yield "Cách xác định có thay đổi"
    if before.about != after.about:
        yield f"{'Nay xác nhận' if after.of_heads else 'Không còn xác nhận'} riêng từng người đứng đầu"
    if before.as_of != after.as_of:
        yield f"Tính đến {_texts(_as_of(before), _as_of(after))}"
    if before.cap != after.cap:
        yield f"Hậu quả {_texts(_effect(before, names), _effect(after, new_names))}"


def _as_of(gate: Gate) -> str:
    return "ngày chốt số liệu" if gate.as_of == CUT_OFF else gate.as_of


def _effect(gate: Gate, names: LevelNames) -> str:
    return "không công nhận" if gate.cap is None else f"không quá {names.name(gate.cap)}"


# --- The whole ------------------------------------------------------------------------------------------------------


def whole_words(before: SetDefinition, after: SetDefinition) -> Iterator[str]:
    """What changed of levels, minimums, groups and rounding: it touches no value and may change any result."""
    if before.step != after.step:
        yield f"Điểm làm tròn đến {number_vi(after.step)}, trước là {number_vi(before.step)}"
    if before.total != after.total:
        yield f"Tổng điểm {'tính theo trọng số của các nhóm' if after.total == 'weighted' else 'là tổng các nhóm'}"
    yield from _group_words(before, after)
    old, new = ({level.number: level for level in each.levels} for each in (before, after))
    for number, level in new.items():
        if number not in old:
            yield f"Thêm mức độ “{level.title}”"
        else:
            yield from (f"{level.title}: {words}" for words in _level_words(old[number], level, after.level_names))
    yield from (f"Bỏ mức độ “{level.title}”" for number, level in old.items() if number not in new)
    if before.minimums != after.minimums:
        yield f"Điều kiện chung của mọi mức độ: {_minimums(after.minimums)}"


def _group_words(before: SetDefinition, after: SetDefinition) -> Iterator[str]:
    """Of groups: the sum of their points, and their weight."""
    old, new = ({group.code: group for group in each.groups} for each in (before, after))
    for code, group in new.items():
        if code not in old:
            yield f"Thêm nhóm {code} “{group.title}”"
            continue
        most = _maximum(old[code]), _maximum(group)
        if most[0] != most[1]:
            yield f"Nhóm {code}: tổng điểm {_points(*most)}"
        weights = old[code].weight or Decimal(0), group.weight or Decimal(0)
        if weights[0] != weights[1]:
            yield f"Nhóm {code}: trọng số {_points(*weights)}"
    yield from (f"Bỏ nhóm {code} “{group.title}”" for code, group in old.items() if code not in new)


def _maximum(group: Node) -> Decimal:
    return sum((leaf.max for leaf in leaves_of(group)), Decimal(0))


def _level_words(before: Level, after: Level, names: LevelNames) -> Iterator[str]:
    if before.title != after.title:
        yield f"trước có tên “{before.title}”"
    if before.total_at_least != after.total_at_least:
        yield f"tổng điểm {_share(before.total_at_least, after.total_at_least)}"
    if before.every_group_at_least != after.every_group_at_least:
        floors = [one.every_group_at_least for one in (before, after)]
        yield f"mỗi nhóm {_texts(*('không quy định' if one is None else f'từ {percent_vi(one)}' for one in floors))}"
    if before.minimums != after.minimums:
        yield f"điều kiện riêng: {_minimums(after.minimums)}"
    if before.requires != after.requires:
        asked = [
            f"đạt cả các điều kiện của {names.name(one.level)}" if one.how == "same_result"
            else f"đã được công nhận {names.name(one.level)} ở năm trước"
            for one in after.requires
        ]  # fmt: skip
        yield f"điều kiện về mức độ: {'; '.join(asked) or 'không còn'}"


def _share(before: Decimal, after: Decimal) -> str:
    return moved(before, after, percent_vi(before), percent_vi(after))


def _minimums(minimums: tuple[Minimum, ...]) -> str:
    return "; ".join(_minimum(one) for one in minimums) or "không còn"


def _minimum(one: Minimum) -> str:
    label = "tổng điểm" if one.node == TOTAL_NODE else f"mục {one.node}"
    bound = percent_vi(one.share) if one.share is not None else f"{number_vi(one.points or Decimal(0))} điểm"
    return f"{label} từ {bound}"
