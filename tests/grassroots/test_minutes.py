"""An opinion becomes a matter of feedback in the minute in which it is written, and matters are numbered in turn: of
the weekly channel readers learn the day, who wrote it the minute."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.grassroots.scene import Scene, a_scene, nothing, opinion, village_head
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.measures.figures import RecordLine
from thanthien.measures.sittings import sittings
from thanthien.records.actions import correct, enter, withdraw

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 3, 17, 9, 41, tzinfo=ZONE)
LATER = timedelta(minutes=7)
MINUTE = re.compile(r"\b(?:09:4[18])\b")


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(WRITTEN, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def shown(who: User, address: str) -> str:
    client = Client()
    client.force_login(who)
    answer: Any = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer).decode("utf-8-sig")


def lists() -> list[str]:
    address = reverse("grassroots")
    return [address, f"{address}?tai=csv", reverse("grassroots-print")]


def readers(scene: Scene) -> list[User]:
    party = person(Role.COMMUNE_PARTY, agency=AgencyFactory(committee=True, unit=scene.unit))
    return [scene.officer, scene.chair, party, person(Role.CITY_OFFICER), person(Role.APPRAISER)]


def test_lists_and_their_files_tell_the_day_alone(scene: Scene) -> None:
    enter(REPORTS, opinion(scene, clock.today()), by=scene.front)
    for who in (scene.front, *readers(scene)):
        texts = [shown(who, address) for address in lists()]
        assert [bool(MINUTE.search(text)) for text in texts] == [False] * 3
        assert ["17/03/2026" in text for text in texts] == [True] * 3


def test_record_tells_its_minute_to_who_wrote_it_alone(scene: Scene, time_machine: Any) -> None:
    first = enter(REPORTS, opinion(scene, clock.today()), by=scene.front)
    time_machine.move_to(WRITTEN + LATER, tick=False)
    again = opinion(scene, clock.today(), text="Đường bị lấn một mét")
    now = correct(REPORTS, again, record_id=first.pk, version=1, reason="Rõ hơn", by=scene.front)
    withdraw(REPORTS, record_id=now.pk, version=2, reason="Ghi hai lần", by=scene.front)
    address = reverse("grassroots-record", args=[now.pk])
    assert sorted(MINUTE.findall(shown(scene.front, address))) == ["09:41", "09:48", "09:48"]
    texts = [shown(who, address) for who in readers(scene)]
    assert [MINUTE.findall(text) for text in texts] == [[]] * len(texts)
    assert "ghi ngày 17/03/2026" in " ".join(texts[0].split())


def test_reporter_reads_the_minute_of_what_they_wrote_and_the_day_of_what_another_did(scene: Scene) -> None:
    """An opinion of another takes the place of the “nothing” that they told."""
    other = village_head(scene.hamlets[0])
    enter(REPORTS, nothing(scene, clock.today(), scene.hamlets[0]), by=other)
    enter(REPORTS, opinion(scene, clock.today(), scene.hamlets[0]), by=scene.head)
    report = WeeklyReport.objects.get(nothing=False)
    own, others = (shown(who, reverse("grassroots-record", args=[report.pk])) for who in (scene.head, other))
    assert ([bool(MINUTE.search(one)) for one in (own, others)], "17/03/2026" in others) == ([True, False], True)


def test_figures_tell_the_day_and_how_many_were_written_together(scene: Scene) -> None:
    line = RecordLine(WRITTEN.date(), "", told_at=WRITTEN, typist=1, key="2026-W12", by_day=True)
    assert line.told_when == "ngày 17/03/2026"
    (one,) = sittings([line, line])
    assert one.words == "2 bản ghi của 1 kỳ được nhập cùng một lúc, sáng 17/03/2026, bởi 1 người"
