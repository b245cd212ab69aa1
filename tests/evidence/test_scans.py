"""What the scanner finds is not taken; what it could not look at is shown, and scanned later."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.core.clamd import MALWARE, clamd
from tests.factories import files
from thanthien.evidence.actions import NOT_SCANNED_NOTE, Outcome, add_files, add_version
from thanthien.evidence.models import Document, DocumentVersion, FileScan
from thanthien.evidence.scans import scan_waiting
from thanthien.evidence.tasks import scan as scan_job

pytestmark = pytest.mark.django_db
BAD = files.PDF.replace(b"xref\n", b"%" + MALWARE + b"\nxref\n", 1)


def send(town: Any, content: bytes = files.PDF) -> Outcome:
    file = SimpleUploadedFile("Quyết định.pdf", content, "application/pdf")
    return add_files(by=town.focal, unit=town.unit, files=[file])[0]


def shown(client: Any, document: Document) -> str:
    return client.get(reverse("evidence:document", args=[document.key])).text


def test_file_with_malware_is_refused(town: Any, settings: Any) -> None:
    with clamd(settings):
        outcome = send(town, BAD)
    assert outcome.problem.startswith("Tệp “Quyết định.pdf” có mã độc (Eicar-Signature) nên không được nhận.")
    assert (Document.objects.count(), FileScan.objects.count()) == (0, 0)


def test_newer_version_with_malware_is_refused(town: Any, settings: Any) -> None:
    document = send(town).document
    with clamd(settings):
        file = SimpleUploadedFile("Quyết định.pdf", BAD, "application/pdf")
        problem = add_version(by=town.focal, document=document, file=file).problem
    assert ("có mã độc" in problem, DocumentVersion.objects.count()) == (True, 1)


def test_clean_file_is_taken_and_bears_no_mark(town: Any, settings: Any, sign_in: Any) -> None:
    with clamd(settings):
        outcome = send(town)
    assert (outcome.notes, FileScan.objects.get().found) == ((), "")
    assert "chưa quét mã độc" not in shown(sign_in(town.focal), outcome.document)


@pytest.mark.parametrize("behaviour", ["silent", "cut"])
def test_file_is_taken_while_the_scanner_is_away_and_says_so(
    town: Any, settings: Any, sign_in: Any, behaviour: str
) -> None:
    with clamd(settings, behaviour):
        outcome = send(town)
    assert (outcome.notes, FileScan.objects.count()) == ((NOT_SCANNED_NOTE,), 0)
    assert "chưa quét mã độc" in shown(sign_in(town.focal), outcome.document)


def test_without_a_scanner_files_are_shown_as_not_scanned(town: Any, sign_in: Any) -> None:
    outcome = send(town)
    assert outcome.notes == ()
    assert "chưa quét mã độc" in shown(sign_in(town.focal), outcome.document)


def test_waiting_files_are_scanned_and_malware_is_not_handed_out(town: Any, settings: Any, sign_in: Any) -> None:
    clean, bad = send(town).document, send(town, BAD).document
    with clamd(settings):
        assert (scan_waiting(), scan_waiting()) == ((2, 1), (0, 0))
    client = sign_in(town.focal)
    answers = [client.get(reverse("evidence:download", args=[one.key, 1])) for one in (clean, bad)]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert b"".join(answers[0].streaming_content) == files.PDF
    assert "có mã độc, nên không được mở" in answers[1].text
    assert "có mã độc, không mở được" in shown(client, bad)


def test_scanner_that_stays_silent_is_asked_again_later(town: Any, settings: Any) -> None:
    for number in range(4):
        send(town, files.pdf(str(number)))
    with clamd(settings, "cut"):
        assert scan_waiting() == (0, 0)
    assert FileScan.objects.count() == 0


def test_job_tells_what_it_did(town: Any, settings: Any, run_jobs: Any) -> None:
    from thanthien.core.jobs import enqueue

    send(town)
    with clamd(settings):
        enqueue(scan_job, by=None)
        [run] = [one for one in run_jobs() if one.name == "evidence.scan"]
    assert (run.state, run.told) == ("done", ["Đã quét 1 tệp, 0 tệp có mã độc."])
