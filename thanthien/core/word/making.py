"""Makes the Word template of a paper from its source: head, body, signature and receivers as Nghị định 30/2020 has
them, with the places to fill in. An office may change the file in Word; the places stay what they are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from thanthien.core.word import layout
from thanthien.core.word.layout import CENTRE, GAP, INDENT, LEFTWARDS, style, write
from thanthien.core.word.source import Grid, Kind, Line, Part, Source, read_source

MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - the file format has no zone; the same for all, so that files don't differ
LEFT_HEAD, RIGHT_HEAD = Mm(68), Mm(97)
_FIRST = "Số: …/"
_DAY = "{{ head.place }}, ngày … tháng … năm …"
_SIGNING_SPACE = 4


def make_template(source: Path) -> Document:
    """The template of a source file."""
    paper = read_source(source.read_text(encoding="utf-8"))
    document = docx.Document()
    layout.set_font(document)
    core = document.core_properties
    core.author, core.title, core.comments = "", paper.head["type"].capitalize(), ""
    core.created = core.modified = MADE
    layout.set_page(document.sections[0])
    layout.number_pages(document.sections[0])
    _head(document, paper)
    _title(document, paper)
    for place, part in enumerate(paper.parts):
        if place:
            _new_part(document, part)
        _body(document, part)
        if place == 0:
            _end(document, paper)
    return document


def _new_part(document: Document, part: Part) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    layout.set_page(section, across=part.across)
    for old in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001 - copied from the part before
        section._sectPr.remove(old)  # noqa: SLF001
    layout.number_pages(section)


def _head(document: Document, paper: Source) -> None:
    left, right = layout.columns(document, LEFT_HEAD, RIGHT_HEAD)
    _centred(left, "{%p if head.superior %}", 12)
    _centred(left, "{{ head.superior }}", 12)
    _centred(left, "{%p endif %}", 12)
    _centred(left, "{{ head.agency }}", 12, bold=True)
    layout.rule(left, Mm(24), LEFT_HEAD)
    _centred(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _centred(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    layout.rule(right, Mm(58), RIGHT_HEAD)
    number = f"{_FIRST}{paper.head['symbol']}" if paper.head.get("symbol") else ""
    left, right = layout.columns(document, LEFT_HEAD, RIGHT_HEAD)
    _centred(left, number, 13)
    write(style(right.add_paragraph(), align=CENTRE, after=Pt(0)), _DAY, size=13, italic=True)


def _centred(cell: _Cell, words: str, size: int, *, bold: bool = False) -> None:
    write(style(cell.add_paragraph(), align=CENTRE, after=Pt(0)), words, size=size, bold=bold)


def _title(document: Document, paper: Source) -> None:
    write(style(document.add_paragraph(), align=CENTRE, before=Pt(18), after=Pt(0)), paper.head["type"], bold=True)
    for words in paper.several["about"]:
        write(style(document.add_paragraph(), align=CENTRE, after=Pt(0)), words, bold=True)
    layout.rule(document, Mm(50), Mm(165))
    if "power" in paper.head:
        line = style(document.add_paragraph(), align=CENTRE, before=Pt(6), after=Pt(12))
        write(line, paper.head["power"], bold=True)
    to = paper.several["to"]
    if to:
        write(style(document.add_paragraph(), align=CENTRE, before=Pt(6), after=Pt(12)), f"Kính gửi: {'; '.join(to)}.")


def _body(document: Document, part: Part) -> None:
    for block in part.blocks:
        if isinstance(block, Grid):
            _table(document, block)
        else:
            _line(document, block)


def _line(document: Document, line: Line) -> None:
    paragraph = document.add_paragraph()
    match line.kind:
        case Kind.CENTRED:
            write(style(paragraph, align=CENTRE, before=Pt(6)), line.text, bold=True)
        case Kind.HEADING:
            write(style(paragraph, indent=INDENT, before=Pt(6)), line.text, bold=True)
        case Kind.NOTE:
            write(style(paragraph, align=CENTRE), line.text, italic=True)
        case Kind.GROUND:
            write(style(paragraph, indent=INDENT), line.text, italic=True)
        case Kind.ARTICLE:
            first, dot, rest = line.text.partition(". ")
            write(style(paragraph, indent=INDENT), first + dot, bold=True)
            write(paragraph, rest)
        case Kind.TEXT:
            write(style(paragraph, indent=INDENT), line.text)


def _table(document: Document, told: Grid) -> None:
    table = document.add_table(rows=1 + len(told.rows), cols=len(told.heads), style="Table Grid")
    layout.fix_widths(table, tuple(Mm(head.width) for head in told.heads))
    for cell, head in zip(table.rows[0].cells, told.heads, strict=True):
        write(style(cell.paragraphs[0], align=CENTRE, after=Pt(2)), head.name, size=12, bold=True)
    for row, words in zip(list(table.rows)[1:], told.rows, strict=True):
        for cell, head, word in zip(row.cells, told.heads, words, strict=False):
            align = CENTRE if head.centred else LEFTWARDS
            write(style(cell.paragraphs[0], align=align, after=Pt(2)), word, size=12)
    layout.repeat_head(table)
    style(document.add_paragraph(), after=Pt(0))


def _end(document: Document, paper: Source) -> None:
    left, right = layout.columns(document, Mm(75), Mm(90))
    write(style(left.add_paragraph(), align=LEFTWARDS, after=Pt(0)), "Nơi nhận:", size=12, bold=True, italic=True)
    for words in (*paper.several["receivers"], "- Lưu: VT{{ head.drafter }}."):
        write(style(left.add_paragraph(), align=LEFTWARDS, after=Pt(0)), words, size=11)
    if paper.head["signed"] == "committee":
        _centred(right, "TM. ỦY BAN NHÂN DÂN", TEXT)
    _centred(right, "{{ head.office }}", TEXT, bold=True)
    _bold_all(right)
    for _ in range(_SIGNING_SPACE):
        style(right.add_paragraph(), align=CENTRE, after=Pt(0))
    _centred(right, "{{ head.signer }}", TEXT, bold=True)
    document.paragraphs[-1].paragraph_format.space_after = GAP


TEXT = layout.TEXT_SIZE


def _bold_all(cell: _Cell) -> None:
    for line in cell.paragraphs:
        for run in line.runs:
            run.bold = True
