"""Recompute a published year from nothing but its open data file (``docs/open-data.md``).

Hashes, points, sums, gates and levels are computed anew with the criteria set in the file and compared with what is
stated. No database and no Django: whoever doubts a result runs ``thanthien verify FILE`` at home.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from thanthien.core.canonical import sha256_of
from thanthien.core.levels import NO_LEVELS, LevelNames
from thanthien.criteria.compiling import CompiledSet, compile_set
from thanthien.criteria.definition_io import canonical_sha256, definition_from_json
from thanthien.criteria.problems import DefinitionError
from thanthien.criteria.rules import UNIT_KINDS, SetDefinition
from thanthien.evaluations.seal_documents import PRINT_OF_ALL, SEALS_OF_YEAR, WITH_FIGURES, YEAR_FORMAT, YEAR_FORMATS
from thanthien.verify_dossier import check_result, level_words
from thanthien.verify_figures import PARTS
from thanthien.verify_report import (
    MAX_SHOWN,
    NotAYearFile,
    Report,
    Tree,
    canonical,
    entries_of,
    part,
    short,
    tree_of,
    unknown_keys,
    without,
)
from thanthien.verify_whole import Results, check_one_cycle, check_units, fingerprint_of
from thanthien.year_file import Unit, YearFile

Sets: TypeAlias = Mapping[str, CompiledSet]
"""The set of the file by kind of unit; empty when it can't be read."""

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
_NO_YEAR = f"Tệp không phải dữ liệu mở của một năm (cần “format”: “{YEAR_FORMAT}”)."
# A set so fine-grained that its table of points would not fit in memory was not made to be scored.
MAX_STEPS = 100_000


def verify_year(raw: object) -> Report:
    """Recompute a year. Raises NotAYearFile when ``raw`` is no year file at all; everything else is reported."""
    if not isinstance(raw, Mapping):
        raise NotAYearFile(_NO_YEAR)
    check = YearCheck(without(raw, "units"))
    for unit in part(check.report, raw, "units", list):
        check.unit(Unit(unit))
    return check.report_of(raw)


def verify_file(year: YearFile) -> Report:
    """The same of a file that is read unit by unit. Raises NotAYearFile; year_file.Unreadable."""
    check = YearCheck(year.head)
    for unit in year.units():
        check.unit(unit)
    return check.report_of(year.head)


class YearCheck:
    """A year that is being recomputed: its head first, then unit by unit, of which little is kept."""

    def __init__(self, head: Tree) -> None:
        if head.get("format") not in YEAR_FORMATS:
            raise NotAYearFile(_NO_YEAR)
        self.report = Report(title=_title(head))
        self._head = dict(head)  # of a file that is being read, more may follow
        self._unknown_keys(head)
        definition = _definition(self.report, part(self.report, head, "criteria_set", dict))
        self._sets = {kind: compile_set(definition, kind) for kind in UNIT_KINDS} if definition else {}
        self._listed: list[dict[str, Any]] = []
        """The units without what the documents say: numbers and hashes."""
        self._days: Counter[str] = Counter()
        self._decomposed: list[str] = []
        self._results = Results()
        self._not_units = False

    def _unknown_keys(self, head: Tree) -> None:
        known = _TOP | {"decisions"} if self._head["format"] == PRINT_OF_ALL else _TOP
        unknown_keys(self.report, head, known, "tệp")

    def unit(self, unit: Unit) -> None:
        """Recompute one unit and note what the whole file is compared with."""
        self.report.units += 1
        tree = unit.tree
        decomposed = _decomposed(unit)
        self._decomposed += decomposed
        if not isinstance(tree, Mapping):
            self._not_units = True
            return
        _unit(self.report, self._head, self._sets, unit)
        entries, plain = list(entries_of(tree)), unit.texts is not None and not decomposed
        self._listed.append({**tree, "documents": [without(entry, "document") for entry in entries]})
        for entry in entries:
            document = tree_of(entry, "document")
            self._days[str(tree_of(document, "cycle").get("as_of"))] += 1
            self._results.add(document, plain=plain)

    def report_of(self, whole: Tree) -> Report:
        """What was found; ``whole``: the file, with what stands behind its units."""
        report, head = self.report, without(whole, "units")
        all_in_it = head["format"] == PRINT_OF_ALL
        self._unknown_keys({key: value for key, value in head.items() if key not in self._head})
        _composed(report, [*_texts_not_composed(head), *self._decomposed])
        if self._not_units:
            report.differ("units", "Có phần tử không phải là một đơn vị.")
        check_units(report, head, self._listed)
        check_one_cycle(report, self._days)
        if all_in_it and self._results.differ(report, head.get("decisions")):
            report.differ(
                "decisions", "Danh sách quyết định hoặc mã kiểm tra kết quả không khớp với các bản niêm phong."
            )
        report.fingerprint = canonical(report, "fingerprint", lambda: fingerprint_of(head, self._listed))
        if head.get("fingerprint") != report.fingerprint:
            report.differ("fingerprint", "Mã kiểm tra của năm không khớp với nội dung của tệp.")
        return report


