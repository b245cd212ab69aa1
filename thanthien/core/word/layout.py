"""The format of Nghị định 30/2020/NĐ-CP, Phụ lục I: page, type sizes, and the pieces of a paper as Word has them.

Page: A4; margins 20 mm above and below, 30 mm left, 15 mm right (Mục I, khoản 1–4); Times New Roman, black; page number
in the middle of the top margin, not on the first page (khoản 7).
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
TEXT_SIZE = 14
INDENT = Mm(10)  # the first line of a paragraph: 1 cm
GAP = Pt(6)  # between paragraphs: at least 6 pt
WIDTH, HEIGHT = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(20), Mm(30), Mm(15)
CENTRE, JUSTIFY, LEFTWARDS = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


def set_page(section: Section, *, across: bool = False) -> None:
    """A4 with the margins of the decree; lying across where a table is wide."""
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (HEIGHT, WIDTH) if across else (WIDTH, HEIGHT)
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True


def number_pages(section: Section) -> None:
    """The page number in the middle of the top margin; a part counts from one."""
    section.header.is_linked_to_previous = False
    section.first_page_header.is_linked_to_previous = False
    line = section.header.paragraphs[0]
    style(line, align=CENTRE, after=Pt(0))
    run = line.add_run()
    run.font.size = Pt(13)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = words
        run._r.append(mark)  # noqa: SLF001 - fields have no other way in
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.append(numbering)  # noqa: SLF001 - as above


def set_font(document: Document) -> None:
    """Times New Roman in every slot that Word has for letters, black, 14 pt."""
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(TEXT_SIZE), RGBColor(0, 0, 0)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(slot), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)


def style(
    line: Paragraph, *, align: WD_ALIGN_PARAGRAPH = JUSTIFY, indent: int = 0, before: int = 0, after: int = GAP
) -> Paragraph:
    """Direction, first line and gaps of a paragraph."""
    form = line.paragraph_format
    form.alignment, form.first_line_indent = align, indent
    form.space_before, form.space_after, form.line_spacing = before or Pt(0), after, 1.0
    return line


def write(line: Paragraph, words: str, *, size: int = TEXT_SIZE, bold: bool = False, italic: bool = False) -> Paragraph:
    """Words in a paragraph."""
    run = line.add_run(words)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return line


def rule(cell: _Cell | Document, width_of_line: int, width: int) -> None:
    """A thin line in the middle, as long as asked: under the agency, under the motto, under what a paper is about."""
    line = style(cell.add_paragraph(), align=CENTRE, after=Pt(0))
    side = int((width - width_of_line) / 2)
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = side
    line.paragraph_format.line_spacing, line.paragraph_format.space_before = Pt(6), Pt(2)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    line._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - borders have no other way in


def columns(document: Document, *widths: int) -> tuple[_Cell, ...]:
    """One row of cells without lines: the head of a paper, its end."""
    table = document.add_table(rows=1, cols=len(widths))
    fix_widths(table, widths)
    for cell in table.rows[0].cells:
        first = cell.paragraphs[0]._p  # noqa: SLF001 - what is written comes in its place
        cell._tc.remove(first)  # noqa: SLF001
    return tuple(table.rows[0].cells)


def fix_widths(table: WordTable, widths: tuple[int, ...]) -> None:
    """Columns as wide as told, whatever stands in them."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def repeat_head(table: WordTable) -> None:
    """The first row stands on every page; no row is cut in two."""
    for place, row in enumerate(table.rows):
        marks = row._tr.get_or_add_trPr()  # noqa: SLF001 - has no other way in
        marks.append(OxmlElement("w:cantSplit"))
        if place == 0:
            marks.append(OxmlElement("w:tblHeader"))
