"""The decisions on one result in their order, in plain words with their days: what was first decided, what was lowered,
adjusted or corrected later. Read from sealed documents only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from thanthien.core.formats import points
from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.rules import Indicator
from thanthien.criteria.words import value_words
from thanthien.evaluations.decision_words import correction_words
from thanthien.evaluations.enums import DecisionKind
from thanthien.evaluations.queries.public import REVOKED_NAME, SealedDecision

STATES = {
    "missing": "Chưa chấm",
    "refused": "Chưa chấm",
    "not_applicable": "Không phát sinh",
    "deviation": "Cho điểm trực tiếp",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One document in the history of a result, with its seal. ``notes``: what it adjusts or corrects, sentence by
    sentence; ``recomputed``: the level that follows from adjusted indicators."""

    kind: DecisionKind
    label: str
    level: int
    level_name: str
    number: str
    signed_on: date
    reason: str
    seal_number: str
    sha256: str
    notes: tuple[str, ...] = ()
    recomputed: str = ""

    @property
    def corrects(self) -> bool:
        """It changes no level: a wrong text is put right."""
        return self.kind == DecisionKind.CORRECTION

    @property
    def told(self) -> str:
        """“Công nhận: Mức độ 2”, “Đính chính”."""
        return f"{self.label}: {self.level_name}" if self.level and not self.corrects else self.label

    @property
    def paper(self) -> str:
        """“Quyết định số … ngày …”."""
        what = "Văn bản đính chính" if self.corrects else "Quyết định"
        return f"{what} số {self.number} ngày {self.signed_on:%d/%m/%Y}"


def steps_of(compiled: CompiledSet, seals: Sequence[SealedDecision]) -> list[Step]:
    """The documents of one result, oldest first."""
    found: list[Step] = []
    for seal in seals:
        found.append(_step(compiled, seal, found[-1].level_name if found else ""))
    return found


def _step(compiled: CompiledSet, seal: SealedDecision, before: str) -> Step:
    decision, level = seal.document["decision"], seal.document["level"]
    number, kind = level["decided"], DecisionKind(decision["kind"])
    label = str(kind.label) if number or kind != DecisionKind.RECOGNITION else "Không công nhận"
    name = compiled.definition.level_names.name(number)
    if kind == DecisionKind.REVOCATION:
        name = REVOKED_NAME  # a unit that lost its recognition was never “Chưa đạt”
    elif kind == DecisionKind.CORRECTION:
        name = before
    reason = "" if kind == DecisionKind.CORRECTION else level["decided_reason"]
    return Step(
        kind, label, number, name, decision["number"], date.fromisoformat(decision["signed_on"]), reason,
        seal.number, seal.sha256, tuple(_notes(compiled, seal.document)), _recomputed(compiled, seal.document),
    )  # fmt: skip


def _recomputed(compiled: CompiledSet, document: dict[str, Any]) -> str:
    computed = document["level"]["computed"]
    if computed is None or not document.get("adjusts", {}).get("indicators"):
        return ""
    return compiled.definition.level_names.name(computed)


def _notes(compiled: CompiledSet, document: dict[str, Any]) -> list[str]:
    if corrects := document.get("corrects"):
        of = corrects["decision"]
        day = date.fromisoformat(of["signed_on"])
        changes = corrects["changes"]
        told = [correction_words(one["what"], one.get("before", ""), one.get("after", "")) for one in changes]
        return [f"Đính chính Quyết định số {of['number']} ngày {day:%d/%m/%Y}.", *told]
    adjusts = document.get("adjusts")
    if not adjusts:
        return []
    settled = adjusts["settlement"]
    day = date.fromisoformat(settled["signed_on"])
    rows = {row["code"]: row for row in document["indicators"]}
    return [
        f"Theo văn bản giải quyết khiếu nại số {settled['number']} ngày {day:%d/%m/%Y} của {settled['issuer']}.",
        *(_adjusted(compiled, rows[code]) for code in adjusts["indicators"]),
    ]


def _adjusted(compiled: CompiledSet, row: dict[str, Any]) -> str:
    """“Tiêu chí 2.2: Tốt (2 điểm) thành Không đạt (0 điểm).”"""
    before, now = (_said(compiled, row["code"], column) for column in (row["former"][-1], row["concluded"]))
    return f"Tiêu chí {row['code']}: {before} thành {now}."


def column_words(indicator: Indicator, column: dict[str, Any]) -> str:
    """What a column of a sealed document says in words: its value, or why there is none."""
    return value_words(indicator, column["value"]) if column["state"] == "value" else STATES[column["state"]]


def _said(compiled: CompiledSet, code: str, column: dict[str, Any]) -> str:
    definition = compiled.by_code[code].definition
    words = column_words(definition, column)
    worth = None if column["points"] is None else Decimal(column["points"])
    return words if worth is None else f"{words} ({points(worth)} điểm)"


def change_of(steps: Sequence[Step]) -> Step | None:
    """The last document that changed the result; None while the first decision holds."""
    later = [step for step in steps[1:] if not step.corrects]
    return later[-1] if later else None


def change_words(steps: Sequence[Step]) -> str:
    """What the last decision changed: “Hạ từ Mức độ 4 xuống Mức độ 2 theo Quyết định số … ngày …”; empty while the
    first decision holds."""
    last = change_of(steps)
    if last is None:
        return ""
    before = steps[steps.index(last) - 1]
    paper = f"theo {last.paper}."
    if last.kind == DecisionKind.REVOCATION:
        return f"Thu hồi công nhận {before.level_name} {paper}"
    if last.kind == DecisionKind.LOWERING:
        return f"Hạ từ {before.level_name} xuống {last.level_name} {paper}"
    if before.level_name == last.level_name:
        return f"Điều chỉnh điểm, giữ {last.level_name} {paper}"
    return f"Điều chỉnh từ {before.level_name} thành {last.level_name} {paper}"
