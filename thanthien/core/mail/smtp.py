"""The sender of e-mail: one conversation by SMTP for each letter, within a time that it can't exceed."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings

from thanthien.core.mail.enums import Channel, Outcome, Stage
from thanthien.core.mail.letters import Letter, compose, own_domain, wire_address
from thanthien.core.mail.rules import Report, judge

SECONDS_FOR_GOODBYE = 2
_STARTTLS = frozenset({"on", "starttls"})
_READY, _GO_ON = 220, 354
_TAKEN = (250, 251, 252)
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over, and how long that may take. Times in seconds."""

    host: str
    port: int
    user: str
    password: str
    encryption: str
    sender: str
    connect_seconds: float
    seconds: float

    @classmethod
    def of_settings(cls) -> "MailServer":
        """The configured one."""
        return cls(
            settings.EMAIL_HOST,
            settings.EMAIL_PORT,
            settings.EMAIL_HOST_USER,
            settings.EMAIL_HOST_PASSWORD,
            settings.EMAIL_ENCRYPTION,
            settings.DEFAULT_FROM_EMAIL,
            settings.EMAIL_CONNECT_SECONDS,
            settings.EMAIL_SECONDS,
        )


class SmtpSender:
    """Hands a letter to the configured mail server and says how it answered; raises nothing for its answers."""

    channel = Channel.EMAIL

    def off(self) -> str:
        """E-mail can always be tried."""
        return ""

    def address_of(self, person: Any) -> str:
        """The person's e-mail address, or nothing."""
        return person.email or ""

    def send(self, letter: Letter) -> Report:
        """One conversation. Once the server took the letter, nothing that follows can turn that into a failure."""
        server = MailServer.of_settings()
        conversation = Conversation(server)
        with conversation.within(server.seconds):
            try:
                code = conversation.hand_over(letter)
            except smtplib.SMTPResponseException as answer:
                return judge(conversation.stage, answer.smtp_code, _words(answer.smtp_error))
            except (OSError, UnicodeError) as failed:  # smtplib's own errors are OSErrors
                return Report(conversation.failure(failed), conversation.stage, reason=type(failed).__name__)
        return Report(Outcome.ACCEPTED, Stage.ANSWER, code)


class Conversation(smtplib.SMTP):
    """smtplib's conversation with a stage that tells how far it came, and a limit for the whole of it.

    The library's timeout counts from byte to byte: a server that sends one every few seconds would hold us for ever.
    """

    def __init__(self, server: MailServer) -> None:
        super().__init__(local_hostname=own_domain(server.sender))
        self._host = server.host  # the name that its certificate must bear
        self.server = server
        self.stage = Stage.CONNECT
        self.late = False
        self._line: socket.socket | None = None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """The block ends at the latest after ``seconds`` (looking up the host's name not counted): what waits for the
        server then fails. The connection is closed at the end in any case."""
        try:
            with self._cut_after(seconds):
                yield
            with self._cut_after(SECONDS_FOR_GOODBYE), suppress(OSError):
                self.quit()
        finally:
            self.close()
            if self._line:
                self._line.close()

    def hand_over(self, letter: Letter) -> int:
        """The whole conversation; gives the code with which the letter was taken.

        Raises SMTPResponseException for a refusal, OSError for a broken, late or unusable connection.
        """
        server = self.server
        self._expect(self.connect(server.host, server.port), _READY)
        self.stage = Stage.HELLO
        self.ehlo_or_helo_if_needed()
        if server.encryption in _STARTTLS:
            self.stage = Stage.ENCRYPTION
            self._expect(self.starttls(context=ssl.create_default_context()), _READY)
        if server.user:
            self.stage = Stage.SIGN_IN
            self.login(server.user, server.password)
        self.stage = Stage.SENDER
        self._expect(self.mail(wire_address(parseaddr(server.sender)[1])), *_TAKEN)
        self.stage = Stage.RECIPIENT
        self._expect(self.rcpt(wire_address(letter.address)), *_TAKEN)
        return self._hand_over_content(compose(letter, server.sender))

    def _hand_over_content(self, content: bytes) -> int:
        self.stage = Stage.DATA
        self._expect(self.docmd("DATA"), _GO_ON)
        self.stage = Stage.CONTENT
        self.send(_LEADING_DOT.sub(b"..", content.rstrip(b"\r\n")) + b"\r\n.\r\n")
        self.stage = Stage.ANSWER
        return self._expect(self.getreply(), *_TAKEN)

    def failure(self, failed: OSError | UnicodeError) -> Outcome:
        """What it means that the conversation broke off."""
        if self.stage is Stage.ANSWER:
            return Outcome.UNCERTAIN
        if self.late or isinstance(failed, TimeoutError) or isinstance(failed.__context__, TimeoutError):
            return Outcome.TIMED_OUT
        return Outcome.DROPPED if isinstance(failed, smtplib.SMTPServerDisconnected) else Outcome.SERVER_TROUBLE

    def _expect(self, answer: tuple[int, bytes], *wanted: int) -> int:
        code, said = answer
        if code not in wanted:
            raise smtplib.SMTPResponseException(code, said)
        return code

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Called by the library to connect."""
        server = self.server
        line = socket.create_connection((host, port), min(server.connect_seconds, server.seconds))
        self._line = line.dup()  # stays good while `line` is wrapped in TLS
        line.settimeout(server.seconds)
        if server.encryption == "tls":
            self.stage = Stage.ENCRYPTION
            line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
        self.stage = Stage.GREETING
        return line

    def getreply(self) -> tuple[int, bytes]:
        """The next answer; what had come of one when we cut the line is none."""
        answer = super().getreply()
        if self.late:
            raise TimeoutError
        return answer

    @contextmanager
    def _cut_after(self, seconds: float) -> Iterator[None]:
        watch = threading.Timer(seconds, self._cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _cut(self) -> None:
        self.late = True
        if self._line:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
