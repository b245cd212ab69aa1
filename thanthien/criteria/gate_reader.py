"""From a plain tree to a gate: its question, its source and its effect."""

import re
from calendar import monthrange
from collections.abc import Mapping
from typing import Any

from thanthien.criteria.gate_rules import (
    CUT_OFF,
    DeclaredSource,
    DossierSource,
    Gate,
    GateSource,
    IndicatorSource,
    MeasureCondition,
    MeasureSource,
    Sample,
)
from thanthien.criteria.problems import Path
from thanthien.criteria.reader import Reader

_LEAP_YEAR = 2000
_DAY = re.compile(r"(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])")


def read_gate(reader: Reader, raw: object, path: Path, inputs: Mapping[str, str]) -> Gate:
    """One gate. ``inputs``: the form of value of each indicator, by code, for the bounds."""
    data = reader.mapping(raw, path, "key! question! about source! as_of effect! kinds")
    as_of = reader.text(data.get("as_of", "31/12"), (*path, "as_of"))
    if as_of != CUT_OFF and not _is_day(as_of):
        reader.wrong((*path, "as_of"), f"Cần ngày/tháng, ví dụ 31/12, hoặc ngày chốt số liệu ({CUT_OFF}).",
                     f"Expected day/month such as 31/12, or {CUT_OFF}.")  # fmt: skip
    return Gate(
        key=reader.code(data.get("key"), (*path, "key")),
        question=reader.text(data.get("question"), (*path, "question")),
        source=_source(reader, data.get("source"), (*path, "source"), inputs),
        cap=_effect(reader, data.get("effect"), (*path, "effect")),
        as_of=as_of,
        kinds=reader.kinds(data.get("kinds"), (*path, "kinds")),
        about=reader.one_of(data.get("about"), (*path, "about"), ("heads",), ""),
    )


def _is_day(text: str) -> bool:
    """Whether some year has the day."""
    found = _DAY.fullmatch(text)
    return found is not None and int(found[1]) <= monthrange(_LEAP_YEAR, int(found[2]))[1]


def _effect(reader: Reader, raw: object, path: Path) -> int | None:
    if raw is None or raw == "none":
        return None
    return reader.integer(reader.mapping(raw, path, "cap!").get("cap"), (*path, "cap"))


_FIGURE_CONDITIONS = ("below", "at_most", "above", "at_least")
_CONDITIONS = (*_FIGURE_CONDITIONS, "points_below")


def _source(reader: Reader, raw: object, path: Path, inputs: Mapping[str, str]) -> GateSource:
    if raw is None or raw == "dossier":
        return DossierSource()
    if isinstance(raw, Mapping) and "measures" in raw:
        data = reader.mapping(raw, path, "measures! declared_by!")
        conditions = reader.items(data.get("measures"), (*path, "measures"), lambda one, at: _figure(reader, one, at))
        return MeasureSource(conditions, reader.code(data.get("declared_by"), (*path, "declared_by")))
    if isinstance(raw, Mapping) and "declared_by" in raw:
        body = reader.mapping(raw, path, "declared_by!").get("declared_by")
        return DeclaredSource(reader.code(body, (*path, "declared_by")))
    data = reader.mapping(raw, path, f"indicator! {' '.join(_CONDITIONS)} sample")
    code = reader.code(data.get("indicator"), (*path, "indicator"))
    condition = _condition(reader, data, path, _CONDITIONS)
    threshold = data.get(condition)
    form = "number" if condition == "points_below" else inputs.get(code) or _form_of(threshold)
    bound = reader.bound(threshold, (*path, condition), form)
    return IndicatorSource(code, condition, bound, _sample(reader, data.get("sample"), (*path, "sample"), inputs))


def _condition(reader: Reader, data: Mapping[str, Any], path: Path, known: tuple[str, ...]) -> Any:
    stated = [condition for condition in known if condition in data]
    if len(stated) != 1:
        listed = ", ".join(known)
        reader.wrong(path, f"Cần đúng một trong: {listed}.", f"Expected exactly one of: {listed}.")
    return stated[0] if stated else "below"


def _figure(reader: Reader, raw: object, path: Path) -> MeasureCondition:
    data = reader.mapping(raw, path, f"key! {' '.join(_FIGURE_CONDITIONS)}")
    condition = _condition(reader, data, path, _FIGURE_CONDITIONS)
    threshold = data.get(condition)
    form = _form_of(threshold)
    measure = reader.code(data.get("key"), (*path, "key"))
    return MeasureCondition(measure, condition, reader.bound(threshold, (*path, condition), form), form == "ratio")


def _form_of(threshold: object) -> str:
    """What a bound is by its own look, where no indicator says it (a measure, or a code that isn't there)."""
    return "ratio" if isinstance(threshold, str) and threshold.endswith("%") else "number"


def _sample(reader: Reader, raw: object, path: Path, inputs: Mapping[str, str]) -> Sample | None:
    if raw is None:
        return None
    data = reader.mapping(raw, path, "indicator! at_least! too_small")
    code = reader.code(data.get("indicator"), (*path, "indicator"))
    least = data.get("at_least")
    bound = reader.bound(least, (*path, "at_least"), inputs.get(code) or _form_of(least))
    return Sample(code, bound, _too_small(reader, data.get("too_small"), (*path, "too_small")))


def _too_small(reader: Reader, raw: object, path: Path) -> int | None:
    """``stated`` (default): somebody states the gate; ``{cap: 2}``: no higher than that level."""
    if raw is None or raw == "stated":
        return None
    return reader.integer(reader.mapping(raw, path, "cap!").get("cap"), (*path, "cap"))
