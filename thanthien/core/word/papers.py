"""The papers that rooms offer as drafts, by registry: a room says what a paper is made of, one page makes them all.

register_paper(
    Paper(
        key="ngay-giai-quyet-nhanh",
        title="Quyết định chọn ngày giải quyết nhanh",
        sentence="Ngày trong tuần và danh mục thủ tục trả trong ngày.",
        template=HERE / "word" / "quyet-dinh-ngay-giai-quyet-nhanh.docx",
        subjects=subjects,  # of whom this person may make it, the newest first
        fields=fields,      # what is filled in
    )
)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thanthien.core.text import fold


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper may be made of: a unit, or its dossier of a year. ``key`` is its end of the address; ``words`` tell
    it from the others of the same unit. ``beside``: what a file name says after the year, where another of the same
    year has the plain one. ``caution``: what to know before making it."""

    key: str
    unit_id: int
    words: str
    year: int
    beside: str = ""
    caution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One kind of paper. ``order``: where it stands in the list of papers, along the year. ``fields`` raises Refused
    where there is nothing yet to make it of."""

    key: str
    title: str
    sentence: str
    template: Path
    subjects: Callable[[Any], list[Subject]]
    fields: Callable[[Any, Subject], Mapping[str, Any]]
    order: int = 100

    def subject_for(self, user: Any, key: str) -> Subject | None:
        """The one meant, if this person may make the paper of it."""
        return next((one for one in self.subjects(user) if one.key == key), None)

    def file_name(self, subject: Subject) -> str:
        """“Quyet-dinh-ngay-giai-quyet-nhanh-2026.docx”, of a pilot “…-2026-thi-diem.docx”."""
        words = fold(self.template.stem).replace(" ", "-")
        beside = f"-{fold(subject.beside).replace(' ', '-')}" if subject.beside else ""
        return f"{words[:1].upper()}{words[1:]}-{subject.year}{beside}.docx"


_papers: dict[str, Paper] = {}


def register_paper(paper: Paper) -> None:
    """Offer a paper; the same key registered again replaces it."""
    _papers[paper.key] = paper


def papers() -> list[Paper]:
    """All papers along the year."""
    return sorted(_papers.values(), key=lambda one: (one.order, one.title))


def paper_of(key: str) -> Paper | None:
    """The paper of an address."""
    return _papers.get(key)
