"""A unit with its channels, and Mặt trận Tổ quốc that tests them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.feedback import scene as feedback
from tests.workplace.scene import pictures
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.feedback.channels.kinds import CHANNELS, TESTS
from thanthien.feedback.channels.models import ChannelTest, FeedbackChannel
from thanthien.records.actions import Entry, correct, enter
from thanthien.records.photographs import Sent, enter_with
from thanthien.units.models import Unit

BEGUN = date(2026, 1, 5)


@dataclass(frozen=True)
class Scene:
    """``of``: the unit with those who work on its feedback; ``front`` supervises."""

    of: feedback.Scene
    front: User

    @property
    def unit(self) -> Unit:
        return self.of.unit


def a_scene(**unit: Any) -> Scene:
    made = feedback.a_scene(**unit)
    return Scene(made, person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=made.unit)))


def at(day: date, hour: int = 17) -> Any:
    return clock.set_to(datetime.combine(day, time(hour)))


def channel(
    scene: Scene, kind: str = "hom-thu", where: str = "Cổng trụ sở", *, since: date = BEGUN, told: date | None = None,
    last: date | None = None,
) -> FeedbackChannel:  # fmt: skip
    """In use from a day, told on it unless said."""
    return channel_of(scene.unit, scene.of.officer, kind, where, since=since, told=told, last=last)


def channel_of(
    unit: Unit, by: User, kind: str, where: str = "Cổng trụ sở", *, since: date = BEGUN, told: date | None = None,
    last: date | None = None,
) -> FeedbackChannel:  # fmt: skip
    with at(told or since):
        made = enter(CHANNELS, Entry(unit, since, {"kind": kind, "where": where, "last_day": last}), by=by)
    assert isinstance(made, FeedbackChannel)
    return made


def mended(scene: Scene, one: FeedbackChannel, on: date, **values: Any) -> FeedbackChannel:
    """Told otherwise on a day."""
    told = {"kind": one.kind, "where": one.where, "last_day": one.last_day} | values
    with at(on):
        made = correct(
            CHANNELS, Entry(one.unit, one.day, told), record_id=one.pk, version=one.version, reason="Ghi lại cho đúng",
            by=scene.of.officer,
        )  # fmt: skip
    assert isinstance(made, FeedbackChannel)
    return made


def tried(
    scene: Scene, one: FeedbackChannel, day: date, result: str = "works", *, told: date | None = None,
    photographs: int = 1,
) -> ChannelTest:  # fmt: skip
    """A test of a channel with a photograph, told on its day unless said."""
    values = {"channel": one.origin, "kind": one.kind, "where": one.where, "result": result, "note": ""}
    entry = Entry(scene.unit, day, values)
    with at(told or day):
        if photographs:
            made = enter_with(TESTS, entry, Sent(pictures(photographs), "nobody"), by=scene.front)
        else:
            made = enter(TESTS, entry, by=scene.front)
    assert isinstance(made, ChannelTest)
    return made
