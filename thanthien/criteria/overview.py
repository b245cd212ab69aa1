"""A criteria set as people read it: groups and indicators with their rules, levels, gates and targets in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from thanthien.core.levels import LevelNames
from thanthien.core.numbers_vi import number_vi, percent_vi
from thanthien.criteria.gate_rules import (
    CUT_OFF,
    DeclaredSource,
    DossierSource,
    Gate,
    IndicatorSource,
    MeasureCondition,
    MeasureSource,
)
from thanthien.criteria.levels import units_needed
from thanthien.criteria.rules import (
    TOTAL_NODE,
    Checklist,
    Choice,
    Indicator,
    Level,
    Minimum,
    Node,
    SetDefinition,
    leaves_of,
)
from thanthien.criteria.words import ENTERED_BY, rule_words
from thanthien.units.enums import UnitKind
from thanthien.units.models import Agency

_NOT_APPLICABLE = {"excluded": "không tính vào điểm tối đa", "full": "tính đủ điểm"}
_COMBINE = {
    "lead": "lấy kết quả của cơ quan nêu đầu tiên",
    "mean": "lấy trung bình của kết quả chưa làm tròn, rồi làm tròn một lần",
    "median": "lấy trung vị của kết quả chưa làm tròn, rồi làm tròn một lần",
}
_SOURCE = {"auto": "hệ thống tính", "declared": "đơn vị khai", "judged": "cơ quan thẩm định đánh giá"}
_CONDITION = {"below": "dưới", "at_most": "không quá", "above": "trên", "at_least": "từ", "points_below": "dưới"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: a heading (no ``maximum``), or an indicator."""

    code: str
    title: str
    depth: int
    maximum: Decimal | None = None
    rule: str = ""
    parts: tuple[str, ...] = ()
    bodies: str = ""
    combine: str = ""
    not_applicable: str = ""
    kinds: str = ""
    variants: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GroupLines:
    """A group with everything under it."""

    code: str
    title: str
    maximum: Decimal
    weight: Decimal | None
    lines: list[Line]

    @property
    def blocks(self) -> list[list[Line]]:
        """The lines cut before each heading: what stands together in a table."""
        found: list[list[Line]] = []
        for line in self.lines:
            if line.maximum is None or not found:
                found.append([])
            found[-1].append(line)
        return found


def body_names(definition: SetDefinition) -> dict[str, str]:
    """Full names of the appraising bodies by code. One statement."""
    codes = {code for indicator in definition.indicators() for code in indicator.bodies}
    codes |= {gate.body for gate in definition.gates if gate.body}
    return dict(Agency.objects.filter(code__in=codes).values_list("code", "name"))


def group_lines(definition: SetDefinition, names: Mapping[str, str]) -> list[GroupLines]:
    """Every group, criterion and indicator, in the order of the set."""
    return [
        GroupLines(
            group.code, group.title, sum((leaf.max for leaf in leaves_of(group)), Decimal(0)), group.weight,
            list(_lines(definition, group, names, 1)),
        )
        for group in definition.groups
    ]  # fmt: skip


def _lines(definition: SetDefinition, node: Node, names: Mapping[str, str], depth: int) -> Iterator[Line]:
    for child in node.children:
        if isinstance(child, Node):
            yield Line(child.code, child.title, depth)
            yield from _lines(definition, child, names, depth + 1)
        else:
            yield _line(definition, child, names, depth)


def _line(definition: SetDefinition, indicator: Indicator, names: Mapping[str, str], depth: int) -> Line:
    allowed = indicator.not_applicable
    return Line(
        code=indicator.code,
        title=indicator.title,
        depth=depth,
        maximum=indicator.max,
        rule=rule_words(indicator, definition.step),
        parts=_parts(indicator),
        bodies="; ".join(names.get(code, code) for code in indicator.bodies),
        combine=_COMBINE[indicator.combine] if len(indicator.bodies) > 1 else "",
        not_applicable=f"{allowed.when.rstrip('.')}: {_NOT_APPLICABLE[allowed.effect]}"
        if allowed.effect != "no"
        else "",
        kinds=", ".join(str(UnitKind(kind).label) for kind in indicator.kinds),
        variants=tuple(_variants(definition, indicator)),
        about=tuple((label, text) for label, text in _about(indicator) if text),
    )


def _about(indicator: Indicator) -> Iterator[tuple[str, str]]:
    """What else the set says, for those who prepare it and work with it."""
    yield "Hướng dẫn", indicator.help
    yield "Ví dụ", indicator.example
    yield "Minh chứng", "; ".join(indicator.evidence)
    yield "Căn cứ", "; ".join(indicator.legal_basis)
    yield "Người theo dõi", indicator.owner_role
    yield "Cơ quan nhập", ENTERED_BY[indicator.entered_by] if indicator.entered_by else ""
    yield "Nguồn giá trị", _SOURCE[indicator.source]
    yield "Số liệu của hệ thống", indicator.measure or ""
    yield "Bắt buộc", "" if indicator.obligatory else "không"


def _parts(indicator: Indicator) -> tuple[str, ...]:
    match indicator.rule:
        case Checklist(items):
            return tuple(f"{one.title}: {number_vi(one.weight)} điểm" for one in items)
        case Choice(options):
            return tuple(f"{one.title}: {one.description}" for one in options if one.description)
        case _:
            return ()


def _variants(definition: SetDefinition, indicator: Indicator) -> Iterator[str]:
    for variant in indicator.variants:
        kinds = ", ".join(str(UnitKind(kind).label) for kind in variant.kinds)
        meant = indicator.for_kind(variant.kinds[0])
        yield f"Với {kinds}: {meant.title} (tối đa {number_vi(meant.max)} điểm). {rule_words(meant, definition.step)}"


