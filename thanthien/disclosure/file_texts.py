"""Finding documents by what is written in their files, no longer than everybody sees these.

Whether a file may be found is asked of what is shown at that moment, never of what was so when its text was read; text
that nobody may find any more is erased all the same (docs/adr/0041-text-of-files-is-read-apart.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import BigIntegerField, BooleanField, Exists, F, Func, OuterRef, Q, Subquery, Value, Window
from django.db.models.functions import Coalesce, Greatest, RowNumber, StrIndex, Substr

from thanthien.core import clock
from thanthien.core.db import any_of
from thanthien.core.extracting.said import KINDS, Said
from thanthien.core.prepared import Given, Prepared
from thanthien.core.scanning import is_scanning
from thanthien.core.text import fold
from thanthien.disclosure.enums import People, TextState
from thanthien.disclosure.models import Disclosure, DisclosureFile, Face, FaceQuerySet, FileQuerySet, FileText
from thanthien.disclosure.queries import added_under_a_list

MOST_OF_RARE = 1000  # documents, in which a word may stand that is looked for by the index of words
_WORDS, _NUMBERS = SearchVectorField(), ArrayField(BigIntegerField())
_MOST_WORDS = 8  # of a search, for which a place in the file is looked up
_BEFORE, _LENGTH = 60, 180  # letters shown before a found word, and at all
AGAIN, CHANGED = "again", "changed"  # beside the words of the reading process
_WHY = {AGAIN: "việc đọc tệp này nhiều lần dừng giữa chừng", CHANGED: "tệp lưu giữ không còn nguyên vẹn"}


def searchable_files(on: date | None = None) -> FileQuerySet:
    """The files that may be found by what is written in them: everybody sees them today (or ``on`` another day), and
    neither their document nor a version of it that stood with them lists people."""
    faces = Face.objects.shown(on).filter(disclosure=OuterRef("disclosure"), checked_at__gte=OuterRef("added_at"))
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
    """What was found, and how many that is where it was counted on the way: one more than ``MOST_OF_RARE`` stands for
    any number above it."""

    rows: FaceQuerySet
    counted: int | None = None


def faces_found(units: Sequence[int], words: str, *, narrowed: bool) -> Found:
    """Of what these units show that in which all the folded words stand: in title, number and text, or in one of the
    files. One statement, which finds all of it where that is little. ``narrowed``: it is one unit."""
    rows = Face.objects.shown_by(units)
    told = _FIRST(
        narrowed, MOST_OF_RARE, is_scanning(),
        units=units[0] if narrowed else list(units), words=words, today=clock.today(),
    )  # fmt: skip
    by_itself, in_files = ({key for key, inside in told if inside is where} for where in (False, True))
    if len(every := by_itself | in_files) <= MOST_OF_RARE:
        return Found(rows.filter(any_of("pk", every)), len(every))
    # What stands in many is found soonest by going back from the newest; the index of words would fetch them all. The
    # server takes that way because a list that it looks into by itself tells it nothing: it expects half of the rows.
    asked = SearchQuery(words, config="simple")
    known = Func(Value(list(in_files), output_field=_NUMBERS), template="(SELECT unnest(%(expressions)s))")
    with_file = Q(pk__in=known) if len(in_files) <= MOST_OF_RARE else Q(disclosure__in=_with_file(asked))
    return Found(_read(rows).filter(Q(read=asked) | with_file), MOST_OF_RARE + 1)


def _first(narrowed: bool, most: int, _scanning: bool) -> Any:
    """The numbers of the first ones, each with whether it is found by a file: two ways through an index each, put
    together, as a condition with “or” would look at every row. Of one unit all it shows is read: the index of words
    would fetch what stands in those of all others."""
    today, asked = cast("date", Given("today")), SearchQuery(Given("words"), config="simple")
    shown = Face.objects.shown(today)
    rows = shown.filter(unit=Given("units")) if narrowed else shown.filter(any_of("unit", Given("units")))
    by_itself = _read(rows).filter(Q(read=asked)) if narrowed else rows.filter(words=asked)
    in_files = rows.filter(disclosure__in=_with_file(asked, today))
    ways = [
        some.order_by().values_list("pk", Value(inside, output_field=BooleanField()))[: most + 1]
        for some, inside in ((by_itself, False), (in_files, True))
    ]
    return ways[0].union(ways[1], all=True)


_FIRST: Prepared[tuple[int, bool]] = Prepared(_first)


def _with_file(asked: SearchQuery, on: date | None = None) -> FileQuerySet:
    """The disclosures in one of whose files that is written."""
    texts = FileText.objects.filter(words=asked).values("sha256")
    return searchable_files(on).filter(sha256__in=texts).values("disclosure")  # type: ignore[return-value]


def _read(rows: FaceQuerySet) -> FaceQuerySet:
    """The same with their words to be read row by row, past the index of words."""
    return rows.alias(read=Func(F("words"), template="(%(expressions)s || ''::tsvector)", output_field=_WORDS))


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
    if not asked:
        return [FoundFace(one, None) for one in faces]
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
