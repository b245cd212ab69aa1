"""Which pictures of a matter are for everybody: what waits to be compared, what is approved, what is put away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.formats import datetime_vn
from thanthien.feedback.kept_photographs import FeedbackPhotograph, PublicPhotograph, PublicPhotographQuerySet
from thanthien.feedback.models import Feedback
from thanthien.feedback.photographs import remove_files

FIELD = "pictures"  # of forms, at which refusals are told
_CHANGED = "Ảnh vừa được thay hoặc bỏ. Vui lòng tải lại trang, so lại ảnh rồi duyệt."
_OWN = "Ảnh do chính anh/chị che phải do người khác duyệt."


@dataclass(frozen=True, slots=True)
class Pictured:
    """A photograph that was sent, with what was made of it for everybody, if anything."""

    number: int
    photograph: FeedbackPhotograph
    made: PublicPhotograph | None

    def waits_for(self, user: User) -> bool:
        """Whether the person may approve what was made of it."""
        return self.made is not None and self.made.waits_for(user)

    @property
    def words(self) -> str:
        """“Ảnh 2: Hố giữa đường”, as it is chosen."""
        return f"Ảnh {self.number}: {self.made.alt}" if self.made else f"Ảnh {self.number}"

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """What is known of the picture for everybody."""
        return facts_of(self.made) if self.made else []


def pictured(row: Feedback) -> list[Pictured]:
    """The photographs of a matter in the order in which they came. Two statements."""
    made = PublicPhotograph.objects.clean().select_related("by", "checked_by")
    found = row.photographs.shown().prefetch_related(Prefetch("made", queryset=made, to_attr="kept_made"))
    rows: Iterable[Any] = found.order_by("pk")
    return [Pictured(number, one, next(iter(one.kept_made), None)) for number, one in enumerate(rows, 1)]


def photographs_by(rows: Collection[Feedback]) -> dict[int, list[Pictured]]:
    """The photographs of several matters, by matter, without what was made of them. One statement."""
    found: dict[int, list[Pictured]] = {row.pk: [] for row in rows}
    for one in FeedbackPhotograph.objects.shown().filter(feedback__in=list(found)).order_by("pk"):
        found[one.feedback_id].append(Pictured(len(found[one.feedback_id]) + 1, one, None))
    return found


def facts_of(made: PublicPhotograph) -> list[tuple[str, Any]]:
    """What is known of a picture for everybody."""
    regions = f"{made.regions} vùng" if made.regions else "không vùng nào, người che xác nhận không có gì cần che"
    told = [
        ("Mô tả ảnh", made.alt), ("Đã che", regions),
        ("Người che", f"{made.by.full_name}, {datetime_vn(made.made_at)}"),
    ]  # fmt: skip
    if made.checked_by and made.checked_at:
        told.append(("Người duyệt", f"{made.checked_by.full_name}, {datetime_vn(made.checked_at)}"))
    return told


def of_matter(row: Feedback) -> PublicPhotographQuerySet:
    """What was made for everybody of a matter's photographs and wasn't put away."""
    return PublicPhotograph.objects.kept().filter(photograph__feedback=row)


def public_of(row: Feedback) -> list[PublicPhotograph]:
    """What everybody sees beside the answer of a matter. One statement."""
    return list(PublicPhotograph.objects.public().filter(answer=row.answer_id).order_by("photograph"))


def approve(row: Feedback, keys: Collection[UUID], *, by: User, at: datetime) -> None:
    """For everybody, with the answer as it stands, what somebody else made. The matter is held. Raises Refused where
    one isn't there any more as the person saw it, Invalid for the own."""
    waiting = PublicPhotograph.objects.waiting().filter(photograph__feedback=row, key__in=keys)
    found = list(waiting)
    if {one.key for one in found} != set(keys):
        raise Refused(_CHANGED)
    if not all(one.waits_for(by) for one in found):
        raise Invalid({FIELD: _OWN})
    waiting.update(answer=row.answer, checked_by=by, checked_at=at)


def put_away(rows: PublicPhotographQuerySet) -> None:
    """Nobody sees these any more; who made and who approved them stays, their files go. The matter is held."""
    found = list(rows.order_by("pk"))
    PublicPhotograph.objects.filter(pk__in=[one.pk for one in found]).update(dropped_at=clock.now())
    remove_files(found)
