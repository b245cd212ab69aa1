"""The commitment to “4 xin, 4 luôn, 5 không” as a Word draft, with the roll to be signed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.word.papers import Paper, Subject
from thanthien.units.models import Unit
from thanthien.workforce.commitment import commitment, heading
from thanthien.workforce.enums import ROOM
from thanthien.workforce.permissions import KEEPERS
from thanthien.workforce.queries import to_sign

_LINES = 20  # to be filled in by hand where the unit has no roll yet


def _subjects(user: User) -> list[Subject]:
    units = Unit.objects.filter(pk__in=user.unit_ids(*KEEPERS))
    year = clock.today().year
    return [Subject(unit.code, unit.pk, f"Năm {year}", year) for unit in units if unit.uses(ROOM.key)]


def _fields(user: User, subject: Subject) -> Mapping[str, Any]:
    """The city's words, and who stands on the roll today."""
    groups = commitment()
    people = to_sign(subject.unit_id, clock.today()) or [(number, "", "") for number in range(1, _LINES + 1)]
    return {
        "title": heading(),
        "year": subject.year,
        "groups": groups,
        "people": [{"number": number, "name": name, "post": post, "sign": ""} for number, name, post in people],
    }


COMMITMENT_PAPER = Paper(
    key="ban-cam-ket-ung-xu",
    title="Bản cam kết ứng xử",  # its heading is the city's own
    sentence="Nội dung cam kết của thành phố, kèm danh sách cán bộ, công chức để ký.",
    template=Path(__file__).parent / "word" / "ban-cam-ket-4-xin-4-luon-5-khong.docx",
    subjects=_subjects,
    fields=_fields,
    order=15,
)
