"""The scanner for malware: clean, found, silent, cut; with a server of ours, and with a real one where there is."""

import io
import os
from pathlib import Path
from typing import Any

import pytest

from tests.core.clamd import MALWARE, clamd
from thanthien.core.scanning import NOT_SCANNED, Scan, Verdict, scan

CLEAN, FOUND = Scan(Verdict.CLEAN), Scan(Verdict.FOUND, "Eicar-Signature")
REAL = os.environ.get("CLAMD_ADDRESS") or next(
    (path for path in ("/run/clamav/clamd.ctl", "/var/run/clamav/clamd.ctl") if Path(path).exists()), ""
)


def said(content: bytes) -> Scan:
    stream = io.BytesIO(content)
    stream.seek(1)
    answer = scan(stream)
    assert stream.tell() == 0
    return answer


@pytest.mark.parametrize(("content", "verdict"), [(b"Quy\xe1\xba\xbft", CLEAN), (b"x" * 200_000 + MALWARE, FOUND)])
def test_whole_file_is_looked_at(settings: Any, content: bytes, verdict: Scan) -> None:
    with clamd(settings) as server:
        assert said(content) == verdict
    assert server.received == [content]


@pytest.mark.parametrize("behaviour", ["silent", "cut", "half", "error"])
def test_scanner_that_says_nothing_whole_has_not_scanned(settings: Any, behaviour: str) -> None:
    with clamd(settings, behaviour):
        assert said(b"x" * 300_000) == NOT_SCANNED


def test_scanner_that_is_away_is_told_in_the_log(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    with clamd(settings) as server:
        pass
    settings.CLAMD_ADDRESS = server.address
    assert said(MALWARE) == NOT_SCANNED
    assert [record.message for record in caplog.records] == ["scanner_does_not_answer"]


def test_without_a_scanner_nothing_is_scanned(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CLAMD_ADDRESS = ""
    assert (said(MALWARE), caplog.records) == (NOT_SCANNED, [])


def test_path_of_a_socket_that_is_not_there_is_no_answer(settings: Any, tmp_path: Path) -> None:
    settings.CLAMD_ADDRESS = str(tmp_path / "clamd.ctl")
    assert said(b"x") == NOT_SCANNED


@pytest.mark.parametrize("real", [False, *([True] if REAL else [])])
def test_every_scanner_knows_the_test_file(settings: Any, real: bool) -> None:
    with clamd(settings):
        if real:
            settings.CLAMD_ADDRESS, settings.CLAMD_SECONDS = REAL, 60
        assert (said(b"x").verdict, said(MALWARE).verdict) == (Verdict.CLEAN, Verdict.FOUND)
