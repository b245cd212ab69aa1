"""Posting test messages, and a server to send them to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.core.mail.smtp_server import Behaviour, SmtpServer
from tests.factories.accounts import UserFactory
from thanthien.core.mail.actions import post
from thanthien.core.mail.models import Message


@pytest.fixture
def posted() -> Callable[..., Message]:
    """Post a message; what is not given is as usual."""

    def make(**given: Any) -> Message:
        usual = {"subject": "Việc chờ xử lý", "template": "mail/letter.html", "context": {}, "by": None}
        to = given.pop("to", None) or UserFactory(email="lan@example.org", full_name="Vũ Thị Lan")
        return post(**{"to": to, **usual, **given})

    return make


@pytest.fixture
def mail_server(settings: Any) -> Callable[..., Any]:
    """`with mail_server({"rcpt": DROP}, {}) as server:` – the configured server, connection by connection."""

    @contextmanager
    def running(*behaviours: Behaviour) -> Iterator[SmtpServer]:
        with SmtpServer(*behaviours) as server:
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
            yield server

    settings.EMAIL_CONNECT_SECONDS, settings.EMAIL_SECONDS = 0.5, 0.5
    settings.DEFAULT_FROM_EMAIL = "khong-tra-loi@thanthien.example.vn"
    return running
