"""Reads of channels for all units at once: the list, the tests, the messages that came through them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any, TypeAlias, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery

from thanthien.core.clock import ZONE
from thanthien.core.question import Question, made_once
from thanthien.feedback.channels.catalogue import catalogue, kind_title, proved_by
from thanthien.feedback.channels.enums import Works
from thanthien.feedback.channels.kinds import TESTS
from thanthien.feedback.channels.models import ChannelTest, FeedbackChannel
from thanthien.feedback.channels.rules import Channel, Message, Sign, Trial, oldest_day, sign_of, why_no_proof
from thanthien.feedback.enums import HANDED_ON, Via
from thanthien.feedback.known import Known, known_of
from thanthien.feedback.models import Feedback
from thanthien.feedback.permissions import typed_by_keeper
from thanthien.feedback.workflow import HIDDEN, Status
from thanthien.measures.periods import Period, period_of
from thanthien.measures.scope import Scope
from thanthien.records.models import AT_ONCE, Photograph, came_at

MEASURE = "feedback.live_channels"
_NO_MESSAGE = HIDDEN | {Status.SPAM, Status.WITHDRAWN}

T = TypeVar("T")
ByUnit: TypeAlias = Mapping[int, Sequence[T]]


@made_once
def channels_of(units: Collection[int], known_at: datetime) -> Question[ByUnit[Channel]]:
    """The channels of each unit, also those given up, in the order in which they came into use."""
    rows = FeedbackChannel.objects.known_at(known_at).filter(unit__in=units).order_by("day", "pk")
    columns = ("unit_id", "pk", "version", "origin", "kind", "where", "day", "last_day", "told_at", "entered_by_id")
    return Question(_channels, rows.values_list(*columns))


def _channels(rows: Iterable[tuple[Any, ...]]) -> ByUnit[Channel]:
    found: dict[int, list[Channel]] = defaultdict(list)
    for unit, *told in rows:
        found[unit].append(Channel(*told))
    return found


@made_once
def tests_of(units: Collection[int], known_at: datetime, last: date) -> Question[ByUnit[Trial]]:
    """The tests of each unit up to a day, in the order of days, as known at a moment: also old ones, for what was found
    dead is dead until something came since."""
    rows = ChannelTest.objects.known_at(known_at).filter(unit__in=units, day__lte=last).order_by("day", "pk")
    pictures = Photograph.objects.filter(kind=TESTS.key, origin=OuterRef("origin")).known_at(known_at)
    first_versions = ChannelTest.objects.filter(key=OuterRef("origin")).order_by()
    rows = rows.with_reached().annotate(
        pictures=ArraySubquery(pictures.order_by("pk").values("pk")),
        pictured=Subquery(pictures.order_by("added_at").values("added_at")[:1]),
        began=Subquery(first_versions.values("made_at")[:1]),
    )
    columns = (
        "unit_id", "pk", "version", "channel", "kind", "where", "day", "result", "told_at", "pictures", "pictured",
        "began", "entered_by_id", "reached_at",
    )  # fmt: skip
    return Question(_tests, rows.values_list(*columns))


def _tests(rows: Iterable[tuple[Any, ...]]) -> ByUnit[Trial]:
    found: dict[int, list[Trial]] = defaultdict(list)
    for unit, pk, version, *named, day, result, told_at, pictures, pictured, began, typist, reached in rows:
        channel, kind, where = named
        # A photograph that came with the test is as old as its word.
        later = pictured if pictured is not None and pictured - began >= AT_ONCE else None
        came = came_at(told_at, reached)
        found[unit].append(
            Trial(
                pk,
                version,
                channel,
                kind,
                where,
                day,
                result == Works.WORKS,
                told_at,
                tuple(pictures),
                later,
                typist,
                came,
            )
        )
    return found


@made_once
def messages_of(units: Collection[int], known_at: datetime, first: date, last: date) -> Question[ByUnit[Message]]:
    """What came by each way that proves a kind of channel, in the order of days, as known at a moment; without what is
    no feedback, what its sender took back, and what the unit doesn't see."""
    of_ways = Feedback.objects.filter(
        unit__in=units, made_at__lte=known_at, received_on__lte=last, via__in=[*proved_by()]
    )
    # What the weekly channel heard before is known to the unit from the day on which it was told.
    recent = of_ways.filter(Q(received_on__gte=first) | Q(made_at__gte=datetime.combine(first, time(), ZONE)))
    by_keepers = recent.filter(typed_by_keeper(), via__in=HANDED_ON).order_by().values_list("pk")
    return Question(_messages, known_of(recent, Q(at__lte=known_at)), by_keepers)


