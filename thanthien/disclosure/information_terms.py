"""By when a request for information is answered (Luật Tiếp cận thông tin 104/2016/QH13): data with the way it came
(setting INFORMATION_TERMS), which another city writes otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from thanthien.core.calendar import WorkCalendar
from thanthien.core.codes import coded_rows
from thanthien.core.deadlines import Extension
from thanthien.records.deadlines import told_by


@dataclass(frozen=True, slots=True)
class InformationTerm:
    """Working days from the day of a request: ``notify`` to say when it will be given, ``provide`` to give it,
    ``extend`` more where that was told in time. 0: none is asked."""

    code: str
    title: str
    law: str
    notify: int = 0
    provide: int = 0
    extend: int = 0

    def notified_by(self, day: date, calendar: WorkCalendar) -> date | None:
        """The last day to say when it will be given; None where that isn't asked."""
        return told_by(day, self.notify, calendar) if self.notify else None

    def provided_by(self, day: date, extension: Extension | None, calendar: WorkCalendar) -> date | None:
        """The last day to give it; None where the data name none. An extension told after it moves nothing."""
        if not self.provide:
            return None
        last = told_by(day, self.provide, calendar)
        extends = self.extend and extension is not None and extension.counts_by(last)
        return told_by(last, self.extend, calendar) if extends else last


def information_terms() -> Mapping[str, InformationTerm]:
    """By code, in the order of the file."""
    return coded_rows(settings.INFORMATION_TERMS, InformationTerm)


def term_choices() -> list[tuple[str, str]]:
    """Code and title of each."""
    return [(one.code, one.title) for one in information_terms().values()]
