"""How long words and rows are kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.factories.accounts import UserFactory
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.enums import JobState
from thanthien.core.mail import tasks
from thanthien.core.mail.actions import send_again
from thanthien.core.mail.models import Attempt, Message
from thanthien.core.mail.tidying import tidy

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12, tzinfo=clock.ZONE)
Posted = Callable[..., Message]


@pytest.fixture(autouse=True)
def _terms(settings: Any) -> None:
    settings.MAIL_SECRET_HOURS, settings.MAIL_BODY_DAYS, settings.MAIL_LOG_DAYS = 2, 30, 100


def words_left(after: timedelta, message: Message) -> bool:
    with clock.set_to(NOON + after):
        tidy()
    message.refresh_from_db()
    assert (message.erased_at is None) == bool(message.text or message.html or message.leave_url)
    return bool(message.text)


def test_secret_goes_soon_after_delivery(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with clock.set_to(NOON), mail_server():
        message = posted(holds_secret=True, leave_url="http://testserver/x/")
        run_jobs()
    assert [words_left(timedelta(minutes=after), message) for after in (119, 120)] == [True, False]


def test_secret_goes_soon_after_a_bounce_and_is_not_sent_again(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with clock.set_to(NOON), mail_server({"rcpt": "550 no"}):
        message = posted(holds_secret=True)
        run_jobs()
    assert not words_left(timedelta(hours=2), message)
    with pytest.raises(Refused, match="đã được xóa"):
        send_again(message=message, by=None)


def test_secret_that_waits_goes_after_it_is_too_old(posted: Posted) -> None:
    with clock.set_to(NOON):
        message = posted(holds_secret=True, good_for=timedelta(days=3))
    left = [words_left(after, message) for after in (timedelta(days=2), timedelta(days=3), timedelta(days=3, hours=2))]
    assert (left, message.state) == ([True, True, False], "expired")


def test_other_words_stay_for_their_days(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with clock.set_to(NOON), mail_server():
        message = posted()
        run_jobs()
    assert [words_left(timedelta(days=after), message) for after in (29, 30)] == [True, False]


def test_rows_go_when_the_log_does_not_reach_so_far(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with mail_server():
        with clock.set_to(NOON):
            posted(to=UserFactory())
            run_jobs()
        with clock.set_to(NOON + timedelta(days=1)):
            younger = posted(to=UserFactory())
            run_jobs()
    with clock.set_to(NOON + timedelta(days=100)):
        tidy()
    assert (list(Message.objects.all()), Attempt.objects.count()) == ([younger], 1)


def test_secrets_go_even_when_rows_can_not(posted: Posted, mail_server: Any, run_jobs: Any) -> None:
    with clock.set_to(NOON), mail_server():
        message = posted(holds_secret=True)
        run_jobs()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;"
            "CREATE TRIGGER no BEFORE DELETE ON mail_message FOR EACH ROW EXECUTE FUNCTION pg_temp.no()"
        )
    with clock.set_to(NOON + timedelta(days=100)):
        enqueue(tasks.tidy, by=None)
        (run,) = run_jobs()
    assert run.state == JobState.DEAD
    message.refresh_from_db()
    assert message.text == ""
