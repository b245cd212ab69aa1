"""Taking photographs in together with what they belong to, having them scanned, and letting them go with the words."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.core.formats import file_size
from thanthien.core.kept.taking import Taken, images_taken_in, scan_rows, store
from thanthien.core.matters.slips import Slip
from thanthien.core.scanning import Scan, Verdict, is_scanning
from thanthien.feedback.enums import Part
from thanthien.feedback.kept_photographs import MOST, MOST_BYTES, SHELF, FeedbackPhotograph
from thanthien.feedback.models import Feedback, FeedbackText
from thanthien.feedback.receiving import Sent, send
from thanthien.feedback.workflow import Status

if TYPE_CHECKING:
    from thanthien.core.kept.taking import Upload

FIELD = "photographs"  # of the form, at which refusals are told
_AT_ONCE = 200
_TAKES_PICTURES = frozenset({Status.RECEIVED, Status.LEGAL})

logger = logging.getLogger(__name__)


def send_with(sent: Sent, files: Sequence[Upload], *, slip: Slip, signed_in: User | None = None) -> Feedback:
    """Store feedback of the public form with its photographs, all or nothing (see
    :func:`~thanthien.feedback.receiving.send`). Sent again, those that are there aren't stored anew. Raises Refused,
    Invalid."""
    if len(files) > MOST:
        raise Invalid({FIELD: f"Mỗi phản ánh có tối đa {MOST} ảnh."})
    if any((one.size or 0) > MOST_BYTES for one in files):
        raise Invalid({FIELD: f"Mỗi ảnh tối đa {file_size(MOST_BYTES)}."})
    with images_taken_in(files, FIELD) as taken, transaction.atomic():
        row = send(sent, slip=slip, by=None, signed_in=signed_in)
        # Held, so that two sendings at once don't bring twice as many; what was taken up gets no more pictures.
        Feedback.objects.select_for_update().get(pk=row.pk)
        if row.stage not in _TAKES_PICTURES:
            return row
        there = set(row.photographs.values_list("sha256", flat=True))
        new = {one.sha256: one for one in taken if one.sha256 not in there}
        if len(there) + len(new) > MOST:
            raise Invalid({FIELD: f"Mỗi phản ánh có tối đa {MOST} ảnh."})
        for one in new.values():
            _store(row, one)
    return row


def _store(row: Feedback, taken: Taken) -> None:
    scanned_at = clock.now() if taken.scan.is_clean else None
    photograph = FeedbackPhotograph(feedback=row, file_code=taken.found.kind.code, scanned_at=scanned_at)
    store(photograph, taken, "photograph")


def forget_over() -> int:
    """Photographs whose words can't be read any more: their rows, then their files. How many there were."""
    kept = FeedbackText.objects.filter(feedback=OuterRef("feedback"), part=Part.TEXT, erased_at=None)
    return forget(FeedbackPhotograph.objects.filter(~Exists(kept)))


def forget(rows: QuerySet[FeedbackPhotograph]) -> int:
    """Let photographs go: rows first, so that a file without a row is what a crash leaves, which sweeping finds."""
    found = list(rows.order_by("pk"))
    FeedbackPhotograph.objects.filter(pk__in=[one.pk for one in found]).delete()
    transaction.on_commit(lambda: _remove(found))
    return len(found)


def _remove(found: Sequence[FeedbackPhotograph]) -> None:
    for one in found:
        try:
            one.file.storage.delete(str(one.file.name))
        except OSError:
            logger.exception("feedback_photograph_not_removed", extra={"feedback_photograph": one.pk})


def scan_waiting() -> tuple[int, int]:
    """Have photographs scanned that wait for it. How many were, and how many hold malware."""
    if not is_scanning():
        return 0, 0
    waiting = FeedbackPhotograph.objects.shown().filter(scanned_at=None).order_by("-pk")
    return scan_rows(SHELF, waiting[:_AT_ONCE], _keep_scan)


def _keep_scan(row: FeedbackPhotograph, said: Scan) -> None:
    if said.verdict == Verdict.NOT_SCANNED:
        return
    row.scanned_at, row.malware = clock.now(), said.name
    row.save(update_fields=["scanned_at", "malware"])
    if said.name:
        logger.error("malware_in_stored_photograph", extra={"feedback_photograph": row.pk})
