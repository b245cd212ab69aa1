"""What the bench reads out of a report of Lighthouse, and that its tool is pinned."""

import json

from bench.lighthouse import CATEGORIES, HERE, lost


def report(**audits: tuple[float | None, str, int]) -> dict[str, object]:
    """A report whose audits (mark, how it is shown, weight) all count for accessibility."""
    refs = [{"id": name, "weight": weight} for name, (_, _, weight) in audits.items()]
    categories = {name: {"auditRefs": refs if name == "accessibility" else []} for name in CATEGORIES}
    shown = {name: {"score": mark, "scoreDisplayMode": mode} for name, (mark, mode, _) in audits.items()}
    return {"categories": categories, "audits": shown}


def test_what_costs_marks_is_named() -> None:
    found = report(
        good=(1, "binary", 3), wrong=(0, "binary", 3), partly=(0.5, "numeric", 1), light=(0, "binary", 0),
        absent=(None, "notApplicable", 3), by_hand=(None, "manual", 3),
    )  # fmt: skip
    assert sorted(lost(found)) == ["partly", "wrong"]


def test_marks_of_performance_are_no_finding() -> None:
    found = report()
    found["categories"]["performance"]["auditRefs"] = [{"id": "slow", "weight": 3}]  # type: ignore[index]
    found["audits"] = {"slow": {"score": 0.4, "scoreDisplayMode": "numeric"}}
    assert lost(found) == []


def test_tool_is_pinned() -> None:
    asked = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]["lighthouse"]
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert locked["node_modules/lighthouse"]["version"] == asked
