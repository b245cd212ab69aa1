"""Recompute a published year from nothing but its open data file (``docs/open-data.md``).

Hashes, points, sums, gates and levels are computed anew with the criteria set in the file and compared with what is
stated. No database and no Django: whoever doubts a result runs ``thanthien verify FILE`` at home.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from thanthien.core.canonical import sha256_of
from thanthien.core.levels import NO_LEVELS, LevelNames
from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.definition_io import canonical_sha256, definition_from_json
from thanthien.criteria.problems import DefinitionError
from thanthien.criteria.rules import UNIT_KINDS, SetDefinition
from thanthien.evaluations.seal_documents import (
    EARLIER,
    PRINT_OF_SEALS,
    SEALS_OF_YEAR,
    WITH_CHANGES,
    WITHOUT_FIGURES,
    YEAR_FORMAT,
    YEAR_FORMATS,
)
from thanthien.verify_course import ACTS, check_course
from thanthien.verify_dossier import check_result
from thanthien.verify_facts import WHERE_SO
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
from thanthien.verify_sets import ToldChanges, Version, check_mapping, ended_on, is_day
from thanthien.verify_waivers import PART as NOT_APPLIED
from thanthien.verify_waivers import WaiverProblem, set_of_unit
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
    if not isinstance(raw, dict):
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
        chosen = part(self.report, head, "criteria_set", dict)
        definition = _definition(self.report, chosen)
        self.report.set_code = definition.code if definition else ""
        self._versions = dict(_versions(self.report, head, chosen, definition))
        self._sets: Sets = Version(definition, None).by_kind if definition else {}
        self._listed: list[dict[str, Any]] = []
        """The units without what the documents say: numbers and hashes."""
        self._days: Counter[str] = Counter()
        self._changes = ToldChanges()
        self._decomposed: list[str] = []
        self._results = Results()
        self._not_units = False

    def _unknown_keys(self, head: Tree) -> None:
        known = _TOP if self._head["format"] == PRINT_OF_SEALS else _TOP | {"decisions", EARLIER}
        unknown_keys(self.report, head, known, "tệp")

    def unit(self, unit: Unit) -> None:
        """Recompute one unit and note what the whole file is compared with."""
        self.report.units += 1
        tree = unit.tree
        decomposed = _decomposed(unit)
        self._decomposed += decomposed
        if not isinstance(tree, dict):
            self._not_units = True
            return
        _unit(self.report, self._head, self._versions, self._sets, unit)
        entries, plain = list(entries_of(tree)), unit.texts is not None and not decomposed
        self._listed.append({**tree, "documents": [without(entry, "document") for entry in entries]})
        for entry in entries:
            document = tree_of(entry, "document")
            self._days[str(tree_of(document, "cycle").get("as_of"))] += 1
            self._changes.add(document)
            where = f"văn bản {str(entry.get('number'))[:40]}"
            for sentence in check_mapping(document, str(tree_of(document, "unit").get("kind")), self._versions):
                self.report.differ(where, sentence)
            self._results.add(document, plain=plain)

    def report_of(self, whole: Tree) -> Report:
        """What was found; ``whole``: the file, with what stands behind its units."""
        report, head = self.report, without(whole, "units")
        all_in_it = head["format"] != PRINT_OF_SEALS
        self._unknown_keys({key: value for key, value in head.items() if key not in self._head})
        _composed(report, [*_texts_not_composed(head), *self._decomposed])
        if self._not_units:
            report.differ("units", "Có phần tử không phải là một đơn vị.")
        check_units(report, head, self._listed)
        check_one_cycle(report, head, self._days, self._changes)
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
    stated = cycle.get("title") if isinstance(cycle, dict) else ""
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
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _texts(value)


# --- Criteria set ---------------------------------------------------------------------------------------------------


def _definition(report: Report, entry: Tree, where: str = "bộ tiêu chí") -> SetDefinition | None:
    tree = entry.get("definition")
    found = _hash(report, where, tree)
    if found is not None and found != entry.get("sha256"):
        report.differ(where, f"Mã kiểm tra ghi {short(entry.get('sha256'))}, tính lại là {short(found)}.")
    try:
        definition = definition_from_json(tree)
    except DefinitionError as error:
        report.differ(where, f"Bộ tiêu chí không hợp lệ: {error.problems[0].message_vi}")
        return None
    if sum(one.max for one in definition.indicators()) / definition.step > MAX_STEPS:
        report.differ(where, "Bước điểm quá nhỏ so với tổng điểm.")
        return None
    return definition


def _versions(
    report: Report, head: Tree, chosen: Tree, definition: SetDefinition | None
) -> Iterator[tuple[str, Version]]:
    """Every version of the set that the file holds, by its SHA-256."""
    if definition is not None:
        yield str(chosen.get("sha256")), Version(definition, tree_of(chosen, "decision").get("date"))
    for place, entry in enumerate(part(report, head, EARLIER, list) if EARLIER in head else [], start=1):
        where = f"bộ tiêu chí trước điều chỉnh, thứ {place}"
        if not isinstance(entry, dict):
            report.differ(where, "Sai cấu trúc.")
        elif (earlier := _definition(report, entry, where)) is not None:
            yield str(entry.get("sha256")), Version(earlier, tree_of(entry, "decision").get("date"))


# --- One unit -------------------------------------------------------------------------------------------------------


def _unit(report: Report, raw: Tree, versions: Mapping[str, Version], sets: Sets, read: Unit) -> None:
    unit = read.tree
    where = f"đơn vị {str(unit.get('code'))[:20]}"
    unknown_keys(report, unit, frozenset({"code", "level", "documents"}), where)
    entries = part(report, unit, "documents", list, where)
    texts: Sequence[str | None] = read.texts or [None] * len(entries)
    documents = [
        found
        for entry, text in zip(entries, texts, strict=True)
        if (found := _document(report, raw, versions, sets, unit, entry, text))
    ]
    if not entries:
        report.differ(where, "Không có bản niêm phong nào.")
    if documents:
        check_course(report, _names(sets), unit, documents, where)


def _document(
    report: Report,
    raw: Tree,
    versions: Mapping[str, Version],
    sets: Sets,
    unit: Tree,
    entry: object,
    text: str | None,
) -> Tree | None:
    report.documents += 1
    document = entry.get("document") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(document, dict):
        report.differ(f"đơn vị {str(unit.get('code'))[:20]}", "Có phần tử không phải bản niêm phong.")
        return None
    where = f"văn bản {str(entry.get('number'))[:40]}"
    unknown_keys(report, entry, frozenset({"number", "sha256", "document"}), where)
    if document.get("format") not in SEALS_OF_YEAR[raw["format"]]:
        report.differ(where, f"Định dạng {short(document.get('format'))} không có.")
    unknown_keys(report, document, _DOSSIER | _where_so(raw) | _parts(document), where)
    for key, known in _PARTS.items():
        unknown_keys(report, tree_of(document, key), known, f"{where}, “{key}”")
    found = _hash(report, where, document, text)
    if found is not None and found != entry.get("sha256"):
        report.differ(where, f"Mã kiểm tra ghi {short(entry.get('sha256'))}, tính lại là {short(found)}.")
    chosen = _chosen(raw, document)
    if chosen is not raw.get("criteria_set") and (version := versions.get(str(chosen.get("sha256")))):
        sets = version.by_kind
    for label, stated, expected in _heads(raw, chosen, unit, entry, document):
        if stated != expected:
            report.differ(where, f"{label}: văn bản ghi {short(stated)}, tệp ghi {short(expected)}.")
    _days(report, document, where)
    _recompute(report, sets, document, where)
    return document


def _where_so(raw: Tree) -> frozenset[str]:
    """Facts that a document may state. When a dossier was closed is said only where the set changed later."""
    return WHERE_SO if EARLIER in raw else WHERE_SO - {"closed"}


def _parts(document: Tree) -> frozenset[str]:
    """What a document may hold beside what each has, by its format and its act."""
    if document.get("format") == WITHOUT_FIGURES:
        return frozenset()
    own = ACTS.get(str(tree_of(document, "decision").get("kind")))
    more = {own} if own and document.get("format") == WITH_CHANGES else set()
    return PARTS | {NOT_APPLIED} | more


def _chosen(raw: Tree, document: Tree) -> Tree:
    """The version of the set in the file that a document is judged by: the last one; of a dossier that ended before a
    change took effect, the one that held then."""
    own = tree_of(document, "criteria_set").get("sha256")
    listed = raw.get(EARLIER) if ended_on(document) else None
    earlier = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return next((one for one in earlier if one.get("sha256") == own), tree_of(raw, "criteria_set"))


def _heads(raw: Tree, chosen: Tree, unit: Tree, entry: Tree, document: Tree) -> Iterator[tuple[str, object, object]]:
    """What a document says of itself and what the file says of it."""
    cycle = tree_of(raw, "cycle")
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
    wrong = [key for key, value in given.items() if not is_day(value)]
    for key in wrong:
        report.differ(where, f"“{key}” không phải là ngày (yyyy-mm-dd).")
    if not wrong and council_on is not None and str(council_on) > str(signed_on):
        report.differ(where, f"Ngày của Hội đồng ({council_on}) sau ngày ký quyết định ({signed_on}).")
    number = decision.get("number")
    if not isinstance(number, str) or not number.strip():
        report.differ(where, "Thiếu số quyết định.")


def _recompute(report: Report, sets: Sets, document: Tree, where: str) -> None:
    kind, name = tree_of(document, "unit").get("kind"), tree_of(document, "unit").get("name")
    if not isinstance(name, str) or not name.strip():
        report.differ(where, "Thiếu tên đơn vị.")
    if not isinstance(kind, str) or kind not in UNIT_KINDS:
        report.differ(where, f"Loại đơn vị {short(kind)} không có.")
    elif sets:
        here = f"{str(name)[:MAX_SHOWN]}, {where}"
        try:
            check_result(report.told, set_of_unit(sets[kind], document), document, here)
        except WaiverProblem as problem:
            report.differ(here, str(problem))


def _names(sets: Sets) -> LevelNames:
    return next((one.definition.level_names for one in sets.values()), NO_LEVELS)
