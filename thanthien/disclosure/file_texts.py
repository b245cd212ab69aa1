"""Finding documents by what is written in their files, no longer than everybody sees these.

Whether a file may be found is asked of what is shown at that moment, never of what was so when its text was read; text
that nobody may find any more is erased all the same (docs/adr/0041-text-of-files-is-read-apart.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value, Window
from django.db.models.functions import Coalesce, Greatest, RowNumber, StrIndex, Substr

from thanthien.core.extracting.said import KINDS, Said
from thanthien.core.text import fold
from thanthien.disclosure.enums import People, TextState
from thanthien.disclosure.models import Disclosure, DisclosureFile, Face, FaceQuerySet, FileQuerySet, FileText
from thanthien.disclosure.queries import added_under_a_list

MOST_OF_RARE = 1000  # documents, in which a word may stand that is looked for by the index of words
_WORDS = SearchVectorField()
_MOST_WORDS = 8  # of a search, for which a place in the file is looked up
_BEFORE, _LENGTH = 60, 180  # letters shown before a found word, and at all
AGAIN, CHANGED = "again", "changed"  # beside the words of the reading process
_WHY = {AGAIN: "việc đọc tệp này nhiều lần dừng giữa chừng", CHANGED: "tệp lưu giữ không còn nguyên vẹn"}


def searchable_files() -> FileQuerySet:
    """The files that may be found by what is written in them: everybody sees them, and neither their document nor a
    version of it that stood with them lists people."""
    faces = Face.objects.shown().filter(disclosure=OuterRef("disclosure"), checked_at__gte=OuterRef("added_at"))
    found = DisclosureFile.objects.for_everybody().filter(Exists(faces.filter(version__people=People.NONE)))
    return found.filter(~added_under_a_list())


def files_to_read() -> FileQuerySet:
    """Those whose text isn't known yet, of kinds that may hold text: one of each unit in turn, the oldest first, so
    that a unit whose files take long holds up its own alone. What a worker had begun and not ended comes last."""
    settled = FileText.objects.filter(sha256=OuterRef("sha256")).exclude(state=TextState.WAITING)
    rows = (
        searchable_files()
        .filter(~Exists(settled), file_code__in=KINDS)
        .annotate(
            place=Subquery(Face.objects.filter(disclosure=OuterRef("disclosure")).values("unit")),
            begun=Coalesce(Subquery(FileText.objects.filter(sha256=OuterRef("sha256")).values("tries")), 0),
        )
    )
    turn = Window(RowNumber(), partition_by=F("place"), order_by=["begun", "added_at", "pk"])
    return rows.annotate(turn=turn).order_by("turn", "begun", "added_at", "pk")


def forget_unsearchable(origins: Collection[UUID] | None = None) -> int:
    """Erase the text of files that may not be found any more, of these documents or of all; how many. Two statements
    at most."""
    rows = FileText.objects.all()
    if origins is not None:
        own = DisclosureFile.objects.filter(disclosure__in=origins).values("sha256")
        rows = rows.filter(sha256__in=own)
    gone = rows.filter(~Exists(searchable_files().filter(sha256=OuterRef("sha256"))))
    return gone.delete()[0]


# --- Searching ------------------------------------------------------------------------------------------------------


class Found(NamedTuple):
    """What was found, and whether it is known to be more than ``MOST_OF_RARE``."""

    rows: FaceQuerySet
    has_more: bool = False


def faces_found(rows: FaceQuerySet, words: str, *, narrowed: bool) -> Found:
    """Of these the ones that all the folded words stand in: in title, number and text, or in one of their files. One
    statement, which tells whether the words are rare, unless the rows are ``narrowed`` otherwise, to a unit's."""
    asked = SearchQuery(words, config="simple")
    texts = FileText.objects.filter(words=asked).values("sha256")
    with_file = searchable_files().filter(sha256__in=texts).values("disclosure")
    by_itself = Face.objects.filter(words=asked).order_by()
    has_more = not narrowed and rows.filter(words=asked).order_by()[: MOST_OF_RARE + 1].count() > MOST_OF_RARE
    if narrowed or has_more:
        # What stands in many is found soonest by going back from the newest; the index of words would fetch them all.
        read = rows.alias(read=Func(F("words"), template="(%(expressions)s || ''::tsvector)", output_field=_WORDS))
        return Found(read.filter(Q(read=asked) | Q(disclosure__in=with_file)), has_more)
    # Two ways through an index each, put together; a condition with “or” would look at every row.
    in_file = Face.objects.filter(disclosure__in=with_file).order_by()
    return Found(rows.filter(pk__in=by_itself.values("pk").union(in_file.values("pk"))))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The place in a file at which a word was found that the document itself doesn't say."""

    file: str
    words: str

    def __str__(self) -> str:
        return f"trong tệp “{self.file}”: {self.words}"