def _title(raw: Tree) -> str:
    cycle = raw.get("cycle")
    stated = cycle.get("title") if isinstance(cycle, Mapping) else ""
    return " – ".join(str(part)[:MAX_SHOWN] for part in (stated, raw.get("city")) if part)


def _hash(report: Report, where: str, tree: object, text: str | None = None) -> str | None:
    """SHA-256 of the canonical form (``text``, where it is known); None, and a difference, when the tree has none."""
    return canonical(report, where, lambda: canonical_sha256(tree) if text is None else sha256_of(text))


def _composed(report: Report, decomposed: list[str]) -> None:
    """All texts are in Unicode NFC: two that look the same are the same."""
    if decomposed:
        shown = unicodedata.normalize("NFC", decomposed[0])[:MAX_SHOWN]
        report.differ("tệp", f"{len(decomposed)} đoạn chữ không theo chuẩn Unicode NFC, ví dụ “{shown}”.")


def _decomposed(unit: Unit) -> list[str]:
    """Texts of a unit that are not in NFC. Canonical text as a whole is, when each text in it is."""
    if unit.texts is None or not all(unicodedata.is_normalized("NFC", text) for text in unit.texts):
        return _texts_not_composed(unit.tree)
    return _texts_not_composed({**unit.tree, "documents": [without(one, "document") for one in entries_of(unit.tree)]})


def _texts_not_composed(tree: object) -> list[str]:
    return [text for text in _texts(tree) if not unicodedata.is_normalized("NFC", text)]


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
        report.differ("bộ tiêu chí", f"Mã kiểm tra ghi {short(entry.get('sha256'))}, tính lại là {short(found)}.")
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


# --- One unit -------------------------------------------------------------------------------------------------------


def _unit(report: Report, raw: Tree, sets: Sets, read: Unit) -> None:
    unit = read.tree
    where = f"đơn vị {str(unit.get('code'))[:20]}"
    unknown_keys(report, unit, frozenset({"code", "level", "documents"}), where)
    entries = part(report, unit, "documents", list, where)
    texts: Sequence[str | None] = read.texts or [None] * len(entries)
    documents = [
        found
        for entry, text in zip(entries, texts, strict=True)
        if (found := _document(report, raw, sets, unit, entry, text))
    ]
    if not entries:
        report.differ(where, "Không có bản niêm phong nào.")
    if documents:
        _course(report, _names(sets), unit, documents, where)


def _document(report: Report, raw: Tree, sets: Sets, unit: Tree, entry: object, text: str | None) -> Tree | None:
    report.documents += 1
    document = entry.get("document") if isinstance(entry, Mapping) else None
    if not isinstance(entry, Mapping) or not isinstance(document, Mapping):
        report.differ(f"đơn vị {str(unit.get('code'))[:20]}", "Có phần tử không phải bản niêm phong.")
        return None
    where = f"văn bản {str(entry.get('number'))[:40]}"
    unknown_keys(report, entry, frozenset({"number", "sha256", "document"}), where)
    if document.get("format") not in SEALS_OF_YEAR[raw["format"]]:
        report.differ(where, f"Định dạng {short(document.get('format'))} không có.")
    parts = PARTS if document.get("format") == WITH_FIGURES else frozenset()
    unknown_keys(report, document, _DOSSIER | parts, where)
    for key, known in _PARTS.items():
        unknown_keys(report, tree_of(document, key), known, f"{where}, “{key}”")
    found = _hash(report, where, document, text)
    if found is not None and found != entry.get("sha256"):
        report.differ(where, f"Mã kiểm tra ghi {short(entry.get('sha256'))}, tính lại là {short(found)}.")
    for label, stated, expected in _heads(raw, unit, entry, document):
        if stated != expected:
            report.differ(where, f"{label}: văn bản ghi {short(stated)}, tệp ghi {short(expected)}.")
    _days(report, document, where)
    _recompute(report, sets, document, where)
    return document


