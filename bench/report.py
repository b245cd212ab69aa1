"""bench/RESULTS.md: the newest numbers of each measurement beside their aims, for people."""

import importlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results"
_ABOUT = {"measured_at", "machine", "size", "aims", "notes", "trial"}
_HEAD = """# Measured

Written by `python3 dev.py bench`; the numbers are in [results/](results/). Milliseconds are medians unless they are
named otherwise; one process and its database or, where “served”, the production server with as many workers as cores
on the same machine as the client. An aim stands beside the number that it asks for.
"""


def write_report() -> None:
    """Write RESULTS.md from the newest result of each measurement."""
    newest: dict[str, dict[str, Any]] = {}
    for path in sorted(RESULTS.glob("????-??-??.json")):
        newest |= json.loads(path.read_text(encoding="utf-8"))
    parts = [_HEAD, *(_section(name, report) for name, report in sorted(newest.items()))]
    (FOLDER / "RESULTS.md").write_text("\n".join(parts), encoding="utf-8")


def _section(name: str, report: Mapping[str, Any]) -> str:
    on = report["machine"]
    title = (importlib.import_module(f"bench.{name}").__doc__ or name).strip().splitlines()[0]
    lines = [f"## {name}", "", title, "", "| | measured | aim | |", "|---|---:|---:|---|"]
    lines += [_row(key, value, report["aims"]) for key, value in _flat(report)]
    lines += ["", *_notes(report)]
    size = ", ".join(f"{key.replace('_', ' ')} {_said(value)}" for key, value in report["size"].items())
    machine = f"{on['processor']}, {on['cores']} cores, {on.get('memory_gib', '?')} GiB, Python {on['python']}"
    lines += [
        f"Data: {size}.",
        "",
        f"Machine: {machine}; load before {on.get('load_before', '?')}; {report['measured_at']}.",
    ]
    return "\n".join([*lines, ""])


def _notes(report: Mapping[str, Any]) -> list[str]:
    notes = [f"- {note}" for note in report.get("notes", ())]
    return [*notes, ""] if notes else []


def _flat(report: Mapping[str, Any], lead: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in report.items():
        if isinstance(value, Mapping) and key not in _ABOUT:
            yield from _flat(value, f"{lead}{key}.")
        elif key not in _ABOUT:
            yield f"{lead}{key}", value


def _row(key: str, value: Any, aims: Mapping[str, float]) -> str:
    label = key.replace("_", " ").replace(".", ": ")
    if key in aims:
        return f"| {label} | {_said(value)} | ≥ {_said(aims[key])} | {_met(value >= aims[key])} |"
    if f"{key}_at_most" in aims:
        most = aims[f"{key}_at_most"]
        return f"| {label} | {_said(value)} | ≤ {_said(most)} | {_met(value <= most)} |"
    return f"| {label} | {_said(value)} | | |"


def _met(met: bool) -> str:
    return "met" if met else "**missed**"


def _said(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)
