"""Figure 1.2.2 of units that live a year compared with a second count, made by other code of the lists that a person
downloads; its points by the shipped set."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.feedback.channels.scene import Scene, a_scene, at, channel, mended, tried
from tests.feedback.scene import a_code, answered, own_step, step, told
from tests.independent import recount
from tests.independent.recount_channels import WAYS, live_kinds
from tests.independent.recount_points import of_number
from thanthien.accounts.models import Membership
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.criteria import scoring
from thanthien.feedback.channels.measures import LIVE_CHANNELS
from thanthien.feedback.enums import Via
from thanthien.feedback.models import FeedbackChannel
from thanthien.grassroots.kinds import REPORTS
from thanthien.measures.figures import Number
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, enter

pytestmark = pytest.mark.django_db
SET = Path(scoring.__file__).parent / "sets" / "chinh-quyen-than-thien-2026-v2.yaml"
SPAN = Span(date(2026, 1, 1), date(2026, 12, 31))
AUTUMN = date(2026, 9, 7)
KINDS = (
    "mat-tran-doan-the", "hom-thu", "duong-day-nong", "ban-tiep-nhan", "trang-thong-tin", "ma-qr", "hoi-nghi",
    "thu-dien-tu",
)  # fmt: skip


def lived(number: int) -> Scene:
    """A unit whose year is drawn: channels, tests of all sorts, messages that prove something and that don't."""
    draw, scene = Random(f"channels {number}"), a_scene()
    for kind in KINDS[: 2 + number]:
        made = channel(scene, kind, f"Nơi {kind}", told=date(2027, 1, 8) if draw.random() < 0.1 else None)
        if draw.random() < 0.15:
            mended(scene, made, AUTUMN, **draw.choice([{"last_day": date(2026, 10, 1)}, {"where": "Nơi mới"}]))
    for made in FeedbackChannel.objects.standing().filter(unit=scene.unit, last_day=None).order_by("pk"):
        for day in sorted({AUTUMN + timedelta(days=draw.randint(0, 110)) for _ in range(draw.randint(0, 2))}):
            late = date(2027, 1, 8) if draw.random() < 0.2 else day
            result, pictures = draw.choice(["works", "works", "works", "dead"]), draw.choice([0, 1, 1, 1])
            if made.made_at.date() <= late:
                tried(scene, made, day, result, told=late, photographs=pictures)
    for _ in range(number):
        _message(scene, draw, AUTUMN + timedelta(days=draw.randint(0, 110)))
    return scene


def _message(scene: Scene, draw: Random, day: date) -> None:
    match draw.choice(["web", "staff", "desk", "spoke", "spam", "gone", "complaint", "heard", "noted"]):
        case "web":
            told(scene.of, day)
        case "staff":
            told(scene.of, day, signed_in=scene.of.officer)
        case "desk":
            told(scene.of, day, via=draw.choice([Via.DESK, Via.PAPER, Via.PHONE]), by=scene.of.officer)
        case "spoke":
            code = a_code()
            row = answered(scene.of, day, day, code=code, via=Via.MEETING, by=scene.of.officer)
            own_step(code, row, "solved", day + timedelta(days=1))
        case "spam":
            step(scene.of, told(scene.of, day), "spam", day, note="Quảng cáo bán hàng")
        case "gone":
            own_step(code := a_code(), told(scene.of, day, code=code), "withdraw", day + timedelta(days=1))
        case "heard" | "noted" as how:
            values = {"topic": "land", "text": "Đường vào xóm bị lấn", "address": "Ngõ 3"}
            with at(day):
                enter(REPORTS, Entry(scene.unit, day, values), by=scene.front if how == "heard" else scene.of.officer)
        case _:
            told(scene.of, day, topic="khieu-nai-to-cao")


def downloaded(scene: Scene, route: str) -> bytes:
    client = Client()
    client.force_login(scene.of.officer)
    answer: Any = client.get(reverse(route) + "?tai=csv")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_figure_equals_a_second_count_and_gives_the_sets_points(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 1, 15, 9, tzinfo=ZONE), tick=False)
    load_calendar(by=None)
    scenes = [lived(number) for number in range(1, 7) for _ in range(2)]
    Membership.objects.update(valid_from=date(2025, 7, 1))
    found = LIVE_CHANNELS.answer(scope_of(SPAN, SPAN.cut_off, [one.unit.pk for one in scenes]))
    rule = recount.indicators(SET.read_text(encoding="utf-8"))["1.2.2"]
    seen = []
    for scene in scenes:
        lists = [downloaded(scene, route) for route in ("feedback-channels", "channel-tests", "feedback-list")]
        again = live_kinds(*lists, SPAN.last)
        figure = found[scene.unit.pk].figure
        assert isinstance(figure, Number)
        assert figure.number == len(again), (scene.unit.code, again)
        seen.append((len(again), of_number(rule, len(again))))
    assert len({number for number, _ in seen}) >= 3  # so that more than one is compared
    assert {points for _, points in seen} >= {Fraction(0), Fraction(1)}
    assert {*WAYS.values()} >= {"Trang thông tin điện tử"}
