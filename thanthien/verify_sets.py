"""What a sealed document tells of changes of its criteria set in the year: by which decision, from which day, from
which version to which, and what became of indicators. In a year's file the earlier versions stand, too: there the
mapping is compared with what the two versions say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

from thanthien.criteria.comparing import Fate, compare
from thanthien.criteria.compiling import CompiledSet, compile_set
from thanthien.criteria.rules import UNIT_KINDS, SetDefinition

Tree: TypeAlias = Mapping[str, Any]

CHANGES = "set_changes"  # of documents sealed under the last of the versions
REPLACED = "replaced_by"  # of what was sealed before such a change
ENDINGS = ("withdrawn", "closed")  # of a dossier that ended without a result, each with its day
MAPPED = (Fate.TOUCHED, Fate.NEW, Fate.GONE)
_FACTS = ("number", "signed_on", "effective_on", "from", "to")
_CHANGE = frozenset({*_FACTS, *(fate.value for fate in MAPPED)})
_VERSION = frozenset({"version", "sha256"})


@dataclass(frozen=True)
class Version:
    """A version of the set in a year's file. ``issued_on``: its day as written there."""

    definition: SetDefinition
    issued_on: object

    @cached_property
    def by_kind(self) -> Mapping[str, CompiledSet]:
        """The version for each kind of unit."""
        return {kind: compile_set(self.definition, kind) for kind in UNIT_KINDS}


def check_set_changes(document: Tree) -> Iterator[str]:
    """Sentences on what is wrong with the changes that a document tells; none where it tells none."""
    own = _of(document.get("criteria_set"))
    if CHANGES in document:
        listed = _changes(document)
        if not listed:
            yield f"“{CHANGES}” sai cấu trúc."
            return
        if _of(listed[-1]["to"]) != own:
            yield f"“{CHANGES}” không dẫn đến bộ tiêu chí của bản niêm phong."
        if any(_of(before["to"]) != _of(after["from"]) for before, after in pairwise(listed)):
            yield f"“{CHANGES}” không nối tiếp nhau."
        if any(before["effective_on"] > after["effective_on"] for before, after in pairwise(listed)):
            yield f"Ngày có hiệu lực trong “{CHANGES}” không theo thứ tự."
    if REPLACED in document:
        one = document[REPLACED]
        if not _well_formed(one):
            yield f"“{REPLACED}” sai cấu trúc."
        elif _of(one["from"]) != own:
            yield f"“{REPLACED}” không phải điều chỉnh của bộ tiêu chí trong bản niêm phong."


def check_mapping(document: Tree, kind: str, versions: Mapping[str, Version]) -> Iterator[str]:
    """Sentences on what the changes of a well-formed document say otherwise than the versions in the file (by their
    SHA-256), for units of a kind."""
    for one in _changes(document):
        before, after = (_found(one[way], versions) for way in ("from", "to"))
        if before is None or after is None:
            missing = one["from" if before is None else "to"]["version"]
            yield f"Tệp không có phiên bản {missing} của bộ tiêu chí mà “{CHANGES}” nêu."
            continue
        comparison = compare(before.definition, after.definition, kind)
        for fate in MAPPED:
            if one[fate] != list(comparison.codes(fate)):
                stated, found = ", ".join(one[fate]), ", ".join(comparison.codes(fate))
                yield f"“{CHANGES}.{fate}” ghi [{stated[:200]}], so hai phiên bản là [{found[:200]}]."
        if isinstance(after.issued_on, str) and one["effective_on"] < after.issued_on:
            yield f"Ngày có hiệu lực của điều chỉnh trước ngày ban hành phiên bản mới ({after.issued_on[:10]})."


def ended_on(document: Tree) -> str | None:
    """The day on which the dossier of a document ended without a result, as it tells it; else None."""
    stated = (document[key] for key in ENDINGS if key in document)
    days = [one.get("on") for one in stated if isinstance(one, Mapping)]
    return days[0] if days and is_day(days[0]) else None


