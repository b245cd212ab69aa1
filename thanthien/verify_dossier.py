"""Recompute one sealed decision: points from values, sums, gates and level; compare with what it states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from thanthien.core.levels import LevelNames
from thanthien.criteria.compiling import CompiledIndicator, CompiledSet
from thanthien.criteria.scoring import Result, score, score_indicator
from thanthien.criteria.values import Answer, Deviation, NotApplicable, Value, ValueProblem, parse_points, parse_value
from thanthien.evaluations.seal_documents import CORRECTION, points_text, public_explanation
from thanthien.measures.figure_json import figure_from_json
from thanthien.measures.figures import Absent, NothingArose, PerPeriod
from thanthien.verify_facts import check_facts
from thanthien.verify_figures import FigureProblem, Findings, check_computed, check_origin, read_figures
from thanthien.verify_heads import check_heads

Tree: TypeAlias = Mapping[str, Any]

_COLUMN = frozenset({"state", "value", "points", "maximum", "explanation"})
_CONCLUDED = _COLUMN | {"contested", "reason"}
_ROW = frozenset({"code", "concluded", "self"})
_WITHOUT_POINTS = ("missing", "refused")
MAX_LEVEL = 99
MAX_NAME = 60


@dataclass
class Told:
    """Sentences for the person who checks: differences, direct conclusions, overridden levels."""

    differences: list[str] = field(default_factory=list)
    deviations: list[str] = field(default_factory=list)
    overrides: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    indicators: int = 0
    digests: int = 0  # of records that only the platform can show

    def differ(self, where: str, sentence: str) -> None:
        self.differences.append(f"{where}: {sentence}")


def level_words(level: object, names: LevelNames) -> str:
    """The set's name of a level, “không đạt”; “chưa xác định” without a level, the number of one that isn't there."""
    if type(level) is not int:
        return "chưa xác định"
    if not level:
        return "không đạt"
    return names.name(level)[:MAX_NAME] if 0 < level <= names.highest else f"mức {str(level)[:MAX_NAME]}"


def answer_of(indicator: CompiledIndicator, column: Tree) -> Answer | None:
    """The engine's answer behind one column of a sealed document. Raises ValueProblem."""
    state, value = column.get("state"), column.get("value")
    if state == "value":
        return _computed(indicator, value).answer
    if value is not None:
        raise ValueProblem("value", "Có số liệu trong khi trạng thái không phải “có số liệu”.")
    if state == "not_applicable":
        return NotApplicable("")
    if state == "deviation":
        # The commune's column repeats no reason; the engine asks for one.
        return Deviation(parse_points(column.get("points"), "points"), str(column.get("reason") or "–"))
    if state in _WITHOUT_POINTS:
        return None
    raise ValueProblem("state", "Trạng thái không rõ.")


@dataclass(frozen=True, slots=True)
class Computed:
    """What a value gives: nothing else decides its points and their words."""

    answer: Value
    points: str | None
    maximum: str | None
    explanation: str


# The same values stand in the columns of many units: what they give is computed once.
_KNOWN: dict[tuple[CompiledIndicator, str], Computed] = {}
_MOST_KNOWN = 8192


def _computed(indicator: CompiledIndicator, value: object) -> Computed:
    """What a value as JSON gives. Raises ValueProblem."""
    try:
        key = indicator, repr(value)
    except RecursionError:  # no value at all
        return _compute(indicator, value)
    found = _KNOWN.get(key)
    if found is None:
        found = _compute(indicator, value)
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = found
    return found


def _compute(indicator: CompiledIndicator, value: object) -> Computed:
    answer = parse_value(indicator.definition, value)
    result = score_indicator(indicator, answer)
    words = public_explanation(indicator, answer, result, "")
    return Computed(answer, points_text(result.points), points_text(result.maximum), words)


def recompute(compiled: CompiledSet, document: Tree) -> Result:
    """The engine's result of a sealed decision. Raises ValueProblem when the document can't be scored."""
    answers = {
        row["code"]: answer_of(compiled.by_code[row["code"]], row["concluded"]) for row in document["indicators"]
    }
    held = frozenset(document["held_before"])
    return score(compiled, answers, document["gates"], held, gate_values(document))


