"""The decision on the fast day as a Word draft: the day and the list in force, else the city's minimum list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.codes import parted
from thanthien.core.formats import date_vn
from thanthien.core.word.filling import BLANK
from thanthien.core.word.papers import Paper, Subject
from thanthien.service.enums import ROOM, Weekday
from thanthien.service.fast_days import in_force
from thanthien.service.permissions import WRITERS
from thanthien.service.procedures import catalogue, minimum_list
from thanthien.service.queries import regulations_of
from thanthien.units.models import Unit


def _subjects(user: User) -> list[Subject]:
    units = Unit.objects.filter(pk__in=user.unit_ids(*WRITERS))
    year = clock.today().year
    return [Subject(unit.code, unit.pk, f"Năm {year}", year) for unit in units if unit.uses(ROOM.key)]


def _fields(user: User, subject: Subject) -> Mapping[str, Any]:
    """What holds on the day of the draft; without a decision the day is left blank."""
    today = clock.today()
    regulations = regulations_of([subject.unit_id], clock.now(), today).answer()
    holding = in_force(regulations.get(subject.unit_id, []), today)
    known = catalogue()
    chosen = holding.procedures if holding else frozenset(parted(minimum_list()))
    return {
        "weekday": Weekday(holding.weekday).label if holding else BLANK,
        "effective": date_vn(holding.effective) if holding else BLANK,
        "procedures": [{"code": code, "title": one.title} for code, one in known.items() if code in chosen],
    }


FAST_DAY_PAPER = Paper(
    key="ngay-giai-quyet-nhanh",
    title="Quyết định chọn ngày giải quyết nhanh",
    sentence="Ngày và danh mục thủ tục đang áp dụng; chưa có quyết định thì là danh mục tối thiểu của thành phố.",
    template=Path(__file__).parent / "word" / "quyet-dinh-ngay-giai-quyet-nhanh.docx",
    subjects=_subjects,
    fields=_fields,
    order=10,
)
