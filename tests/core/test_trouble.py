"""What is told of machines that are away, busy or full; and that an error of ours stays an error of ours."""

import errno
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test import Client, RequestFactory
from psycopg import errors

from thanthien.core import trouble
from thanthien.core.trouble import AWAY, BUSY, FULL, SLOW, server_error, trouble_of


def of_database(code: str) -> OperationalError:
    """As Django hands on the database's own error."""
    error = OperationalError("text with a row")
    error.__cause__ = errors.lookup(code)()
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (of_database("55P03"), BUSY),
        (of_database("40P01"), BUSY),
        (of_database("40001"), BUSY),
        (of_database("57014"), SLOW),
        (of_database("25P03"), SLOW),
        (of_database("53100"), FULL),
        (of_database("53300"), AWAY),
        (of_database("57P01"), AWAY),
        (of_database("57P03"), AWAY),
        (of_database("08006"), AWAY),
        (OperationalError("connection refused"), AWAY),
        (InterfaceError("connection already closed"), AWAY),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EDQUOT, "Quota exceeded"), FULL),
        (OSError(errno.EFBIG, "File too large"), FULL),
        (OSError(errno.EACCES, "Permission denied"), None),
        (ValueError("ours"), None),
        (None, None),
    ],
    ids=str,
)
def test_trouble_is_told_by_what_the_machine_says(error: BaseException | None, told: Any) -> None:
    assert trouble_of(error) == told


def test_reason_behind_a_lost_connection_is_told() -> None:
    lost = InterfaceError("connection already closed")
    lost.__context__ = of_database("55P03")
    assert trouble_of(lost) == BUSY


def answer_to(error: BaseException, method: str = "post", **given: Any) -> Any:
    """What the person gets when a view ends with this error."""
    request = getattr(RequestFactory(), method)("/noi/?a=1", **given)
    try:
        raise error
    except type(error):
        return server_error(request)


def test_what_was_typed_is_kept_without_secrets() -> None:
    typed = {"text": "Sổ <số> 2", "password": "bi-mat", "csrfmiddlewaretoken": "t" * 64}
    answer = answer_to(of_database("55P03"), data=typed)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert '<form method="post" action="/noi/?a=1">' in page
    assert '<input type="hidden" name="text" value="Sổ &lt;số&gt; 2">' in page
    assert f'<input type="hidden" name="csrfmiddlewaretoken" value="{"t" * 64}">' in page
    assert "bi-mat" not in page


def test_page_that_could_not_be_read_offers_another_try() -> None:
    page = answer_to(OperationalError("refused"), "get").content.decode()
    assert '<a class="button" href="/noi/?a=1">Thử lại</a>' in page
    assert f"<h1>{AWAY.title}</h1>" in page


def test_form_that_did_not_arrive_says_where_it_still_is() -> None:
    page = answer_to(OSError(errno.ENOSPC, "full")).content.decode()
    assert "Vui lòng bấm nút quay lại của trình duyệt" in page


def test_background_request_gets_a_sentence_and_keeps_its_page() -> None:
    answer = answer_to(of_database("55P03"), data={"text": "a"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert (answer.status_code, "<html" in page, "<form" in page) == (503, False, False)
    assert "Nội dung đang nhập vẫn còn trên màn hình." in page


def test_error_of_ours_stays_one() -> None:
    answer = answer_to(ValueError("ours"), data={"text": "a"})
    assert (answer.status_code, trouble.RETRY_AFTER in answer.headers.values()) == (500, False)


@pytest.mark.django_db(transaction=True)
def test_slow_statement_is_told_as_busy() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20ms'")
        with pytest.raises(OperationalError) as caught, transaction.atomic():
            cursor.execute("SELECT pg_sleep(5)")
    assert trouble_of(caught.value) == SLOW


def test_page_asks_the_database_nothing(client: Client) -> None:
    """No mark for a database: any statement fails the test."""
    assert answer_to(OperationalError("refused"), "get").status_code == 503
