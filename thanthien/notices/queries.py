"""Reads about notices and how people wish to get them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from thanthien.accounts.models import User
from thanthien.notices.enums import How
from thanthien.notices.kinds import find_kind, kinds, visible_records
from thanthien.notices.models import Notice, QuietHours, Wish
from thanthien.notices.rules import Quiet

HIDDEN = "Anh/chị không còn được xem nội dung này."


@dataclass(frozen=True, slots=True)
class Wishes:
    """How one person wants mail."""

    chosen: Mapping[str, How] = field(default_factory=dict)
    quiet: Quiet = field(default_factory=Quiet)

    def how(self, kind: str) -> How:
        """How notices of a kind go: as chosen, else the kind's own way; of one that is no more not at all."""
        known = find_kind(kind)
        return (self.chosen.get(kind) or known.how) if known else How.OFF

    @property
    def collects(self) -> frozenset[How]:
        """The ways of collected mail that the person chose for any kind."""
        return frozenset(how for how in self.chosen.values() if how in (How.DAILY, How.WEEKLY))


def wishes_of(people: Iterable[int]) -> dict[int, Wishes]:
    """The wishes of people, by their number. Two statements."""
    ids = list(people)
    known = {kind.key for kind in kinds()}
    chosen: dict[int, dict[str, How]] = {person_id: {} for person_id in ids}
    for person_id, kind, how in Wish.objects.filter(person__in=ids).values_list("person_id", "kind", "how"):
        if kind in known:
            chosen[person_id][kind] = How(how)
    quiet = {row.person_id: row.quiet for row in QuietHours.objects.filter(person__in=ids)}
    return {person_id: Wishes(chosen[person_id], quiet.get(person_id, Quiet())) for person_id in ids}


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as its person may see it now: of a record that they don't see any more it says only that."""

    notice: Notice
    visible: bool

    @property
    def what(self) -> str:
        """The words, or that there are none for this person any more."""
        return self.notice.what if self.visible else HIDDEN

    @property
    def title(self) -> str:
        """The title; of a record that is not seen any more the name of the kind."""
        if self.visible:
            return self.notice.title
        kind = find_kind(self.notice.kind)
        return kind.title if kind else "Thông báo"


def notices_of(person: User, *, unread: bool = False) -> QuerySet[Notice]:
    """What the person was told, the newest first."""
    rows = Notice.objects.filter(person=person).order_by("-told_at", "-pk")
    return rows.unread() if unread else rows


def shown(person: User, notices: Sequence[Notice]) -> list[Shown]:
    """The notices as the person may see them now; one look at the records of each kind."""
    visible = visible_records(person, {notice.about for notice in notices})
    return [Shown(notice, notice.about in visible) for notice in notices]


def unread_count(person: User) -> int:
    """How many notices the person has not opened."""
    return Notice.objects.filter(person=person).unread().count()
