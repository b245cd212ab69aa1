"""What is done with a disclosure: checked, made public, taken down when its posting time is over; files added and taken
away. What it says is entered, corrected and withdrawn as any record is (:mod:`thanthien.records.actions`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.audit import acting
from thanthien.core.jobs import enqueue
from thanthien.core.kept.taking import Taken, files_taken_in, limits, note_scan, scan_rows, store
from thanthien.core.naming_people import fault_of_person
from thanthien.core.scanning import Scan, is_scanning
from thanthien.disclosure.enums import Act
from thanthien.disclosure.faces import put_on, take_down
from thanthien.disclosure.file_texts import forget_unsearchable
from thanthien.disclosure.kinds import DISCLOSURES, POSTINGS
from thanthien.disclosure.models import SHELF, Disclosure, DisclosureFile, Face, Posting, Step
from thanthien.disclosure.permissions import takes_over
from thanthien.disclosure.queries import files_going_with, is_checked, last_check
from thanthien.records.actions import Entry, reason_of
from thanthien.records.photographs import Sent, enter_with

if TYPE_CHECKING:
    from thanthien.core.kept.taking import Upload

FILES = "sent"  # the field of forms at which refusals are told
_CHANGED = "Nội dung này đã được sửa sau khi anh/chị mở trang. Vui lòng xem lại."
_NOT_YOURS = "Chỉ người của cơ quan đã ghi mới làm được việc này."
_NOT_CHECKED = (
    "Nội dung hoặc tệp chưa được kiểm tra, hoặc đã thay đổi sau lần kiểm tra. Cần kiểm tra trước khi công khai."
)
_OVER = "Đã hết thời gian niêm yết. Cần đính chính ngày kết thúc nếu còn phải công khai."
_NOTHING_TO_READ = "Cần có nội dung để mọi người đọc hoặc ít nhất một tệp."
_AT_ONCE = 200


def _held(record_id: int, version: int, by: User) -> Disclosure:
    """The version that the person saw, if it stands and is theirs to change. Raises Refused, Stale."""
    rows = Disclosure.objects.filter(DISCLOSURES.readers(by)).select_related("unit", "hamlet")
    record: Disclosure | None = rows.select_for_update(of=("self",)).filter(pk=record_id).first()
    if record is None:
        raise Refused("Không tìm thấy bản ghi.")
    refuse_other(record, seen=(True, version), now=(record.stands, record.version), told=_CHANGED)
    if not DISCLOSURES.may_change(by, record):
        raise Refused(_NOT_YOURS)
    return record


def _note(record: Disclosure, act: Act, by: User | None, words: str = "") -> Step:
    return Step.objects.create(disclosure=record.origin, version=record, act=act, by=by, words=words, at=clock.now())


def _refuse_nothing_to_read(record: Disclosure) -> None:
    if not record.text and not files_going_with(record).exists():
        raise Refused(_NOTHING_TO_READ)


@transaction.atomic
def check(*, record_id: int, version: int, no_secret: bool, people_right: bool, words: str, by: User) -> Step:
    """Say of the content as it stands, files included, that it holds no state secret and no more personal data than it
    may. Raises Invalid for a box that isn't ticked, Refused, Stale."""
    record = _held(record_id, version, by)
    boxes = {"no_secret": no_secret, "people_right": people_right}
    if lacking := {name: "Cần xác nhận điều này trước khi công khai." for name, ticked in boxes.items() if not ticked}:
        raise Invalid(lacking)
    _refuse_nothing_to_read(record)
    with acting(by, action="check:disclosure"):
        return _note(record, Act.CHECK, by, words)


@transaction.atomic
def publish(*, record_id: int, version: int, by: User) -> Step:
    """Let everybody see what was checked; what is written in its files is read soon after. Raises Refused
    for what wasn't, whose time is over, or that has nothing to read; Stale."""
    from thanthien.disclosure.tasks import read_files

    record = _held(record_id, version, by)
    checked = last_check(record)
    if checked is None or not is_checked(record):
        raise Refused(_NOT_CHECKED)
    if record.ends_on is not None and record.ends_on < clock.today():
        raise Refused(_OVER)
    _refuse_nothing_to_read(record)  # a file may have been taken away since the check
    with acting(by, action="publish:disclosure"):
        step = _note(record, Act.PUBLISH, by)
        put_on(record, checked_at=checked.at, at=step.at)
    enqueue(read_files, by=None, key=f"{step.pk}")
    return step


