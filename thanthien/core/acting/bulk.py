"""One act on many rows: choose, check what was seen, confirm. Nothing is done before the check.

A room says with a :class:`Bulk` what can be chosen and what is done; a view answers with
:func:`~thanthien.core.acting.bulk_pages.bulk_page`. What the list to check showed comes back with the confirmation and
is compared, under the locks of the act, with what the rows are by then: nobody confirms what they haven't seen. An act
that may be long is a job, too (:func:`~thanthien.core.acting.bulk_jobs.long_act`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from thanthien.core.acting.errors import Refused, Stale
from thanthien.core.acting.seen import unpack
from thanthien.core.text import matches

if TYPE_CHECKING:
    from thanthien.core.jobs import Job

NAMED = 20  # rows that are named one by one where many changed
SEEN = "thay"  # the hidden field with what the page showed of each row
PICKED = "chon"  # the boxes of rows
SEARCH = "tim"  # what narrows the list to choose from by name, where it is long
SEARCHED_ABOVE, MAX_SEARCHED = 20, 100
PART = 200  # rows that are done between two words of how far it is

Seen = Mapping[str, list[str]]


class Progress(Protocol):
    """Takes word of how far it is; may raise, when it is to stop."""

    def __call__(self, done: int, /, *, of: int) -> None:
        """So many rows are done."""
        ...


def unheard(done: int, /, *, of: int) -> None:
    """Nobody waits for word."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a cell of each row tells. ``number``: stands at the right; ``dress``: its text as markup."""

    heading: str
    number: bool = False
    dress: Callable[[str], str] = str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRow:
    """One row: what is told of it, and what keeps it from being chosen.

    ``cells`` are compared with what was seen, and so is the ``mark`` (a version), which nobody reads. ``given`` are
    further cells with what the person chose for the row. ``section``: the heading under which it stands on the list to
    check; ``field``: the form's field that is asked in the row.
    """

    key: int
    name: str
    cells: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    url: str = ""
    mark: str = ""
    section: str = ""
    field: str = ""

    @property
    def seen(self) -> list[str]:
        """What the person saw of the row."""
        return [*self.cells, self.mark]

    @property
    def sentence(self) -> str:
        """What keeps it from being chosen: “Xã An Hòa: …”."""
        return f"{self.name}: {' '.join(self.problems)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkWords:
    """The words of the pages. ``title`` and ``lead`` of the list to choose from; ``button`` says what is done
    (“Gửi phiếu”) and ``warning`` what follows from it; ``noun``: what a row is, ``name_heading`` what its name is;
    ``back``: where one comes from."""

    title: str
    button: str
    warning: str
    back: str
    back_label: str
    lead: str = ""
    noun: str = "hồ sơ"
    name_heading: str = "Đơn vị"
    nothing: str = "Không có hồ sơ nào ở bước này."
    none_chosen: str = "Cần chọn ít nhất một dòng."

    @property
    def button_in_sentence(self) -> str:
        """“Kiểm tra trước khi gửi phiếu”."""
        return self.button[:1].lower() + self.button[1:]


@dataclass(frozen=True, slots=True)
class Told:
    """What the list to choose from says when it is shown again; what was chosen before, and typed on the list to check
    (to be sent along, so that it is there again)."""

    problems: Sequence[str] = ()
    status: int = 200
    picked: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Bulk:
    """One act on many rows. Its fields besides ``by`` are numbers and codes: what it is about, as a job carries it.

    ``whole``: there is nothing to choose, the list is decided on as a whole. ``own_list``: one chooses on a list that
    has a page of its own at ``words.back``; only check and confirmation are shown here. ``asked``: heads the fields
    that stand in the rows. ``job``: carries it out when there are many rows. ``list_template``: the page to choose on.
    """

    by: Any

    whole: ClassVar[bool] = False
    own_list: ClassVar[bool] = False
    asked: ClassVar[str] = ""
    job: ClassVar[Job | None] = None
    list_template: ClassVar[str] = "core/bulk/choose.html"

    @property
    def columns(self) -> tuple[Column, ...]:
        """What the cells of the rows tell."""
        return ()

    @property
    def given(self) -> tuple[Column, ...]:
        """What the further cells tell that the person chose."""
        return ()

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        raise NotImplementedError

    def allowed(self) -> bool:
        """May the person do this at all? Asked again when it is done."""
        raise NotImplementedError

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """What can be chosen now, with what keeps some from it; or just these rows, whatever became of them."""
        raise NotImplementedError

    def hold(self, keys: Collection[int]) -> None:
        """Lock what is decided on, so that it stays what was seen until it is done."""
        raise NotImplementedError

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Do it for these rows and say so in a sentence. Raises Refused, Invalid or Stale."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, told: str) -> HttpResponse:
        """The page after it was done at once: by default the sentence on the page where one comes from."""
        messages.success(request, told)
        return redirect(self.words.back)

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """What else is asked beside the list to check."""
        return forms.Form(**bound)

    def remarks(self, rows: Sequence[BulkRow]) -> list[str]:
        """What of the chosen rows needs a second look."""
        return []

    def marks(self, rows: Sequence[BulkRow]) -> list[tuple[str, str]]:
        """What names the list as a whole, to be compared with a paper: label and value."""
        return []

    def wanted(self, sent: QueryDict) -> frozenset[str]:
        """The rows that were chosen on the list."""
        return frozenset(sent.getlist(PICKED))

    def faults(self, rows: Sequence[BulkRow]) -> list[str]:
        """What must be mended on the list before it can be checked."""
        return []

    def choose(self, request: HttpRequest, told: Told) -> HttpResponse:
        """The list to choose from."""
        if self.own_list:
            for sentence in told.problems:
                messages.error(request, sentence)
            return redirect(self.words.back)
        every = self.rows()
        name = " ".join(request.GET.get(SEARCH, "").split())[:MAX_SEARCHED]
        rows = [row for row in every if matches(name, row.name)] if name else every
        context = {
            "bulk": self,
            "words": self.words,
            "search": SEARCH if name or len(every) > SEARCHED_ABOVE else "",
            "searched": name,
            "ready": lines(self, (row for row in rows if not row.problems), told.picked),
            "held": [row for row in rows if row.problems],
            "told": told,
        }
        return render(request, self.list_template, {**context, **self.around()}, status=told.status)

    def around(self) -> dict[str, Any]:
        """What else ``list_template`` shows around the list."""
        return {}

    @property
    def scope(self) -> dict[str, Any]:
        """What it is about."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "by"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row as its table draws it: each cell with its column."""

    row: BulkRow
    cells: list[tuple[Column, str]]
    picked: bool = False
    changed: bool = False
    bound: forms.BoundField | None = None


