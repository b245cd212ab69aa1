#!/usr/bin/env python3
"""One command for everything a developer or a curious person does here.

    python3 dev.py demo [--data DIR] [--fresh] [--port N] [--host ADDRESS] [--processes N]
    python3 dev.py practice [--data DIR] [--port N] [--host ADDRESS] [--processes N]
    python3 dev.py serve [--data DIR] [--port N] [--host ADDRESS] [--processes N]
    python3 dev.py test [--changed] [arguments of pytest]
    python3 dev.py bench [arguments]
    python3 dev.py manage COMMAND …
    python3 dev.py lock

Needs Python 3.11 or newer and pip; nothing else. Makes the environment in .venv, and runs an embedded PostgreSQL in a
data folder unless DATABASE_URL names a real one.
"""

from __future__ import annotations  # an older Python reads this far, and then says what is needed

import argparse
import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from dev_environment import PYTHON, ROOT, VENV, Stop, environment, locked, run, site_packages, stage
from dev_serving import Database, Worker, attend, end_leftovers, server, wait_until_served, worker

PRACTICE_MARK = "practice"  # a file in the folder of a practice copy
START_OVER = "start-over"  # the request of its administrator (thanthien/core/practice.py)
# What leads to data of another platform, or is its secret; what is read from here a copy would write, and empty.
OF_ANOTHER = (
    "DATABASE_URL", "VAR_DIR", "PRIVATE_KEYS_DIR", "PROMETHEUS_MULTIPROC_DIR",
    "SECRET_KEY", "SECRET_KEY_FILE", "FIGURE_DIGEST_KEYS", "FIGURE_DIGEST_KEYS_FILE",
)  # fmt: skip
# Where keys of personal data lie: those that a database doesn't name are destroyed every night.
OF_KEYS = ("VAR_DIR", "PRIVATE_KEYS_DIR")

# --- Database -------------------------------------------------------------------------------------------------------


def _postgres() -> ModuleType:
    sys.path.insert(0, str(ROOT))
    from thanthien.config import embedded_postgres

    return embedded_postgres


@contextlib.contextmanager
def database(folder: Path, *, durable: bool = True, empty: bool = False) -> Iterator[str]:
    """The address of the database: DATABASE_URL, or an embedded server that runs while the block does."""
    with watched_database(folder, durable=durable, empty=empty) as (url, _):
        yield url


@contextlib.contextmanager
def watched_database(
    folder: Path, *, durable: bool = True, empty: bool = False
) -> Iterator[tuple[str, Sequence[Database]]]:
    """The same, with the embedded server, where there is one, to be looked after."""
    if url := os.environ.get("DATABASE_URL"):
        yield url, []
        return
    with stage("PostgreSQL"):
        ours = Database(lambda: _start_postgres(folder, durable=durable))
        if empty:
            _postgres().recreate_database(ours.server, folder / "postgres", site_packages())
    try:
        yield ours.url, [ours]
    finally:
        ours.end()


def _start_postgres(folder: Path, *, durable: bool) -> Any:
    postgres = _postgres()
    try:
        return postgres.start(folder / "postgres", site_packages(), durable=durable)
    except postgres.PostgresProblem as problem:
        raise Stop(str(problem)) from None


def settings_here(folder: Path, url: str, *, mark: str = "") -> dict[str, str]:
    """The environment of the product on this machine: what the person set wins, and all else is as safe as it comes.

    ``mark``: what secrets begin with that are made here.
    """
    metrics = folder / "metrics"
    metrics.mkdir(parents=True, exist_ok=True)
    ours = {
        "SECRET_KEY_FILE": str(_own_secret(folder / "secret", mark)),
        "FIGURE_DIGEST_KEYS_FILE": str(_own_secret(folder / "digest-keys", mark)),
        "VAR_DIR": str(folder),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
    }
    return ours | dict(os.environ) | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "thanthien.config.settings"}


def demo_settings(folder: Path, url: str) -> dict[str, str]:
    """The same for the demo; its secrets are known as such, and refused elsewhere (config/settings.py)."""
    eased = {"DEMO": "on", "HTTPS": "off", "REQUIRE_MFA_FOR_CITY": "off", "LOG_LEVEL": "WARNING"}
    return eased | settings_here(folder, url, mark="demo-")


