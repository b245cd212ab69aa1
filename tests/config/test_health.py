"""What watching machines see."""

import json
import logging
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection
from django.test import Client, RequestFactory

from tests.config.test_serving import free_port
from tests.core.jobs.sample import tasks
from thanthien.core import clock, probing
from thanthien.core.jobs import enqueue
from thanthien.core.logging import describe_error, formatter

pytestmark = pytest.mark.django_db


def beat(seconds_ago: float) -> None:
    """A worker gave a sign so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


WELL = {"status": "ok", "process": "ok", "reads": "ok", "writes": "ok", "jobs": "ok", "disk": "ok"}
OWN_CONNECTION = pytest.mark.django_db(transaction=True)  # the look sees what is committed


@pytest.fixture
def _signs_erased() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


@OWN_CONNECTION
@pytest.mark.usefixtures("_signs_erased")
def test_healthz_answers_when_all_is_well(client: Client, settings) -> None:
    settings.DISK_LOW_MB = 0
    beat(seconds_ago=5)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, WELL)


@OWN_CONNECTION
@pytest.mark.usefixtures("_signs_erased")
@pytest.mark.parametrize("signs", [[], [61]])
def test_healthz_is_degraded_without_a_worker_but_serves(client: Client, settings, signs: list[float]) -> None:
    settings.DISK_LOW_MB = 0
    for seconds in signs:
        beat(seconds)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, WELL | {"status": "degraded", "jobs": "no worker"})


@pytest.mark.parametrize(("share", "word"), [(0.5, "ok"), (2, "low"), (20, "full")])
def test_healthz_says_how_much_disk_is_left(client: Client, settings, tmp_path, share: float, word: str) -> None:
    settings.VAR_DIR = tmp_path / "not" / "yet"
    settings.DISK_LOW_MB = shutil.disk_usage(tmp_path).free / 1024**2 * share
    response = client.get("/healthz")
    assert (response.status_code, response.json()["disk"]) == (200, word)


def test_healthz_says_that_nothing_can_be_written() -> None:
    place = {"options": "-c default_transaction_read_only=on"}
    found = probing._look(probing.place() | place)
    assert (found.reads, found.writes) == ("ok", "read only")


def test_healthz_looks_with_the_options_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    options = "-c statement_timeout=9s -c search_path=nowhere"
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"options": options})
    assert (probing.place()["options"], probing._look(probing.place()).reads) == (options, "UndefinedTable")


def test_healthz_says_that_the_database_is_away() -> None:
    found = probing._look(probing.place() | {"port": free_port()})
    assert found == probing.Found("OperationalError", "unknown", "unknown")


def test_healthz_asks_by_no_connection_of_the_pages(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
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


def numbers(client: Client) -> dict[str, float]:
    lines = client.get("/metrics").content.decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def test_metrics_know_the_queue(client: Client, run_jobs) -> None:
    beat(seconds_ago=5)
    beat(seconds_ago=30)
    enqueue(tasks.failing, by=None, kind="bug")
    run_jobs()
    with clock.set_to(clock.now() - timedelta(seconds=100)):
        enqueue(tasks.days, by=None, numbers=[1])
    enqueue(tasks.days, by=None, numbers=[2])
    told = numbers(client)
    runs = [told[f'thanthien_job_runs{{state="{state}"}}'] for state in ("waiting", "running", "dead")]
    assert (runs, told["thanthien_job_lanes"]) == ([2, 0, 1], 2)
    assert 100 <= told["thanthien_job_oldest_waiting_seconds"] < 160
    assert 5 <= told["thanthien_job_heartbeat_age_seconds"] < 30


def test_metrics_count_attempts_by_outcome(client: Client, run_jobs) -> None:
    name = 'thanthien_jobs_total{job="sample.days",outcome="done"}'
    before = numbers(client).get(name, 0)
    enqueue(tasks.days, by=None, numbers=[1])
    run_jobs()
    assert numbers(client)[name] == before + 1


def test_metrics_stay_when_the_queue_can_not_be_asked(client: Client, monkeypatch) -> None:
    def away() -> None:
        raise OperationalError("could not connect to server")

    monkeypatch.setattr(connection, "cursor", away)
    told = numbers(client)
    assert [name for name in told if name.startswith("thanthien_job_runs")] == []
    assert [name for name in told if name.startswith("thanthien_requests_total")] != []


def test_metrics_ask_the_queue_in_one_statement(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        client.get("/metrics")


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
        "worker-src 'self'",
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