def gate_values(document: Tree) -> dict[str, Value]:
    """What the gates on measures are read from, as the document states it."""
    stated = {one["measure"]: figure_from_json(one["value"]) for one in document.get("gate_figures", [])}
    return {key: value for key, value in stated.items() if not isinstance(value, (Absent, NothingArose, PerPeriod))}


def check_result(told: Told, compiled: CompiledSet, document: Tree, where: str) -> None:
    """Compare everything that one sealed decision states with what its own values give."""
    rows = document.get("indicators")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        told.differ(where, "Thiếu “indicators” hoặc sai kiểu dữ liệu.")
        return
    if not _codes_fit(told, compiled, rows, document, where):
        return
    figures = check_figures(told, compiled, document, where)
    readable = [_check_row(told, compiled.by_code[row["code"]], row, figures, where) for row in rows]
    if figures is None or not all(readable):
        return
    gates, held = document.get("gates"), document.get("held_before")
    if not isinstance(gates, dict) or not _gates_fit(gates) or not _held_fit(held):
        told.differ(where, "“gates” hoặc “held_before” sai kiểu dữ liệu.")
        return
    _check_dossier_gates(told, compiled, gates, submitted=bool(rows), where=where)
    check_facts(told, document, where)
    check_heads(told, compiled, document, where)
    try:
        result = recompute(compiled, document)
    except ValueProblem as problem:
        told.differ(where, f"Không tính lại được: {problem}")
        return
    check_sums(told, result, document.get("total"), where)
    _check_levels(told, result, document, where)


def check_figures(told: Told, compiled: CompiledSet, document: Tree, where: str) -> Findings | None:
    """What the document says of figures of the platform; None, and a difference, when that can't be read."""
    try:
        found = read_figures(compiled, document)
    except FigureProblem as problem:
        told.differ(where, str(problem))
        return None
    told.digests += found.digests
    told.differences += [f"{where}: {sentence}" for sentence in found.said]
    told.notes += [f"{where}: {sentence}" for sentence in found.noted]
    return found


def _codes_fit(told: Told, compiled: CompiledSet, rows: list[Tree], document: Tree, where: str) -> bool:
    codes = [row.get("code") for row in rows]
    if codes == list(compiled.by_code) or (not codes and document.get("total") is None):
        return True
    told.differ(where, "Danh sách tiêu chí không đúng với bộ tiêu chí (thiếu, thừa, trùng hoặc sai thứ tự).")
    return False


def _gates_fit(gates: Tree) -> bool:
    return all(holds is None or isinstance(holds, bool) for holds in gates.values())


def _check_dossier_gates(told: Told, compiled: CompiledSet, gates: Tree, *, submitted: bool, where: str) -> None:
    """What the dossier itself tells: known once decided, and a dossier without a single value was not submitted.
    (One that was opened again and never came back has values and was not submitted either.)"""
    own = [gate.key for gate in compiled.gates if gate.of_dossier]
    for key in own:
        if gates.get(key) is None or (not submitted and gates[key] is not True):
            told.differ(where, f"Trường hợp “{key}” không khớp với việc nộp hồ sơ.")
    asked = {gate.key for gate in compiled.gates}
    for key in sorted(set(map(str, gates)) - asked):
        told.differ(where, f"Có trường hợp lạ “{key[:80]}”.")


def _held_fit(held: object) -> bool:
    return isinstance(held, list) and all(type(level) is int and 0 < level <= MAX_LEVEL for level in held)


# --- Indicators -----------------------------------------------------------------------------------------------------


