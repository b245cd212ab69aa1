"""Small sets and indicators for the tests of the rules; no database."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from thanthien.criteria.compiling import CompiledIndicator, CompiledSet, compile_set
from thanthien.criteria.rules import (
    Band,
    Bands,
    Cadence,
    Checklist,
    Choice,
    Deduction,
    Indicator,
    Item,
    Level,
    Linear,
    Node,
    NotApplicableRule,
    Option,
    PassFail,
    PerUnit,
    Rule,
    SetDefinition,
    Severity,
)
from thanthien.criteria.values import Ratio
from thanthien.criteria.yaml_io import load_set

SETS = Path(__file__).parent / "sets"
REFERENCE = Path(__file__).parents[2] / "thanthien/criteria/sets/chinh-quyen-than-thien-2026.yaml"

D = Decimal


def indicator(rule: Rule, most: str = "4", code: str = "1.1", **changes: Any) -> Indicator:
    """An indicator with words, so that bands and linear take a ratio unless told otherwise."""
    words = {"numerator": "tuần có tiếp nhận", "denominator": "tuần đến hạn"}
    if rule.kind not in ("linear", "bands", "cadence"):
        words = {}
    return Indicator(code=code, title=f"Tiêu chí {code}", max=D(most), rule=rule, **{**words, **changes})


def definition(*indicators: Indicator, step: str = "0.25", **changes: Any) -> SetDefinition:
    """A set of one group unless ``groups`` says otherwise, with the four usual levels."""
    defaults: dict[str, Any] = {
        "groups": (Node("1", "Nhóm 1", indicators),),
        "levels": (
            Level(1, "Mức độ 1", D("0.6"), D("0.5")),
            Level(2, "Mức độ 2", D("0.7"), D("0.5")),
            Level(3, "Mức độ 3", D("0.8"), D("0.6")),
            Level(4, "Mức độ 4", D("0.9"), D("0.7")),
        ),
    }
    return SetDefinition("thu", "Thử", 2026, 1, "Bộ thử", step=D(step), **{**defaults, **changes})


def compiled(*indicators: Indicator, kind: str = "xa", **changes: Any) -> CompiledSet:
    return compile_set(definition(*indicators, **changes), kind)


def one(rule: Rule, most: str = "4", step: str = "0.25", **changes: Any) -> CompiledIndicator:
    """A single compiled indicator."""
    return compiled(indicator(rule, most, **changes), step=step).by_code[changes.get("code", "1.1")]


def ratio(numerator: str | int, denominator: str | int) -> Ratio:
    return Ratio(D(numerator), D(denominator))


def bands(*pairs: tuple[str, str]) -> Bands:
    return Bands(tuple(Band(D(at_least), D(points)) for at_least, points in pairs))


def linear(start: str, end: str) -> Linear:
    return Linear(D(start), D(end))


def cadence(start: str, end: str) -> Cadence:
    return Cadence("iso_week", 1, D(start), D(end))


def checklist(count: int, weight: str) -> Checklist:
    return Checklist(tuple(Item(f"n{i}", f"Nội dung {i}", D(weight)) for i in range(count)))


def choice(*points: str) -> Choice:
    return Choice(tuple(Option(f"o{i}", f"Mức {i}", D(amount)) for i, amount in enumerate(points)))


def deduction(*points: str) -> Deduction:
    return Deduction(tuple(Severity(f"m{i}", f"Hình thức {i}", D(amount)) for i, amount in enumerate(points)))


def per_unit(each: str) -> PerUnit:
    return PerUnit(D(each))


PASS_FAIL = PassFail()
EXCLUDED = NotApplicableRule("excluded", "Không phát sinh trong năm")
FULL = NotApplicableRule("full", "Không phát sinh trong năm")


@cache
def reference() -> SetDefinition:
    return load_set(REFERENCE.read_text(encoding="utf-8"))


@cache
def other_set(name: str) -> SetDefinition:
    return load_set((SETS / f"{name}.yaml").read_text(encoding="utf-8"))
