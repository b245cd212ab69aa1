"""What a gate about heads says of a unit: each head by term of office, and the document that says it. Pure rules.

A head who was replaced, or who came from elsewhere, counts for what was done in this post alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

NONE, IN_POST, ELSEWHERE = "none", "in_post", "elsewhere"
# As people read them; only what was done in this post holds the gate.
ANSWERS = {
    NONE: "không",
    IN_POST: "có, vì việc trong chức vụ này",
    ELSEWHERE: "có, vì việc ở chức vụ khác (không tính)",
}
# What is sealed and published of them: what a person did in another post is nobody's business here.
PUBLIC_ANSWERS = {NONE: "không, xét việc trong chức vụ này", IN_POST: ANSWERS[IN_POST]}
VACANT = "vacant"  # of days on which nobody held the post: nobody is asked, its ground stands there
PARTY, GOVERNMENT = "party", "government"
POSTS = {PARTY: "Bí thư, người đứng đầu cấp ủy", GOVERNMENT: "Chủ tịch, người đứng đầu chính quyền"}


@dataclass(frozen=True, slots=True)
class FileDocument:
    """A document of a body that holds the files on heads: number, day, and whose it is."""

    number: str
    signed_on: date
    issuer: str


@dataclass(frozen=True, slots=True)
class HeadsWord:
    """What a document says of the heads of one unit: an answer for each of the terms, in their order. ``terms``: those
    that whoever says it was asked about."""

    document: FileDocument
    answers: tuple[str, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """Who held a post in the year, between two days of it. ``name`` stays on the platform. ``vacant``: nobody held
    it, by this ground."""

    post: str
    first: date
    last: date
    name: str = ""
    vacant: str = ""

    @property
    def words(self) -> str:
        """“Chủ tịch, người đứng đầu chính quyền (01/01/2026–30/06/2026)”."""
        return f"{POSTS[self.post]} ({self.first:%d/%m/%Y}–{self.last:%d/%m/%Y})"

    @property
    def key(self) -> str:
        """Post and days, as a form names them: “party-20260101-20261231”."""
        return f"{self.post}-{self.first:%Y%m%d}-{self.last:%Y%m%d}"

    @property
    def told(self) -> str:
        """The same with who it was, for those who may read names."""
        return f"{self.words}, {self.name or f'khuyết chức vụ ({self.vacant})'}"


def gaps(terms: Iterable[Term], first: date, last: date) -> list[Term]:
    """Days of each post, between two days (both counted), that no term covers: a head who is left out is asked of by
    nobody."""
    found, own = [], sorted(terms, key=lambda term: term.first)
    for post in POSTS:
        day = first
        for term in (one for one in own if one.post == post):
            if term.first > day:
                found.append(Term(post, day, term.first - timedelta(1)))
            day = max(day, term.last + timedelta(1))
        if day <= last:
            found.append(Term(post, day, last))
    return found


def told_gaps(terms: Iterable[Term], first: date, last: date) -> str:
    """“chưa ghi Chủ tịch, người đứng đầu chính quyền (01/02/2026–28/02/2026).”; empty when no day is missing."""
    found = gaps(terms, first, last)
    return f"chưa ghi {'; '.join(gap.words for gap in found)}." if found else ""


def statement(terms: Sequence[Term], word: HeadsWord) -> dict[str, Any]:
    """What is kept of the heads of a unit: posts and terms without a name, answers, the document."""
    return {
        "document": {
            "number": word.document.number,
            "signed_on": word.document.signed_on.isoformat(),
            "issuer": word.document.issuer,
        },
        "terms": [
            {"post": term.post, "from": term.first.isoformat(), "to": term.last.isoformat(), "answer": answer}
            | ({"vacant_by": term.vacant} if term.vacant else {})
            for term, answer in zip(terms, word.answers, strict=True)
        ],
    }


def public(said: Mapping[str, Any]) -> dict[str, Any]:
    """The statement as it is sealed and published: of each head whether it was for what was done in this post."""
    terms = [one | {"answer": NONE} if one["answer"] == ELSEWHERE else one for one in said["terms"]]
    return {**said, "terms": terms}


def holds(said: Mapping[str, Any]) -> bool:
    """Does the gate hold by such a statement?"""
    return any(term["answer"] == IN_POST for term in said["terms"])


def asks_same(said: Mapping[str, Any], terms: Sequence[Term]) -> bool:
    """Is the statement about just these terms?"""
    told = [(one["post"], one["from"], one["to"], one.get("vacant_by", "")) for one in said["terms"]]
    return told == [(term.post, term.first.isoformat(), term.last.isoformat(), term.vacant) for term in terms]


def lines(said: Mapping[str, Any], answers: Mapping[str, str] = ANSWERS) -> list[str]:
    """A sentence for each head: post, term, answer in these words; of a vacant post its ground."""
    found = []
    for one in said["terms"]:
        vacant = f"khuyết chức vụ ({one.get('vacant_by')})"
        found.append(f"{term_of(one).words}: {answers.get(one['answer'], vacant)}")
    return found


def term_of(one: Mapping[str, Any]) -> Term:
    """The term that a statement names."""
    days = date.fromisoformat(one["from"]), date.fromisoformat(one["to"])
    return Term(one["post"], *days, vacant=one.get("vacant_by", ""))


def document_words(said: Mapping[str, Any]) -> str:
    """“Văn bản số 12-BC/UBKT ngày 05/01/2027 của Ủy ban Kiểm tra Thành ủy”."""
    one = said["document"]
    return f"Văn bản số {one['number']} ngày {date.fromisoformat(one['signed_on']):%d/%m/%Y} của {one['issuer']}"