def _check_row(told: Told, indicator: CompiledIndicator, row: Tree, figures: Findings | None, where: str) -> bool:
    """Compare one indicator; False when its conclusion has another structure and can't be read at all."""
    here = f"{where}, tiêu chí {indicator.code}"
    concluded, own = row.get("concluded"), row.get("self")
    known = _ROW <= set(row) <= _ROW | {"computed", "former"}
    former = row.get("former", [])
    earlier = isinstance(former, list) and all(map(_is_conclusion, former)) and ("former" not in row or bool(former))
    if not known or not earlier or not isinstance(concluded, dict) or set(concluded) != _CONCLUDED:
        told.differ(here, "Sai cấu trúc.")
        return False
    told.indicators += 1
    if type(concluded["contested"]) is not bool:
        told.differ(here, "“contested” sai kiểu dữ liệu.")
    reason = concluded["reason"]
    check_column(told, indicator, concluded, reason if isinstance(reason, str) else "", f"{here} (kết luận)")
    _check_reason(told, concluded, own, here)
    for column in former:
        said = column["reason"] if isinstance(column["reason"], str) else ""
        check_column(told, indicator, column, said, f"{here} (kết luận trước khi điều chỉnh)")
    if former and concluded["contested"] is False:
        told.differ(here, "Kết luận đã điều chỉnh mà ghi là không có chênh lệch.")
    if own is not None and (not isinstance(own, dict) or set(own) - {"origin"} != _COLUMN):
        told.differ(here, "Cột tự chấm sai cấu trúc.")
    elif own is not None:
        check_column(told, indicator, own, "", f"{here} (tự chấm)")
        if figures is not None:
            told.differences += [f"{here}: {said}" for said in check_origin(figures, indicator.definition, own)]
    if figures is not None:
        told.differences += [f"{here}: {said}" for said in check_computed(figures, indicator.definition, row)]
    return True


def _is_conclusion(column: object) -> bool:
    return isinstance(column, dict) and set(column) == _CONCLUDED


def _check_reason(told: Told, concluded: Tree, own: object, here: str) -> None:
    """Who concludes another word than the unit's own, or where bodies differ, or gives points directly, says why."""
    reason = concluded["reason"]
    if not isinstance(reason, str):
        told.differ(here, "Lý do sai kiểu dữ liệu.")
        return
    other = _other_word(concluded, own)
    if other and concluded["contested"] is False:
        told.differ(here, "Kết luận khác tự chấm mà ghi là không có chênh lệch.")
    needed = concluded["contested"] or concluded["state"] == "deviation" or other
    if needed and not reason.strip():
        told.differ(here, "Kết luận khác tự chấm, cho điểm trực tiếp hoặc có chênh lệch mà không có lý do.")
    elif reason and not needed:
        told.differ(here, "Có lý do trong khi không có chênh lệch.")
    elif concluded["state"] == "deviation":
        told.deviations.append(f"{here}: {concluded['points']} điểm. Lý do: {reason}")


def _other_word(concluded: Tree, own: object) -> bool:
    """The council said something, and not what the unit said of itself."""
    if concluded["state"] == "missing" or not isinstance(own, dict):
        return False
    return (concluded["state"], concluded["value"]) != (own.get("state"), own.get("value"))


def check_column(told: Told, indicator: CompiledIndicator, column: Tree, reason: str, here: str) -> None:
    """Compute the points of one column anew. ``reason``: what its explanation may repeat."""
    try:
        points, maximum, explanation = _expected(indicator, column, reason)
    except ValueProblem as problem:
        told.differ(here, f"Không tính lại được: {problem}")
        return
    for label, stated, found in (("điểm", column["points"], points), ("điểm tối đa", column["maximum"], maximum)):
        if stated != found:
            told.differ(here, f"{label} ghi {_points(stated)}, tính lại là {_points(found)}.")
    # Word for word: whoever improves the engine's words keeps the ones that stand in seals.
    if column["explanation"] != explanation:
        told.differ(here, "Lời giải thích không phải là lời của cách tính này.")


def _expected(indicator: CompiledIndicator, column: Tree, reason: str) -> tuple[str | None, str | None, str]:
    """Points, maximum and explanation of a column. Raises ValueProblem."""
    if column.get("state") == "value":
        found = _computed(indicator, column.get("value"))
        return found.points, found.maximum, found.explanation
    answer = answer_of(indicator, column)
    result = score_indicator(indicator, answer)
    words = public_explanation(indicator, answer, result, reason)
    return points_text(result.points), points_text(result.maximum), words