def _own_secret(file: Path, mark: str) -> Path:
    """A file with a secret of this machine's own, made once."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as opened:
            opened.write(mark + secrets.token_urlsafe(48))
    return file


# --- Commands -------------------------------------------------------------------------------------------------------


def demo(words: list[str]) -> int:
    options = _options(words, "demo", "Run the platform with illustrative data.")
    folder = Path(options.data).resolve()
    address = f"http://localhost:{options.port}"
    _refuse_other_keys()
    environment(dev=False)
    if (folder / PRACTICE_MARK).exists():
        raise Stop(f"{folder} holds a practice copy. Start it with: python3 dev.py practice --data {folder}")
    running = folder / "address"
    taken = f"A demo already runs on {folder}: {running.read_text() if running.exists() else 'starting'}"
    with locked(folder / "lock", taken):
        end_leftovers(folder)
        _refuse_busy_port(options.host, options.port)
        running.write_text(f"{address}\n", encoding="utf-8")
        if options.fresh:
            _start_over(folder)
        _serve_demo(folder, options, address)
    return 0


def practice(words: list[str]) -> int:
    """A practice copy beside the real platform: a demo with folder, database and port of its own, which its
    administrator may start over from a page."""
    options = _options(words, "practice", "Run a practice copy: made-up data, which its administrator may start over.")
    folder = Path(options.data).resolve()
    _refuse_other_data(folder)
    environment(dev=False)
    with locked(folder / "lock", f"A practice copy already runs on {folder}."):
        (folder / PRACTICE_MARK).touch()
        request = folder / START_OVER
        while True:
            request.unlink(missing_ok=True)
            end_leftovers(folder)
            _refuse_busy_port(options.host, options.port)
            address = f"http://localhost:{options.port}"
            _serve_demo(folder, options, address, practice=True, until=request.exists)
            print("The administrator asked to start over.", flush=True)
            _start_over(folder)


def _refuse_other_data(folder: Path) -> None:
    """A practice copy is emptied by a press of a button: it never works on data that it didn't make itself."""
    if named := [name for name in OF_ANOTHER if os.environ.get(name)]:
        raise Stop(f"A practice copy has database, files and secrets of its own. Start it without {', '.join(named)}.")
    if (folder / "postgres").exists() and not (folder / PRACTICE_MARK).exists():
        raise Stop(f"{folder} holds other data. Give another folder: python3 dev.py practice --data DIR")


def _refuse_other_keys() -> None:
    """Made-up data name none of a real platform's keys, and the nightly sweep would destroy these."""
    if named := [name for name in OF_KEYS if os.environ.get(name)]:
        raise Stop(f"Made-up data have a folder of their own (--data DIR). Start it without {', '.join(named)}.")


def serve(words: list[str]) -> int:
    """The platform itself, on this machine: nothing is made up, and all that the demo eases is strict."""
    options = _options(words, "serve", "Run the platform: settings from the environment, see docs/operation.md.")
    folder = Path(options.data).resolve()
    if any((folder / mark).exists() for mark in ("seeded", "seeding")):
        raise Stop(f"{folder} holds a demo. Give another folder: python3 dev.py serve --data DIR")
    environment(dev=False)
    with locked(folder / "lock", f"The platform already runs on {folder}."):
        end_leftovers(folder)
        _refuse_busy_port(options.host, options.port)
        with watched_database(folder) as (url, looked_after):
            env = settings_here(folder, url) | {"DEMO": "off", "PRACTICE": "off"}  # whatever is set
            run(PYTHON, "-m", "thanthien.config.prepare", env=env)
            with _serving(folder, options, env) as attended:
                print(f"\n  Listening on {options.host}:{options.port}. Ctrl-C stops it.", flush=True)
                attend(*attended, *looked_after)
    return 0


def _options(words: list[str], name: str, description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"dev.py {name}", description=description)
    parser.add_argument("--data", default=str(ROOT / "var" / name), help="folder of database and files")
    if name == "demo":
        parser.add_argument("--fresh", action="store_true", help="throw the data away and start over")
    parser.add_argument("--port", type=int, default=8100 if name == "practice" else 8000)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--processes", type=int, default=min(os.cpu_count() or 2, 8), help="server processes")
    return parser.parse_args(words)


def _refuse_busy_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            raise Stop(f"Port {port} is in use. Choose another: python3 dev.py demo --port {port + 1}") from None


def _start_over(folder: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        raise Stop("--fresh does not empty the database of DATABASE_URL. Give an empty one.")
    _postgres().erase(folder / "postgres")
    for path in folder.iterdir():
        if path.name in {"seeded", "seeding", "secret", "digest-keys"}:
            path.unlink()
        elif path.name in {"media", "keys", "static", "metrics", "copies"}:
            shutil.rmtree(path)


def _serve_demo(
    folder: Path, options: argparse.Namespace, address: str, *, practice: bool = False,
    until: Callable[[], bool] = lambda: False,
) -> None:  # fmt: skip
    """Serve it until the server ends, which is Stop, or something is so."""
    with watched_database(folder, empty=(folder / "seeding").exists()) as (url, looked_after):
        env = {"SITE_ADDRESS": address} | demo_settings(folder, url)
        env |= {"PRACTICE": "on", "DEMO": "on"} if practice else {"PRACTICE": "off"}  # whatever is set
        run(PYTHON, "-m", "thanthien.config.prepare", env=env)
        _seed(folder, env)
        with _serving(folder, options, env) as attended:
            print(f"\n  {address}\n", flush=True)
            run(PYTHON, "-m", "thanthien.config.prepare", "people", env=env)
            print("\nCtrl-C stops it.", flush=True)
            attend(*attended, *looked_after, until=until)


@contextlib.contextmanager
def _serving(
    folder: Path, options: argparse.Namespace, env: dict[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], Worker]]:
    """Server and worker while the block runs, which begins when they answer."""
    for stale in (folder / "metrics").iterdir():
        stale.unlink()
    with server(env, options) as process, worker(env, folder / "worker") as helper:
        (folder / "server").write_text(str(process.pid), encoding="utf-8")
        wait_until_served(process, options.port)
        yield process, helper


