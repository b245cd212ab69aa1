"""The production server with a worker for each core on a measurement's database, and sessions to call it with."""

import argparse
import os
import secrets
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

import dev_serving
from thanthien.accounts.models import User
from thanthien.core import clock

WORKERS = os.cpu_count() or 2
TOKEN = "b" * 32
HOURS = timedelta(hours=6)


@contextmanager
def server(database: str, *, base_pages: bool = False) -> Iterator[int]:
    """The port of the server while the block runs; with the pages to compare others with, where they are wanted."""
    port = free_port()
    options = argparse.Namespace(host="127.0.0.1", port=port, processes=WORKERS)
    more = {"DJANGO_SETTINGS_MODULE": "bench.settings"} if base_pages else {}
    with dev_serving.server(dict(os.environ) | {"DATABASE_URL": database} | more, options) as process:
        dev_serving.wait_until_served(process, port)
        yield port


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cookies_of(users: Iterable[User]) -> list[dict[str, str]]:
    """A signed-in browser's cookies for each person."""
    sessions = [Session(session_key=secrets.token_hex(16), expire_date=clock.now() + HOURS, session_data=_data(user))
                for user in users]  # fmt: skip
    Session.objects.bulk_create(sessions)
    return [{settings.SESSION_COOKIE_NAME: row.session_key, settings.CSRF_COOKIE_NAME: TOKEN} for row in sessions]


def _data(user: User) -> str:
    return SessionStore().encode(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
