"""Once a matter has ended its sender may still say that it is a complaint: it leaves the unit's sight, and what the
unit did before stands in the figures."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.feedback.scene import ANSWER, Scene, a_code, a_scene, answered, own_step, published, step, told
from thanthien.core.acting.errors import Refused
from thanthien.core.clock import ZONE
from thanthien.core.private.actions import erase
from thanthien.feedback.channels.measures import LIVE_CHANNELS
from thanthien.feedback.measures import ANSWERED_ON_TIME, OVERDUE_SHARE, RESULTS_PUBLISHED
from thanthien.feedback.models import Feedback
from thanthien.feedback.permissions import readers
from thanthien.feedback.shelf import TEXTS
from thanthien.feedback.workflow import Status
from thanthien.measures.figures import Figure, Finding, NothingArose, Ratio
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Span

pytestmark = pytest.mark.django_db
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
MONDAY, TUESDAY, AFTER, LATER = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 17), date(2026, 3, 20)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 4, 15, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def complained(scene: Scene, row: Feedback, code: str, on: date = LATER) -> Feedback:
    return own_step(code, row, "complain", on)


def figure(measure: Measure, scene: Scene) -> Figure:
    return measure.answer(scope_of(YEAR, date(2026, 4, 14), [scene.unit.pk]))[scene.unit.pk].figure


def ratio(part: int, whole: int) -> Ratio:
    return Ratio(Decimal(part), Decimal(whole))


def _answered(scene: Scene, code: str) -> Feedback:
    return answered(scene, MONDAY, TUESDAY, code=code)


def _closed(scene: Scene, code: str) -> Feedback:
    return answered(scene, MONDAY, TUESDAY, code=code, name="close")


def _forwarded(scene: Scene, code: str) -> Feedback:
    row = told(scene, MONDAY, code=code)
    return step(scene, row, "forward", TUESDAY, to="Công ty Điện lực, số 12", note="Lưới điện của công ty")


def _spam(scene: Scene, code: str) -> Feedback:
    return step(scene, told(scene, MONDAY, code=code), "spam", TUESDAY, note="Quảng cáo bán hàng")


def _joined(scene: Scene, code: str) -> Feedback:
    return step(scene, told(scene, MONDAY, code=code), "join", TUESDAY, joined_to=told(scene, MONDAY).pk)


@pytest.mark.parametrize("ended", [_answered, _closed, _forwarded, _spam, _joined])
def test_it_leaves_the_units_sight_whatever_the_unit_made_of_it(
    client: Client, scene: Scene, ended: Callable[[Scene, str], Feedback]
) -> None:
    code = a_code()
    row = complained(scene, ended(scene, code), code)
    seen = [Feedback.objects.filter(readers(one), pk=row.pk).exists() for one in (scene.chair, scene.inspector)]
    assert (row.stage, row.joined_to, seen) == (Status.LEGAL, None, [False, True])
    with pytest.raises(Refused, match="Người gửi đã chọn kênh này"):
        step(scene, row, "return", LATER, by=scene.inspector, note="Là góp ý thông thường")
    assert step(scene, row, "refer", LATER, by=scene.inspector, to="Thanh tra, số 12").stage is Status.LEGAL_SENT


def test_result_is_public_no_more(client: Client, scene: Scene) -> None:
    code = a_code()
    row = step(scene, _answered(scene, code), "publish", TUESDAY, looked=True)
    address = reverse("feedback-answer", args=[row.answer_id])
    assert client.get(address).status_code == 200
    complained(scene, row, code)
    assert (client.get(address).status_code, Feedback.objects.get(pk=row.pk).published_at) == (404, None)


def test_page_offers_it_as_long_as_the_words_are_there(client: Client, scene: Scene) -> None:
    code = a_code()
    row = _answered(scene, code)

    def ways_out() -> list[str]:
        page = client.post(reverse("feedback-follow"), {"code": code})
        return [one.name for one, _ in page.context["ways_out"]]

    before = ways_out()
    erase(TEXTS, TEXTS.rows().filter(feedback=row))
    assert (before, ways_out()) == (["complain"], [])
    with pytest.raises(Refused, match="Vui lòng gửi đơn đến cơ quan nhận"):
        complained(scene, row, code)
    assert Feedback.objects.get(pk=row.pk).stage is Status.ANSWERED


def test_sender_does_it_by_the_code(client: Client, scene: Scene) -> None:
    code = a_code()
    row = _answered(scene, code)
    sent = {"code": code, "step": "complain", "version": str(row.version)}
    page = client.post(reverse("feedback-follow"), sent).content.decode()
    assert "đơn vị không đọc được nội dung này nữa" in page
    assert Feedback.objects.get(pk=row.pk).stage is Status.LEGAL


def test_open_or_withdrawn_matter_has_no_such_step(scene: Scene) -> None:
    for name in ("", "withdraw"):
        code = a_code()
        row = told(scene, MONDAY, code=code)
        row = own_step(code, row, name, TUESDAY) if name else row
        with pytest.raises(Refused, match="nên không thể"):
            complained(scene, row, code)


def test_figure_keeps_what_the_unit_did_before_and_shows_no_line(scene: Scene) -> None:
    for on in (TUESDAY, AFTER):
        code = a_code()
        complained(scene, answered(scene, MONDAY, on, code=code), code)
    assert figure(ANSWERED_ON_TIME, scene) == ratio(1, 2)
    assert ANSWERED_ON_TIME.records(scene.unit.pk, scope_of(YEAR, date(2026, 4, 14), [scene.unit.pk])) == []


def test_figure_of_a_moment_before_has_the_same_number_and_no_line_any_more(scene: Scene) -> None:
    """Who looks at a kept figure reads of no record that they may not see."""
    code = a_code()
    row = answered(scene, MONDAY, TUESDAY, code=code)
    before = scope_of(YEAR, date(2026, 4, 14), [scene.unit.pk], known_at=datetime(2026, 3, 4, 9, tzinfo=ZONE))
    asked = (ANSWERED_ON_TIME, RESULTS_PUBLISHED, OVERDUE_SHARE, LIVE_CHANNELS)

    def told_then() -> list[tuple[Finding, list[int]]]:
        found = [(one.answer(before)[scene.unit.pk], one.records(scene.unit.pk, before)) for one in asked]
        return [(finding, [line.record for line in lines]) for finding, lines in found]

    shown = told_then()
    complained(scene, row, code)
    assert [lines for _, lines in shown] == [[row.pk], [row.pk], [row.pk], [row.pk]]
    assert told_then() == [(finding, []) for finding, _ in shown]


def test_what_the_body_does_then_changes_no_figure(scene: Scene) -> None:
    code = a_code()
    row = complained(scene, answered(scene, MONDAY, AFTER, code=code), code)
    step(scene, row, "refer", LATER, by=scene.inspector, to="Thanh tra, số 12")
    assert figure(ANSWERED_ON_TIME, scene) == ratio(0, 1)


@pytest.mark.parametrize(
    ("shown", "complains", "owed"),
    [
        (None, date(2026, 3, 10), NothingArose),  # taken away on the last day of publishing
        (None, date(2026, 3, 11), ratio(0, 1)),
        (TUESDAY, date(2026, 3, 5), NothingArose),
        (TUESDAY, date(2026, 3, 11), ratio(1, 1)),
    ],
)
def test_result_is_owed_unless_it_was_taken_away_before_its_limit(
    scene: Scene, shown: date | None, complains: date, owed: Any
) -> None:
    code = a_code()
    row = _answered(scene, code)
    if shown:
        step(scene, row, "publish", shown, looked=True)
    complained(scene, row, code, complains)
    found = figure(RESULTS_PUBLISHED, scene)
    assert isinstance(found, owed) if isinstance(owed, type) else found == owed


def test_who_shared_the_answer_is_told_to_ask_there(client: Client, scene: Scene) -> None:
    code, other = a_code(), a_code()
    main, joined = told(scene, MONDAY, code=code), told(scene, MONDAY, code=other)
    step(scene, joined, "join", MONDAY, joined_to=main.pk)
    step(scene, main, "draft", TUESDAY, **ANSWER)
    main = step(scene, main, "answer", TUESDAY, looked=True)
    complained(scene, main, code)
    page = client.post(reverse("feedback-follow"), {"code": other})
    assert (Feedback.objects.get(pk=joined.pk).stage, page.context["answer"]) == (Status.JOINED, None)
    assert page.context["told_at_unit"]


def test_public_lists_end_a_summary_without_its_point(client: Client, scene: Scene) -> None:
    row = published(scene, MONDAY, TUESDAY)
    pages = [reverse("feedback-unit", args=[scene.unit.code]), reverse("unit-page", args=[scene.unit.code])]
    texts = [client.get(address).content.decode() for address in [*pages, reverse("feedback-city")]]
    assert row.answer is not None
    assert [("hỏng ba ngày" in text, "hỏng ba ngày." in text) for text in texts] == [(True, False)] * 3