def _seed(folder: Path, env: dict[str, str]) -> None:
    """Fill in the illustrative data once. A killed seeding leaves its mark, and the next start begins it anew."""
    if os.environ.get("DATABASE_URL"):
        run(PYTHON, "-m", "thanthien.config.prepare", "seed", env=env)  # it knows whether the data are there
    elif not (folder / "seeded").exists():
        (folder / "seeding").touch()
        run(PYTHON, "-m", "thanthien.config.prepare", "seed", env=env)
        (folder / "seeding").rename(folder / "seeded")


def manage(words: list[str]) -> int:
    environment(dev=False)
    folder = ROOT / "var" / "demo"
    command = [PYTHON, "-m", "thanthien.manage", *words]
    try:
        with locked(folder / "lock", "running"), database(folder) as url:
            return subprocess.run(command, env=demo_settings(folder, url), check=False).returncode
    except Stop as reason:
        if str(reason) != "running":
            raise
    # The demo runs: use its server.
    port = json.loads((folder / "postgres" / "port").read_text())
    password = (folder / "postgres" / "password").read_text().strip()
    url = os.environ.get("DATABASE_URL", f"postgres://thanthien:{password}@127.0.0.1:{port}/thanthien")
    return subprocess.run(command, env=demo_settings(folder, url), check=False).returncode


def bench(words: list[str]) -> int:
    _refuse_other_keys()
    environment(dev=True)
    folder = ROOT / "var" / "bench"
    with locked(folder / "lock", "A bench already runs in this checkout."), database(folder) as url:
        command = [PYTHON, "-m", "bench.run", *words]
        return subprocess.run(command, cwd=ROOT, env=demo_settings(folder, url), check=False).returncode


def test(words: list[str]) -> int:
    """All checks, then pytest, whose summary is the last thing printed. With arguments: pytest alone, with them.

    `--changed` runs the test files that differ from main, or depend on what does (docs/testing.md).
    """
    environment(dev=True)
    folder = ROOT / "var" / "test"
    taken = "A test run is already under way in this checkout."
    with locked(folder / "lock", taken), database(folder, durable=False) as url:
        env = dict(os.environ) | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        env |= {"CHROMIUM": _browser(env)}
        if not words:
            _checks(env)
        if not set(words) - {"--changed"}:
            words = [*words, "-n", "auto"]
        print("· pytest …", flush=True)
        return subprocess.run([PYTHON, "-m", "pytest", *words], cwd=ROOT, env=env, check=False).returncode


def _browser(env: dict[str, str]) -> str:
    """The path of a browser for the tests; fetched when the machine has none."""
    with stage("browser"):
        done = subprocess.run(
            [PYTHON, "-m", "tests.browser.find"], cwd=ROOT, env=env, check=False, stdout=subprocess.PIPE, text=True
        )
    if done.returncode:
        raise Stop("The browser tests have no browser; see above.")
    return done.stdout.strip()


def _checks(env: dict[str, str]) -> None:
    tool = VENV / "bin"
    checks: list[tuple[str, list[object]]] = [
        ("lint", [tool / "ruff", "check", "--quiet", "--output-format", "concise"]),
        ("format", [tool / "ruff", "format", "--check", "--quiet"]),
        ("types", [tool / "mypy", "--no-error-summary"]),
        ("import contracts", [tool / "lint-imports", "--no-logo"]),
        ("templates", [tool / "djlint", "--lint", "--quiet", "thanthien"]),
        ("styles and scripts", [PYTHON, "-m", "tests.biome"]),
        ("dead code", [PYTHON, "-m", "tests.dead_code"]),
        ("migrations", [PYTHON, "-m", "thanthien.manage", "makemigrations", "--check", "--dry-run"]),
        ("system check", [PYTHON, "-m", "thanthien.manage", "check", "--fail-level", "WARNING"]),
    ]
    for title, command in checks:
        with stage(title):
            run(*command, env=env)


def lock(words: list[str]) -> int:
    """Pin all packages anew, with hashes, naming no registry."""
    environment(dev=True)
    options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--python-version", "3.11"]
    compile_ = [PYTHON, "-m", "uv", "pip", "compile", "--quiet", *options, *words, "pyproject.toml"]
    run(*compile_, "--output-file", "requirements.txt")
    run(*compile_, "--group", "dev", "--constraint", "requirements.txt", "--output-file", "requirements-dev.txt")
    return 0


COMMANDS = {
    "demo": demo,
    "practice": practice,
    "serve": serve,
    "test": test,
    "bench": bench,
    "manage": manage,
    "lock": lock,
}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print(__doc__)
        return 0 if sys.argv[1:] in ([], ["-h"], ["--help"]) else 2
    for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT is ignored when a shell starts us in the background
        signal.signal(number, signal.default_int_handler)
    try:
        if sys.version_info < (3, 11):
            raise Stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
        return COMMANDS[sys.argv[1]](sys.argv[2:])
    except Stop as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
