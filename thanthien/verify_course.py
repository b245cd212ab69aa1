"""The documents of one unit in their order: what each may change, and that it repeats all else (ADR 23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from thanthien.core.levels import LevelNames
from thanthien.evaluations.seal_documents import ADJUSTMENT, CORRECTION, WITH_CHANGES
from thanthien.verify_dossier import level_words
from thanthien.verify_facts import WHERE_SO
from thanthien.verify_figures import PARTS
from thanthien.verify_report import Report, Tree, short, tree_of
from thanthien.verify_sets import is_day
from thanthien.verify_waivers import PART as NOT_APPLIED

# The part in which a document says what its own act is.
ACTS = {ADJUSTMENT: "adjusts", CORRECTION: "corrects"}
_ADJUSTS = frozenset({"settlement", "indicators"})
_SETTLEMENT = frozenset({"number", "signed_on", "issuer"})
_CORRECTS = frozenset({"decision", "changes"})
_NAMED = frozenset({"kind", "number", "signed_on"})
_CHANGE = frozenset({"what", "before", "after"})
_OF_DECISION = ("number", "signed_on")
# Of the points; of the level; of all else.
_OF_POINTS = ("indicators", "total", "council_on", "council")
_FACTS = ("unit", "cycle", "gates", "held_before", *sorted((WHERE_SO | PARTS | {NOT_APPLIED}) - {*_OF_POINTS}))
_PROPOSED = ("computed", "proposed", "proposed_reason")


def check_course(report: Report, names: LevelNames, unit: Tree, documents: list[Tree], where: str) -> None:
    """One recognition first; then lowered, revoked, adjusted or corrected, each by a document that repeats the rest."""
    last = tree_of(documents[-1], "level").get("decided")
    if unit.get("level") != last or type(unit.get("level")) is not int:
        report.differ(where, f"Mức độ ghi {short(unit.get('level'))}, văn bản cuối ghi {short(last)}.")
    if _kind(documents[0]) != "recognition":
        report.differ(where, "Văn bản đầu tiên không phải quyết định công nhận.")
    for before, now in pairwise(documents):
        _check_format(report, before, now, where)
        _check_level(report, names, before, now, where)
        changed = _changed_keys(report, before, now, where)
        for key in (*_OF_POINTS, *_FACTS):
            if key not in changed and before.get(key) != now.get(key):
                report.differ(where, f"“{key}” của văn bản sau khác văn bản trước.")
    _check_days(report, documents, where)


def _kind(document: Tree) -> str:
    return str(tree_of(document, "decision").get("kind"))


def _check_format(report: Report, before: Tree, now: Tree, where: str) -> None:
    """A later document keeps the format, but for the first one that adjusts or corrects."""
    wanted = WITH_CHANGES if _kind(now) in ACTS else before.get("format")
    if now.get("format") != wanted:
        report.differ(where, f"Định dạng {short(now.get('format'))} của văn bản sau không khớp với văn bản trước.")


def _check_level(report: Report, names: LevelNames, before: Tree, now: Tree, where: str) -> None:
    kind, was, level = _kind(now), tree_of(before, "level"), tree_of(now, "level")
    first, then = was.get("decided"), level.get("decided")
    both = isinstance(first, int) and isinstance(then, int) and bool not in (type(first), type(then))
    falls = isinstance(first, int) and isinstance(then, int) and first > then
    fits = {
        "lowering": both and falls and then != 0,
        "revocation": both and falls and then == 0,
        ADJUSTMENT: both and (first != then or bool(_named_indicators(now))),
        CORRECTION: was == level,
    }
    if not fits.get(kind, False):
        told = f"{level_words(first, names)} → {level_words(then, names)}"
        report.differ(where, f"Quyết định {short(kind)} không khớp: {told}.")
    if kind != CORRECTION and not _named_indicators(now):
        for key in _PROPOSED:
            if was.get(key) != level.get(key):
                report.differ(where, f"“level.{key}” của văn bản sau khác văn bản trước.")


# --- What an act may change -----------------------------------------------------------------------------------------


def _changed_keys(report: Report, before: Tree, now: Tree, where: str) -> tuple[str, ...]:
    """The parts that this act may change, and of which it is checked here what changed in them."""
    if _kind(now) == ADJUSTMENT and _adjusts_fits(report, before, now, where):
        _check_rows(report, before, now, where)
        return _OF_POINTS
    if _kind(now) == CORRECTION and _corrects_fits(report, now, where):
        _check_name(report, before, now, where)
        return ("unit",)
    return ()


def _adjusts_fits(report: Report, before: Tree, now: Tree, where: str) -> bool:
    """Whether it says by which settlement, and which indicators; only then may points change."""
    part, settlement = now.get("adjusts"), tree_of(tree_of(now, "adjusts"), "settlement")
    fits = isinstance(part, Mapping) and set(part) == _ADJUSTS and set(settlement) == _SETTLEMENT
    if not fits or not all(_is_text(settlement[key]) for key in _SETTLEMENT) or not is_day(settlement["signed_on"]):
        report.differ(where, "“adjusts” sai cấu trúc: cần văn bản giải quyết khiếu nại và danh sách tiêu chí.")
        return False
    codes = tree_of(now, "adjusts").get("indicators")
    known = [row.get("code") for row in _rows(before)]
    if not isinstance(codes, list) or [code for code in known if code in codes] != codes:
        report.differ(where, "“adjusts.indicators” có tiêu chí lạ hoặc sai thứ tự.")
        return False
    if str(settlement["signed_on"]) > str(tree_of(now, "decision").get("signed_on")):
        report.differ(where, "Ngày giải quyết khiếu nại sau ngày ký quyết định điều chỉnh.")
    return bool(codes)


def _named_indicators(document: Tree) -> list[Any]:
    found = tree_of(document, "adjusts").get("indicators")
    return found if isinstance(found, list) else []


def _rows(document: Tree) -> list[Tree]:
    found = document.get("indicators")
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _check_rows(report: Report, before: Tree, now: Tree, where: str) -> None:
    """The former column of each named indicator stays beside the new one; all other rows are the same."""
    named, earlier = _named_indicators(now), {str(row.get("code")): row for row in _rows(before)}
    if len(_rows(now)) != len(earlier):
        report.differ(where, "“indicators” của văn bản điều chỉnh thiếu hoặc thừa tiêu chí.")
    for row in _rows(now):
        code = row.get("code")
        old = earlier.get(str(code), {})
        here = f"{where}, tiêu chí {str(code)[:20]}"
        if code not in named:
            if row != old:
                report.differ(here, "Tiêu chí không được điều chỉnh mà khác văn bản trước.")
            continue
        if row.get("former") != [*old.get("former", []), old.get("concluded")]:
            report.differ(here, "Kết luận trước khi điều chỉnh không được giữ bên cạnh kết luận mới.")
        if {**row, "former": None, "concluded": None} != {**old, "former": None, "concluded": None}:
            report.differ(here, "Điều chỉnh chỉ được đổi kết luận của tiêu chí.")
        if _word(row) == _word(old):
            report.differ(here, "Kết luận sau điều chỉnh giống kết luận trước.")


def _word(row: Tree) -> tuple[object, ...]:
    column = tree_of(row, "concluded")
    return column.get("state"), column.get("value"), column.get("points")


def _corrects_fits(report: Report, now: Tree, where: str) -> bool:
    part = now.get("corrects")
    changes = part.get("changes") if isinstance(part, Mapping) else None
    named = tree_of(tree_of(now, "corrects"), "decision")
    if (
        not isinstance(part, Mapping)
        or set(part) != _CORRECTS
        or set(named) != _NAMED
        or not isinstance(changes, list)
        or not changes
        or not all(isinstance(one, Mapping) and _change_fits(one) for one in changes)
    ):
        report.differ(where, "“corrects” sai cấu trúc: cần quyết định được đính chính và nội dung đính chính.")
        return False
    return True


def _change_fits(change: Tree) -> bool:
    """A name of who signed is never in the file."""
    if change.get("what") == "signer":
        return set(change) == {"what"}
    if set(change) != _CHANGE or change["what"] not in (*_OF_DECISION, "unit_name"):
        return False
    texts = _is_text(change["before"]) and _is_text(change["after"]) and change["before"] != change["after"]
    return texts and (change["what"] != "signed_on" or (is_day(change["before"]) and is_day(change["after"])))


def _check_name(report: Report, before: Tree, now: Tree, where: str) -> None:
    """The name of the unit changes as the correction says, and nothing else of it."""
    was, unit = tree_of(before, "unit"), dict(tree_of(now, "unit"))
    for change in _changes(now, "unit_name"):
        if (was.get("name"), unit.get("name")) != (change["before"], change["after"]):
            report.differ(where, "Tên đơn vị không khớp với nội dung đính chính.")
        unit["name"] = was.get("name")
    if unit != was:
        report.differ(where, "“unit” của văn bản sau khác văn bản trước.")


def _changes(document: Tree, *what: str) -> list[Tree]:
    found = tree_of(document, "corrects").get("changes")
    return [one for one in found if isinstance(one, Mapping) and one.get("what") in what and _change_fits(one)] if (
        isinstance(found, list)
    ) else []  # fmt: skip


# --- Numbers and days -----------------------------------------------------------------------------------------------


def _check_days(report: Report, documents: Sequence[Tree], where: str) -> None:
    """Days of signing stand in order, each as it was corrected later; a correction names a decision of the unit, and
    what it says was wrong is what stood there."""
    stated = [dict(tree_of(document, "decision")) for document in documents]
    holds = [dict(one) for one in stated]
    for place, document in enumerate(documents):
        if _kind(document) != CORRECTION:
            continue
        named = tree_of(tree_of(document, "corrects"), "decision")
        corrected = [at for at, one in enumerate(stated[:place]) if one == named]
        if not corrected:
            report.differ(where, "Văn bản đính chính nêu một quyết định không có của đơn vị.")
        for change in _changes(document, *_OF_DECISION):
            for at in corrected:
                if holds[at].get(change["what"]) != change["before"]:
                    report.differ(where, f"Nội dung được đính chính không phải là {short(change['before'])}.")
                holds[at][change["what"]] = change["after"]
    days = [str(one.get("signed_on")) for one in holds]
    if days != sorted(days):
        report.differ(where, "Ngày ký các quyết định không theo thứ tự.")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