@transaction.atomic
def take_down_of_ended(*, record_id: int, version: int, reason: str, by: User) -> None:
    """Take down what a unit shows that went into the person's: its own people are no longer there to withdraw it. The
    record stays. Raises Invalid for a reason that says nothing or names somebody, Refused, Stale."""
    rows = Disclosure.objects.filter(DISCLOSURES.readers(by)).select_related("unit")
    record = rows.select_for_update(of=("self",)).filter(pk=record_id).first()
    if record is None or not takes_over(by, record.unit):
        raise Refused("Chỉ người của đơn vị tiếp nhận đơn vị đã kết thúc mới gỡ được.")
    refuse_other(record, seen=(True, version), now=(record.stands, record.version), told=_CHANGED)
    told = reason_of(reason)
    if fault := fault_of_person(told):
        raise Invalid({"reason": fault})
    with acting(by, action="take_down:disclosure"):
        if not take_down([record.origin], at=clock.now(), why=told, by=by):
            raise Refused("Nội dung này không còn hiện trên trang công khai.")


@transaction.atomic
def take_down_over() -> int:
    """Take down what lists people, or has another last day, once its time is over; how many there were. The content
    stays in the register."""
    over = Face.objects.filter(gone_at__isnull=True, version__ends_on__lt=clock.today())
    origins = list(over.values_list("disclosure", flat=True))
    return take_down(origins, at=clock.now(), why="Hết thời gian niêm yết", by=None)


@transaction.atomic
def announce(entry: Entry, sent: Sent, *, by: User) -> Posting:
    """Tell that a document was announced in a thôn, tổ dân phố by its head, with a photograph: a form of it (“qua
    trưởng thôn, tổ trưởng tổ dân phố”). Sent again under its key, it is stored once. Raises Invalid, Refused for a
    document that nobody sees any more, and as :func:`~thanthien.records.actions.enter` does."""
    stored = Posting.objects.filter(key=entry.key).exists()
    shown = Face.objects.shown().filter(disclosure=entry.values["disclosure"], unit=entry.unit)
    if not stored and not shown.exists():
        raise Refused("Nội dung này không còn hiện trên trang công khai.")
    made = enter_with(POSTINGS, entry, sent, by=by)
    assert isinstance(made, Posting)  # noqa: S101 - for the type checker: the kind says so
    return made


# --- Files ----------------------------------------------------------------------------------------------------------


def add_files(*, record_id: int, version: int, sent: Sequence[Upload], by: User) -> int:
    """Add files; each waits for a check before anybody outside sees it. Gives how many are new. Raises Invalid at the
    field for one that isn't taken, Refused, Stale."""
    if not sent:
        raise Invalid({FILES: "Chưa chọn tệp nào."})
    with files_taken_in(sent, FILES) as taken, transaction.atomic():
        return _keep(_held(record_id, version, by), taken, by)


def _keep(record: Disclosure, taken: Sequence[Taken], by: User) -> int:
    there = set(DisclosureFile.objects.there().filter(disclosure=record.origin).values_list("sha256", flat=True))
    new = {one.sha256: one for one in taken if one.sha256 not in there}
    if len(there) + len(new) > limits().max_files:
        raise Invalid({FILES: f"Mỗi nội dung có tối đa {limits().max_files} tệp."})
    with acting(by, action="add_files:disclosure"):
        for one in new.values():
            _store(record, one, by)
    return len(new)


def _store(record: Disclosure, taken: Taken, by: User) -> None:
    row = DisclosureFile(
        disclosure=record.origin, name=taken.found.name[:200], file_code=taken.found.kind.code, added_by=by,
        added_at=clock.now(), scanned_at=clock.now() if taken.scan.is_clean else None,
    )  # fmt: skip
    store(row, taken, "file")


@transaction.atomic
def take_file(*, record_id: int, key: UUID, reason: str, by: User) -> None:
    """Take a file away: shown to nobody from now on, who did it and why stay. Raises Invalid, Refused."""
    record = Disclosure.objects.filter(DISCLOSURES.readers(by), pk=record_id).select_related("unit").first()
    if record is None or not DISCLOSURES.is_own(by, record):
        raise Refused(_NOT_YOURS)
    rows = DisclosureFile.objects.filter(disclosure=record.origin, key=key, taken_at__isnull=True)
    found = rows.select_for_update().first()
    if found is None:
        raise Refused("Tệp này đã được bỏ.")
    with acting(by, action="take_file:disclosure"):
        found.taken_at, found.taken_by, found.taken_reason = clock.now(), by, reason_of(reason)
        found.save(update_fields=["taken_at", "taken_by", "taken_reason"])
    forget_unsearchable([record.origin])


def scan_waiting() -> tuple[int, int]:
    """Have files scanned that wait for it. How many were, and how many hold malware."""
    if not is_scanning():
        return 0, 0
    return scan_rows(SHELF, DisclosureFile.objects.there().filter(scanned_at=None).order_by("-pk")[:_AT_ONCE], _said)


def _said(row: DisclosureFile, said: Scan) -> None:
    if note_scan(row, said):
        forget_unsearchable([row.disclosure])
