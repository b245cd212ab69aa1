"""Photographs of records: added with the entry or later, taken away with a reason, never changed.

They hang on the kind and the key of the first version, so that a correction keeps them and the room needs no table of
its own. What is kept is what everybody may see of a picture: place, device and time are gone before it is stored.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.audit import acting
from thanthien.core.kept.taking import Taken, files_taken_in, limits, note_scan, scan_rows, store
from thanthien.core.scanning import Scan, is_scanning
from thanthien.records.actions import Entry, enter, reason_of
from thanthien.records.enums import Consent
from thanthien.records.kinds import RecordKind
from thanthien.records.models import SHELF, Photograph, Record, RecordQuerySet

if TYPE_CHECKING:
    from uuid import UUID

    from thanthien.core.kept.taking import Upload

FILES, CONSENT = "photographs", "photograph_consent"  # the fields of forms, at which refusals are told
ASK_CONSENT = "Cần chọn một ý về người trong ảnh."
_GONE = "Bản ghi này đã bị hủy, không thêm ảnh được."
_NOT_YOURS = "Chỉ người của cơ quan đã ghi mới thêm hoặc bỏ được ảnh."
_AT_ONCE = 200

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """Files that somebody sent, and what holds of the people in all of them."""

    files: Sequence[Upload]
    consent: str


def enter_with(kind: RecordKind, entry: Entry, sent: Sent, *, by: User) -> Record:
    """Store a record with its photographs, all or nothing (see :func:`~thanthien.records.actions.enter`). Raises
    Invalid, at the field of the files, for one that isn't taken."""
    with _received(kind, sent) as taken, transaction.atomic():
        record = enter(kind, entry, by=by)
        _keep(kind, record.origin, taken, sent.consent, by)
    return record


def add(kind: RecordKind, sent: Sent, *, record_id: int, by: User) -> Record:
    """Add photographs to a record that stands, whichever of its versions was named; gives the one that stands. Raises
    Invalid for a file that isn't taken, Refused for who may not, or when the record was withdrawn meanwhile."""
    with _received(kind, sent) as taken, transaction.atomic():
        record = _standing(kind, record_id, by)
        _keep(kind, record.origin, taken, sent.consent, by)
    return record


@transaction.atomic
def take_away(kind: RecordKind, *, record_id: int, key: UUID, reason: str, by: User) -> None:
    """Take a photograph away, also from a record that was withdrawn: who did and why stay, the file is shown to nobody
    any more. Raises Invalid, Refused."""
    record = _chain(kind, record_id, by).order_by("-version")[0]
    if not kind.is_own(by, record):
        raise Refused(_NOT_YOURS)
    rows = Photograph.objects.filter(kind=kind.key, origin=record.origin, key=key, taken_at__isnull=True)
    found = rows.select_for_update().first()
    if found is None:
        raise Refused("Ảnh này đã được bỏ.")
    with acting(by, action=f"take_photograph_away:{kind.key}"):
        found.taken_at, found.taken_by, found.taken_reason = clock.now(), by, reason_of(reason)
        found.save(update_fields=["taken_at", "taken_by", "taken_reason"])


def scan_waiting() -> tuple[int, int]:
    """Have photographs scanned that wait for it, the youngest first. How many were, and how many hold malware."""
    if not is_scanning():
        return 0, 0
    return scan_rows(SHELF, Photograph.objects.shown().filter(scanned_at=None).order_by("-pk")[:_AT_ONCE], _keep_scan)


def _keep_scan(row: Photograph, said: Scan) -> None:
    if note_scan(row, said):
        logger.error("malware_in_stored_photograph", extra={"photograph": row.pk})


@contextmanager
def _received(kind: RecordKind, sent: Sent) -> Iterator[list[Taken]]:
    """The files, checked before anything is locked."""
    if kind.photographs is None or not sent.files:
        raise Invalid({FILES: "Chưa chọn ảnh nào."})
    if sent.consent not in Consent.values:
        raise Invalid({CONSENT: ASK_CONSENT})
    refuse_too_many(len(sent.files))
    with files_taken_in(sent.files, FILES, only_images=True) as taken:
        yield taken


def refuse_too_many(count: int) -> None:
    """Raises Invalid for more photographs than a record holds."""
    if count > limits().max_files:
        raise Invalid({FILES: f"Mỗi bản ghi có tối đa {limits().max_files} ảnh."})


def _chain(kind: RecordKind, record_id: int, by: User) -> RecordQuerySet:
    """All versions of a record that the person reads. Raises Refused for another."""
    named = kind.model.objects.filter(kind.readers(by)).filter(pk=record_id).first()
    if named is None:
        raise Refused("Không tìm thấy bản ghi.")
    rows: RecordQuerySet = kind.model.objects.filter(origin=named.origin).select_related("unit", "hamlet")
    return rows


def _standing(kind: RecordKind, record_id: int, by: User) -> Record:
    """The version that stands of the chain of a record that the person reads, held. A correction that ends it while it
    is waited for leaves another standing, which is looked for anew."""
    rows = _chain(kind, record_id, by)
    while True:
        held: Record | None = rows.standing().select_for_update(of=("self",)).first()
        if held is not None:
            break
        if not rows.standing().exists():
            raise Refused(_GONE)
    if not kind.may_change(by, held):
        raise Refused(_NOT_YOURS)
    return held


def _keep(kind: RecordKind, origin: UUID, taken: Sequence[Taken], consent: str, by: User) -> None:
    """One that is there already isn't stored again; one that holds malware takes no other's place."""
    rows = Photograph.objects.filter(kind=kind.key, origin=origin, taken_at=None)
    there = dict(rows.values_list("sha256", "malware"))
    new = {one.sha256: one for one in taken if one.sha256 not in there}
    refuse_too_many(sum(not malware for malware in there.values()) + len(new))
    with acting(by, action=f"add_photographs:{kind.key}"):
        for one in new.values():
            _store(kind, origin, one, consent, by)


def _store(kind: RecordKind, origin: UUID, taken: Taken, consent: str, by: User) -> None:
    row = Photograph(
        kind=kind.key, origin=origin, file_code=taken.found.kind.code, consent=consent, added_by=by,
        added_at=clock.now(), scanned_at=clock.now() if taken.scan.is_clean else None,
    )  # fmt: skip
    store(row, taken, "photograph")
