"""Marks that stand in several lists of the year."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.core.formats import date_vn
from thanthien.core.icons import icon

LATE = "Quá hạn"
_MARK = '<span class="tag tag-danger" title="{0}">{1}<span class="visually-hidden">{0}, </span>{2}</span>'


def late_day(day: date | None, *, late: bool) -> SafeString | str:
    """A deadline; one that has passed is marked."""
    return _marked(day) if late else date_vn(day)


@lru_cache(maxsize=512)  # the same few days stand in hundreds of rows
def _marked(day: date | None) -> SafeString:
    return format_html(_MARK, LATE, icon("error"), date_vn(day))
