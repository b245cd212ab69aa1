"""How many indicator scores a second the engine gives, with and without explanations, and whether it is linear.

3,321 dossiers of the reference set (all its rule kinds, some answers missing or “không phát sinh”) are scored in
one process, whole results included: sums, gates, level and its range.
"""

import random
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from thanthien.criteria.compiling import CompiledIndicator, CompiledSet, compile_set
from thanthien.criteria.scoring import explain, score
from thanthien.criteria.values import Answer, Counts, Items, NotApplicable, Number, Passed, Picked, Ratio
from thanthien.criteria.yaml_io import load_set

ROOT = Path(__file__).resolve().parents[1]
SET_FILE = ROOT / "thanthien/criteria/sets/chinh-quyen-than-thien-2026.yaml"
DOSSIERS = 3321
ROUNDS = 5
AIMS = {"scores_per_second": 200_000, "scores_per_second_explained": 100_000, "double_size_time_ratio_at_most": 2.5}
GATES = {"ky-luat-nguoi-dung-dau": False, "nop-ho-so-qua-han": False, "phan-anh-qua-han": False}

Dossier = Mapping[str, Answer | None]


def make_answer(indicator: CompiledIndicator, chance: random.Random) -> Answer | None:
    """A plausible answer; one in thirty is missing, and where allowed one in twenty is “không phát sinh”."""
    if chance.random() < 1 / 30:
        return None
    if indicator.definition.not_applicable.effect != "no" and chance.random() < 1 / 20:
        return NotApplicable("Không phát sinh trong năm")
    rule: Any = indicator.definition.rule
    match indicator.definition.input:
        case "passed":
            return Passed(chance.random() < 0.9)
        case "items":
            return Items({item.code: chance.random() < 0.85 for item in rule.items})
        case "ratio":
            whole = chance.randint(10, 2000)
            return Ratio(Decimal(chance.randint(whole // 2, whole)), Decimal(whole))
        case "number":
            return Number(Decimal(chance.randint(0, 8)))
        case "counts":
            return Counts({severity.code: int(chance.random() < 0.05) for severity in rule.severities})
        case _:
            return Picked(chance.choice(rule.options).code)


def make_dossiers(compiled: CompiledSet, count: int) -> list[Dossier]:
    chance = random.Random(2026)
    return [{i.code: make_answer(i, chance) for i in compiled.indicators} for _ in range(count)]


def score_all(compiled: CompiledSet, dossiers: list[Dossier]) -> None:
    for answers in dossiers:
        score(compiled, answers, GATES)


def explain_all(compiled: CompiledSet, dossiers: list[Dossier]) -> None:
    for answers in dossiers:
        result = score(compiled, answers, GATES)
        for indicator in compiled.indicators:
            explain(indicator, answers[indicator.code], result.indicators[indicator.code])


def seconds(
    work: Callable[[CompiledSet, list[Dossier]], None], compiled: CompiledSet, dossiers: list[Dossier]
) -> float:
    """The median of several rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work(compiled, dossiers)
        taken.append(time.perf_counter() - start)
    return sorted(taken)[ROUNDS // 2]


def main() -> dict[str, Any]:
    """The measurement as plain numbers."""
    compiled = compile_set(load_set(SET_FILE.read_text(encoding="utf-8")), "xa")
    twice = make_dossiers(compiled, 2 * DOSSIERS)
    once = twice[:DOSSIERS]
    scores = DOSSIERS * len(compiled.indicators)
    plain, explained = seconds(score_all, compiled, once), seconds(explain_all, compiled, once)
    return {
        "size": {"dossiers": DOSSIERS, "indicators": len(compiled.indicators), "scores": scores, "rounds": ROUNDS},
        "scores_per_second": round(scores / plain),
        "scores_per_second_explained": round(scores / explained),
        "double_size_time_ratio": round(seconds(score_all, compiled, twice) / plain, 3),
        "aims": AIMS,
    }
