"""Whether a definition makes sense: order, sums, references, unique codes; all problems at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from thanthien.core.numbers_vi import number_vi
from thanthien.criteria.gate_rules import DeclaredSource, Gate, IndicatorSource, MeasureSource
from thanthien.criteria.problems import Path
from thanthien.criteria.rules import (
    TOTAL_NODE,
    UNIT_KINDS,
    Bands,
    Cadence,
    Checklist,
    Choice,
    Deduction,
    Indicator,
    Item,
    Level,
    Linear,
    Minimum,
    Node,
    Option,
    PerUnit,
    SetDefinition,
    Severity,
    input_kind,
)

Found: TypeAlias = tuple[Path, str, str]

# Points are published and sealed with two places.
FINEST_STEP = Decimal("0.01")
MAX_OCCURRENCES = 10_000
MAX_SCHEME_TITLE, MAX_SET_TITLE, MAX_NODE_TITLE = 200, 300, 500
MAX_SHORT_TITLE = 60
MAX_CODE, MAX_SCHEME_CODE = 40, 60
MAX_VERSION = 1000
_NUMERIC_INPUTS = ("ratio", "percent", "number", "count")


def check_definition(definition: SetDefinition) -> list[Found]:
    """Every problem of meaning as (path, Vietnamese, English), in the order of the file."""
    if definition.step <= 0 or definition.step % FINEST_STEP:
        return [(("step",), f"Bước điểm phải lớn hơn 0 và là bội của {number_vi(FINEST_STEP)}.",
                 f"The step must be above 0 and a multiple of {FINEST_STEP}.")]  # fmt: skip
    return [
        *_head(definition),
        *_unique_codes(definition),
        *_nodes(definition),
        *_gates(definition),
        *_levels(definition),
        *_all_minimums(definition),
        *_targets(definition),
    ]


def _head(definition: SetDefinition) -> Iterator[Found]:
    if not 2000 <= definition.year <= 2200:
        yield ("year",), "Năm không hợp lệ.", "Year out of range."
    if not 1 <= definition.version <= MAX_VERSION:
        yield ("version",), f"Phiên bản từ 1 đến {MAX_VERSION}.", f"Versions go from 1 to {MAX_VERSION}."
    yield from _too_long(definition.scheme, ("scheme",), MAX_SCHEME_CODE)
    yield from _too_long(definition.scheme_title, ("scheme_title",), MAX_SCHEME_TITLE)
    yield from _too_long(definition.title, ("title",), MAX_SET_TITLE)


def _too_long(text: str, path: Path, most: int) -> Iterator[Found]:
    if len(text) > most:
        yield path, f"Dài quá {most} ký tự.", f"Longer than {most} characters."


def _walk(nodes: Sequence[Node | Indicator], path: Path) -> Iterator[tuple[Node | Indicator, Path]]:
    for index, node in enumerate(nodes):
        here = (*path, index)
        yield node, here
        if isinstance(node, Node):
            yield from _walk(node.children, (*here, "children"))


def walk_set(definition: SetDefinition) -> Iterator[tuple[Node | Indicator, Path]]:
    """Every group and indicator with its path, in the order of the file."""
    return _walk(definition.groups, ("groups",))


def _unique_codes(definition: SetDefinition) -> Iterator[Found]:
    seen = {TOTAL_NODE}
    for node, path in walk_set(definition):
        if node.code in seen:
            yield (*path, "code"), f"Mã “{node.code}” bị trùng.", f"Duplicate code “{node.code}”."
        seen.add(node.code)


def _repeated(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]


def _nodes(definition: SetDefinition) -> Iterator[Found]:
    if not definition.groups:
        yield ("groups",), "Cần ít nhất một nhóm.", "At least one group is needed."
    for node, path in walk_set(definition):
        yield from _too_long(node.title, (*path, "title"), MAX_NODE_TITLE)
        yield from _too_long(node.code, (*path, "code"), MAX_CODE)
        if isinstance(node, Indicator):
            yield from _indicator(definition, node, path)
        else:
            yield from _node(definition, node, path)


def _node(definition: SetDefinition, node: Node, path: Path) -> Iterator[Found]:
    if not node.children:
        yield (*path, "children"), "Nhóm chưa có tiêu chí nào.", "The node has no children."
    if node.max is not None:
        sums = {kind: _sum(node, kind) for kind in UNIT_KINDS}
        if node.max not in sums.values():
            found = sorted(set(sums.values()))
            told, said = ", ".join(map(number_vi, found)), ", ".join(map(str, found))
            yield ((*path, "max"), f"Điểm tối đa ghi {number_vi(node.max)}, nhưng tổng các tiêu chí là {told}.",
                   f"Stated maximum {node.max}, but the children sum to {said}.")  # fmt: skip
    yield from _weight(definition, node, path)


def _weight(definition: SetDefinition, node: Node, path: Path) -> Iterator[Found]:
    at_top = len(path) == 2
    if definition.total == "weighted" and at_top and not node.weight:
        yield ((*path, "weight"), "Tổng điểm theo trọng số: mỗi nhóm cần trọng số lớn hơn 0.",
               "A weighted total needs a weight above 0 for each group.")  # fmt: skip
    if node.weight is not None and not (definition.total == "weighted" and at_top):
        yield ((*path, "weight"), "Trọng số chỉ dùng cho nhóm cấp một, khi tổng tính theo trọng số (total: weighted).",
               "A weight stands only at a top group with total: weighted.")  # fmt: skip


def _sum(node: Node | Indicator, kind: str) -> Decimal:
    if isinstance(node, Indicator):
        return node.for_kind(kind).max if node.applies_to(kind) else Decimal(0)
    return sum((_sum(child, kind) for child in node.children), Decimal(0))


def _indicator(definition: SetDefinition, indicator: Indicator, path: Path) -> Iterator[Found]:
    yield from _too_long(indicator.short_title, (*path, "short_title"), MAX_SHORT_TITLE)
    yield from _rule(indicator, definition.step, path)
    yield from _kinds(definition, indicator, path)
    for key, codes in (("bodies", indicator.bodies), ("kinds", indicator.kinds)):
        for code in _repeated(codes):
            yield (*path, key), f"“{code}” bị trùng.", f"“{code}” is repeated."
    if indicator.combine != "lead" and len(indicator.bodies) < 2:
        yield ((*path, "combine"), "Lấy trung bình, trung vị (mean, median) cần ít nhất hai cơ quan.",
               "mean and median need at least two bodies.")  # fmt: skip
    if indicator.entered_by and indicator.source == "auto":
        yield ((*path, "entered_by"), "Số liệu hệ thống tính thì không do cơ quan nào nhập.",
               "What the platform computes, nobody enters.")  # fmt: skip
    if indicator.not_applicable.effect != "no" and not indicator.not_applicable.when:
        yield ((*path, "not_applicable"), "Cần nói rõ khi nào được coi là không phát sinh (when).",
               "State when it may be claimed (when).")  # fmt: skip


def _kinds(definition: SetDefinition, indicator: Indicator, path: Path) -> Iterator[Found]:
    counted: Counter[str] = Counter()
    for index, variant in enumerate(indicator.variants):
        where: Path = (*path, "variants", index)
        counted.update(variant.kinds)
        if not variant.kinds:
            yield (*where, "kinds"), "Cần ít nhất một loại đơn vị.", "At least one kind of unit is needed."
            continue
        unused = [kind for kind in variant.kinds if not indicator.applies_to(kind)]
        if unused or any(counted[kind] > 1 for kind in variant.kinds):
            yield ((*where, "kinds"), "Loại đơn vị bị trùng hoặc tiêu chí không áp dụng cho loại đó.",
                   "A kind is repeated, or the indicator does not apply to it.")  # fmt: skip
            continue
        yield from _variant_rule(definition, indicator, index, path)


def _variant_rule(definition: SetDefinition, indicator: Indicator, index: int, path: Path) -> Iterator[Found]:
    variant, where = indicator.variants[index], (*path, "variants", index)
    resolved = indicator.for_kind(variant.kinds[0])
    base_input = input_kind(resolved.rule, indicator.unit, indicator.numerator)
    if variant.rule is None and resolved.input != base_input:
        yield ((*where, "rule"), "Đổi dạng giá trị thì phải ghi lại cách chấm (rule) của biến thể.",
               "A variant that changes the form of the value must restate the rule.")  # fmt: skip
    elif variant.rule is not None or variant.max is not None:
        yield from _rule(resolved, definition.step, where)


def _rule(indicator: Indicator, step: Decimal, path: Path) -> Iterator[Found]:
    most, where = indicator.max, (*path, "rule")
    if most <= 0 or most % step:
        yield ((*path, "max"), f"Điểm tối đa phải lớn hơn 0 và là bội của bước {number_vi(step)}.",
               f"The maximum must be above 0 and a multiple of the step {step}.")  # fmt: skip
    match indicator.rule:
        case Checklist() as rule:
            yield from _checklist(rule, most, where, step)
        case Bands() as rule:
            yield from _bands(rule, most, where, step)
        case Linear() | Cadence() as rule:
            yield from _linear(rule, where)
        case PerUnit() as rule:
            yield from _per_unit(rule, most, where)
        case Deduction(severities):
            yield from _coded(severities, where, "severities", step)
        case Choice() as rule:
            yield from _choice(rule, most, where, step)


def _checklist(rule: Checklist, most: Decimal, where: Path, step: Decimal) -> Iterator[Found]:
    yield from _coded(rule.items, where, "items", step)
    if sum(item.weight for item in rule.items) != most:
        yield ((*where, "items"), f"Tổng điểm của các nội dung phải bằng điểm tối đa {number_vi(most)}.",
               f"The weights must sum to the maximum {most}.")  # fmt: skip


def _linear(rule: Linear | Cadence, where: Path) -> Iterator[Found]:
    if rule.start == rule.end:
        yield where, "Mức 0 điểm (from) và mức đủ điểm (to) phải khác nhau.", "from and to must differ."
    if isinstance(rule, Cadence) and rule.at_least < 1:
        yield (*where, "at_least"), "Cần ít nhất 1.", "Must be at least 1."
    if isinstance(rule, Cadence) and rule.coverage is not None and not 0 < rule.coverage <= 1:
        yield (*where, "coverage"), "Cần lớn hơn 0% và không quá 100%.", "Must be above 0% and at most 100%."


def _per_unit(rule: PerUnit, most: Decimal, where: Path) -> Iterator[Found]:
    if not 0 < rule.each <= most:
        yield ((*where, "each"), "Điểm mỗi lần phải lớn hơn 0 và không quá điểm tối đa.",
               "Points each must be above 0 and at most the maximum.")  # fmt: skip
    elif most / rule.each > MAX_OCCURRENCES:
        yield (*where, "each"), "Điểm mỗi lần quá nhỏ.", "Points each is too small."


def _choice(rule: Choice, most: Decimal, where: Path, step: Decimal) -> Iterator[Found]:
    yield from _coded(rule.options, where, "options", step)
    if rule.options and max(option.points for option in rule.options) != most:
        yield ((*where, "options"), f"Phương án cao nhất phải bằng điểm tối đa {number_vi(most)}.",
               f"The best option must give the maximum {most}.")  # fmt: skip


def _coded(entries: Sequence[Item | Severity | Option], where: Path, key: str, step: Decimal) -> Iterator[Found]:
    path = (*where, key)
    if not entries:
        yield path, "Danh sách trống.", "Empty list."
    for code in _repeated(entry.code for entry in entries):
        yield path, f"Mã “{code}” bị trùng.", f"Duplicate code “{code}”."
    for index, entry in enumerate(entries):
        amount = entry.weight if isinstance(entry, Item) else entry.points
        # Only an option may be worth nothing: “không đạt” is one of the choices.
        if amount % step or (not amount and not isinstance(entry, Option)):
            yield ((*path, index), f"Điểm phải lớn hơn 0 và là bội của bước {number_vi(step)}.",
                   f"Points must be above 0 and a multiple of the step {step}.")  # fmt: skip


def _bands(rule: Bands, most: Decimal, where: Path, step: Decimal) -> Iterator[Found]:
    path = (*where, "bands")
    if not rule.bands:
        yield path, "Danh sách trống.", "Empty list."
        return
    for index, band in enumerate(rule.bands):
        if band.points <= 0 or band.points % step:
            yield ((*path, index, "points"), f"Điểm phải lớn hơn 0 và là bội của bước {number_vi(step)}.",
                   f"Must be above 0 and a multiple of the step {step}.")  # fmt: skip
        if index and band.at_least >= rule.bands[index - 1].at_least:
            yield ((*path, index, "at_least"), "Các bậc phải xếp từ cao xuống thấp, không trùng nhau.",
                   "Bounds must be strictly descending.")  # fmt: skip
        if index and band.points >= rule.bands[index - 1].points:
            yield ((*path, index, "points"), "Bậc thấp hơn phải ít điểm hơn bậc trên nó.",
                   "A lower band must give fewer points than the one above it.")  # fmt: skip
    if rule.bands[0].points != most:
        yield ((*path, 0, "points"), f"Bậc cao nhất phải bằng điểm tối đa {number_vi(most)}.",
               f"The highest band must give the maximum {most}.")  # fmt: skip


def _gates(definition: SetDefinition) -> Iterator[Found]:
    indicators = {indicator.code: indicator for indicator in definition.indicators()}
    for key in _repeated(gate.key for gate in definition.gates):
        yield ("gates",), f"Trường hợp “{key}” bị trùng.", f"Duplicate gate “{key}”."
    for index, gate in enumerate(definition.gates):
        path: Path = ("gates", index)
        if gate.cap is not None and not 1 <= gate.cap < len(definition.levels):
            yield ((*path, "effect", "cap"), "Mức trần phải thấp hơn mức cao nhất và từ 1 trở lên.",
                   "The cap must be at least 1 and below the highest level.")  # fmt: skip
        if gate.of_heads and not isinstance(gate.source, DeclaredSource):
            yield ((*path, "about"), "Chỉ dùng khi một cơ quan xác nhận (declared_by).",
                   "Only for a gate that a body states (declared_by).")  # fmt: skip
        if isinstance(gate.source, IndicatorSource):
            yield from _gate_source(gate, gate.source, indicators, (*path, "source"))
            yield from _too_small(definition, gate, gate.source, (*path, "source", "sample", "too_small"))
        elif isinstance(gate.source, MeasureSource) and not gate.source.conditions:
            yield (*path, "source", "measures"), "Danh sách trống.", "Empty list."


def _too_small(definition: SetDefinition, gate: Gate, source: IndicatorSource, path: Path) -> Iterator[Found]:
    cap = source.sample.too_small if source.sample else None
    if cap is not None and not 1 <= cap < len(definition.levels):
        yield ((*path, "cap"), "Mức trần phải thấp hơn mức cao nhất và từ 1 trở lên.",
               "The cap must be at least 1 and below the highest level.")  # fmt: skip


def _gate_source(gate: Gate, source: IndicatorSource, indicators: dict[str, Indicator], path: Path) -> Iterator[Found]:
    wanted = [(source.indicator, source.condition != "points_below", path)]
    if source.sample is not None:
        wanted.append((source.sample.indicator, True, (*path, "sample")))
    for code, by_value, where in wanted:
        indicator = indicators.get(code)
        if indicator is None:
            yield (*where, "indicator"), f"Không có tiêu chí “{code}”.", f"No indicator “{code}”."
            continue
        kinds = [kind for kind in UNIT_KINDS if gate.applies_to(kind)]
        if any(not indicator.applies_to(kind) for kind in kinds):
            yield ((*where, "indicator"), f"Tiêu chí “{code}” không áp dụng cho mọi loại đơn vị của trường hợp.",
                   f"Indicator “{code}” does not apply to every kind of the gate.")  # fmt: skip
        elif by_value and any(indicator.for_kind(kind).input not in _NUMERIC_INPUTS for kind in kinds):
            yield ((*where, "indicator"),
                   f"Tiêu chí “{code}” không có giá trị bằng số: cần so theo điểm (points_below).",
                   f"Indicator “{code}” has no numeric value; use points_below.")  # fmt: skip


def _levels(definition: SetDefinition) -> Iterator[Found]:
    if not definition.levels:
        yield ("levels",), "Cần ít nhất một mức độ.", "At least one level is needed."
    for index, level in enumerate(definition.levels):
        path: Path = ("levels", index)
        if level.number != index + 1:
            yield (*path, "number"), f"Cần số {index + 1} (các mức đánh số từ 1).", f"Expected {index + 1}."
        for key, share in (("total_at_least", level.total_at_least),
                           ("every_group_at_least", level.every_group_at_least)):  # fmt: skip
            if share is not None and share > 1:
                yield (*path, key), "Không được quá 100%.", "Must not exceed 100%."
        yield from _requirements(level, path)


def _requirements(level: Level, path: Path) -> Iterator[Found]:
    for index, requirement in enumerate(level.requires):
        if not 1 <= requirement.level < max(level.number, 1) and not (
            requirement.how == "held_before" and requirement.level == level.number
        ):
            yield ((*path, "requires", index, "level"), "Chỉ được đòi một mức thấp hơn.",
                   "Only a lower level may be required.")  # fmt: skip


def _all_minimums(definition: SetDefinition) -> Iterator[Found]:
    maxima = {node.code: max(_sum(node, kind) for kind in UNIT_KINDS) for node, _ in walk_set(definition)}
    maxima[TOTAL_NODE] = max(sum((_sum(group, kind) for group in definition.groups), Decimal(0)) for kind in UNIT_KINDS)
    for index, minimum in enumerate(definition.minimums):
        yield from _minimum(definition, minimum, maxima, ("minimums", index))
    for number, level in enumerate(definition.levels):
        for index, minimum in enumerate(level.minimums):
            yield from _minimum(definition, minimum, maxima, ("levels", number, "minimums", index))


def _minimum(definition: SetDefinition, minimum: Minimum, maxima: dict[str, Decimal], path: Path) -> Iterator[Found]:
    most = maxima.get(minimum.node)
    if most is None:
        yield (*path, "node"), f"Không có mục “{minimum.node}”.", f"No node “{minimum.node}”."
        return
    if minimum.share is not None and minimum.share > 1:
        yield (*path, "share"), "Không được quá 100%.", "Must not exceed 100%."
    if minimum.points is not None and minimum.node == TOTAL_NODE and definition.total == "weighted":
        yield ((*path, "points"), "Tổng theo trọng số chỉ dùng tỷ lệ (share).",
               "With a weighted total use a share.")  # fmt: skip
    elif minimum.points is not None and minimum.points > most:
        yield (*path, "points"), f"Vượt điểm tối đa {number_vi(most)} của mục này.", f"Above the node's maximum {most}."


def _targets(definition: SetDefinition) -> Iterator[Found]:
    for year in _repeated(target.year for target in definition.targets):
        yield ("targets",), f"Năm {year} bị trùng.", f"Year {year} is repeated."
    for index, target in enumerate(definition.targets):
        for key, share in (("recognised", target.recognised), ("top_level", target.top_level)):
            if share > 1:
                yield ("targets", index, key), "Không được quá 100%.", "Must not exceed 100%."
