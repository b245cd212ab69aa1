"""Reads the sequence of decisions on each unit from a year's file, without the product: what held after each document,
which points it rests on, and what stood there before. It shares nothing with the product but the file's description
(docs/open-data.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Held:
    """What held after one document: how it came, the level, the sum of the concluded points, the text of number and
    day as they hold after all later corrections, and codes concluded anew with points before and now."""

    kind: str
    level: int
    points: Decimal
    number: str
    signed_on: str
    changed: tuple[tuple[str, Decimal, Decimal], ...] = ()


def hashed(document: dict[str, Any]) -> str:
    """SHA-256 of a document without floats: sorted keys, no blanks, as RFC 8785 writes it."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sequence(unit: dict[str, Any]) -> list[Held]:
    """Each step of one unit; AssertionError where the file contradicts itself."""
    steps = [entry["document"] for entry in unit["documents"]]
    for entry in unit["documents"]:
        assert hashed(entry["document"]) == entry["sha256"]
    said = [dict(one["decision"]) for one in steps]
    for place, document in enumerate(steps):
        for change in document.get("corrects", {}).get("changes", []):
            if change["what"] in ("number", "signed_on"):
                _put_right(said[:place], [one["decision"] for one in steps[:place]], document["corrects"], change)
    return [
        Held(
            one["decision"]["kind"], one["level"]["decided"], _points(one), words["number"], words["signed_on"],
            tuple(_changed(steps[place - 1], one)) if place else (),
        )
        for place, (one, words) in enumerate(zip(steps, said, strict=True))
    ]  # fmt: skip


def _put_right(
    said: list[dict[str, Any]], stated: list[dict[str, Any]], corrects: dict[str, Any], change: dict[str, Any]
) -> None:
    meant = [at for at, one in enumerate(stated) if one == corrects["decision"]]
    assert meant != []
    for at in meant:
        assert said[at][change["what"]] == change["before"]
        said[at][change["what"]] = change["after"]


def _points(document: dict[str, Any]) -> Decimal:
    """Of all criteria, which are what the total says."""
    given = [row["concluded"]["points"] for row in document["indicators"]]
    found = sum((Decimal(points) for points in given if points is not None), Decimal(0))
    assert document["total"] is None or Decimal(document["total"]["points"]) == found
    return found


def _changed(before: dict[str, Any], now: dict[str, Any]) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Criteria that say something else than in the document before: the former word stands beside."""
    for old, new in zip(before["indicators"], now["indicators"], strict=True):
        if old["concluded"] != new["concluded"]:
            assert new["former"][-1] == old["concluded"]
            assert old["code"] in now["adjusts"]["indicators"]
            yield old["code"], Decimal(old["concluded"]["points"]), Decimal(new["concluded"]["points"])


# --- What stands in a document only where there is such a thing -----------------------------------------------------


@dataclass(frozen=True)
class Course:
    """One change of the set, as all documents tell it: by which decision, from which day, between which versions, and
    codes of indicators that ask otherwise, are new, or are gone, for units of any kind."""

    number: str
    effective_on: str
    before: int
    after: int
    touched: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


# What of an indicator decides which points a value gives; other words may differ.
_COUNTS = ("max", "rule", "not_applicable", "source", "measure", "unit", "numerator", "denominator", "exclude", "items")


def set_course(year: dict[str, Any]) -> list[Course]:
    """The changes of the set in a year's file; AssertionError where it contradicts itself or its sets."""
    files = [year["criteria_set"], *year.get("earlier_sets", [])]
    sets = {one["sha256"]: one["definition"] for one in files}
    assert all(hashed(definition) == sha256 for sha256, definition in sets.items())
    documents = [entry["document"] for unit in year["units"] for entry in unit["documents"]]
    told = [[_facts(change) for change in one.get("set_changes", [])] for one in documents]
    whole = max(told, key=len)
    assert all(one in (whole, _until(_ended(document), whole)) for document, one in zip(documents, told, strict=True))
    for document in documents:
        assert document["criteria_set"]["sha256"] == _version_of(document, year)
    found: dict[int, list[tuple[tuple[str, ...], ...]]] = {}
    for document in documents:
        for turn, change in enumerate(document.get("set_changes", [])):
            before, after = (sets[change[way]["sha256"]] for way in ("from", "to"))
            codes = _between(before, after, document["unit"]["kind"])
            assert [change[key] for key in ("touched", "new", "gone")] == [list(one) for one in codes]
            found.setdefault(turn, []).append(codes)
    return [
        Course(
            number, effective_on, before, after,
            *(tuple(dict.fromkeys(code for one in found[turn] for code in one[place])) for place in range(3)),
        )
        for turn, (number, _, effective_on, before, after) in enumerate(whole)
    ]  # fmt: skip


def _ended(document: dict[str, Any]) -> str | None:
    """The day on which a dossier without a result ended."""
    return next((str(document[key]["on"]) for key in ("withdrawn", "closed") if key in document), None)


