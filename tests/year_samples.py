"""Published years to check: the samples of the documentation, and what a forger does to one."""

import contextlib
import copy
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rfc8785

from thanthien.evaluations.seal_documents import fingerprint, results_of
from thanthien.verify import verify_year

YEARS = Path(__file__).parent / "portal"


def read(name: str) -> Any:
    """A file of the samples."""
    return json.loads((YEARS / name).read_text(encoding="utf-8"))


SAMPLE: dict[str, Any] = read("sample-year.json")
FIGURES: dict[str, Any] = read("sample-year-figures.json")


def sample(tree: dict[str, Any] = SAMPLE) -> dict[str, Any]:
    """A copy to change."""
    return copy.deepcopy(tree)


def one_decision() -> dict[str, Any]:
    """The year with figures before its lowering, which repeats what the first decision says."""
    tree = sample(FIGURES)
    unit = tree["units"][0]
    unit["documents"].pop()
    unit["level"] = unit["documents"][0]["document"]["level"]["decided"]
    tree["summary"] = {"units": 1, "documents": 1, "levels": {str(unit["level"]): 1}}
    tree["decisions"].pop()
    return rehashed(tree)


def rehashed(tree: dict[str, Any]) -> dict[str, Any]:
    """The file as a careful forger leaves it: every hash made to fit the changed content. What a decision is called
    stands twice; here the second place stays as it was."""
    tree["criteria_set"]["sha256"] = digest(tree["criteria_set"]["definition"])
    entries = [entry for unit in tree["units"] for entry in unit["documents"]]
    told = [one for entry in entries for one in entry["document"].get("set_changes", [])]
    earlier = [one["sha256"] for one in (*tree.get("earlier_sets", []), *(one["from"] for one in told))]
    for entry in entries:  # a dossier that ended before a change stands under an earlier version
        if entry["document"]["criteria_set"]["sha256"] not in earlier:
            entry["document"]["criteria_set"]["sha256"] = tree["criteria_set"]["sha256"]
        entry["sha256"] = digest(entry["document"])
    if tree["format"] == "thanthien.year/1":
        tree["fingerprint"] = fingerprint((entry["number"], entry["sha256"]) for entry in entries)
        return tree
    for decision in tree["decisions"]:
        told = [entry["document"] for entry in entries if is_of(entry["document"], decision)]
        with contextlib.suppress(TypeError):  # of a document whose parts were changed
            decision["results"] = digest([results_of(one) for one in told])
    tree["fingerprint"] = digest(without_bodies(tree))
    return tree


def is_of(document: dict[str, Any], decision: dict[str, Any]) -> bool:
    """Whether a sealed document belongs to a decision of the file."""
    return all(document["decision"].get(key) == decision.get(key) for key in ("kind", "number", "signed_on"))


def without_bodies(tree: dict[str, Any]) -> dict[str, Any]:
    """What stands under the fingerprint: everything but itself, the set's definition and the documents, which have a
    hash each."""
    head = {key: value for key, value in tree.items() if key not in ("fingerprint", "units", "criteria_set")}
    chosen = _bare(tree["criteria_set"])
    if "earlier_sets" in head:
        head["earlier_sets"] = [_bare(one) for one in head["earlier_sets"]]
    units = [
        unit | {"documents": [{"number": one["number"], "sha256": one["sha256"]} for one in unit["documents"]]}
        for unit in tree["units"]
    ]
    return head | {"criteria_set": chosen, "units": units}


def _bare(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "definition"}


def digest(tree: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(tree)).hexdigest()


def differences(tree: Any) -> list[str]:
    return verify_year(tree).told.differences


def paths(tree: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every single value of a tree stands."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    if not isinstance(tree, (dict, list)):
        yield here
    for key, value in pairs:
        yield from paths(value, (*here, key))


def put(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    for key in path[:-1]:
        tree = tree[key]
    before = tree[path[-1]]
    tree[path[-1]] = value
    return before


ONE_DECISION = one_decision()
