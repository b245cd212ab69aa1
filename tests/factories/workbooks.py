"""Excel files as people make them, and what stands in those that we make."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import xlsxwriter

from tests.factories.files import zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sheet(headings: Sequence[str], *rows: Sequence[Any], headings_at: int = 1) -> bytes:
    """A file as a person makes it: texts stay texts (“=1+1” too), days are days; `headings_at` counts from 1."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet()
        for number, cells in enumerate([headings, *rows], start=headings_at - 1):
            for place, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(number, place, cell)
                elif isinstance(cell, date):
                    page.write_datetime(number, place, cell)
                else:
                    page.write(number, place, cell)
    return buffer.getvalue()


def raw_sheet(rows: str) -> bytes:
    """A small Excel file whose only sheet holds these rows of XML."""
    relation = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/%s" Target="%s"/></Relationships>'
    )
    sheets = '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relation % ("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relation % ("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def raw_text(place: str, text: str) -> str:
    """The XML of a cell with a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def comments(content: bytes) -> dict[str, str]:
    """The comments on the first sheet, by place (B3)."""
    found = {}
    for comment in _elements(content, "xl/comments1.xml", "comment"):
        found[comment.attrib["ref"]] = "".join(text.text or "" for text in comment.iter(f"{{{MAIN}}}t"))
    return found


def coloured(content: bytes) -> set[str]:
    """The places on the first sheet that are filled with the colour of what is wrong."""
    fills = [
        colour.attrib.get("rgb", "")
        for fill in _elements(content, "xl/styles.xml", "fill")
        for colour in [*fill.iter(f"{{{MAIN}}}fgColor"), ET.Element("none")][:1]
    ]
    [formats] = _elements(content, "xl/styles.xml", "cellXfs")
    wrong = {str(place) for place, one in enumerate(formats) if fills[int(one.attrib["fillId"])].endswith("F9D7D3")}
    return {
        cell.attrib["r"]
        for cell in _elements(content, "xl/worksheets/sheet1.xml", "c")
        if cell.attrib.get("s") in wrong
    }


def validations(content: bytes) -> dict[str, tuple[str, str]]:
    """The checks of the first sheet: their range → kind and first formula."""
    return {
        one.attrib["sqref"]: (one.attrib["type"], one[0].text or "")
        for one in _elements(content, "xl/worksheets/sheet1.xml", "dataValidation")
    }


def widths(content: bytes) -> list[float]:
    """The widths of the columns of the first sheet."""
    return [float(one.attrib["width"]) for one in _elements(content, "xl/worksheets/sheet1.xml", "col")]


def formulas(content: bytes) -> int:
    """How many cells of all sheets are formulas."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(len(re.findall(rb"<f[ >]", archive.read(name))) for name in names)


def _elements(content: bytes, part: str, tag: str) -> Iterator[ET.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tree = ET.fromstring(archive.read(part))  # noqa: S314 - files of ours
    return tree.iter(f"{{{MAIN}}}{tag}")
