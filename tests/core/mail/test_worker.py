"""The real worker process, killed when the server has the letter and has not answered yet."""

from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import pytest

from tests.core.jobs.test_worker import kill, start_worker, wait_until
from tests.core.mail.smtp_server import SILENT, SmtpServer
from thanthien.core.mail.models import Message

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["start_worker"]  # a fixture


def test_worker_killed_before_the_answer_sends_again_under_the_same_id(
    start_worker: Any, posted: Callable[..., Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    with SmtpServer({"answer": SILENT}, {}) as server:
        monkeypatch.setenv("EMAIL_PORT", str(server.port))
        message = posted()
        killed = start_worker()
        wait_until(lambda: len(server.letters) == 1)
        kill(killed)
        start_worker()
        wait_until(lambda: Message.objects.filter(pk=message.pk, state="sent").exists())
    assert [message_from_bytes(one)["Message-ID"] for one in server.letters] == [message.message_id] * 2
    assert list(message.attempts.values_list("outcome", flat=True)) == ["interrupted", "accepted"]
