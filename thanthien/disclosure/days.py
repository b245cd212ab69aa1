"""In how many working days each law wants a document published, where a page or a duty looks at items of several
laws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from thanthien.core.calendar import WorkCalendar
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.cells import Cell, Document, Due, Told, by_code, cell_of
from thanthien.disclosure.items import Law
from thanthien.disclosure.rules import last_day


@dataclass(frozen=True, slots=True)
class Days:
    """``usual`` working days, and those of a law that has its own."""

    usual: int
    own: Mapping[Law, int] = field(default_factory=dict)

    def of(self, law: Law) -> int:
        """Those of a law."""
        return self.own.get(law, self.usual)

    def limited_by(self, law: Law, document: Document, calendar: WorkCalendar) -> Document:
        """A document with the last day that a law gives it."""
        return replace(document, limit=last_day(document.day, calendar, self.of(law)))

    def limited(self, told: Told, calendar: WorkCalendar) -> Told:
        """Documents each with the earliest last day that a law of its items gives it."""
        known = catalogue()

        def earliest(one: Document) -> Document:
            laws: set[Law] = {known[code].law for code in one.codes if code in known}
            days = min((self.of(law) for law in laws), default=self.usual)
            return replace(one, limit=last_day(one.day, calendar, days))

        documents, withdrawn = (tuple(map(earliest, rows)) for rows in (told.documents, told.withdrawn))
        return replace(told, documents=documents, withdrawn=withdrawn)

    def cells(self, dues: Iterable[Due], told: Told, calendar: WorkCalendar) -> list[Cell]:
        """How each of these stands, each item by the days of its law."""
        own, nothing = by_code(told), Told()
        found = []
        for due in dues:
            asked, law = own.get(due.item.code, nothing), due.item.law
            documents, withdrawn = (
                tuple(self.limited_by(law, one, calendar) for one in rows)
                for rows in (asked.documents, asked.withdrawn)
            )
            found.append(cell_of(due, replace(asked, documents=documents, withdrawn=withdrawn)))
        return found
