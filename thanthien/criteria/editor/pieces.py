"""A piece as its form holds it: keys that say several things at once are taken apart, and put together again.

What a form does not ask for (variants by kind of unit, codes, keys) stays as it is.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from thanthien.core.text import fold
from thanthien.criteria.editor.places import Part, Tree
from thanthien.criteria.gate_rules import CUT_OFF

_CONDITIONS = ("below", "at_most", "above", "at_least", "points_below")
_CODED = ("items", "severities", "options")
_LONGEST_CODE = 40


def open_piece(part: Part, piece: Tree) -> Tree:
    """The piece with one key for each field."""
    opened = deepcopy(piece)
    if "minimums" in opened:
        opened["minimums"] = [
            {"node": one["node"], "bound": one.get("share", one.get("points"))} for one in opened["minimums"]
        ]
    if part == Part.INDICATOR:
        opened["lead_body"] = next(iter(opened.get("bodies", [])), "")
    if part == Part.GATE:
        effect = opened.pop("effect", "none")
        opened["cap"] = "" if effect == "none" else str(effect["cap"])
        opened["as_of"] = "" if opened.get("as_of") == CUT_OFF else opened.get("as_of", "31/12")
        opened["source"] = _open_source(opened.get("source", "dossier"))
    return opened


def close_piece(part: Part, opened: Tree) -> Tree:
    """The piece as it stands in the tree of a definition."""
    piece = deepcopy(opened)
    if "minimums" in piece:
        piece["minimums"] = [
            {"node": one["node"], "share" if one["bound"].endswith("%") else "points": one["bound"]}
            for one in piece["minimums"]
        ]
    if part == Part.INDICATOR:
        lead, bodies = piece.pop("lead_body", ""), piece.get("bodies", [])
        piece["bodies"] = sorted(bodies, key=lambda one: one != lead)
        for one in (piece, *piece.get("variants", [])):
            _give_codes(one.get("rule", {}))
    if part == Part.GATE:
        cap = piece.pop("cap", "")
        piece["effect"] = {"cap": cap} if cap else "none"
        piece["as_of"] = piece.get("as_of") or CUT_OFF
        piece["source"] = _close_source(piece["source"])
    return piece


def _open_source(source: Any) -> Tree:
    if isinstance(source, str):
        return {"kind": "dossier"}
    if "measures" in source:
        figures = [{"key": one["key"], **_open_condition(one)} for one in source["measures"]]
        return {"kind": "measures", "measures": figures, "declared_by": source["declared_by"]}
    if "declared_by" in source:
        return {"kind": "declared", "declared_by": source["declared_by"]}
    opened = {"kind": "indicator", "indicator": source["indicator"], **_open_condition(source)}
    if sample := source.get("sample"):
        small = sample.get("too_small", "")
        opened["sample"] = sample | {"too_small": str(small["cap"]) if isinstance(small, dict) else ""}
    return opened


def _open_condition(stated: Tree) -> Tree:
    condition = next(one for one in _CONDITIONS if one in stated)
    return {"condition": condition, "threshold": stated[condition]}


def _close_source(opened: Tree) -> Any:
    match opened["kind"]:
        case "dossier":
            return "dossier"
        case "declared":
            return {"declared_by": opened.get("declared_by", "")}
        case "measures":
            figures = [{"key": one["key"], one["condition"]: one["threshold"]} for one in opened.get("measures", [])]
            return {"measures": figures, "declared_by": opened.get("declared_by", "")}
    source = {"indicator": opened["indicator"], opened["condition"]: opened["threshold"]}
    sample = opened.get("sample", {})
    if sample.get("indicator"):
        small = sample.get("too_small", "")
        source["sample"] = {key: sample[key] for key in ("indicator", "at_least") if key in sample}
        source["sample"] |= {"too_small": {"cap": small}} if small else {}
    return source


def _give_codes(rule: Tree) -> None:
    """A row without a code gets one of its title: nobody has to invent it, and what has one keeps it."""
    for key in _CODED:
        rows = rule.get(key, [])
        taken = {one["code"] for one in rows if one.get("code")}
        for row in rows:
            if not row.get("code"):
                row["code"] = free_code(row["title"], taken)
                taken.add(row["code"])


def free_code(title: str, taken: set[str]) -> str:
    """A code made of a title that none of ``taken`` has."""
    plain = "".join(one if one.isascii() and one.isalnum() else " " for one in fold(title))
    code = "-".join(plain.split())[:_LONGEST_CODE].strip("-") or "muc"
    number = 2
    found = code
    while found in taken:
        found, number = f"{code}-{number}", number + 1
    return found
