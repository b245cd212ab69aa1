"""Recompute a published year from nothing but its open data file (``docs/open-data.md``).

Hashes, points, sums, gates and levels are computed anew with the criteria set in the file and compared with what is
stated. No database and no Django: whoever doubts a result runs ``thanthien verify FILE`` at home.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import rfc8785

from thanthien.core.levels import NO_LEVELS, LevelNames
from thanthien.criteria.compiling import CompiledSet, compile_set
from thanthien.criteria.definition_io import canonical_sha256, definition_from_json
from thanthien.criteria.problems import DefinitionError
from thanthien.criteria.rules import UNIT_KINDS, SetDefinition
from thanthien.evaluations.seal_documents import (
    PRINT_OF_ALL,
    PRINT_OF_SEALS,
    SEALS_OF_YEAR,
    WITH_FIGURES,
    YEAR_FORMAT,
    YEAR_FORMATS,
    fingerprint,
    results_fingerprint,
    results_of,
    year_fingerprint,
)
from thanthien.verify_dossier import Told, check_result, level_words
from thanthien.verify_figures import PARTS

Tree: TypeAlias = Mapping[str, Any]

_TOP = frozenset({"format", "licence", "note", "city", "cycle", "criteria_set", "summary", "fingerprint", "units"})
_DECISION = frozenset({"kind", "number", "signed_on"})
_DOSSIER = frozenset(
    {"format", "number", "kind", "scheme", "cycle", "criteria_set", "unit", "council_on", "decision", "indicators",
     "gates", "held_before", "total", "level"}
)  # fmt: skip
_PARTS = {
    "cycle": frozenset({"year", "kind", "title", "as_of"}),
    "criteria_set": frozenset({"year", "version", "sha256"}),
    "unit": frozenset({"code", "name", "kind"}),
    "decision": _DECISION,
}
# A set so fine-grained that its table of points would not fit in memory was not made to be scored.
MAX_STEPS = 100_000
MAX_SHOWN = 80


class NotAYearFile(ValueError):
    """The file is something else than a published year; the message is a Vietnamese sentence."""


@dataclass
class Report:
    """What the recomputation found. ``differences`` decide the verdict; the other lists are to be read."""

    title: str = ""
    set_code: str = ""
    units: int = 0
    documents: int = 0
    fingerprint: str | None = None
    told: Told = field(default_factory=Told)

    @property
    def clean(self) -> bool:
        return not self.told.differences

    def differ(self, where: str, sentence: str) -> None:
        self.told.differ(where, sentence)


def verify_year(raw: object) -> Report:
    """Recompute a year. Raises NotAYearFile when ``raw`` is no year file at all; everything else is reported."""
    if not isinstance(raw, Mapping) or raw.get("format") not in YEAR_FORMATS:
        raise NotAYearFile(f"Tệp không phải dữ liệu mở của một năm (cần “format”: “{YEAR_FORMAT}”).")
    report = Report(title=_title(raw))
    whole = raw["format"] == PRINT_OF_ALL
    _unknown_keys(report, raw, _TOP | {"decisions"} if whole else _TOP, "tệp")
    _composed(report, raw)
    definition = _definition(report, _part(report, raw, "criteria_set", dict))
    units = _part(report, raw, "units", list)
    seen = [one for one in units if isinstance(one, Mapping)]
    report.units = len(units)
    if len(seen) < len(units):
        report.differ("units", "Có phần tử không phải là một đơn vị.")
    for unit in seen:
        _unit(report, raw, definition, unit)
    _all_units(report, raw, seen)
    if whole:
        _check_results(report, raw, seen)
    report.fingerprint = _canonical(report, "fingerprint", lambda: _fingerprint(raw, seen))
    if raw.get("fingerprint") != report.fingerprint:
        report.differ("fingerprint", "Mã kiểm tra của năm không khớp với nội dung của tệp.")
    return report


def _title(raw: Tree) -> str:
    cycle = raw.get("cycle")
    stated = cycle.get("title") if isinstance(cycle, Mapping) else ""
    return " – ".join(str(part)[:MAX_SHOWN] for part in (stated, raw.get("city")) if part)


def _part(report: Report, tree: Tree, key: str, kind: type, where: str = "") -> Any:
    """The value under a key if it has the expected type, else an empty one and a difference."""
    value = tree.get(key)
    if type(value) is kind:
        return value
    report.differ(where or "tệp", f"Thiếu “{key}” hoặc sai kiểu dữ liệu.")
    return kind()


def _unknown_keys(report: Report, tree: Tree, known: frozenset[str], where: str) -> None:
    for key in sorted(set(map(str, tree)) - known):
        report.differ(where, f"Có mục lạ “{key[:MAX_SHOWN]}”.")


def _hash(report: Report, where: str, tree: object) -> str | None:
    """SHA-256 of the canonical form; None, and a difference, when the tree has none."""
    return _canonical(report, where, lambda: canonical_sha256(tree))


def _canonical(report: Report, where: str, compute: Callable[[], str]) -> str | None:
    try:
        return compute()
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError, TypeError) as error:
        report.differ(where, f"Không chuẩn hóa được nội dung theo RFC 8785 ({type(error).__name__}).")
        return None


def _composed(report: Report, raw: Tree) -> None:
    """All texts are in Unicode NFC: two that look the same are the same."""
    decomposed = [text for text in _texts(raw) if not unicodedata.is_normalized("NFC", text)]
    if decomposed:
        shown = unicodedata.normalize("NFC", decomposed[0])[:MAX_SHOWN]
        report.differ("tệp", f"{len(decomposed)} đoạn chữ không theo chuẩn Unicode NFC, ví dụ “{shown}”.")


def _texts(tree: object) -> Iterator[str]:
    if isinstance(tree, str):
        if not tree.isascii():
            yield tree
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _texts(value)


# --- Criteria set ---------------------------------------------------------------------------------------------------


def _definition(report: Report, entry: Tree) -> SetDefinition | None:
    tree = entry.get("definition")
    found = _hash(report, "bộ tiêu chí", tree)
    if found is not None and found != entry.get("sha256"):
        report.differ("bộ tiêu chí", f"Mã kiểm tra ghi {_short(entry.get('sha256'))}, tính lại là {_short(found)}.")
    try:
        definition = definition_from_json(tree)
    except DefinitionError as error:
        report.differ("bộ tiêu chí", f"Bộ tiêu chí không hợp lệ: {error.problems[0].message_vi}")
        return None
    if sum(one.max for one in definition.indicators()) / definition.step > MAX_STEPS:
        report.differ("bộ tiêu chí", "Bước điểm quá nhỏ so với tổng điểm.")
        return None
    report.set_code = definition.code
    return definition


def _short(value: object) -> str:
    return f"{str(value)[:12]}…" if isinstance(value, str) and len(value) > 12 else f"“{str(value)[:MAX_SHOWN]}”"


# --- One unit -------------------------------------------------------------------------------------------------------


def _unit(report: Report, raw: Tree, definition: SetDefinition | None, unit: Tree) -> None:
    where = f"đơn vị {str(unit.get('code'))[:20]}"
    _unknown_keys(report, unit, frozenset({"code", "level", "documents"}), where)
    entries = _part(report, unit, "documents", list, where)
    documents = [found for entry in entries if (found := _document(report, raw, definition, unit, entry))]
    if not entries:
        report.differ(where, "Không có bản niêm phong nào.")
    if documents:
        _course(report, definition.level_names if definition else NO_LEVELS, unit, documents, where)


def _document(report: Report, raw: Tree, definition: SetDefinition | None, unit: Tree, entry: object) -> Tree | None:
    report.documents += 1
    document = entry.get("document") if isinstance(entry, Mapping) else None
    if not isinstance(entry, Mapping) or not isinstance(document, Mapping):
        report.differ(f"đơn vị {str(unit.get('code'))[:20]}", "Có phần tử không phải bản niêm phong.")
        return None
    where = f"văn bản {str(entry.get('number'))[:40]}"
    _unknown_keys(report, entry, frozenset({"number", "sha256", "document"}), where)
    if document.get("format") not in SEALS_OF_YEAR[raw["format"]]:
        report.differ(where, f"Định dạng {_short(document.get('format'))} không có.")
    parts = PARTS if document.get("format") == WITH_FIGURES else frozenset()
    _unknown_keys(report, document, _DOSSIER | parts, where)
    for key, known in _PARTS.items():
        _unknown_keys(report, _tree(document, key), known, f"{where}, “{key}”")
    found = _hash(report, where, document)
    if found is not None and found != entry.get("sha256"):
        report.differ(where, f"Mã kiểm tra ghi {_short(entry.get('sha256'))}, tính lại là {_short(found)}.")
    for label, stated, expected in _heads(raw, unit, entry, document):
        if stated != expected:
            report.differ(where, f"{label}: văn bản ghi {_short(stated)}, tệp ghi {_short(expected)}.")
    _days(report, document, where)
    _recompute(report, definition, document, where)
    return document


def _heads(raw: Tree, unit: Tree, entry: Tree, document: Tree) -> Iterator[tuple[str, object, object]]:
    """What a document says of itself and what the file says of it."""
    cycle, chosen = _tree(raw, "cycle"), _tree(raw, "criteria_set")
    own_cycle, own_set = _tree(document, "cycle"), _tree(document, "criteria_set")
    definition = _tree(chosen, "definition")
    yield "Loại", document.get("kind"), "decision"
    yield "Số niêm phong", document.get("number"), entry.get("number")
    yield "Chương trình", document.get("scheme"), cycle.get("scheme")
    yield "Năm", own_cycle.get("year"), cycle.get("year")
    yield "Loại kỳ", own_cycle.get("kind"), cycle.get("kind")
    yield "Tên kỳ", own_cycle.get("title"), cycle.get("title")
    yield "Bộ tiêu chí", own_set.get("sha256"), chosen.get("sha256")
    yield "Năm của bộ tiêu chí", own_set.get("year"), definition.get("year")
    yield "Phiên bản bộ tiêu chí", own_set.get("version"), definition.get("version")
    yield "Mã đơn vị", _tree(document, "unit").get("code"), unit.get("code")


def _days(report: Report, document: Tree, where: str) -> None:
    """Days are days, the council's (null where a cycle has none) not after the decision. The decision has a number."""
    decision = _tree(document, "decision")
    council_on, signed_on = document.get("council_on"), decision.get("signed_on")
    given = {"as_of": _tree(document, "cycle").get("as_of"), "signed_on": signed_on}
    given |= {"council_on": council_on} if council_on is not None else {}
    wrong = [key for key, value in given.items() if not _is_day(value)]
    for key in wrong:
        report.differ(where, f"“{key}” không phải là ngày (yyyy-mm-dd).")
    if not wrong and council_on is not None and str(council_on) > str(signed_on):
        report.differ(where, f"Ngày của Hội đồng ({council_on}) sau ngày ký quyết định ({signed_on}).")
    number = decision.get("number")
    if not isinstance(number, str) or not number.strip():
        report.differ(where, "Thiếu số quyết định.")


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _tree(tree: Tree, key: str) -> Tree:
    value = tree.get(key)
    return value if isinstance(value, Mapping) else {}


