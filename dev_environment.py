"""The Python environment in .venv: made with the standard library alone, by `dev.py`.

Works where Debian's python3 comes without ensurepip and with an externally managed pip; where nothing works, says what
to install.
"""

from __future__ import annotations  # an older Python reads dev.py to the end, and then says what is needed

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class Stop(Exception):
    """Something a person has to know or do; the text says what."""


@contextlib.contextmanager
def stage(title: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"· {title} …", flush=True)
    began = time.monotonic()
    yield
    print(f"  {title}: {time.monotonic() - began:.1f} s", flush=True)


def run(*command: object, env: dict[str, str] | None = None) -> None:
    """Run a program in the project's folder; stop with its name when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, env=env, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Stop(f"“{' '.join([Path(words[0]).name, *words[1:]])}” failed.")


@contextlib.contextmanager
def locked(path: Path, taken: str) -> Iterator[None]:
    """Hold a lock for as long as the block runs; it ends with the process, however that ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Stop(taken) from None
        yield


def environment(*, dev: bool) -> None:
    """Make .venv hold exactly the pinned packages; does nothing when it already does."""
    names = ["requirements.txt", "requirements-dev.txt"] if dev else ["requirements.txt"]
    if _installed(dev=dev):
        return
    with locked(
        ROOT / "var" / "environment.lock", "Another start is making the environment; try again when it is done."
    ):
        with stage("Python environment"):
            _make_venv()
            _install(names[-1])
            _link_project()
        _marker(dev=dev).write_text(_fingerprint(dev=dev), encoding="utf-8")


def _marker(*, dev: bool) -> Path:
    return VENV / ("installed-dev" if dev else "installed")


def _fingerprint(*, dev: bool) -> str:
    """Changes when the pinned packages or this checkout's place change."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("requirements.txt", "requirements-dev.txt") if dev else ("requirements.txt",):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _installed(*, dev: bool) -> bool:
    if not PYTHON.exists():
        return False
    for kind in {dev, True}:
        marker = _marker(dev=kind)
        if marker.exists() and marker.read_text(encoding="utf-8") == _fingerprint(dev=kind):
            return True
    return False


def _make_venv() -> None:
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    # Without pip first: Debian ships venv without ensurepip, and then this still works.
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", VENV], check=False, capture_output=True, text=True
    )
    if done.returncode:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Stop(
            f"Python cannot make a virtual environment: {(done.stderr or done.stdout).strip()[-300:]}\n"
            f"On Debian and Ubuntu: sudo apt install python{version}-venv"
        )


def _pip() -> list[str]:
    """A pip that installs into .venv: its own, else the system's (which may be externally managed; .venv is not)."""
    own = [str(PYTHON), "-m", "pip"]
    if subprocess.run([*own, "--version"], check=False, capture_output=True).returncode == 0:
        return own
    if subprocess.run([PYTHON, "-m", "ensurepip", "--default-pip"], check=False, capture_output=True).returncode == 0:
        return own
    system = [sys.executable, "-m", "pip"]
    if subprocess.run([*system, "--python", PYTHON, "--version"], check=False, capture_output=True).returncode == 0:
        return [*system, "--python", str(PYTHON)]
    raise Stop(
        "No usable pip was found (22.3 or newer is needed).\n"
        "On Debian and Ubuntu: sudo apt install python3-pip python3-venv"
    )


def _install(requirements: str) -> None:
    """With uv when it can be had and reaches its index (seconds), else with pip (it knows the machine's settings)."""
    pip = _pip()
    options = ["--disable-pip-version-check", "-qq", "--require-hashes"]
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder) / "uv.txt"
        only_uv.write_text(_pinned("uv"), encoding="utf-8")
        got_uv = subprocess.run([*pip, "install", *options, "-r", only_uv], check=False, capture_output=True)
    if got_uv.returncode == 0:
        env = os.environ | {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1"}
        command = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r"]
        if (
            subprocess.run([*command, requirements], cwd=ROOT, env=env, check=False, capture_output=True).returncode
            == 0
        ):
            return
    run(*pip, "install", *options, "-r", requirements)


def _pinned(package: str) -> str:
    """The lines of one package, with its hashes, out of requirements-dev.txt."""
    lines = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{package}=="))
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith(" ")), len(lines))
    return "\n".join(line for line in lines[start:end] if not line.strip().startswith("#"))


def site_packages() -> Path:
    """Where the environment's packages lie."""
    return next((VENV / "lib").glob("python3.*/site-packages"))


def _link_project() -> None:
    """Let .venv see the checkout, and put the command `thanthien` into .venv/bin."""
    (site_packages() / "thanthien.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    command = VENV / "bin" / "thanthien"
    # Through sh, because a #! line may not hold blanks or be long.
    command.write_text(
        f"#!/bin/sh\n'''exec' \"{PYTHON}\" \"$0\" \"$@\"\n' '''\n"
        "import sys\n\nfrom thanthien.cli import main\n\nsys.exit(main())\n",
        encoding="utf-8",
    )
    command.chmod(0o755)
