"""Looking for malware: a file is handed to a clamd server (INSTREAM), where CLAMD_ADDRESS names one.

A scanner that is away, slow, or breaks off says nothing of a file: it counts as not scanned, which pages show, and is
scanned later.
"""

from __future__ import annotations

import logging
import socket
import struct
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from django.conf import settings

from thanthien.core.files import chunks

logger = logging.getLogger(__name__)
_LONGEST_ANSWER = 4096


class Verdict(StrEnum):
    """What the scanner said."""

    CLEAN = "clean"
    FOUND = "found"
    NOT_SCANNED = "not_scanned"


@dataclass(frozen=True, slots=True)
class Scan:
    """The verdict on one file; ``name`` is what was found, in the scanner's own words."""

    verdict: Verdict
    name: str = ""

    @property
    def is_clean(self) -> bool:
        """Looked at, and nothing found."""
        return self.verdict == Verdict.CLEAN


NOT_SCANNED = Scan(Verdict.NOT_SCANNED)


def is_scanning() -> bool:
    """Whether this installation has a scanner."""
    return bool(settings.CLAMD_ADDRESS)


def scan(stream: BinaryIO) -> Scan:
    """Have the whole stream scanned, within CLAMD_SECONDS; leaves it at its start. Never raises for the scanner."""
    if not is_scanning():
        stream.seek(0)
        return NOT_SCANNED
    try:
        answer = _ask(stream)
    except OSError as problem:
        logger.error("scanner_does_not_answer", extra={"problem": type(problem).__name__})
        return NOT_SCANNED
    finally:
        stream.seek(0)
    return _understood(answer)


def _ask(stream: BinaryIO) -> bytes:
    """The scanner's answer to the stream. Raises OSError when it is away, slow, or breaks off."""
    until = time.monotonic() + settings.CLAMD_SECONDS
    with _connected(_left(until)) as line:
        line.sendall(b"zINSTREAM\0")
        for piece in chunks(stream):
            line.settimeout(_left(until))
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            line.settimeout(_left(until))
            piece = line.recv(_LONGEST_ANSWER)
            if not piece or len(answer) > _LONGEST_ANSWER:
                raise ConnectionError("The scanner broke off.")
            answer += piece
    return answer.rstrip(b"\0\n")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connected(timeout: float) -> socket.socket:
    address = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(timeout)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout)


def _understood(answer: bytes) -> Scan:
    """“stream: OK”, “stream: Eicar-Signature FOUND”, or “INSTREAM size limit exceeded. ERROR”."""
    text = answer.decode("ascii", "replace").removeprefix("stream: ")
    if text == "OK":
        return Scan(Verdict.CLEAN)
    if text.endswith(" FOUND"):
        return Scan(Verdict.FOUND, text.removesuffix(" FOUND")[:200])
    logger.error("scanner_could_not_scan")
    return NOT_SCANNED


def malware_sentence(file_name: str, scan: Scan) -> str:
    """Why a file with malware isn't taken, and what to do."""
    return (
        f"Tệp “{file_name}” có mã độc ({scan.name}) nên không được nhận. Cần quét mã độc trên máy đã gửi tệp và báo "
        "quản trị hệ thống."
    )