def _recompute(report: Report, definition: SetDefinition | None, document: Tree, where: str) -> None:
    kind, name = _tree(document, "unit").get("kind"), _tree(document, "unit").get("name")
    if not isinstance(name, str) or not name.strip():
        report.differ(where, "Thiếu tên đơn vị.")
    if not isinstance(kind, str) or kind not in UNIT_KINDS:
        report.differ(where, f"Loại đơn vị {_short(kind)} không có.")
    elif definition is not None:
        compiled: CompiledSet = compile_set(definition, kind)
        check_result(report.told, compiled, document, f"{str(name)[:MAX_SHOWN]}, {where}")


def _course(report: Report, names: LevelNames, unit: Tree, documents: list[Tree], where: str) -> None:
    """Documents of one unit in their order: one recognition, then only lowered or revoked."""
    levels = [_tree(document, "level").get("decided") for document in documents]
    kinds = [_tree(document, "decision").get("kind") for document in documents]
    if unit.get("level") != levels[-1] or type(unit.get("level")) is not int:
        report.differ(where, f"Mức độ ghi {_short(unit.get('level'))}, văn bản cuối ghi {_short(levels[-1])}.")
    if kinds[0] != "recognition":
        report.differ(where, "Văn bản đầu tiên không phải quyết định công nhận.")
    for kind, before, now in zip(kinds[1:], levels, levels[1:], strict=False):
        fits = type(before) is type(now) is int and before > now and kind == ("lowering" if now else "revocation")
        if not fits:
            report.differ(
                where,
                f"Quyết định {_short(kind)} không khớp: {level_words(before, names)} → {level_words(now, names)}.",
            )
    for key in ("format", "unit", "cycle", "council_on", "indicators", "gates", "held_before", "total", *sorted(PARTS)):
        if any(document.get(key) != documents[0].get(key) for document in documents[1:]):
            report.differ(where, f"“{key}” của văn bản sau khác văn bản đầu.")
    days = [str(_tree(document, "decision").get("signed_on")) for document in documents]
    if days != sorted(days):
        report.differ(where, "Ngày ký các quyết định không theo thứ tự.")


