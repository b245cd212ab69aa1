"""Making a picture for everybody of a photograph that was sent, and putting one away. One transaction each.

What comes from the browser is drawn there anew, from its pixels alone. The platform decodes no picture (ADR 5), so it
can't know what was covered: it takes a small JPEG that isn't the photograph itself, and a second person compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, cast
from uuid import UUID

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock, last_copy
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.files import MEGABYTE, sha256_of
from thanthien.core.formats import file_size
from thanthien.core.images.jpeg import drop_profile, jpeg_size
from thanthien.core.kept.taking import SPOOL, Taken, files_taken_in
from thanthien.core.private.keys import GoneError
from thanthien.feedback import shown_pictures
from thanthien.feedback.actions import Taken as Told
from thanthien.feedback.actions import take_step
from thanthien.feedback.checks import check_words
from thanthien.feedback.kept_photographs import FeedbackPhotograph, PublicPhotograph
from thanthien.feedback.models import Feedback
from thanthien.feedback.sealed_pictures import keep_sealed, key_of, mark_of

if TYPE_CHECKING:
    from thanthien.core.kept.taking import Upload

LONGEST_SIDE = 1600  # points: enough to see a road, and never as many as a phone's photograph has
MOST_REGIONS = 50
_MOST_BYTES = 2 * MEGABYTE  # a page of the public stays light
_FILE = "file"
_KIND = "jpg"
_NO_FILE = "Chưa có ảnh đã che. Trình duyệt phải bật JavaScript và mở được ảnh; vui lòng tải lại trang."
_ORIGINAL = "Ảnh gửi lên là ảnh gốc, chưa qua bước che. Vui lòng tải lại trang và làm lại."
_OUTSIDE = "Có vùng che nằm ngoài ảnh. Vui lòng tải lại trang và làm lại."
_SAY = "Cần che ít nhất một vùng, hoặc xác nhận không có gì cần che."
_BOTH = "Ảnh có vùng che, nên ô này phải để trống."
_GONE = "Ảnh này không còn trên hệ thống."
_PUBLIC = "Ảnh này đang công khai; cần bỏ ảnh công khai trước khi che lại."


Place: TypeAlias = tuple[int, int, int, int]  # left, top, width, height, in points of the picture


@dataclass(frozen=True, slots=True)
class Covered:
    """What a person says of the picture that they made: of which photograph, which places were covered, or that nothing
    had to be, and what is to be seen on it, for who can't see it."""

    photograph: UUID
    places: Sequence[Place]
    nothing: bool
    alt: str


def propose(
    covered: Covered, file: Upload | None, *, feedback_id: int, version: int, by: User
) -> PublicPhotograph:  # fmt: skip
    """Keep a picture that somebody else may approve, in the place of an earlier one that waited. ``version``: of the
    matter, as the person saw it. Raises Stale, Refused, Invalid."""
    _check(covered)
    with _received(file) as taken, _drawn(taken) as drawn, transaction.atomic():
        places = _placed(covered, drawn)
        row = take_step(Told("blur", note=covered.alt), feedback_id=feedback_id, version=version, by=by)
        photograph = _replaceable(row, covered.photograph)
        made = PublicPhotograph(
            photograph=photograph, file_code=_KIND, alt=covered.alt,
            regions=len(covered.places), places=places, nothing=covered.nothing, by=by, made_at=clock.now(),
            scanned_at=clock.now() if taken.scan.is_clean else None,
        )  # fmt: skip
        _keep(made, taken, drawn)
    return made


def put_away(key: UUID, *, reason: str, feedback_id: int, version: int, by: User) -> None:
    """Take a picture for everybody away, whether it waits or is public. Raises Stale, Refused, Invalid."""
    with transaction.atomic():
        row = take_step(Told("drop", note=reason), feedback_id=feedback_id, version=version, by=by)
        found = shown_pictures.of_matter(row).filter(key=key)
        if not found.exists():
            raise Refused("Ảnh công khai này đã được bỏ.")
        shown_pictures.put_away(found)
        last_copy.take_down()


def _check(covered: Covered) -> None:
    if len(covered.alt) < 5:
        raise Invalid({"alt": "Cần ghi trong ảnh có gì."})
    check_words({"alt": covered.alt})
    if not covered.places and not covered.nothing:
        raise Invalid({"nothing": _SAY})
    if covered.places and covered.nothing:
        raise Invalid({"nothing": _BOTH})


@contextmanager
def _received(file: Upload | None) -> Iterator[Taken]:
    """Checked, scanned and cleaned before anything is locked."""
    if file is None:
        raise Refused(_NO_FILE)
    if (file.size or 0) > _MOST_BYTES:
        raise Refused(f"Ảnh công khai tối đa {file_size(_MOST_BYTES)}.")
    with files_taken_in([file], _FILE, only_images=True) as (taken,):
        yield taken


@contextmanager
def _drawn(taken: Taken) -> Iterator[Taken]:
    """What is kept of it: the picture without its colour profile, which a browser doesn't need of what it drew, and in
    which anything may stand. Raises Refused where it can't be what the page drew."""
    _check_drawn(taken)
    with SpooledTemporaryFile(max_size=SPOOL) as content:
        target = cast("BinaryIO", content)
        drop_profile(taken.content, target)
        yield replace(taken, content=target, sha256=sha256_of(target))


def _check_drawn(taken: Taken) -> None:
    if taken.found.kind.code != _KIND:
        raise Refused("Ảnh công khai phải là JPG do trang này tạo ra.")
    if max(jpeg_size(taken.content)) > LONGEST_SIDE:
        raise Refused(f"Ảnh công khai có mỗi cạnh tối đa {LONGEST_SIDE} điểm ảnh. {_ORIGINAL}")


def _placed(covered: Covered, drawn: Taken) -> dict[str, Sequence[object]]:
    """The places with the size of what they lie on, as they are kept: whoever compares sees them on what was sent.
    Raises Refused for one outside."""
    wide, high = jpeg_size(drawn.content)
    for left, top, width, height in covered.places:
        if min(left, top) < 0 or min(width, height) < 1 or left + width > wide or top + height > high:
            raise Refused(_OUTSIDE)
    return {"of": (wide, high), "at": covered.places}


def _replaceable(row: Feedback, key: UUID) -> FeedbackPhotograph:
    """The photograph, of which an earlier picture that waited is put away."""
    photograph = row.photographs.shown().filter(key=key).first()
    if photograph is None:
        raise Refused(_GONE)
    earlier = PublicPhotograph.objects.kept().filter(photograph=photograph)
    if earlier.filter(checked_at__isnull=False).exists():
        raise Refused(_PUBLIC)
    shown_pictures.put_away(earlier)
    return photograph


def _keep(made: PublicPhotograph, taken: Taken, drawn: Taken) -> None:
    try:
        key = key_of(made.photograph.feedback_id)
        if mark_of(taken, key) == made.photograph.mark:
            raise Refused(_ORIGINAL)
        keep_sealed(made, drawn, key)
    except GoneError:
        raise Refused(_GONE) from None
