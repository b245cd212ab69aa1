"""What watching machines see."""

import json
import logging

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client, RequestFactory

from thanthien.core.logging import describe_error, formatter

pytestmark = pytest.mark.django_db


def test_healthz_answers_when_all_is_well(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"process": "ok", "database": "ok"})


def test_healthz_says_that_the_database_is_away(client: Client, settings, monkeypatch) -> None:
    from django.db import OperationalError, connection

    def away() -> None:
        raise OperationalError("could not connect to server")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"process": "ok", "database": "OperationalError"})


def test_healthz_costs_one_statement(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        client.get("/healthz")


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.5", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.5"}, 404),
        ("203.0.113.5", {"Authorization": "Bearer right"}, 200),
        ("203.0.113.5", {"Authorization": "Bearer wrong"}, 404),
        ("203.0.113.5", {"Authorization": "Bearer "}, 404),
    ],
)
def test_metrics_answers_this_machine_or_the_token(client: Client, settings, address, headers, status) -> None:
    settings.METRICS_TOKEN = "right"
    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status


def test_metrics_without_token_refuses_an_empty_one(client: Client, settings) -> None:
    settings.METRICS_TOKEN = ""
    response = client.get("/metrics", REMOTE_ADDR="203.0.113.5", headers={"Authorization": "Bearer "})
    assert response.status_code == 404


def test_metrics_counts_by_route(client: Client) -> None:
    def counted() -> float:
        lines = client.get("/metrics").content.decode().splitlines()
        wanted = 'thanthien_requests_total{method="GET",route="healthz",status="200"} '
        return next((float(line.removeprefix(wanted)) for line in lines if line.startswith(wanted)), 0.0)

    before = counted()
    client.get("/healthz")
    assert counted() == before + 1


def test_answer_carries_its_number_and_ignores_a_strangers(client: Client) -> None:
    given = client.get("/healthz", headers={"X-Request-ID": "chosen-by-stranger"})["X-Request-ID"]
    assert (len(given), given == "chosen-by-stranger") == (16, False)


def test_answer_keeps_the_number_of_a_trusted_proxy(client: Client, settings) -> None:
    settings.BEHIND_PROXY = True
    assert client.get("/healthz", headers={"X-Request-ID": "a1b2c3d4-e5f6"})["X-Request-ID"] == "a1b2c3d4-e5f6"


def test_answer_replaces_a_malformed_number(client: Client, settings) -> None:
    settings.BEHIND_PROXY = True
    assert len(client.get("/healthz", headers={"X-Request-ID": 'x"}\n{'})["X-Request-ID"]) == 16


def test_headers_are_strict(client: Client) -> None:
    response = client.get("/healthz")
    assert sorted(response["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
    ]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


# --- Logs -----------------------------------------------------------------------------------------------------------


def written(record: logging.LogRecord) -> dict[str, object]:
    return json.loads(formatter().format(record))


def record(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "library", "levelno": logging.WARNING, "levelname": "WARNING"} | extra)
    made.msg, made.args = message, arguments
    return made


def test_log_line_leaves_out_arguments_of_libraries() -> None:
    line = written(record("Sign-in failed for %s", "an@example.vn"))
    assert (line["event"], line["logger"], line["level"]) == ("Sign-in failed for %s", "library", "warning")
    assert "an@example.vn" not in json.dumps(line)


def test_log_line_drops_forbidden_keys_and_keeps_others() -> None:
    line = written(record("x", email="an@example.vn", unit_id=7))
    assert (line.get("email"), line["unit_id"]) == (None, 7)


def test_log_of_an_error_names_class_and_place_but_not_its_text() -> None:
    try:
        try:
            raise IntegrityError("Key (email)=(an@example.vn) already exists.")
        except IntegrityError as problem:
            raise ValidationError("an@example.vn") from problem
    except ValidationError as problem:
        described = describe_error(problem)
    assert [entry["class"] for entry in described] == [
        "django.core.exceptions.ValidationError",
        "django.db.utils.IntegrityError",
    ]
    assert "an@example.vn" not in json.dumps(described)


def test_request_line_holds_no_address_and_no_query(client: Client, caplog) -> None:
    with caplog.at_level(logging.INFO, logger="thanthien.request"):
        client.get("/khong-co/an@example.vn?q=an@example.vn")
    [line] = [entry.msg for entry in caplog.records if entry.name == "thanthien.request"]
    assert (line["route"], line["status"], line["method"]) == ("unmatched", 404, "GET")
    assert "an@example.vn" not in str(line)


def test_log_of_a_failed_request_names_status_and_route_but_no_address() -> None:
    request = RequestFactory().get("/tra-cuu/Nguyễn Thị Lan/?q=mật")
    line = written(
        record("%s: %s", "Internal Server Error", request.path, name="django.request", request=request, status_code=500)
    )
    told = {key: line[key] for key in ("event", "status", "method", "route")}
    assert told == {"event": "request failed", "status": 500, "method": "GET", "route": "unmatched"}
    assert "Lan" not in str(line)
    assert "mật" not in str(line)