# --- The whole file -------------------------------------------------------------------------------------------------


def _all_units(report: Report, raw: Tree, units: list[Tree]) -> None:
    for code, count in Counter(str(unit.get("code")) for unit in units).items():
        if count > 1:
            report.differ(f"đơn vị {code[:20]}", f"Xuất hiện {count} lần trong tệp.")
    numbers = [(str(entry.get("number")), str(entry.get("sha256"))) for entry in _entries(units)]
    for number, count in Counter(number for number, _ in numbers).items():
        if count > 1:
            report.differ(f"văn bản {number[:40]}", f"Số niêm phong xuất hiện {count} lần.")
    _one_cycle(report, units)
    summary = _part(report, raw, "summary", dict)
    levels = Counter(str(unit.get("level")) for unit in units)
    if summary != {"units": report.units, "documents": report.documents, "levels": dict(levels)}:
        report.differ("summary", f"Phần tổng hợp không khớp: tệp có {report.units} đơn vị, {report.documents} văn bản.")


def _fingerprint(raw: Tree, units: list[Tree]) -> str:
    """Of everything in the file; in the first format of the seals alone."""
    if raw["format"] == PRINT_OF_SEALS:
        return fingerprint((str(entry.get("number")), str(entry.get("sha256"))) for entry in _entries(units))
    head = {key: value for key, value in raw.items() if key not in ("units", "fingerprint")}
    head["criteria_set"] = _without(_tree(raw, "criteria_set"), "definition")
    listed = [{**unit, "documents": [_without(entry, "document") for entry in _entries([unit])]} for unit in units]
    return year_fingerprint(head, listed)


