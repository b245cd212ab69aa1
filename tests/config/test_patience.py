"""What connections of the server begin with; the worker's and the commands' wait as long as it takes."""

import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from tests.core.jobs.test_worker import worker_environment
from tests.project_files import ROOT
from thanthien.config.patience import bound
from thanthien.core.silence import Listening, listening

pytestmark = pytest.mark.django_db
SHOWN = "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
_ASK = f"""
import django; django.setup()
{{}}
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("{SHOWN}, current_setting('idle_in_transaction_session_timeout')")
    print(cursor.fetchone(), connection.settings_dict["OPTIONS"].get("connect_timeout"))
"""


def limits_of(first: str, **more: str) -> str:
    """What a process says that begins like the server or like a command."""
    command = [sys.executable, "-c", _ASK.format(first)]
    done = subprocess.run(
        command, env=worker_environment() | more, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


def test_server_has_the_limits_of_its_settings() -> None:
    told = limits_of("import thanthien.config.wsgi", LOCK_SECONDS="2", STATEMENT_SECONDS="90", IDLE_SECONDS="30")
    assert told == "('2s', '90s', '30s') 3"


def test_worker_and_commands_have_none() -> None:
    assert limits_of("", LOCK_SECONDS="2") == "('0', '0', '0') None"


def test_what_the_address_says_wins() -> None:
    at = connection.settings_dict
    database = {"OPTIONS": {"options": "-c statement_timeout=7s", "connect_timeout": "9", "pool": {"max_size": 4}}}
    bound(database, lock=1, statement=2, idle=3, silence=4)
    options = database["OPTIONS"]
    line = options["pool"].pop("connection_class")
    assert (issubclass(line, Listening), line.patience, line.most) == (True, 4, 6)
    assert (options.pop("connect_timeout"), options.pop("pool")) == (
        "9",
        {"max_size": 4, "timeout": 3, "reconnect_timeout": 3},
    )
    place = {"host": at["HOST"], "port": at["PORT"], "user": at["USER"], "password": at["PASSWORD"]}
    with psycopg.connect(dbname=at["NAME"], **place, **options) as opened:
        assert opened.execute(SHOWN).fetchone() == ("1s", "7s")


def test_line_rests_on_the_name_in_which_the_driver_says_that_a_limit_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Listening, "_found_at", float("-inf"))
    assert issubclass(psycopg.errors._WaitTimeout, psycopg.OperationalError)
    at = connection.settings_dict
    place = {"host": at["HOST"], "port": at["PORT"], "user": at["USER"], "password": at["PASSWORD"]}
    with listening(patience=0.3, statement=0).connect(dbname=at["NAME"], **place) as line:
        with pytest.raises(psycopg.OperationalError, match="The database said nothing"):
            line.execute("SELECT pg_sleep(3)")
        assert line.closed