def _until(day: str | None, whole: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The changes that were in force by the end of a dossier; all, where it went on."""
    return [one for one in whole if day is None or one[2] <= day]


def _version_of(document: dict[str, Any], year: dict[str, Any]) -> str:
    """The version to which the changes that a document tells lead; without any, the first one of the year."""
    changes = document.get("set_changes", [])
    if changes:
        return str(changes[-1]["to"]["sha256"])
    return str([*year.get("earlier_sets", []), year["criteria_set"]][0]["sha256"])


def _facts(change: dict[str, Any]) -> tuple[Any, ...]:
    assert change["signed_on"] <= change["effective_on"]
    return (
        change["number"], change["signed_on"], change["effective_on"], change["from"]["version"],
        change["to"]["version"],
    )  # fmt: skip


def _between(before: dict[str, Any], after: dict[str, Any], kind: str) -> tuple[tuple[str, ...], ...]:
    old, new = _indicators(before, kind), _indicators(after, kind)
    touched = [code for code, one in new.items() if code in old and _counted(one) != _counted(old[code])]
    added, gone = (code for code in new if code not in old), (code for code in old if code not in new)
    return tuple(touched), tuple(added), tuple(gone)


def _counted(indicator: dict[str, Any]) -> list[Any]:
    return [indicator.get(key) for key in _COUNTS]


def _indicators(definition: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """Indicators of a set that apply to a kind of unit, in order."""
    found: dict[str, dict[str, Any]] = {}

    def walk(node: dict[str, Any]) -> None:
        for child in node["children"]:
            if "rule" not in child:
                walk(child)
            elif kind in (child.get("kinds") or [kind]):
                other = [one for one in child.get("variants", []) if kind in one["kinds"]]
                found[child["code"]] = child | (other[0] if other else {})

    for group in definition["groups"]:
        walk(group)
    return found


@dataclass(frozen=True)
class Told:
    """What one document says beside its points: bodies that said nothing with the number of their reminder; codes not
    applied with their document; documents of the announcement; the settlement that an adjustment rests on."""

    silent: tuple[tuple[str, str], ...] = ()
    not_applied: tuple[tuple[str, str], ...] = ()
    announced: tuple[tuple[str, str], ...] = ()
    settled: str = ""


def told_beside(document: dict[str, Any]) -> Told:
    """The same of a document; AssertionError where that can't be: a body before its reminder, an indicator that is left
    out and counted, documents that are not in order, an adjustment before what it rests on."""
    decided = document["decision"]["signed_on"]
    silent = document.get("silent", [])
    assert all(_day(row["reminder"]["signed_on"]) <= _day(row["on"]) for row in silent)
    assert [row["body"] for row in silent] == sorted({row["body"] for row in silent})
    waived = document.get("not_applied", [])
    counted = {row["code"] for row in document["indicators"]}
    assert not counted & {row["code"] for row in waived}
    assert len({row["code"] for row in waived}) == len(waived)
    assert all(_day(row["signed_on"]) and row["reason"].strip() for row in waived)
    announced = [(row["number"], row["signed_on"]) for row in document.get("announced", [])]
    assert announced == sorted(set(announced), key=lambda row: _day(row[1]))
    settlement = document.get("adjusts", {}).get("settlement")
    assert settlement is None or _day(settlement["signed_on"]) <= _day(decided)
    return Told(
        tuple((row["body"], row["reminder"]["number"]) for row in silent),
        tuple((row["code"], row["number"]) for row in waived),
        tuple(announced),
        settlement["number"] if settlement else "",
    )


@dataclass(frozen=True)
class Heard:
    """What a submission says of the draft after it was posted: bodies with the number of their paper and whether they
    agree, and codes whose value was changed."""

    bodies: tuple[tuple[str, str, bool], ...] = ()
    changed: tuple[str, ...] = ()


def heard_before_signing(document: dict[str, Any]) -> Heard:
    """The same of a submission; AssertionError where a body speaks twice, a paper has no hash, a day is none, or a
    change of a value doesn't begin with what the one before left."""
    bodies = document.get("bodies_heard", [])
    assert len({row["kind"] for row in bodies}) == len(bodies)
    for row in bodies:
        assert _day(row["signed_on"])
        assert len(bytes.fromhex(row["sha256"])) == hashlib.sha256().digest_size
    codes, left = {row["code"] for row in document["indicators"]}, dict[str, Any]()
    for change in document.get("changes", []):
        assert change["code"] in codes
        assert change["before"] != change["after"]
        assert _day(change["on"])
        assert left.get(change["code"], change["before"]) == change["before"]
        left[change["code"]] = change["after"]
    return Heard(tuple((row["kind"], row["number"], row["agrees"]) for row in bodies), tuple(left))


def _day(text: str) -> date:
    return date.fromisoformat(text)
