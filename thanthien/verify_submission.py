"""Check one sealed document by itself, beside its criteria set: a submission (the commune's and the bodies'), or a
single decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import rfc8785

from thanthien.criteria.compiling import CompiledIndicator, CompiledSet, compile_set
from thanthien.criteria.definition_io import canonical_sha256, definition_to_json
from thanthien.criteria.rules import UNIT_KINDS, SetDefinition
from thanthien.criteria.scoring import Result, score
from thanthien.criteria.values import ValueProblem
from thanthien.evaluations.seal_documents import FORMATS, WITH_FIGURES, WITHOUT_FIGURES
from thanthien.verify_dossier import (
    Told,
    answer_of,
    check_column,
    check_figures,
    check_result,
    check_sums,
    gate_values,
)
from thanthien.verify_figures import PARTS, Findings, check_computed, check_origin

Tree: TypeAlias = Mapping[str, Any]

_TOP = frozenset(
    {"format", "number", "kind", "scheme", "cycle", "criteria_set", "unit", "target_level", "report", "posting",
     "meeting_on", "minutes", "opinions", "indicators", "total", "level"}
)  # fmt: skip
_ROW = frozenset(
    {"code", "state", "value", "points", "maximum", "explanation", "origin", "system_value", "system_as_of", "reason",
     "commune_text", "evidence"}
)  # fmt: skip


class NotASeal(ValueError):
    """The file is no sealed document, or of another criteria set; the message is a Vietnamese sentence."""


def verify_seal(raw: object, definition: SetDefinition) -> Told:
    """Recompute one sealed document. Raises NotASeal when it is none, or the set is another one."""
    if not isinstance(raw, Mapping) or raw.get("format") not in FORMATS:
        raise NotASeal("Tệp không phải bản niêm phong của một hồ sơ.")
    unit, chosen = raw.get("unit"), raw.get("criteria_set")
    kind = unit.get("kind") if isinstance(unit, Mapping) else None
    if kind not in UNIT_KINDS:
        raise NotASeal("Bản niêm phong không ghi loại đơn vị.")
    if not isinstance(chosen, Mapping) or chosen.get("sha256") != canonical_sha256(definition_to_json(definition)):
        raise NotASeal("Bộ tiêu chí không phải bộ mà bản niêm phong ghi (mã kiểm tra khác).")
    told, compiled, where = Told(), compile_set(definition, kind), f"văn bản {str(raw.get('number'))[:40]}"
    if raw.get("kind") == "submission":
        check_submission(told, compiled, raw, where)
    else:
        check_result(told, compiled, raw, where)
    return told


def seal_sha256(raw: object) -> str | None:
    """The SHA-256 of a sealed document, to be compared with the one beside its number; None where it has none."""
    try:
        return canonical_sha256(raw)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError):
        return None


def check_submission(told: Told, compiled: CompiledSet, document: Tree, where: str) -> None:
    """Compare what a submission states with what its own values give."""
    may = PARTS | {"held_before"} if document["format"] == WITH_FIGURES else frozenset[str]()
    rows = document.get("indicators")
    if not _TOP <= set(document) <= _TOP | may or not isinstance(rows, list):
        told.differ(where, "Sai cấu trúc.")
        return
    if [row.get("code") if isinstance(row, Mapping) else None for row in rows] != list(compiled.by_code):
        told.differ(where, "Danh sách tiêu chí không đúng với bộ tiêu chí (thiếu, thừa, trùng hoặc sai thứ tự).")
        return
    figures = check_figures(told, compiled, document, where)
    if figures is None:
        return
    readable = [_check_row(told, compiled.by_code[row["code"]], row, figures, where) for row in rows]
    if not all(readable):
        return
    try:
        result = _recompute(compiled, document)
    except ValueProblem as problem:
        told.differ(where, f"Không tính lại được: {problem}")
        return
    check_sums(told, result, document["total"], where)
    _check_level(told, result, document, where)


def _check_row(told: Told, indicator: CompiledIndicator, row: Tree, figures: Findings, where: str) -> bool:
    here = f"{where}, tiêu chí {indicator.code}"
    if not _ROW <= set(row) <= _ROW | {"computed"} or not isinstance(row["reason"], str):
        told.differ(here, "Sai cấu trúc.")
        return False
    told.indicators += 1
    check_column(told, indicator, row, row["reason"], here)
    said = list(check_computed(figures, indicator.definition, row))
    if "computed" in row and row["origin"] == "system":
        said += check_origin(figures, indicator.definition, row)
    told.differences += [f"{here}: {sentence}" for sentence in said]
    return True


def _recompute(compiled: CompiledSet, document: Tree) -> Result:
    """The commune's own column: it was submitted, and what bodies state of it stays out."""
    answers = {row["code"]: answer_of(compiled.by_code[row["code"]], row) for row in document["indicators"]}
    submitted = {gate.key: False for gate in compiled.gates if gate.of_dossier}
    held = document.get("held_before", [])
    if not isinstance(held, list) or not all(type(level) is int for level in held):
        raise ValueProblem("held_before", "Sai kiểu dữ liệu.")
    return score(compiled, answers, submitted, frozenset(held), gate_values(document))


def _check_level(told: Told, result: Result, document: Tree, where: str) -> None:
    found = {"low": result.level_low, "high": result.level_high, "computed": result.level}
    if document["level"] == found:
        return
    asks = any(need.how == "held_before" for level in result.compiled.levels for need in level.definition.requires)
    if asks and document["format"] == WITHOUT_FIGURES:
        told.notes.append(f"{where}: mức độ còn dựa vào mức độ những năm trước, bản niêm phong này không ghi.")
    else:
        told.differ(where, "Mức độ tính được khác với mức độ tính lại từ số liệu.")