def _heads(raw: Tree, unit: Tree, entry: Tree, document: Tree) -> Iterator[tuple[str, object, object]]:
    """What a document says of itself and what the file says of it."""
    cycle, chosen = tree_of(raw, "cycle"), tree_of(raw, "criteria_set")
    own_cycle, own_set = tree_of(document, "cycle"), tree_of(document, "criteria_set")
    definition = tree_of(chosen, "definition")
    yield "Loại", document.get("kind"), "decision"
    yield "Số niêm phong", document.get("number"), entry.get("number")
    yield "Chương trình", document.get("scheme"), cycle.get("scheme")
    yield "Năm", own_cycle.get("year"), cycle.get("year")
    yield "Loại kỳ", own_cycle.get("kind"), cycle.get("kind")
    yield "Tên kỳ", own_cycle.get("title"), cycle.get("title")
    yield "Bộ tiêu chí", own_set.get("sha256"), chosen.get("sha256")
    yield "Năm của bộ tiêu chí", own_set.get("year"), definition.get("year")
    yield "Phiên bản bộ tiêu chí", own_set.get("version"), definition.get("version")
    yield "Mã đơn vị", tree_of(document, "unit").get("code"), unit.get("code")


def _days(report: Report, document: Tree, where: str) -> None:
    """Days are days, the council's (null where a cycle has none) not after the decision. The decision has a number."""
    decision = tree_of(document, "decision")
    council_on, signed_on = document.get("council_on"), decision.get("signed_on")
    given = {"as_of": tree_of(document, "cycle").get("as_of"), "signed_on": signed_on}
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


def _recompute(report: Report, sets: Sets, document: Tree, where: str) -> None:
    kind, name = tree_of(document, "unit").get("kind"), tree_of(document, "unit").get("name")
    if not isinstance(name, str) or not name.strip():
        report.differ(where, "Thiếu tên đơn vị.")
    if not isinstance(kind, str) or kind not in UNIT_KINDS:
        report.differ(where, f"Loại đơn vị {short(kind)} không có.")
    elif sets:
        check_result(report.told, sets[kind], document, f"{str(name)[:MAX_SHOWN]}, {where}")


def _names(sets: Sets) -> LevelNames:
    return next((one.definition.level_names for one in sets.values()), NO_LEVELS)


def _course(report: Report, names: LevelNames, unit: Tree, documents: list[Tree], where: str) -> None:
    """Documents of one unit in their order: one recognition, then only lowered or revoked."""
    levels = [tree_of(document, "level").get("decided") for document in documents]
    kinds = [tree_of(document, "decision").get("kind") for document in documents]
    if unit.get("level") != levels[-1] or type(unit.get("level")) is not int:
        report.differ(where, f"Mức độ ghi {short(unit.get('level'))}, văn bản cuối ghi {short(levels[-1])}.")
    if kinds[0] != "recognition":
        report.differ(where, "Văn bản đầu tiên không phải quyết định công nhận.")
    for kind, before, now in zip(kinds[1:], levels, levels[1:], strict=False):
        fits = type(before) is type(now) is int and before > now and kind == ("lowering" if now else "revocation")
        if not fits:
            report.differ(
                where,
                f"Quyết định {short(kind)} không khớp: {level_words(before, names)} → {level_words(now, names)}.",
            )
    for key in ("format", "unit", "cycle", "council_on", "indicators", "gates", "held_before", "total", *sorted(PARTS)):
        if any(document.get(key) != documents[0].get(key) for document in documents[1:]):
            report.differ(where, f"“{key}” của văn bản sau khác văn bản đầu.")
    days = [str(tree_of(document, "decision").get("signed_on")) for document in documents]
    if days != sorted(days):
        report.differ(where, "Ngày ký các quyết định không theo thứ tự.")
