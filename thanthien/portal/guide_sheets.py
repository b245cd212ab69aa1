"""A guide on one A4 page: its sections with the first sentences of each step, as many as one page takes, made from the
guide itself, so that they can't say different things. Tables and pictures are left to the guide."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from thanthien.core import clock
from thanthien.evaluations.models import Cycle, Phase
from thanthien.evaluations.models.cycle import latest_end
from thanthien.evaluations.queries.cycles import cycles_with_calendar
from thanthien.portal.guides import READER, tokens_of

# What is read on the screen when it comes up: something doesn't work, and what a year seldom asks for.
LEFT_OUT = frozenset({
    "Khi chưa làm được", "Thăm hỏi, chúc mừng", "Phần việc hằng tuần: dùng ở đâu", "Điều chỉnh bộ tiêu chí trong năm",
    "Thí điểm ở một số đơn vị", "Tờ trình được trả lại", "Điều chỉnh, đính chính",
    "Ca hỗ trợ tại Trung tâm",
    "Tiếp công dân, đối thoại",
    "Dân chủ ở cơ sở",
    "Xem việc lấy ý kiến, quyết định, giám sát",
    "Thôn, tổ dân phố họp, quyết định",
    "Đường dẫn riêng, báo cáo khi chưa có mạng",
    "Trụ sở, truyền thanh, ứng dụng",
    "Đội ngũ cán bộ, công chức",
    "Đội ngũ cán bộ, công chức của các đơn vị",
    "Mô hình sáng tạo",
    "Phản ánh, góp ý",
    "Phương tiện tiếp nhận phản ánh",
    "Công khai",
    "Tìm nội dung đơn vị công khai",
})  # fmt: skip
_END = re.compile(r"[.!?](?=\s|$)")
# How many words one page takes in ordinary letters, and how many in the smaller ones; of sentences of a step as many.
_ROOM, _ROOM_DENSE = 620, 820
_SENTENCES = (9, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading, and its steps in few words."""

    heading: str
    steps: tuple[SafeString, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A guide in short. ``dense``: it needs the smaller letters to stand on one page."""

    parts: tuple[Part, ...]
    dense: bool


@functools.cache
def sheet_of(name: str) -> Sheet:
    """The guide in short; read once for each process, as the guide is."""
    tokens = tokens_of(name)
    for room, dense in ((_ROOM, False), (_ROOM_DENSE, True)):
        for most in _SENTENCES[:-1] if not dense else _SENTENCES:
            parts = tuple(one for one in _parts(tokens, most) if one.steps and one.heading not in LEFT_OUT)
            if _words(parts) <= room:
                return Sheet(parts, dense=dense)
    return Sheet(parts, dense=True)


def _words(parts: Sequence[Part]) -> int:
    return sum(len(step.split()) for part in parts for step in part.steps)


def _parts(tokens: Sequence[Token], most: int) -> Iterator[Part]:
    heading, steps, in_table = "", list[SafeString](), False
    for place, token in enumerate(tokens):
        if token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        if token.type != "inline" or in_table:
            continue
        opening = tokens[place - 1]
        if opening.type == "heading_open":
            yield Part(heading, tuple(steps))
            heading, steps = ("" if opening.tag == "h1" else token.content), []
        else:
            steps.append(shortened(token.children or [], most))
    yield Part(heading, tuple(steps))


def shortened(children: Sequence[Token], most: int) -> SafeString:
    """A paragraph up to the end of its so manieth sentence; what stands in quotes or in bold is never cut."""
    kept: list[Token] = []
    depth, said = 0, ""
    for child in children:
        depth += child.nesting
        if child.type in ("link_open", "link_close"):
            continue
        if child.type == "text" and depth == 0:
            ends = _ends(child.content, said)
            if len(ends) >= most:
                kept.append(Token("text", "", 0, content=child.content[: ends[most - 1]]))
                break
            most -= len(ends)
        said += child.content
        kept.append(Token("text", "", 0, content=" ") if child.type == "softbreak" else child)
    renderer = READER.renderer
    assert isinstance(renderer, RendererHTML)  # noqa: S101 - the reader of guides writes HTML
    return mark_safe(renderer.renderInline(kept, READER.options, {}))


def _ends(text: str, before: str) -> list[int]:
    """Where sentences end in a text: none inside quotes or brackets, or before anything was said."""
    found = []
    for end in _END.finditer(text):
        so_far = before + text[: end.start()]
        open_ = so_far.count("“") > so_far.count("”") or so_far.count("(") > so_far.count(")")
        if not open_ and len(so_far.split()) > 1:
            found.append(end.end())
    return found


# --- The year -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class YearStep:
    """A phase of the running year: first and last day, as they hold for all units."""

    title: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class YearSteps:
    """The steps of the year that runs."""

    title: str
    steps: tuple[YearStep, ...]


def year_steps() -> YearSteps | None:
    """The phases of the official year that runs; None while there is none. Three statements."""
    today = clock.today()
    running: list[Cycle] = [one for one in cycles_with_calendar() if not one.is_trial and not one.results_published_at]
    if not running:
        return None
    cycle = next((one for one in running if _begun(one, today)), running[0])
    phases: list[Phase] = list(cycle.phases.all())
    ends = latest_end(phases, cycle.extensions.all(), None)
    told = [YearStep(one.label, one.starts_on, ends[one.key]) for one in phases]
    return YearSteps(cycle.title, tuple(told))


def _begun(cycle: Cycle, today: date) -> bool:
    return any(phase.starts_on <= today for phase in cycle.phases.all())
