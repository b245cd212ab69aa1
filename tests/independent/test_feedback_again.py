"""The figures of feedback (1.2.4, 1.2.5, the gate on what is overdue) compared with a second count of the register that
a person downloads; units live a year by the actions, with all that can become of a matter."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.factories.accounts import person
from tests.feedback.scene import ANSWER, Scene, a_code, a_scene, own_step, step, told
from tests.independent import recount_feedback as again
from tests.independent.city import parted_list
from tests.independent.recount import rows_of, works
from tests.measures.judging import let_every_body_judge
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.feedback.enums import Via
from thanthien.feedback.measures import ANSWERED_ON_TIME, LONG_OVERDUE, OVERDUE_SHARE, RESULTS_PUBLISHED
from thanthien.feedback.models import Feedback
from thanthien.measures.figures import Count, NothingArose, Ratio
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
SPAN = Span(date(2026, 1, 1), date(2026, 12, 31))
ENDED = date(2026, 11, 5)
OTHER_DAYS = again.Days(normal=7, urgent=2, waits=5, forward=2, publish=2, long=15)
SET_OTHERWISE = {
    "feedback.answered_on_time.normal_days": 7, "feedback.answered_on_time.urgent_days": 2,
    "feedback.answered_on_time.stop_days": 5, "feedback.answered_on_time.forward_days": 2,
    "feedback.results_published.publish_days": 2, "feedback.long_overdue.days": 15,
}  # fmt: skip
SHOWN = {"looked": True}
WHY = {"note": "Vì lý do ghi ở đây"}


class Matter:
    """One matter whose course is drawn; each step is some days after the one before."""

    def __init__(self, scene: Scene, draw: Random, day: date) -> None:
        self.scene, self.draw, self.day, self.code = scene, draw, day, a_code()
        given = {"via": Via.DESK, "by": scene.officer} if draw.random() < 0.3 else {}
        entered = day + timedelta(days=draw.choice([0, 0, 3])) if given else day
        topic = draw.choice(["duong-sa", "duong-sa", "nguy-hiem"])
        self.row = told(scene, entered, code=self.code, received_on=day, topic=topic, **given)
        self.day = entered

    def later(self, *days: int) -> date:
        self.day += timedelta(days=self.draw.choice(days or (1, 2, 4)))
        return self.day

    def take(self, name: str, *days: int, **more: Any) -> None:
        step(self.scene, self.row, name, self.later(*days), **more)

    def own(self, name: str, *days: int) -> None:
        # Its sender is there in the morning, the unit in the afternoon.
        own_step(self.code, self.row, name, self.later(*(days or (1, 2, 4))))

    def live(self) -> None:
        if self.draw.random() < 0.35:
            self.take("ask", 0, 3, 12, 16, **WHY)
            self.take("resume", 1, 5, 30) if self.draw.random() < 0.8 else None
        if self._status() != "asked" and self.draw.random() < 0.3:
            self.take("sort", 0, 2, 15, kind=self.draw.choice(["urgent", "normal"]), topic="duong-sa", **WHY)
        end = "silent" if self._status() == "asked" else self.draw.choice(
            ["answer"] * 6 + ["close", "forward", "spam", "withdraw", "legal", "returned", "silent", "back", "put back"]
        )  # fmt: skip
        getattr(self, "_" + end.replace(" ", "_"))()

    def _status(self) -> str:
        return Feedback.objects.get(pk=self.row.pk).status

    def _answer(self, name: str = "answer") -> None:
        self.take("draft", 0, 1, 3, 8, 14, 50, **ANSWER)
        self.take(name, 0, 1, **(WHY if name == "close" else {}))
        match self.draw.choice(["publish"] * 4 + ["exempt", "down", "nothing", "again", "late exempt"]):
            case "publish":
                self.take("publish", 0, 2, 6, 9, **SHOWN)
            case "exempt":
                self.take("exempt", 0, 2, 9, exempt="personal", **WHY)
            case "down":
                self.take("publish", 0, 2, **SHOWN)
                self.take("take_down", 1, 3, 9, **WHY)
            case "again":
                self.own("again", 1, 4, 9)
                if self.draw.random() < 0.6:
                    self.take("draft", 0, 5, 20, **ANSWER)
                    self.take("answer", 0)
                    self.take("publish", 1, 8, **SHOWN)
            case "late exempt":
                self.take("publish", 1, **SHOWN)
                self.take("exempt", 1, 9, exempt="personal", **WHY)

    def _close(self) -> None:
        self._answer("close")

    def _forward(self) -> None:
        self.take("forward", 0, 2, 4, 9, to="Công ty điện lực", **WHY)

    def _spam(self) -> None:
        self.take("spam", 1, 20, **WHY)

    def _withdraw(self) -> None:
        self.own("withdraw", 1, 20)

    def _legal(self) -> None:
        self.take("legal", 1, 20, **WHY)
        if self.draw.random() < 0.4:
            self.take("refer", 1, by=self.scene.inspector, to="Thanh tra")

    def _returned(self) -> None:
        """What its unit sends to the lane and gets back."""
        self.take("legal", 1, 9, **WHY)
        self.take("return", 1, 8, by=self.scene.inspector, **WHY)
        self._answer()

    def _put_back(self) -> None:
        """What the unit ended and a body puts back with its first limit."""
        self.take("spam", 1, 5, **WHY)
        self.take("reopen", 1, 9, by=person(Role.APPRAISER), **WHY)
        self._answer()

    def _back(self) -> None:
        self.take("draft", 1, **ANSWER)
        self.take("back", 1, **WHY)
        self._answer()

    def _silent(self) -> None:
        """Nobody does anything."""


def lived(number: int) -> Scene:
    """A unit whose year is drawn; matters of the year before count where they are due in it."""
    draw = Random(f"feedback {number}")
    scene = a_scene(name=f"Phường Nghe {number}", valid_from=date(2025, 7, 1))
    Membership.objects.update(valid_from=date(2025, 7, 1))
    for _ in range(24):
        day = date(2025, 12, 1) + timedelta(days=draw.randint(0, 330))
        Matter(scene, draw, day if works(day) else day + timedelta(days=3)).live()
    if number == 2:
        Unit.objects.filter(pk=scene.unit.pk).update(valid_to=ENDED)
    return scene


def figures(scenes: list[Scene], as_of: date, settings: dict[str, Any]) -> dict[str, list[Any]]:
    """What the platform says of each."""
    asked = scope_of(SPAN, as_of, [one.unit.pk for one in scenes], chosen=settings)
    found = [one.answer(asked) for one in (ANSWERED_ON_TIME, RESULTS_PUBLISHED, OVERDUE_SHARE, LONG_OVERDUE)]
    return {one.unit.name: [_plain(answers[one.unit.pk].figure) for answers in found] for one in scenes}


def _plain(figure: Any) -> Any:
    match figure:
        case Ratio():
            return int(figure.numerator), int(figure.denominator)
        case Count():
            return figure.count
        case NothingArose():
            return 0, 0
    raise AssertionError(figure)


def counted(scenes: list[Scene], as_of: date, days: again.Days) -> dict[str, list[Any]]:
    """The same by the register alone; what is in the lane of complaints stands in that of its body."""
    lists = parted_list("feedback-list", scenes[0].inspector)
    last, found = min(as_of, SPAN.last), {}
    for one in scenes:
        unit = Unit.objects.get(pk=one.unit.pk)
        until = min(last, unit.valid_to or last)
        told = again.count(lists[unit.name], max(SPAN.first, unit.valid_from), until, last, days)
        found[unit.name] = [told.answers, told.results, told.overdue, told.long]
    return found


def test_figures_equal_a_second_count_of_the_register(time_machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    time_machine.move_to(datetime(2027, 1, 20, 9, tzinfo=ZONE), tick=False)
    load_calendar(by=None)
    let_every_body_judge(monkeypatch)
    scenes = [lived(number) for number in range(1, 5)]
    for as_of, settings, days in (
        (SPAN.cut_off, SET_OTHERWISE, OTHER_DAYS), (date(2026, 6, 30), {}, again.Days()),
        (SPAN.cut_off, {}, again.Days()),
    ):  # fmt: skip
        told = figures(scenes, as_of, settings)
        assert told == counted(scenes, as_of, days)
    assert all(0 < part < whole for one in told.values() for part, whole in one[:3])
    assert any(one[3] for one in told.values())
    rows = [row for part in parted_list("feedback-list", scenes[0].inspector).values() for row in rows_of(part)]
    ends = {turn.end for row in rows for turn in again.turns_of(row)}
    assert ends >= {"Duyệt trả lời", "Ghi không phải phản ánh", "Rút phản ánh", "Chuyển kênh khiếu nại, tố cáo", ""}
    assert any(turn.sorted for row in rows for turn in again.turns_of(row))
