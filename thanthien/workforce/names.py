"""Keeping a person's name out of the texts of their own entry: these are never rewritten, and a name has to go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from thanthien.core.text import fold

NO_NAME_HERE = "Không ghi họ tên ở ô này: nội dung ô không xóa được, còn họ tên phải xóa được."
TEXTS = ("post", "document", "left_document")
_LEAST_WORDS = 2  # one word is as likely a post or a place


def named_in(name: str, texts: Mapping[str, Any]) -> dict[str, str]:
    """The texts in which a name of several words stands, however it is written, with what to say of it."""
    folded = fold(name)
    if len(folded.split()) < _LEAST_WORDS:
        return {}
    whole = re.compile(rf"(?<!\w){re.escape(folded)}(?!\w)")
    return {field: NO_NAME_HERE for field, text in texts.items() if whole.search(fold(text or ""))}
