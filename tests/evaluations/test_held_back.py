"""The condition that keeps a dossier below its points is named, and a partial sum isn't shown as a score."""

from types import SimpleNamespace

import pytest

from thanthien.core.levels import LevelNames
from thanthien.evaluations.held_back import held_back

COMPILED = SimpleNamespace(
    gates=(SimpleNamespace(key="late", cap=0), SimpleNamespace(key="two", cap=2)),
    levels=(1, 2, 3, 4),
    definition=SimpleNamespace(level_names=LevelNames(("Đồng", "Bạc", "Vàng", "Bạch kim"))),
)


def gates(late, two):
    return [
        {"key": "late", "question": "Nộp quá hạn", "state": late},
        {"key": "two", "question": "Còn phản ánh", "state": two},
    ]


@pytest.mark.parametrize(
    ("late", "two", "high", "words"),
    [
        ("hit", "clear", 0, "Chưa đạt do: Nộp quá hạn"),
        ("hit", "hit", 0, "Chưa đạt do: Nộp quá hạn"),
        ("clear", "hit", 2, "Không quá Bạc do: Còn phản ánh"),
        ("clear", "hit", 1, ""),  # the points allow less than the condition does
        ("unknown", "clear", 0, ""),
        ("clear", "clear", 4, ""),
    ],
)
def test_held_back_names_the_condition_that_sets_the_level(late, two, high, words):
    assert held_back(COMPILED, gates(late, two), high) == words
