"""Taking photographs in together with what they belong to, having them scanned, and letting them go with the words."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.core.formats import file_size
from thanthien.core.kept.taking import Taken, files_taken_in, note_scan, scan_rows
from thanthien.core.matters.slips import Slip
from thanthien.core.private.keys import GoneError
from thanthien.core.scanning import Scan, is_scanning
from thanthien.feedback.enums import Part
from thanthien.feedback.kept_photographs import (
    MOST,
    MOST_BYTES,
    PUBLIC_SHELF,
    SHELF,
    FeedbackPhotograph,
    PublicPhotograph,
    SentPhotographQuerySet,
)
from thanthien.feedback.models import Feedback, FeedbackText
from thanthien.feedback.receiving import Sent, send
from thanthien.feedback.sealed_pictures import keep_sealed, key_of, mark_of, open_photograph, open_public
from thanthien.feedback.workflow import Status

if TYPE_CHECKING:
    from thanthien.core.kept.taking import Upload

FIELD = "photographs"  # of the form, at which refusals are told
_AT_ONCE = 200
_NOT_SAFE = "Hiện chưa lưu an toàn được ảnh. Vui lòng gửi không kèm ảnh."
_TAKES_PICTURES = frozenset({Status.RECEIVED, Status.LEGAL})

logger = logging.getLogger(__name__)


def send_with(
    sent: Sent, files: Sequence[Upload], *, slip: Slip, by: User | None = None, signed_in: User | None = None,
    mark: str = "",
) -> Feedback:  # fmt: skip
    """Store feedback with its photographs, all or nothing (see :func:`~thanthien.feedback.receiving.send`). Sent again,
    those that are there aren't stored anew. Raises Refused, Invalid."""
    if len(files) > MOST:
        raise Invalid({FIELD: f"Mỗi phản ánh có tối đa {MOST} ảnh."})
    if large := [f"“{one.name}”" for one in files if (one.size or 0) > MOST_BYTES]:
        raise Invalid({FIELD: f"Mỗi ảnh tối đa {file_size(MOST_BYTES)}; lớn hơn: {', '.join(large)}."})
    with files_taken_in(files, FIELD, only_images=True) as taken, transaction.atomic():
        row = send(sent, slip=slip, by=by, signed_in=signed_in, mark=mark)
        # Held, so that two sendings at once don't bring twice as many; what was taken up, also while this one came,
        # gets no more pictures.
        held = Feedback.objects.select_for_update().get(pk=row.pk)
        if taken and held.stage in _TAKES_PICTURES:
            _keep_new(row, taken)
    return row


def _keep_new(row: Feedback, taken: Sequence[Taken]) -> None:
    try:
        key = key_of(row.pk)
        marked = {mark_of(one, key): one for one in taken}
        there = set(row.photographs.values_list("mark", flat=True))
        new = {mark: one for mark, one in marked.items() if mark not in there}
        if len(there) + len(new) > MOST:
            raise Invalid({FIELD: f"Mỗi phản ánh có tối đa {MOST} ảnh."})
        for mark, one in new.items():
            _store(row, one, mark, key)
    except GoneError:
        raise Invalid({FIELD: _NOT_SAFE}) from None


def _store(row: Feedback, taken: Taken, mark: str, key: UUID) -> None:
    scanned_at = clock.now() if taken.scan.is_clean else None
    code = taken.found.kind.code
    keep_sealed(FeedbackPhotograph(feedback=row, file_code=code, mark=mark, scanned_at=scanned_at), taken, key)


def forget_over() -> int:
    """Photographs whose words can't be read any more: their rows, then their files. How many there were."""
    kept = FeedbackText.objects.filter(feedback=OuterRef("feedback"), part=Part.TEXT, erased_at=None)
    return forget(FeedbackPhotograph.objects.filter(~Exists(kept)))


def forget(rows: SentPhotographQuerySet) -> int:
    """Let photographs go, and what was made of them: rows first, so that a file without a row is what a crash leaves,
    which sweeping finds."""
    found = list(rows.order_by("pk"))
    made = list(PublicPhotograph.objects.filter(photograph__in=found).order_by("pk"))
    PublicPhotograph.objects.filter(pk__in=[one.pk for one in made]).delete()
    FeedbackPhotograph.objects.filter(pk__in=[one.pk for one in found]).delete()
    remove_files([*found, *made])
    return len(found)


def remove_files(rows: Sequence[FeedbackPhotograph | PublicPhotograph]) -> None:
    """Once this is committed; a file that stays is found by sweeping."""
    transaction.on_commit(lambda: _remove(rows))


def _remove(rows: Sequence[FeedbackPhotograph | PublicPhotograph]) -> None:
    for one in rows:
        try:
            one.file.storage.delete(str(one.file.name))
        except OSError:
            logger.exception("feedback_photograph_not_removed", extra={"feedback_photograph": str(one.key)})


def scan_waiting() -> tuple[int, int]:
    """Have pictures scanned that wait for it, what was sent and what was made of it. How many were, and how many hold
    malware."""
    if not is_scanning():
        return 0, 0
    sent = FeedbackPhotograph.objects.shown().filter(scanned_at=None).order_by("-pk")[:_AT_ONCE]
    made = PublicPhotograph.objects.clean().filter(scanned_at=None).select_related("photograph").order_by("-pk")
    count, found = scan_rows(SHELF, sent, _keep_scan, open_row=open_photograph)
    more, also = scan_rows(PUBLIC_SHELF, made[:_AT_ONCE], _keep_scan, open_row=open_public)
    return count + more, found + also


def _keep_scan(row: Any, said: Scan) -> None:
    if note_scan(row, said):
        logger.error("malware_in_stored_photograph", extra={"feedback_photograph": str(row.key)})
