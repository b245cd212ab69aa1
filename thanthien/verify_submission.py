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
from thanthien.verify_sets import CHANGES, REPLACED, check_set_changes
from thanthien.verify_waivers import PART as NOT_APPLIED
from thanthien.verify_waivers import WaiverProblem, set_of_unit

Tree: TypeAlias = Mapping[str, Any]

_TOP = frozenset(
    {"format", "number", "kind", "scheme", "cycle", "criteria_set", "unit", "target_level", "report", "posting",
     "meeting_on", "minutes", "opinions", "indicators", "total", "level"}
)  # fmt: skip
_ROW = frozenset(
    {"code", "state", "value", "points", "maximum", "explanation", "origin", "system_value", "system_as_of", "reason",
     "commune_text", "evidence"}
)  # fmt: skip


BEFORE_SET_CHANGE = "adjustment"  # what was said before the set changed, in the form of a submission


class NotASeal(ValueError):
    """The file is no sealed document, or of another criteria set; the message is a Vietnamese sentence."""


def verify_seal(raw: object, definition: SetDefinition) -> Told:
    """Recompute one sealed document. Raises NotASeal when it is none, or the set is another one."""
    if not isinstance(raw, dict) or raw.get("format") not in FORMATS:
        raise NotASeal("Tệp không phải bản niêm phong của một hồ sơ.")
    unit, chosen = raw.get("unit"), raw.get("criteria_set")
    kind = unit.get("kind") if isinstance(unit, dict) else None
    if kind not in UNIT_KINDS:
        raise NotASeal("Bản niêm phong không ghi loại đơn vị.")
    if not isinstance(chosen, dict) or chosen.get("sha256") != canonical_sha256(definition_to_json(definition)):
        raise NotASeal("Bộ tiêu chí không phải bộ mà bản niêm phong ghi (mã kiểm tra khác).")
    told, where = Told(), f"văn bản {str(raw.get('number'))[:40]}"
    try:
        compiled = set_of_unit(compile_set(definition, kind), raw)
    except WaiverProblem as problem:
        told.differ(where, str(problem))
        return told
    if raw.get("kind") in ("submission", BEFORE_SET_CHANGE):
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
    more = PARTS | {"held_before", NOT_APPLIED, CHANGES, "changes", "bodies_heard"}
    may = more if document["format"] == WITH_FIGURES else frozenset[str]()
    may |= {REPLACED} if document["kind"] == BEFORE_SET_CHANGE else set()
    rows = document.get("indicators")
    if not _TOP <= set(document) <= _TOP | may or not isinstance(rows, list):
        told.differ(where, "Sai cấu trúc.")
        return
    if [row.get("code") if isinstance(row, dict) else None for row in rows] != list(compiled.by_code):
        told.differ(where, "Danh sách tiêu chí không đúng với bộ tiêu chí (thiếu, thừa, trùng hoặc sai thứ tự).")
        return
    for sentence in check_set_changes(document):
        told.differ(where, sentence)
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
    _check_before_signing(told, document, where)
    _check_level(told, result, document, where)


_CHANGE = frozenset({"code", "on", "by", "why", "before", "after"})
_WORD = frozenset({"state", "value", "points"})
_HEARD = frozenset({"kind", "agrees", "number", "signed_on", "sha256"})


def _check_before_signing(told: Told, document: Tree, where: str) -> None:
    """What was changed of the posted draft and what bodies of the commune said of it: their form, for nothing follows
    from them. A value may have changed once more since, on a return."""
    changes, opinions = document.get("changes", []), document.get("bodies_heard", [])
    codes = {row["code"] for row in document["indicators"]}
    words = _listed(changes, _CHANGE) and all(
        row["code"] in codes and _is_word(row["before"]) and _is_word(row["after"]) for row in changes
    )
    if not words or not _listed(opinions, _HEARD):
        told.differ(where, "Sai cấu trúc.")


def _listed(rows: object, keys: frozenset[str]) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) and set(row) == keys for row in rows)


def _is_word(said: object) -> bool:
    return isinstance(said, dict) and set(said) == _WORD


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
    """The commune's own column; what bodies state of it stays out."""
    answers = {row["code"]: answer_of(compiled.by_code[row["code"]], row) for row in document["indicators"]}
    of_dossier = _gates_of_dossier(compiled, document)
    held = document.get("held_before", [])
    if not isinstance(held, list) or not all(type(level) is int for level in held):
        raise ValueProblem("held_before", "Sai kiểu dữ liệu.")
    return score(compiled, answers, of_dossier, frozenset(held), gate_values(document))


def _gates_of_dossier(compiled: CompiledSet, document: Tree) -> dict[str, bool]:
    """A submission was submitted. Of what was sealed before, the document itself says whether it came too late: nothing
    else in it tells."""
    keys = {gate.key for gate in compiled.gates if gate.of_dossier}
    if document["kind"] != BEFORE_SET_CHANGE:
        return dict.fromkeys(keys, False)
    total = document["total"]
    gates = total.get("gates") if isinstance(total, dict) else None
    told = [gate for gate in gates if isinstance(gate, dict)] if isinstance(gates, list) else []
    said = {str(gate.get("key")): gate.get("state") for gate in told}
    return {key: said[key] == "hit" for key in keys if said.get(key) in ("hit", "clear")}


def _check_level(told: Told, result: Result, document: Tree, where: str) -> None:
    found = {"low": result.level_low, "high": result.level_high, "computed": result.level}
    if document["level"] == found:
        return
    asks = any(need.how == "held_before" for level in result.compiled.levels for need in level.definition.requires)
    if asks and document["format"] == WITHOUT_FIGURES:
        told.notes.append(f"{where}: mức độ còn dựa vào mức độ những năm trước, bản niêm phong này không ghi.")
    else:
        told.differ(where, "Mức độ tính được khác với mức độ tính lại từ số liệu.")
