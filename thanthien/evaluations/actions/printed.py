"""What is printed on a signed document and its PDF: looked at in one way, whatever kind of document it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, cast

from django.core.files.base import File

from thanthien.core import clock, scanning
from thanthien.core.files import FileRefused, Limits, inspect

MAX_PDF = 20 * 1024 * 1024
MAX_NUMBER = 60
MAX_SIGNER = 120
NO_FILE = "Cần chọn tệp PDF của bản đã ký."
AFTER_TODAY = "Ngày ký không được sau hôm nay."


@dataclass(frozen=True, slots=True)
class Printed:
    """Number, date and signer as they stand on a signed document, and its PDF where there is one."""

    number: str
    signed_on: date
    signer: str
    file: File[bytes] | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The same as fields of a row that keeps it."""
        return {
            "number": self.number.strip(),
            "signed_on": self.signed_on,
            "signer": self.signer.strip(),
            "file": self.file or "",
            "file_name": (self.file.name or "van-ban.pdf")[-200:] if self.file else "",
            "sha256": _sha256(self.file) if self.file else "",
        }


def problems_of(printed: Printed, *, needs_file: bool, noun: str = "văn bản") -> dict[str, str]:
    """What is wrong with it, a sentence for each field; empty when nothing is. ``noun``: what the document is."""
    found = number_and_day_problems(printed.number, printed.signed_on, noun=noun) | {
        "signer": "" if printed.signer.strip() else "Cần ghi người ký.",
        "file": _pdf_problem(printed.file) if printed.file else (NO_FILE if needs_file else ""),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def number_and_day_problems(number: str, signed_on: date, *, noun: str = "văn bản") -> dict[str, str]:
    """The same of a document of which only number and day are kept."""
    found = {
        "number": "" if number.strip() else f"Cần ghi số {noun}.",
        "signed_on": AFTER_TODAY if signed_on > clock.today() else "",
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def differences(known: Any, wanted: Any, *, same: str, signer: str = "") -> dict[str, str]:
    """What keeps a document from being the recorded one of the same number and day, by field. ``same`` begins the
    sentences (“Quyết định cùng số, cùng ngày đã được ghi nhận”); ``signer``: who signed the recorded one, where that
    was corrected."""
    found = {}
    if (signed_by := signer or known.signer) != wanted.signer:
        found["signer"] = f"{same} với người ký: {signed_by}."
    if known.sha256 != wanted.sha256:
        other = f"Cần chọn đúng tệp đã ghi nhận: {known.file_name}." if known.sha256 else "Cần bỏ trống tệp."
        found["file"] = f"{same} {'với một tệp khác' if known.sha256 else 'không có tệp'}. {other}"
    return found


def _pdf_problem(file: File[bytes]) -> str:
    """Why the file is not a signed PDF; empty when it is one."""
    try:
        found = inspect(file.name or "", cast("BinaryIO", file.file), file.size, Limits(MAX_PDF))
    except FileRefused as refused:
        return refused.sentence
    if found.kind.code != "pdf":
        return "Bản ký phải là tệp PDF."
    said = scanning.scan(cast("BinaryIO", file.file))
    return scanning.malware_sentence(found.name, said) if said.verdict == scanning.Verdict.FOUND else ""


def _sha256(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
