"""Runs the measurements one after another: `python3 dev.py bench [NAME …]`.

Every module of this folder with a function `main() -> dict` is a measurement. Its numbers go into
bench/results/DATE.json together with machine and moment, and bench/RESULTS.md shows the newest of each. A trial at a
part of the size (bench/share.py) is printed and not kept.
"""

import importlib
import json
import os
import pkgutil
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

import bench
from bench.database import drop_all
from bench.report import RESULTS, write_report


def names() -> list[str]:
    """All measurements, in alphabetical order."""
    found = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "run")
    return [name for name in found if hasattr(importlib.import_module(f"bench.{name}"), "main")]


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    cpu, memory = _lines("/proc/cpuinfo", "model name"), _lines("/proc/meminfo", "MemTotal")
    return {
        "processor": cpu or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory.split()[0]) / 1024**2, 1) if memory else None,
        "system": platform.system(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
    }


def _lines(path: str, name: str) -> str:
    """The first value of a name in one of the system's lists."""
    if not Path(path).exists():
        return ""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def main(chosen: list[str]) -> int:
    django.setup()
    known = names()
    if unknown := sorted(set(chosen) - set(known)):
        print(f"No measurement named {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    try:
        for name in chosen or known:
            _measure(name)
    finally:
        drop_all()
    return 0


def _measure(name: str) -> None:
    print(f"· {name} …", flush=True)
    on = machine()
    numbers = importlib.import_module(f"bench.{name}").main()
    report = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": on, **numbers}
    if not report.get("trial"):
        _keep(name, report)
    print(json.dumps(report, ensure_ascii=False, indent=2), flush=True)


def _keep(name: str, report: dict[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{report['measured_at'][:10]}.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    text = json.dumps(kept | {name: report}, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8")
    write_report()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