def _points(stated: object) -> str:
    return "không có" if stated is None else str(stated)[:20]


# --- Sums, gates, levels --------------------------------------------------------------------------------------------


def expected_total(result: Result) -> Tree:
    """Sums as a sealed document states them."""
    compiled = result.compiled
    groups = [result.nodes[compiled.nodes[index].code] for index in compiled.groups]
    return {
        "points": points_text(result.total.points),
        "maximum": points_text(result.total.maximum),
        "groups": [{"code": one.code, "points": str(one.points), "maximum": str(one.maximum)} for one in groups],
        "gates": [{"key": gate.key, "question": gate.question, "state": gate.state} for gate in result.gates],
    }


_LABELS = {
    "points": "Tổng điểm",
    "maximum": "Điểm tối đa áp dụng",
    "groups": "Điểm các nhóm",
    "gates": "Các trường hợp khống chế",
}


def check_sums(told: Told, result: Result, total: object, where: str) -> None:
    """Compare stated sums and gates with those computed."""
    if total is None and not result.total.answered:
        return
    if not isinstance(total, dict) or set(total) != set(_LABELS):
        told.differ(where, "“total” sai cấu trúc.")
        return
    for key, found in expected_total(result).items():
        if total[key] != found:
            told.differ(where, f"{_LABELS[key]} ghi {_told_sum(total[key])}, tính lại là {_told_sum(found)}.")


def _told_sum(value: object) -> str:
    if not isinstance(value, list):
        return _points(value)
    pairs = (tuple(map(str, one.values())) if isinstance(one, dict) else (str(one),) for one in value)
    return "[" + "; ".join(" ".join(pair)[:60] for pair in pairs)[:300] + "]"


def _check_levels(told: Told, result: Result, document: Tree, where: str) -> None:
    level = document.get("level")
    keys = {"computed", "proposed", "proposed_reason", "decided", "decided_reason"}
    if not isinstance(level, dict) or set(level) != keys:
        told.differ(where, "“level” sai cấu trúc.")
        return
    computed = result.level if document.get("total") is not None else None
    names = result.compiled.definition.level_names
    if level["computed"] != computed or isinstance(level["computed"], bool):
        stated, found = level_words(level["computed"], names), level_words(computed, names)
        told.differ(where, f"Mức độ tính được ghi {stated}, tính lại là {found}.")
    known = range(names.highest + 1)
    for key in ("proposed", "decided"):
        if type(level[key]) is not int or level[key] not in known:
            told.differ(where, f"Mức “{key}” không có trong bộ tiêu chí.")
            return
    # Without a complete result no level is possible but “không đạt”.
    base = computed if computed is not None else 0
    proposed, decided = level["proposed"], level["decided"]
    _check_override(told, "Mức độ đề nghị", base, proposed, level["proposed_reason"], where, names)
    kind = str(document["decision"].get("kind")) if isinstance(document.get("decision"), dict) else ""
    if kind == CORRECTION and proposed == decided:
        return  # it repeats the level of whatever stood before, with its reason where that had one
    _check_override(told, "Mức độ quyết định", proposed, decided, level["decided_reason"], where, names,
                    always=kind not in ("recognition", CORRECTION))  # fmt: skip


def _check_override(
    told: Told,
    label: str,
    before: int,
    now: int,
    reason: object,
    where: str,
    names: LevelNames,
    *,
    always: bool = False,
) -> None:
    was, is_now = level_words(before, names), level_words(now, names)
    if before == now and not always:
        if reason != "":
            told.differ(where, f"{label} không khác mức trước đó mà có lý do.")
    elif not isinstance(reason, str) or not reason.strip():
        told.differ(where, f"{label} ({is_now}) khác {was} mà không có lý do.")
    elif before != now:
        changed = f"{label.lower()} {is_now} thay vì {was}"
        told.overrides.append(f"{where}: {changed}. Lý do: {reason}")
