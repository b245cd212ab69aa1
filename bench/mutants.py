"""Small changes to the rules (scoring, steps, calendar, periods): how many of them the rules' own tests notice.

A seeded sample of the mutants of each module; only the tests named beside it run, and of them only those that reach
the changed line. Mutants that change nothing are listed with why in `equivalent_mutants.toml` and not counted.
`MUTANTS=0` runs all of them, `MUTANTS_SEED` chooses others; `MUTANTS_OF` names modules, and after `MUTANTS_SECONDS` no
other module begins.

No package of its own: mutmut changes neither what a module assigns (the table of steps) nor decorated functions and
wants a copy of the tree; cosmic-ray rewrites the files in place and starts the tests anew for each mutant (5 to 20 s
here against 0.3), and of its mutants of `scoring` more than half change `|` in annotations.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
SAMPLE, SEED = 12, 2026
AIMS = {"share_noticed": 0.95}
_CRITERIA, _EVALUATIONS = "thanthien.criteria", "thanthien.evaluations"
TESTS: dict[str, tuple[str, ...]] = {
    f"{_CRITERIA}.rule_scorers": ("criteria/test_scoring.py", "criteria/test_bodies.py"),
    f"{_CRITERIA}.compiling": ("criteria/test_compiling.py", "criteria/test_levels.py", "criteria/test_paths.py"),
    f"{_CRITERIA}.scoring": ("criteria/test_scoring.py", "criteria/test_levels.py", "criteria/test_bodies.py"),
    f"{_CRITERIA}.levels": ("criteria/test_levels.py", "criteria/test_single_rules.py", "criteria/test_why.py"),
    f"{_CRITERIA}.gates": (
        "criteria/test_levels.py",
        "criteria/test_single_rules.py",
        "criteria/test_version_two.py",
    ),
    f"{_CRITERIA}.paths": ("criteria/test_paths.py",),
    f"{_CRITERIA}.bodies": ("criteria/test_bodies.py",),
    f"{_CRITERIA}.values": ("criteria/test_values.py", "criteria/test_version_two.py"),
    f"{_EVALUATIONS}.workflow": (
        "evaluations/test_requirements.py",
        "evaluations/test_workflow.py",
        "evaluations/test_phases.py",
    ),
    f"{_EVALUATIONS}.step_check": (
        "evaluations/test_requirements.py",
        "evaluations/test_workflow.py",
        "evaluations/test_phases.py",
    ),
    f"{_EVALUATIONS}.waiting": ("evaluations/test_waiting.py",),
    f"{_EVALUATIONS}.gate_days": ("evaluations/test_gate_days.py",),
    f"{_EVALUATIONS}.forecasting": ("evaluations/test_forecasting.py",),
    "thanthien.core.calendar": ("core/test_calendar.py",),
    "thanthien.measures.periods": ("measures/test_periods.py",),
    "thanthien.measures.answers": ("measures/test_answers.py",),
}


def equivalent() -> dict[str, dict[str, str]]:
    """By module: the mutants that no test can notice, each with why."""
    found: dict[str, dict[str, str]] = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return found


def main() -> dict[str, Any]:
    """The measurement as plain numbers, and each mutant that nobody noticed."""
    count, seed = int(os.environ.get("MUTANTS", SAMPLE)), int(os.environ.get("MUTANTS_SEED", SEED))
    chosen = os.environ.get("MUTANTS_OF", " ".join(TESTS)).split()
    seconds, start = float(os.environ.get("MUTANTS_SECONDS", "inf")), time.perf_counter()
    outcomes = {}
    for module in chosen:
        if time.perf_counter() - start > seconds:
            break
        outcomes[module] = run(module, count, seed)
        print(f"  {module}: {_counted(outcomes[module]['mutants'])}", flush=True)
    left = [f"Not run: {module.removeprefix('thanthien.')}" for module in TESTS if module not in outcomes]
    return {
        "size": {
            "modules": len(outcomes),
            "mutants": sum(one["of"] for one in outcomes.values()),
            "equivalent": sum(map(len, equivalent().values())),
            "sample of each at most": count or "all",
            "seed": seed,
        },
        **_counted([mutant for one in outcomes.values() for mutant in one["mutants"]]),
        "of": {module.removeprefix("thanthien."): _counted(one["mutants"]) for module, one in outcomes.items()},
        "seconds": round(time.perf_counter() - start),
        "notes": [line for module, one in outcomes.items() for line in _lines(module, one["mutants"])] + left,
        "aims": AIMS,
    }


def run(module: str, count: int, seed: int) -> dict[str, Any]:
    """The sampled mutants of one module against its tests: see ``bench/mutating/plugin.py``."""
    with tempfile.TemporaryDirectory() as folder:
        left_out, to = Path(folder, "left_out.json"), Path(folder, "outcome.json")
        left_out.write_text(json.dumps(list(equivalent().get(module, {}))), encoding="utf-8")
        options = ["--mutate", module, "--mutants", str(count), "--mutants-seed", str(seed)]
        options += ["--mutants-left-out", str(left_out), "--mutants-to", str(to)]
        options += ["--hypothesis-profile", "mutants", "--hypothesis-seed", str(seed)]
        tests = [f"tests/{path}" for path in TESTS[module]]
        plugins = ["-p", "bench.mutating.plugin", "-p", "no:randomly", "-p", "no:xdist"]
        command = [sys.executable, "-m", "pytest", "-q", *plugins, *options, *tests]
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DEMO": "off"}
        done = subprocess.run(command, cwd=ROOT, env=env, check=False, stdout=subprocess.PIPE, text=True)
        if done.returncode or not to.exists():
            raise RuntimeError(f"{module}: {done.stdout}")
        outcome: dict[str, Any] = json.loads(to.read_text(encoding="utf-8"))
    return outcome


def _counted(mutants: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    noticed = [mutant["noticed"] is not None for mutant in mutants]
    return {"tried": len(noticed), "noticed": sum(noticed), "share_noticed": round(sum(noticed) / len(noticed), 3)}


def _lines(module: str, mutants: Iterable[Mapping[str, Any]]) -> list[str]:
    """What nobody noticed, for people."""
    name = module.removeprefix("thanthien.")
    return [f"Not noticed: {name}, line {m['line']}, `{m['name']}`" for m in mutants if m["noticed"] is None]