def _messages(known: Iterable[Known], by_keepers: Iterable[tuple[int]]) -> ByUnit[Message]:
    kinds, own = proved_by(), {pk for (pk,) in by_keepers}
    found: dict[int, list[Message]] = defaultdict(list)
    for one in known:
        if one.course.now.ended not in _NO_MESSAGE:
            found[one.unit].append(_message(one, kinds[one.via], by_keeper=one.id in own))
    return {unit: sorted(rows, key=lambda one: (one.day, one.id)) for unit, rows in found.items()}


def _message(one: Known, kind: str, *, by_keeper: bool) -> Message:
    why = why_no_proof(
        on_web=one.via == Via.WEB, from_staff=one.from_staff, handed_on=one.via in HANDED_ON, by_keeper=by_keeper
    )
    return Message(one.id, one.version, kind, one.course.rounds[0].since, why, one.typist, one.hidden)


# --- How the channels of a unit stand -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """The channels of one unit on a day: those in use, in time, with the last sign of each; all that was told."""

    day: date
    channels: Sequence[Channel]
    signs: Mapping[int, Sign]
    told: Sequence[Channel]
    tests: Sequence[Trial]
    messages: Sequence[Message]
    proving: Sequence[Trial]

    @property
    def kinds(self) -> list[str]:
        """The kinds in use, in the order of the city's list; one that it doesn't know any more at the end."""
        used, known = {one.kind for one in self.channels}, catalogue()
        return [*(code for code in known if code in used), *sorted(used - known.keys())]

    @property
    def live(self) -> list[str]:
        """Those of them of which at least one channel works."""
        working = {one.kind for one in self.channels if one.id in self.signs}
        return [kind for kind in self.kinds if kind in working]

    @property
    def dead(self) -> list[str]:
        """The others, as they are called."""
        live = self.live
        return [kind_title(kind) for kind in self.kinds if kind not in live]


def standings(scope: Scope, days: int) -> Question[dict[int, Standing]]:
    """How the channels of every unit of the scope stand on the day on which it asks for states, or on the unit's last
    one. ``days``: how old a sign may be."""
    ends = {unit: scope.until(scope.state_day, unit) for unit in scope.units}
    first = oldest_day(min(ends.values(), default=scope.state_day), days)
    return Question(
        partial(_standings, scope, days, ends),
        channels_of(scope.units, scope.known),
        tests_of(scope.units, scope.known, scope.state_day),
        messages_of(scope.units, scope.known, first, scope.state_day),
    )


def _standings(
    scope: Scope, days: int, ends: Mapping[int, date], channels: ByUnit[Channel], tests: ByUnit[Trial],
    messages: ByUnit[Message],
) -> dict[int, Standing]:  # fmt: skip
    return {
        unit: standing_of(
            unit, scope, days, day, channels.get(unit, []), tests.get(unit, []), messages.get(unit, [])
        )
        for unit, day in ends.items()
    }  # fmt: skip


def standing_of(
    unit: int, scope: Scope, days: int, day: date, channels: Sequence[Channel], tests: Sequence[Trial],
    messages: Sequence[Message],
) -> Standing:  # fmt: skip
    """How the channels of a unit stand on a day."""
    first = oldest_day(day, days)
    used = [one for one in channels if one.used_on(day) and channel_counts(one, unit, scope, day)]
    proving = [one for one in tests if trial_counts(one, unit, scope)]
    signs = {one.id: sign for one in used if (sign := sign_of(one, tests, proving, messages, first, day))}
    return Standing(day, used, signs, channels, tests, messages, proving)


def month_of(day: date) -> Period:
    """The month by which a test, or the list as of a day, is told in time."""
    return period_of("month", day)


def channel_counts(one: Channel, unit: int, scope: Scope, day: date) -> bool:
    """Whether a channel was told in the time for the month of the day on which the list is read, or a body lets what
    was told later of that month count."""
    return _in_time(one.told_at, month_of(day), unit, scope)


def trial_counts(one: Trial, unit: int, scope: Scope) -> bool:
    """Whether a test proves anything: with a photograph, both in time, or let count by a body."""
    month = month_of(one.day)
    told = max(one.told_at, one.photographed_at or one.told_at)
    return bool(one.photographs) and _in_time(told, month, unit, scope)


def _in_time(moment: datetime, month: Period, unit: int, scope: Scope) -> bool:
    return moment < scope.counts_until(month) or scope.is_accepted(MEASURE, unit, month.key)
