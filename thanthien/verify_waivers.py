"""What a sealed document says of indicators that were not applied to its unit (``not_applied``), and the set without
them. It is the city's document, before the unit scored itself; it follows from no value, so its form is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from thanthien.criteria.compiling import CompiledSet, compile_set
from thanthien.evaluations.seal_documents import WITHOUT_FIGURES
from thanthien.verify_sets import is_day

Tree: TypeAlias = Mapping[str, Any]

PART = "not_applied"
_LINE = {"code", "reason", "number", "signed_on"}


class WaiverProblem(ValueError):
    """The part has another structure, or names indicators that the set doesn't hold; the message is a sentence."""


def set_of_unit(compiled: CompiledSet, document: Tree) -> CompiledSet:
    """The set as it holds for the unit of a document. ``compiled``: for its kind. Raises WaiverProblem."""
    if PART not in document:
        return compiled
    lines = document[PART]
    if document.get("format") == WITHOUT_FIGURES:
        raise WaiverProblem("Bản niêm phong theo định dạng này không có “not_applied”.")
    if not isinstance(lines, list) or not lines or not all(_is_line(line) for line in lines):
        raise WaiverProblem("“not_applied” sai cấu trúc.")
    codes = [line["code"] for line in lines]
    known = [code for code in compiled.by_code if code in codes]
    if codes != known:
        raise WaiverProblem("“not_applied” có tiêu chí lạ, trùng hoặc sai thứ tự.")
    return compile_set(compiled.definition, compiled.kind, frozenset(codes))


def waived_codes(document: Tree) -> frozenset[str]:
    """Codes of the indicators that a document of our own says were not applied."""
    return frozenset(line["code"] for line in document.get(PART, ()))


def _is_line(line: object) -> bool:
    if not isinstance(line, Mapping) or set(line) != _LINE or not all(isinstance(one, str) for one in line.values()):
        return False
    return all(line[key].strip() for key in ("code", "reason", "number")) and is_day(line["signed_on"])
