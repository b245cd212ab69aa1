"""What must hold for every set, dossier, text and file, tried with many examples each.

The same properties as in `dev.py test`, which tries few of each (tests/properties.py).
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.properties import MANY

ROOT = Path(__file__).resolve().parents[1]
AIMS = {"failed_at_most": 0}


def main() -> dict[str, Any]:
    """Run them on all cores; what fails is printed with the example that breaks it."""
    start = time.perf_counter()
    run, failed = tried("-m", "hypothesis")
    return {
        "size": {"properties": run, "examples of each": MANY},
        "failed": failed,
        "seconds": round(time.perf_counter() - start),
        "aims": AIMS,
    }


def tried(*chosen: str, profile: str = "many") -> tuple[int, int]:
    """How many tests ran, properties with as many examples as the profile has, and how many failed. ``chosen``: which
    ones, as pytest is told."""
    command = [sys.executable, "-m", "pytest", f"--hypothesis-profile={profile}", "-n", "auto", "-q", *chosen]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DEMO": "off"}
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, stdout=subprocess.PIPE, text=True)
    counted = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    run = sum(counted.values())
    return run, run - counted.get("passed", 0)
