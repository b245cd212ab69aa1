"""Runs the measurements one after another: `python3 dev.py bench [NAME …]`.

Every module of this folder with a function `main() -> dict` is a measurement. Its numbers are written to
bench/results/NAME.json together with the machine and the moment.
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

import bench

RESULTS = Path(__file__).parent / "results"


def names() -> list[str]:
    """All measurements, in alphabetical order."""
    found = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "run")
    return [name for name in found if hasattr(importlib.import_module(f"bench.{name}"), "main")]


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def main(chosen: list[str]) -> int:
    known = names()
    if unknown := sorted(set(chosen) - set(known)):
        print(f"No measurement named {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    RESULTS.mkdir(exist_ok=True)
    for name in chosen or known:
        print(f"· {name} …", flush=True)
        numbers = importlib.import_module(f"bench.{name}").main()
        report = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), **numbers}
        text = json.dumps(report, ensure_ascii=False, indent=2)
        (RESULTS / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
        print(text, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