def lines(
    bulk: Bulk,
    rows: Iterable[BulkRow],
    picked: Collection[str] = (),
    changed: Collection[int] = (),
    form: forms.Form | None = None,
) -> list[Line]:
    """The rows, drawn."""
    return [
        Line(
            row,
            _cells(bulk.columns, row.cells) + (_cells(bulk.given, row.given) if form else []),
            str(row.key) in picked,
            row.key in changed,
            form[row.field] if form and row.field else None,
        )
        for row in rows
    ]


def _cells(columns: Sequence[Column], cells: Sequence[str]) -> list[tuple[Column, str]]:
    return [(column, column.dress(cell)) for column, cell in zip(columns, cells, strict=True)]


# --- What was seen ----------------------------------------------------------------------------------------------------


def seen_of(rows: Iterable[BulkRow]) -> dict[str, list[str]]:
    """What is sent back with the confirmation."""
    return {str(row.key): row.seen for row in rows}


def was_seen(sent: QueryDict) -> dict[str, Any]:
    """What a page says it showed."""
    return unpack(sent.get(SEEN, ""))


def keys_of(seen: Mapping[str, Any]) -> list[int]:
    """The rows that were seen, in order; what can be no key is none."""
    return sorted(int(key) for key in seen if key.isascii() and key.isdigit() and len(key) < 19)


def differences(bulk: Bulk, rows: Sequence[BulkRow], seen: Mapping[str, Any]) -> dict[str, str]:
    """What is another thing by now than what the person saw, by key: “Xã An Hòa (Kết luận: 3 → 2)”."""
    found = {str(row.key): row for row in rows}
    told = {}
    for key, before in seen.items():
        if key not in found:
            told[key] = ""
        elif found[key].problems:
            told[key] = found[key].sentence
        elif found[key].seen != before:
            told[key] = _difference(bulk.columns, found[key], before)
    if bulk.whole:
        told |= {key: f"{row.name}: mới có trong danh sách" for key, row in found.items() if key not in seen}
    return told


def _difference(columns: Sequence[Column], row: BulkRow, before: Any) -> str:
    if not isinstance(before, list) or len(before) != len(row.seen):
        return row.name
    cells = zip(columns, before, row.cells, strict=False)
    words = [f"{column.heading}: {old or 'để trống'} → {new or 'để trống'}" for column, old, new in cells if old != new]
    return f"{row.name} ({'; '.join(words)})" if words else row.name


def named(changed: Mapping[str, str]) -> list[str]:
    """The changes in words, the first of them one by one."""
    told = [sentence for sentence in changed.values() if sentence]
    gone = len(changed) - len(told)
    others = len(told) - NAMED
    return [
        *told[:NAMED],
        *([f"{others} dòng khác cũng vừa thay đổi"] if others > 0 else []),
        *([f"{gone} dòng không còn trong danh sách"] if gone else []),
    ]


NOT_ALLOWED = "Anh/chị không còn quyền thực hiện việc này."
CHANGED = "Chưa thực hiện, vì vừa có thay đổi từ khi anh/chị kiểm tra. Vui lòng kiểm tra lại danh sách."


@transaction.atomic
def carry_through(bulk: Bulk, seen: Seen, form: forms.Form, progress: Progress = unheard) -> str:
    """Do it for the rows that were seen, all or none; the sentence that tells it.

    Raises Stale when one of them is another thing by now (``current``: see `differences`), Refused or Invalid.
    """
    if not bulk.allowed():
        raise Refused(NOT_ALLOWED)
    keys = keys_of(seen)
    bulk.hold(keys)
    changed = differences(bulk, bulk.rows(None if bulk.whole else keys), seen)
    if changed:
        raise Stale(changed, CHANGED)
    return bulk.act(keys, form, progress)


def in_parts(keys: Sequence[int], act: Callable[[Sequence[int]], int], progress: Progress) -> int:
    """Do it for some rows at a time, within the one transaction, telling how far it is; how many were done."""
    done = 0
    for start in range(0, len(keys), PART):
        done += act(keys[start : start + PART])
        progress(min(start + PART, len(keys)), of=len(keys))
    return done