class ToldChanges:
    """What the documents of one year tell of the changes of its set; the mapping is of a kind of unit. All tell the
    same, but that a dossier which ended before a change took effect may go without it (docs/adr/0028); those sealed by
    earlier versions of the platform tell all."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[list[Any], str | None, object]] = {}

    def add(self, document: Tree) -> None:
        """Note what a document says."""
        listed = document.get(CHANGES)
        rows = listed if isinstance(listed, list) else [listed] if CHANGES in document else []
        facts = [{key: one.get(key) for key in _FACTS} if isinstance(one, Mapping) else one for one in rows]
        ended, own = ended_on(document), document.get("criteria_set") if not facts else None
        self._told[repr((facts, ended, own))] = facts, ended, own

    def agree(self) -> bool:
        """Whether all of them fit together. Those that tell no change stand under one version."""
        told = self._told.values()
        whole = max((facts for facts, _, _ in told), key=len, default=[])
        unchanged = {repr(_of(own)) for facts, _, own in told if not facts}
        return len(unchanged) <= 1 and all(_fits(facts, ended, own, whole) for facts, ended, own in told)

    def fit_versions(self, listed: object) -> bool:
        """Whether the earlier versions that the file lists are, in turn, those from which the changes lead. A file in
        which every dossier ended may list later ones, too: none of its documents tells all changes."""
        through = [facts for facts, ended, _ in self._told.values() if ended is None]
        if not through:
            return True
        versions = listed if isinstance(listed, list) else []
        stated = [one.get("sha256") if isinstance(one, Mapping) else None for one in versions]
        return stated == _left(max(through, key=len))


def _fits(facts: list[Any], ended: str | None, own: object, whole: list[Any]) -> bool:
    if facts == whole:
        return True
    if ended is None or not all(isinstance(one, dict) and is_day(one["effective_on"]) for one in whole):
        return False
    return facts == [one for one in whole if one["effective_on"] <= ended] and (
        bool(facts) or _of(own) == _of(whole[0]["from"])
    )


def _left(facts: list[Any]) -> list[object]:
    """The SHA-256 of each version that changes left behind, but for the one to which the last of them leads."""
    ends = [[one[way] for way in ("from", "to")] for one in facts if isinstance(one, Mapping)]
    hashes = [[one.get("sha256") if isinstance(one, Mapping) else None for one in pair] for pair in ends]
    return [one for one in dict.fromkeys(str(left) for left, _ in hashes) if one != str(hashes[-1][1])]


def _changes(document: Tree) -> list[Tree]:
    """The changes; empty where they are not well-formed."""
    listed = document.get(CHANGES)
    return listed if isinstance(listed, list) and all(_well_formed(one) for one in listed) else []


def _found(version: Tree, versions: Mapping[str, Version]) -> Version | None:
    found = versions.get(version["sha256"])
    return found if found and found.definition.version == version["version"] else None


def _of(version: object) -> tuple[object, object] | None:
    return (version.get("version"), version.get("sha256")) if isinstance(version, dict) else None


def _well_formed(one: object) -> bool:
    return (
        isinstance(one, dict)
        and set(one) == _CHANGE
        and isinstance(one["number"], str)
        and bool(one["number"].strip())
        and all(is_day(one[key]) for key in ("signed_on", "effective_on"))
        and one["signed_on"] <= one["effective_on"]
        and all(isinstance(one[way], dict) and set(one[way]) == _VERSION for way in ("from", "to"))
        and all(type(one[way]["version"]) is int and isinstance(one[way]["sha256"], str) for way in ("from", "to"))
        and one["from"] != one["to"]
        and all(isinstance(one[fate], list) and all(isinstance(code, str) for code in one[fate]) for fate in MAPPED)
    )


def is_day(value: object) -> bool:
    """Is it a day as documents write it (yyyy-mm-dd)?"""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
