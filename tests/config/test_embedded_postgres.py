"""The PostgreSQL of demo and tests, really started."""

import os
import stat
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from thanthien.config import embedded_postgres
from thanthien.config.embedded_postgres import Server

PACKAGES = Path(sysconfig.get_path("purelib"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def started(*, durable: bool = False) -> Server:
        servers.append(embedded_postgres.start(tmp_path / "data", PACKAGES, durable=durable))
        return servers[-1]

    yield started
    for server in servers:
        server.stop()
    embedded_postgres.erase(tmp_path / "data")


def test_data_survive_a_stop_and_a_kill(start: Callable[..., Server]) -> None:
    first = start()
    with psycopg.connect(first.url) as connection:
        connection.execute("CREATE TABLE kept (number int)")
    first.stop()
    second = start(durable=True)
    with psycopg.connect(second.url) as connection:
        connection.execute("INSERT INTO kept VALUES (1)")
    second.process.kill()
    second.process.wait()
    with psycopg.connect(start().url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(1,)]


def test_leftover_server_is_ended_and_replaced(start: Callable[[], Server]) -> None:
    left = start()
    again = start()
    assert (left.process.wait(10), again.process.poll(), left.port) == (0, None, again.port)


def test_server_asks_for_the_password_and_listens_here_only(start: Callable[[], Server], tmp_path: Path) -> None:
    server = start()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url.replace(server.password, "wrong"))
    with psycopg.connect(server.url) as connection:
        [listening] = connection.execute("SHOW listen_addresses").fetchall()
        [version] = connection.execute("SELECT current_setting('server_version_num')::int >= 150000").fetchall()
    password = tmp_path / "data" / "password"
    assert (listening, version, stat.S_IMODE(password.stat().st_mode)) == (("127.0.0.1",), (True,), 0o600)


def test_server_is_not_run_as_root(start: Callable[[], Server]) -> None:
    owner = os.stat(f"/proc/{start().process.pid}").st_uid if Path("/proc").exists() else 1  # noqa: PTH116
    assert owner != 0


def test_vietnamese_letters_change_case(start: Callable[[], Server]) -> None:
    with psycopg.connect(start().url) as connection:
        assert connection.execute("SELECT lower('ĐẶC KHU'), upper('phường')").fetchone() == ("đặc khu", "PHƯỜNG")


def test_recreated_database_is_empty(start: Callable[[], Server], tmp_path: Path) -> None:
    server = start()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE gone (number int)")
    embedded_postgres.recreate_database(server, tmp_path / "data", PACKAGES)
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT to_regclass('gone')").fetchone() == (None,)


def test_erase_leaves_nothing(start: Callable[[], Server], tmp_path: Path) -> None:
    start().stop()
    note = tmp_path / "data" / "home"
    elsewhere = Path(note.read_text()) if note.exists() else tmp_path / "data"
    embedded_postgres.erase(tmp_path / "data")
    assert (elsewhere.exists(), (tmp_path / "data").exists()) == (False, False)


def test_missing_binaries_are_named(tmp_path: Path) -> None:
    with pytest.raises(embedded_postgres.PostgresProblem, match="Set DATABASE_URL to a PostgreSQL 15 or newer"):
        embedded_postgres.start(tmp_path / "data", tmp_path)
