"""The sender against a server that is slow, refuses, drops, or says nothing; each within its time."""

import datetime as dt
import ssl
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.core.mail.smtp_server import DROP, SILENT, TRICKLE, Behaviour, SmtpServer, login_of, seconds_of
from tests.core.mail.test_letters import LETTER
from thanthien.core.mail.enums import Outcome, Stage
from thanthien.core.mail.rules import Report
from thanthien.core.mail.smtp import SECONDS_FOR_GOODBYE, SmtpSender

AMPLE = 30  # seconds for a conversation that time has no part in
LIMIT = 1.0  # seconds for a whole conversation that is to end with its time
LONGER = 6.0  # the same where a busy machine did not come as far as the silence
SLACK = 2.0  # of a busy machine
STAGES = {
    "greeting": Stage.GREETING,
    "ehlo": Stage.HELLO,
    "mail": Stage.SENDER,
    "rcpt": Stage.RECIPIENT,
    "data": Stage.DATA,
    "answer": Stage.ANSWER,
}


@pytest.fixture
def send(settings: Any) -> Callable[[int], Report]:
    def to(port: int) -> Report:
        settings.EMAIL_PORT = port
        return SmtpSender().send(LETTER)

    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_CONNECT_SECONDS, settings.EMAIL_SECONDS = AMPLE, AMPLE
    settings.DEFAULT_FROM_EMAIL = "Chính quyền thân thiện <khong-tra-loi@thanthien.example.vn>"
    return to


def test_letter_arrives_as_written(send: Callable[[int], Report]) -> None:
    with SmtpServer() as server:
        report = send(server.port)
    (content,) = server.letters
    got = message_from_bytes(content, policy=policy.default)
    assert report == Report(Outcome.ACCEPTED, Stage.ANSWER, 250)
    assert server.commands == [
        [
            "ehlo thanthien.example.vn",
            "mail FROM:<khong-tra-loi@thanthien.example.vn>",
            "rcpt TO:<lan@example.org>",
            "DATA",
            "quit",
        ]
    ]
    assert got["Message-ID"] == LETTER.message_id
    assert got.get_body(("plain",)).get_content() == LETTER.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("stage", STAGES)
def test_temporary_refusal_is_reported_with_its_stage(send: Callable[[int], Report], stage: str) -> None:
    behaviour: Behaviour = {stage: "451 4.3.0 later, please"}
    if stage == "ehlo":
        behaviour["helo"] = behaviour[stage]
    with SmtpServer(behaviour) as server:
        report = send(server.port)
    assert report == Report(Outcome.DEFERRED, STAGES[stage], 451, "4.3.0", "4.3.0 later, please")
    assert server.letters == []


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("greeting", Outcome.SERVER_TROUBLE),
        ("ehlo", Outcome.SERVER_TROUBLE),
        ("mail", Outcome.SERVER_TROUBLE),
        ("rcpt", Outcome.BOUNCED),
        ("data", Outcome.REFUSED),
        ("answer", Outcome.REFUSED),
    ],
)
def test_permanent_refusal_is_reported_with_its_stage(
    send: Callable[[int], Report], stage: str, outcome: Outcome
) -> None:
    behaviour: Behaviour = {stage: "550 <lan@example.org> no"}
    if stage == "ehlo":
        behaviour["helo"] = behaviour[stage]
    with SmtpServer(behaviour) as server:
        report = send(server.port)
    assert report == Report(outcome, STAGES[stage], 550, "", "… no")
    assert server.letters == []


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("way", [SILENT, TRICKLE])
def test_silence_ends_with_the_time(send: Callable[[int], Report], settings: Any, stage: str, way: str) -> None:
    late = Outcome.UNCERTAIN if stage == "answer" else Outcome.TIMED_OUT
    for limit in (LIMIT, LONGER):
        settings.EMAIL_CONNECT_SECONDS, settings.EMAIL_SECONDS = limit, limit
        with SmtpServer({stage: way}) as server:
            began = time.monotonic()
            report = send(server.port)
            took = seconds_of(began)
        if report.stage == STAGES[stage] and took < limit + SLACK:
            break
    assert (report.outcome, report.stage) == (late, STAGES[stage])
    assert limit * 0.9 < took < limit + SLACK


@pytest.mark.parametrize("stage", STAGES)
def test_drop_is_reported_with_its_stage(send: Callable[[int], Report], stage: str) -> None:
    with SmtpServer({stage: DROP}) as server:
        report = send(server.port)
    gone = Outcome.UNCERTAIN if stage == "answer" else Outcome.DROPPED
    assert (report.outcome, report.stage) == (gone, STAGES[stage])
    assert len(server.letters) == (1 if stage == "answer" else 0)


