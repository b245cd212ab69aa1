"""Texts in a CSV file that people open in a spreadsheet. No Django."""

import csv
import re
import unicodedata
from collections.abc import Iterable

BOM = "\ufeff"  # heads the file, so that Excel reads Vietnamese

_FORMULA_SIGNS = frozenset("=+-@")
_BLANK_STARTS = ("\t", "\r", "\n")
_UNSEEN = frozenset({"C", "Z"})
_BEGINS_PLAINLY = re.compile("[0-9A-Za-z\u00c0-\u024f\u1ea0-\u1ef9]").match


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet could take it for a formula.

    Also when the sign is a full-width one or stands behind blanks or unseen characters: some programs drop those.
    """
    if _BEGINS_PLAINLY(text):  # nearly all do; nothing that is put behind a letter makes a sign of it
        return text
    shown = unicodedata.normalize("NFKC", text)
    first = next((one for one in shown if unicodedata.category(one)[0] not in _UNSEEN), "")
    return f"'{text}" if first in _FORMULA_SIGNS or text.startswith(_BLANK_STARTS) else text


class _Line:
    """What csv.writer writes to: gives the line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


_writer = csv.writer(_Line())


def csv_line(cells: Iterable[str]) -> str:
    """The cells, each harmless already, as one line of a file with its end."""
    return str(_writer.writerow(cells))