# --- Gates, levels, targets -----------------------------------------------------------------------------------------


def gate_rows(definition: SetDefinition, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Question, where the answer comes from, and what follows."""
    leaves = {leaf.code: leaf for leaf in definition.indicators()}
    levels = definition.level_names
    return [
        (gate.question, _gate_source(gate, leaves, names, levels), _effect(levels, gate)) for gate in definition.gates
    ]


def _effect(levels: LevelNames, gate: Gate) -> str:
    return "Không công nhận" if gate.cap is None else f"Không quá {levels.name(gate.cap)}"


def _gate_source(gate: Gate, leaves: Mapping[str, Indicator], names: Mapping[str, str], levels: LevelNames) -> str:
    match gate.source:
        case DeclaredSource(body):
            each = " riêng từng người đứng đầu" if gate.of_heads else ""
            return f"{names.get(body, body)} xác nhận{each}, tính đến {_as_of(gate)}"
        case MeasureSource(conditions, body):
            computed = "; hoặc ".join(_figure_condition(one) for one in conditions)
            stated = f"khi chưa có số liệu thì {names.get(body, body)} xác nhận"
            return f"Số liệu của hệ thống tính đến {_as_of(gate)}: {computed}; {stated}"
        case DossierSource():
            return "Xác định từ chính hồ sơ"
        case IndicatorSource() as source:
            return _indicator_source(source, leaves, levels)


def _as_of(gate: Gate) -> str:
    return "ngày chốt số liệu" if gate.as_of == CUT_OFF else gate.as_of


def _figure_condition(one: MeasureCondition) -> str:
    bound = percent_vi(one.threshold) if one.is_share else number_vi(one.threshold)
    return f"“{one.measure}” {_CONDITION[one.condition]} {bound}"


def _indicator_source(source: IndicatorSource, leaves: Mapping[str, Indicator], levels: LevelNames) -> str:
    by_points = source.condition == "points_below"
    bound = f"{number_vi(source.threshold)} điểm" if by_points else _bound(leaves[source.indicator], source.threshold)
    text = f"Giá trị của tiêu chí {source.indicator} {_CONDITION[source.condition]} {bound}"
    if source.sample is None:
        return text
    least = _bound(leaves[source.sample.indicator], source.sample.at_least)
    small = source.sample.too_small
    told = "" if small is None else f", chưa đủ thì không quá {levels.name(small)}"
    return f"{text}; chỉ xét khi tiêu chí {source.sample.indicator} từ {least}{told}"


def _bound(indicator: Indicator, bound: Decimal) -> str:
    return percent_vi(bound) if indicator.input in ("ratio", "percent") else number_vi(bound)


def group_floors(definition: SetDefinition) -> list[tuple[tuple[str, ...], Decimal]]:
    """What the levels ask for in every group: the titles of those that ask the same, and the share (0 to 1)."""
    asked: dict[Decimal, list[str]] = {}
    for level in definition.levels:
        if level.every_group_at_least is not None:
            asked.setdefault(level.every_group_at_least, []).append(level.title)
    return [(tuple(titles), share) for share, titles in asked.items()]


def level_rows(definition: SetDefinition) -> list[tuple[str, list[str]]]:
    """Each level from the highest down, with its conditions in words."""
    return [(level.title, _conditions(definition, level)) for level in reversed(definition.levels)]


def _conditions(definition: SetDefinition, level: Level) -> list[str]:
    found = [f"Tổng điểm từ {percent_vi(level.total_at_least)} điểm tối đa áp dụng"]
    if level.every_group_at_least is not None:
        found.append(f"mỗi nhóm từ {percent_vi(level.every_group_at_least)}")
    found += [_minimum(minimum) for minimum in (*definition.minimums, *level.minimums)]
    for need in level.requires:
        title = definition.level_names.name(need.level)
        how = "đạt cả các điều kiện của" if need.how == "same_result" else "đã được công nhận ở năm trước"
        found.append(f"{how} {title}")
    return found


def _minimum(minimum: Minimum) -> str:
    label = "tổng điểm" if minimum.node == TOTAL_NODE else f"mục {minimum.node}"
    if minimum.share is not None:
        return f"{label} từ {percent_vi(minimum.share)}"
    return f"{label} từ {number_vi(minimum.points or Decimal(0))} điểm"


def target_rows(definition: SetDefinition, units: int) -> list[tuple[int, str, str]]:
    """The city's targets by year, as shares and as numbers of today's units."""
    return [
        (
            one.year,
            f"từ {percent_vi(one.recognised)} ({units_needed(one.recognised, units)} đơn vị)",
            f"từ {percent_vi(one.top_level)} số đơn vị đạt chuẩn"
            if one.base == "recognised"
            else f"từ {percent_vi(one.top_level)} ({units_needed(one.top_level, units)} đơn vị)",
        )
        for one in definition.targets
    ]


def in_words(definition: SetDefinition, units: int) -> dict[str, object]:
    """All that a page says of a set in words: groups with their indicators, conditions, levels, and the targets for
    so many units."""
    names = body_names(definition)
    groups = group_lines(definition, names)
    return {
        "definition": definition,
        "groups": groups,
        "maximum": sum(group.maximum for group in groups),
        "indicators_count": sum(1 for _ in definition.indicators()),
        "gates": gate_rows(definition, names),
        "levels": level_rows(definition),
        "targets": target_rows(definition, units),
        "units_count": units,
    }