def test_drop_in_the_middle_of_the_letter_is_never_a_success(send: Callable[[int], Report]) -> None:
    with SmtpServer({"content": DROP}) as server:
        report = send(server.port)
    # The system takes a short letter off our hands before the other side is gone: then we wait for the answer.
    assert report.outcome in {Outcome.DROPPED, Outcome.UNCERTAIN}
    assert server.letters == []


@pytest.mark.parametrize("way", [SILENT, DROP, TRICKLE, "500 no"])
def test_what_follows_the_acceptance_changes_nothing(send: Callable[[int], Report], settings: Any, way: str) -> None:
    with SmtpServer({"quit": way}) as server:
        began = time.monotonic()
        report = send(server.port)
        took = seconds_of(began)
    assert (report.outcome, len(server.letters)) == (Outcome.ACCEPTED, 1)
    assert took < SECONDS_FOR_GOODBYE + SLACK


def test_garbage_is_tried_again(send: Callable[[int], Report]) -> None:
    with SmtpServer({"rcpt": "hello?"}) as server:
        report = send(server.port)
    assert (report.outcome, report.stage, report.code) == (Outcome.DEFERRED, Stage.RECIPIENT, -1)


def test_nobody_listens(send: Callable[[int], Report]) -> None:
    with SmtpServer() as server:
        port = server.port
    assert send(port) == Report(Outcome.SERVER_TROUBLE, Stage.CONNECT, reason="ConnectionRefusedError")


# --- Encryption and sign-in -----------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate for localhost, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def encrypted(certificate: Path, settings: Any) -> Callable[..., SmtpServer]:
    def server(kind: str, *behaviours: Behaviour) -> SmtpServer:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        settings.EMAIL_HOST, settings.EMAIL_ENCRYPTION = "localhost", kind
        return SmtpServer(*behaviours, extensions=("STARTTLS", "AUTH PLAIN"), tls=(context, kind))

    return server


@pytest.mark.parametrize("kind", ["starttls", "tls"])
def test_letter_and_password_go_encrypted(
    send: Callable[[int], Report],
    encrypted: Callable[..., SmtpServer],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    kind: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "thanthien", "bi-mat"
    with encrypted(kind) as server:
        report = send(server.port)
    assert (report.outcome, len(server.letters)) == (Outcome.ACCEPTED, 1)
    assert login_of(server.commands[0]) == "thanthien bi-mat"
    assert ("STARTTLS" in server.commands[0]) == (kind == "starttls")


@pytest.mark.parametrize("kind", ["starttls", "tls"])
def test_certificate_that_nobody_vouches_for_is_not_trusted(
    send: Callable[[int], Report], encrypted: Callable[..., SmtpServer], settings: Any, kind: str
) -> None:
    with encrypted(kind) as server:
        report = send(server.port)
    assert report == Report(Outcome.SERVER_TROUBLE, Stage.ENCRYPTION, reason="SSLCertVerificationError")
    assert [one for one in server.commands[0] if one.startswith(("AUTH", "mail"))] == []


def test_server_without_encryption_gets_nothing_when_it_is_asked_for(
    send: Callable[[int], Report], settings: Any
) -> None:
    settings.EMAIL_ENCRYPTION = "starttls"
    with SmtpServer() as server:
        report = send(server.port)
    assert report == Report(Outcome.SERVER_TROUBLE, Stage.ENCRYPTION, reason="SMTPNotSupportedError")
    assert server.commands[0][:1] == ["ehlo thanthien.example.vn"]
    assert [one for one in server.commands[0] if one.startswith("mail")] == []


def test_wrong_password_is_the_servers_trouble_and_kept_out_of_the_report(
    send: Callable[[int], Report], settings: Any
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "thanthien", "bi-mat"
    with SmtpServer({"auth": "535 5.7.8 bad credentials"}, extensions=("AUTH PLAIN",)) as server:
        report = send(server.port)
    assert report == Report(Outcome.SERVER_TROUBLE, Stage.SIGN_IN, 535, "5.7.8", "5.7.8 bad credentials")


def test_handshake_that_stalls_ends_with_the_time(send: Callable[[int], Report], settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_ENCRYPTION = "localhost", "tls"
    settings.EMAIL_CONNECT_SECONDS, settings.EMAIL_SECONDS = LIMIT, LIMIT
    with SmtpServer({"greeting": SILENT}) as server:  # speaks no TLS, and nothing else
        began = time.monotonic()
        report = send(server.port)
        took = seconds_of(began)
    assert (report.outcome, report.stage) == (Outcome.TIMED_OUT, Stage.ENCRYPTION)
    assert took < LIMIT + SLACK
