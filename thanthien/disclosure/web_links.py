"""Pages of others on which documents stand: which there are, and what is known of whether they open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from thanthien.core import clock
from thanthien.core.formats import date_vn, datetime_vn
from thanthien.core.links.models import LinkState
from thanthien.core.links.queries import states_of
from thanthien.disclosure.enums import Form
from thanthien.disclosure.models import Disclosure, Posting
from thanthien.records.models import RecordQuerySet
from thanthien.units.models import Unit


def _on_the_web() -> RecordQuerySet:
    """Forms on a page of the unit that hold today."""
    holds = Q(last__isnull=True) | Q(last__gte=clock.today())
    return Posting.objects.standing().filter(holds, form=Form.WEB)


def addresses() -> Iterator[str]:
    """The addresses that are looked at. One statement."""
    yield from _on_the_web().order_by().values_list("where", flat=True).distinct()


def _links_of(postings: Sequence[Posting]) -> dict[str, LinkState]:
    return states_of([one.where for one in postings if one.form == Form.WEB])


def dead_days(postings: Sequence[Posting]) -> Mapping[str, date]:
    """What everybody is told: since which day pages don't open, by their addresses. One statement at most."""
    found = _links_of(postings).items()
    return {address: link.dead_on for address, link in found if link.is_told and link.dead_on is not None}


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A form on the page of its record, with what is known of its page."""

    posting: Posting
    link: LinkState | None

    @property
    def words(self) -> str:
        """“không mở được từ 05/03/2026: …”; what is not known and why; empty where nothing is to be said."""
        if self.link is None:
            return ""
        if self.link.is_dead:
            opened = f"; lần cuối mở được {datetime_vn(self.link.opened_at)}" if self.link.opened_at else ""
            return f"không mở được từ {date_vn(self.link.dead_on)}: {self.link.why_in_words}{opened}"
        return self.link.why_in_words or f"mở được lúc {datetime_vn(self.link.opened_at)}"


def posting_lines(postings: Sequence[Posting]) -> list[PostingLine]:
    """One statement at most."""
    known = _links_of(postings)
    return [PostingLine(one, known.get(one.where)) for one in postings]


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A document of the unit whose page doesn't open."""

    record: Disclosure
    line: PostingLine


def dead_links(unit: Unit) -> list[DeadLink]:
    """Of a unit, by document. Three statements, one where all open."""
    rows = _on_the_web().filter(unit=unit, where__in=LinkState.objects.dead().values("address"))
    lines = posting_lines(list(rows.order_by("pk")))
    records = Disclosure.objects.standing().filter(origin__in=[one.posting.disclosure for one in lines])
    by_origin = {one.origin: one for one in records} if lines else {}
    return [DeadLink(by_origin[one.posting.disclosure], one) for one in lines if one.posting.disclosure in by_origin]
