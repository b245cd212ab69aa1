"""What everybody gets of feedback: the same, signed in or not."""

from datetime import timedelta
from typing import Any

from tests.access_rows import World, row
from tests.factories.units import UnitFactory
from tests.feedback.scene import a_scene, published
from thanthien.core import clock
from thanthien.feedback.models import Feedback


def _a_unit() -> World:
    return World(unit=UnitFactory())


def _answered() -> World:
    scene = a_scene()
    day = clock.today() - timedelta(days=1)
    return World(unit=scene.unit, row=published(scene, day, day))


def _code(world: World) -> dict[str, Any]:
    return {"code": world.unit.code}


def _answer(world: World) -> dict[str, Any]:
    return {"pk": Feedback.objects.get(pk=world.row.pk).answer_id}


ROWS = [
    row("feedback-choose", everyone=200),
    row("feedback-city", everyone=200, world=_answered),
    row("feedback-city", everyone=200, query="?tai=csv", world=_answered),
    row("feedback-unit", everyone=200, world=_answered, kwargs=_code),
    row("feedback-unit", everyone=404, kwargs=lambda world: {"code": "khong-co"}),
    row("feedback-answer", everyone=200, world=_answered, kwargs=_answer),
    row("feedback-answer", everyone=404, kwargs=lambda world: {"pk": 1}),
    row("feedback-follow", everyone=200),
    row("feedback-follow", everyone=422, method="post"),
    row("feedback-send", everyone=200, world=_a_unit, kwargs=_code),
    row("feedback-send", everyone=422, method="post", world=_a_unit, kwargs=_code),
]
