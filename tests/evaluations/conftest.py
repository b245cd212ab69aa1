"""Measures of the tests, for years whose set names them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from tests.evaluations.figured import ANSWERED, OVERDUE, RULE, WEEKS, Source
from tests.evaluations.scenario import on
from tests.recorder import RECORDER
from thanthien.core.question import Question
from thanthien.measures import registry
from thanthien.measures.registry import Measure, Setting


@pytest.fixture
def in_february(request: pytest.FixtureRequest) -> Iterator[None]:
    """The clock stands on the day on which the module looks: its ``LOOK``."""
    with on(request.module.LOOK):
        yield


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    """Measures of the tests. They answer from no row, so that no step is put back from a tape."""
    made = Source()
    forms: dict[str, Any] = {WEEKS: "periods", ANSWERED: "ratio", RULE: "passed", OVERDUE: "ratio"}
    for key, form in forms.items():
        measure = Measure(
            key, "Thử", "Thử.", form, lambda scope, key=key: Question(partial(made.compute, key, scope)),
            lambda unit, scope: [],
            period="iso_week" if form == "periods" else None,
            settings=(Setting("limit", "giới hạn (ngày)", 5),) if key == ANSWERED else (),
        )  # fmt: skip
        monkeypatch.setitem(registry._measures, key, measure)
    monkeypatch.setattr(RECORDER, "on", False)
    return made
