"""Answers and results as JSON: the values file in, the full result out (``docs/values-format.md``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from thanthien.criteria.bodies import combine_bodies
from thanthien.criteria.compiling import CompiledIndicator, CompiledSet, compile_set
from thanthien.criteria.gates import GateResult
from thanthien.criteria.paths import points_to_level
from thanthien.criteria.rules import UNIT_KINDS, SetDefinition
from thanthien.criteria.scoring import IndicatorResult, NodeResult, Result, explain, score
from thanthien.criteria.values import (
    Answer,
    Combined,
    Deviation,
    NotApplicable,
    ValueProblem,
    parse_points,
    parse_reason,
    parse_value,
)

VALUES_FORMAT = "thanthien-values/1"
RESULT_FORMAT = "thanthien-result/1"

_FILE_KEYS = {"format", "set", "unit", "unit_kind", "held_before", "gates", "answers"}


@dataclass(frozen=True, slots=True)
class ValuesFile:
    """A parsed values file, ready for ``score``."""

    compiled: CompiledSet
    answers: dict[str, Answer | None]
    gates: dict[str, bool | None]
    held_before: frozenset[int]

    def score(self) -> Result:
        return score(self.compiled, self.answers, self.gates, self.held_before)


def parse_values_file(
    definition: SetDefinition, raw: object, kind: str | None = None
) -> tuple[ValuesFile, list[ValueProblem]]:
    """Read a values file against a set; ``kind`` overrides its ``unit_kind``.

    Every problem is collected; an answer with a problem is left missing in the returned file.
    """
    problems: list[ValueProblem] = []
    data = _mapping(raw, "", problems)
    problems.extend(ValueProblem(str(key), "Không nhận ra mục này.") for key in data if key not in _FILE_KEYS)
    if data.get("format", VALUES_FORMAT) != VALUES_FORMAT:
        problems.append(ValueProblem("format", f"Cần “{VALUES_FORMAT}”."))
    _check_set(definition, data.get("set"), problems)
    compiled = compile_set(definition, _kind(kind or data.get("unit_kind"), problems))
    answers = _answers(compiled, _mapping(data.get("answers", {}), "answers", problems), problems)
    gates = _gates(definition, _mapping(data.get("gates", {}), "gates", problems), problems)
    return ValuesFile(compiled, answers, gates, _held(data.get("held_before", []), problems)), problems


def _mapping(raw: object, path: str, problems: list[ValueProblem]) -> Mapping[str, object]:
    if isinstance(raw, Mapping):
        return raw
    problems.append(ValueProblem(path, "Cần một đối tượng JSON."))
    return {}


def _check_set(definition: SetDefinition, raw: object, problems: list[ValueProblem]) -> None:
    own = {"scheme": definition.scheme, "year": definition.year, "version": definition.version}
    if raw is not None and raw != own:
        problems.append(ValueProblem("set", f"Tệp giá trị không thuộc bộ tiêu chí {definition.code}."))


def _kind(raw: object, problems: list[ValueProblem]) -> str:
    if isinstance(raw, str) and raw in UNIT_KINDS:
        return raw
    problems.append(ValueProblem("unit_kind", f"Cần một trong: {', '.join(UNIT_KINDS)}."))
    return UNIT_KINDS[0]


def _held(raw: object, problems: list[ValueProblem]) -> frozenset[int]:
    if isinstance(raw, list) and all(type(level) is int for level in raw):
        return frozenset(raw)
    problems.append(ValueProblem("held_before", "Cần danh sách số mức độ, ví dụ [1, 2]."))
    return frozenset()


def _gates(
    definition: SetDefinition, raw: Mapping[str, object], problems: list[ValueProblem]
) -> dict[str, bool | None]:
    known = {gate.key for gate in definition.gates}
    gates: dict[str, bool | None] = {}
    for key, state in raw.items():
        if key not in known:
            problems.append(ValueProblem(f"gates.{key}", "Bộ tiêu chí không có trường hợp này."))
        elif state is not None and not isinstance(state, bool):
            problems.append(ValueProblem(f"gates.{key}", "Cần true (xảy ra), false (không) hoặc null."))
        else:
            gates[key] = state
    return gates


def _answers(
    compiled: CompiledSet, raw: Mapping[str, object], problems: list[ValueProblem]
) -> dict[str, Answer | None]:
    answers: dict[str, Answer | None] = {}
    for code, entry in raw.items():
        path = f"answers.{code}"
        indicator = compiled.by_code.get(code)
        try:
            if indicator is None:
                raise ValueProblem(path, "Bộ tiêu chí không có tiêu chí này cho loại đơn vị này.")
            answers[code] = parse_answer(indicator, entry, path)
        except ValueProblem as problem:
            problems.append(problem)
    return answers


def parse_answer(indicator: CompiledIndicator, raw: object, path: str) -> Answer | None:
    """One answer: ``value``, ``not_applicable``, ``deviation`` (with or without ``value``), ``bodies``, or null.

    Raises ValueProblem.
    """
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        raise ValueProblem(path, "Cần một đối tượng có “value”, “not_applicable”, “deviation” hoặc “bodies”.")
    keys = set(raw)
    if keys == {"value"}:
        return parse_value(indicator.definition, raw["value"], f"{path}.value")
    if keys == {"not_applicable"}:
        return _parse_not_applicable(indicator, raw["not_applicable"], f"{path}.not_applicable")
    if keys in ({"deviation"}, {"deviation", "value"}):
        return _parse_deviation(indicator, raw, path)
    if keys == {"bodies"}:
        return _parse_bodies(indicator, raw["bodies"], f"{path}.bodies")
    raise ValueProblem(
        path, "Ghi đúng một trong: “value”, “not_applicable”, “deviation” (kèm “value” nếu có), “bodies”."
    )


def _parse_not_applicable(indicator: CompiledIndicator, raw: object, path: str) -> NotApplicable:
    if not isinstance(raw, Mapping) or set(raw) != {"reason"}:
        raise ValueProblem(path, "Cần “reason”.")
    if indicator.definition.not_applicable.effect == "no":
        raise ValueProblem(path, "Tiêu chí này không được đề nghị “không phát sinh”.")
    return NotApplicable(parse_reason(raw["reason"], f"{path}.reason"))


def _parse_deviation(indicator: CompiledIndicator, raw: Mapping[str, object], path: str) -> Deviation:
    stated = raw["deviation"]
    if not isinstance(stated, Mapping) or set(stated) != {"points", "reason"}:
        raise ValueProblem(f"{path}.deviation", "Cần “points” và “reason”.")
    value = raw.get("value")
    return Deviation(
        parse_points(stated["points"], f"{path}.deviation.points"),
        parse_reason(stated["reason"], f"{path}.deviation.reason"),
        None if value is None else parse_value(indicator.definition, value, f"{path}.value"),
    )


def _parse_bodies(indicator: CompiledIndicator, raw: object, path: str) -> Combined:
    bodies = indicator.definition.bodies
    if not isinstance(raw, Mapping) or not set(raw) <= set(bodies):
        raise ValueProblem(path, f"Cần đối tượng theo cơ quan: {', '.join(bodies)}.")
    return combine_bodies(indicator, [parse_answer(indicator, raw.get(body), f"{path}.{body}") for body in bodies])


def _points(points: Decimal | None) -> str | None:
    """Points with at least two places, as everywhere outside: ``"2.75"``."""
    if points is None:
        return None
    exponent = points.as_tuple().exponent
    return format(points if isinstance(exponent, int) and exponent <= -2 else points.quantize(Decimal("0.01")), "f")


def result_to_json(result: Result, answers: Mapping[str, Answer | None]) -> dict[str, object]:
    """The full result as plain JSON; decimals are strings, exact fractions are “numerator/denominator”."""
    definition = result.compiled.definition
    return {
        "format": RESULT_FORMAT,
        "set": {"scheme": definition.scheme, "year": definition.year, "version": definition.version},
        "unit_kind": result.compiled.kind,
        "level": result.level,
        "level_low": result.level_low,
        "level_high": result.level_high,
        "progress": {"answered": result.progress[0], "total": result.progress[1]},
        "missing": list(result.missing),
        "deviations": list(result.deviations),
        "total": _node_json(result, result.total),
        "nodes": {code: _node_json(result, node) for code, node in result.nodes.items() if code != result.total.code},
        "indicators": {
            code: _indicator_json(result, outcome, answers.get(code)) for code, outcome in result.indicators.items()
        },
        "gates": [_gate_json(gate) for gate in result.gates],
        "levels": [_level_json(result, level.definition.number) for level in result.compiled.levels],
        "notes": list(result.notes),
    }


def _node_json(result: Result, node: NodeResult) -> dict[str, object]:
    return {
        "points": _points(node.points),
        "maximum": _points(node.maximum),
        "share": None if node.share is None else f"{node.share[0]}/{node.share[1]}",
        "share_text": None if node.share is None else result.share_text(node.code),
        "low": _points(node.low),
        "high": _points(node.high),
        "answered": node.answered,
        "total": node.total,
    }


def _indicator_json(result: Result, outcome: IndicatorResult, answer: Answer | None) -> dict[str, object]:
    exact = outcome.exact
    return {
        "state": outcome.state,
        "points": _points(outcome.points),
        "maximum": _points(outcome.maximum),
        "exact": None if exact is None else f"{exact.numerator}/{exact.denominator}",
        "deviation": outcome.deviation,
        "proposes_not_applicable": outcome.proposes_not_applicable,
        "explanation": explain(result.compiled.by_code[outcome.code], answer, outcome),
    }


def _gate_json(gate: GateResult) -> dict[str, object]:
    return {"key": gate.key, "question": gate.question, "state": gate.state, "cap": gate.cap}


def _level_json(result: Result, number: int) -> dict[str, object]:
    reasons = result.reasons[number]
    return {
        "number": number,
        "title": result.compiled.level(number).definition.title,
        "reached": not reasons,
        "points_short": _points(points_to_level(result, number)),
        "reasons": list(reasons),
    }