@dataclass(frozen=True, slots=True)
class FoundFace:
    """A row of the search, and where in a file it was found, if only there."""

    face: Face
    excerpt: Excerpt | None


def with_excerpts(faces: Sequence[Face], words: str) -> list[FoundFace]:
    """What was found by folded words, with the places in files. Two statements, none without words."""
    asked = list(dict.fromkeys(re.findall(r"\w+", words)))[:_MOST_WORDS]
    lacking = {one.disclosure: lack for one in faces if (lack := _lacking(one.version, asked))}
    found = _places(lacking) if lacking else {}
    return [FoundFace(one, found.get(one.disclosure)) for one in faces]


def _lacking(version: Disclosure, asked: Iterable[str]) -> list[str]:
    """The words that the document itself doesn't say."""
    own = set(re.findall(r"\w+", fold(f"{version.title} {version.number} {version.text}")))
    return [word for word in asked if word not in own]


def _places(lacking: Mapping[UUID, Sequence[str]]) -> dict[UUID, Excerpt]:
    files = searchable_files().filter(disclosure__in=lacking).order_by("added_at", "pk")
    named = list(files.values_list("disclosure", "name", "sha256"))
    words = list(dict.fromkeys(word for some in lacking.values() for word in some))
    texts = _pieces({sha256 for _, _, sha256 in named}, words)
    found: dict[UUID, Excerpt] = {}
    for disclosure, name, sha256 in named:
        pieces = texts.get(sha256, {})
        if piece := next((pieces[word] for word in lacking[disclosure] if word in pieces), ""):
            found.setdefault(disclosure, Excerpt(name, piece))
    return found


def _pieces(files: Collection[str], words: Sequence[str]) -> dict[str, dict[str, str]]:
    """By file and word the letters around the first place where it stands. One statement."""
    places: dict[str, Any] = {
        f"at_{number}": StrIndex(F("folded"), Value(f" {word} ")) for number, word in enumerate(words)
    }
    around: dict[str, Any] = {
        f"text_{number}": Substr("text", Greatest(F(f"at_{number}") - _BEFORE, Value(1)), _LENGTH)
        for number in range(len(words))
    }
    rows = FileText.objects.filter(sha256__in=files, state=TextState.READ).annotate(**places).annotate(**around)
    found = {}
    for row in rows.values("sha256", *places, *around):
        found[row["sha256"]] = {
            word: _whole_words(row[f"text_{number}"], cut=row[f"at_{number}"] > _BEFORE)
            for number, word in enumerate(words)
            if row[f"at_{number}"]
        }
    return found


def _whole_words(text: str, *, cut: bool) -> str:
    """Without the halves of words at its ends; ``cut``: something stands before it."""
    begun = f"…{text.partition(' ')[2]}" if cut else text
    return f"{begun.rpartition(' ')[0]}…" if len(text) == _LENGTH else begun


# --- What the unit's people see -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file on the page of its record, and whether people find it by what is written in it."""

    file: DisclosureFile
    searched: str


def file_lines(record: Disclosure, files: Sequence[DisclosureFile]) -> list[FileLine]:
    """Two statements."""
    searchable = set(searchable_files().filter(disclosure=record.origin).values_list("pk", flat=True))
    rows = FileText.objects.filter(sha256__in=[one.sha256 for one in files]).defer("text", "folded", "words")
    known = {row.sha256: row for row in rows}
    return [FileLine(one, _searched(record, one, one.pk in searchable, known.get(one.sha256))) for one in files]


def _searched(record: Disclosure, file: DisclosureFile, searchable: bool, known: FileText | None) -> str:
    if file.file_code not in KINDS:
        return "loại tệp này chưa tìm được theo chữ bên trong"
    if record.people == People.LISTED:
        return "không tìm được theo chữ bên trong, vì có danh sách cá nhân"
    if not searchable:
        return "chỉ tìm được theo chữ bên trong khi tệp đang hiện trên trang công khai"
    if known is None or known.state == TextState.WAITING:
        return "đang chờ đọc chữ bên trong để tìm kiếm"
    if known.state == TextState.READ:
        return "tìm được theo chữ bên trong"
    if known.state == TextState.EMPTY:
        return "không có chữ để tìm kiếm, có thể là bản quét ảnh; cần tải lên bản có chữ"
    return f"không đọc được chữ bên trong: {_WHY.get(known.why) or Said(known.why).words}"