def _without(tree: Tree, key: str) -> dict[str, Any]:
    return {name: value for name, value in tree.items() if name != key}


def _check_results(report: Report, raw: Tree, units: list[Tree]) -> None:
    """The results of each decision have the fingerprint that its text may have named before it was signed."""
    results: dict[tuple[str, str, str], list[Tree]] = {}
    for entry in _entries(units):
        document = _tree(entry, "document")
        try:
            told = results_of(document)
        except (KeyError, TypeError):
            report.differ("decisions", "Có bản niêm phong không đọc được kết quả.")
            return
        stated = _tree(document, "decision")
        key = (str(stated.get("signed_on")), str(stated.get("number")), str(stated.get("kind")))
        results.setdefault(key, []).append(told)
    expected = [
        {"signed_on": day, "number": number, "kind": kind, "results": _hash_results(report, results[day, number, kind])}
        for day, number, kind in sorted(results)
    ]
    if raw.get("decisions") != expected:
        report.differ("decisions", "Danh sách quyết định hoặc mã kiểm tra kết quả không khớp với các bản niêm phong.")


def _hash_results(report: Report, results: list[Tree]) -> str | None:
    return _canonical(report, "decisions", lambda: results_fingerprint(results))


def _one_cycle(report: Report, units: list[Tree]) -> None:
    """All results of a year count up to the same day."""
    days = Counter(str(_tree(_tree(entry, "document"), "cycle").get("as_of")) for entry in _entries(units))
    if len(days) > 1:
        named = ", ".join(f"{day[:MAX_SHOWN]} ({count} văn bản)" for day, count in days.most_common(5))
        report.differ("tệp", f"Ngày chốt số liệu không thống nhất: {named}.")


def _entries(units: list[Tree]) -> Iterator[Tree]:
    for unit in units:
        entries = unit.get("documents")
        yield from (entry for entry in entries if isinstance(entry, Mapping)) if isinstance(entries, list) else ()
