"""Texts in a CSV file that people open in a spreadsheet. No Django."""

import unicodedata

_FORMULA_SIGNS = frozenset("=+-@")
_BLANK_STARTS = ("\t", "\r", "\n")
_UNSEEN = frozenset({"C", "Z"})


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet could take it for a formula.

    Also when the sign is a full-width one or stands behind blanks or unseen characters: some programs drop those.
    """
    shown = unicodedata.normalize("NFKC", text)
    first = next((one for one in shown if unicodedata.category(one)[0] not in _UNSEEN), "")
    return f"'{text}" if first in _FORMULA_SIGNS or text.startswith(_BLANK_STARTS) else text
