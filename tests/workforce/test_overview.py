"""The numbers of a unit on its own page and on everybody's: as the engine counts them, and only those there are."""

from datetime import date
from typing import Any

import pytest

from tests.workforce.scene import YEAR, Scene, a_scene, put_on_roll, sign, teach
from thanthien.core.reading import Reading
from thanthien.measures.figures import Absent, Finding
from thanthien.measures.terms import Terms, YearTerms
from thanthien.workforce.measures import TRAINED
from thanthien.workforce.overview import public_staff, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to("2026-06-10T09:00:00+07:00", tick=False)


@pytest.fixture
def scene() -> Scene:
    made = a_scene()
    put_on_roll(made, 1)
    put_on_roll(made, 2)
    return made


def in_year(**settings: Any) -> Reading:
    reading = Reading()
    reading.know("terms", Terms((YearTerms(YEAR, {f"{TRAINED.key}.{key}": told for key, told in settings.items()}),)))
    return reading


def told(scene: Scene, reading: Reading) -> str:
    shown = public_staff(scene.unit, reading).answer()
    assert shown is not None
    assert shown.on == "09/06/2026"
    return shown.told


def test_everybody_reads_what_the_year_counts(scene: Scene) -> None:
    teach(scene, date(2026, 3, 3), "1")
    sign(scene, date(2026, 3, 2), "1; 2")
    words = "2 cán bộ, công chức; đã tập huấn trong năm {}/2 người; đã ký cam kết “4 xin, 4 luôn, 5 không” 2/2 người"
    assert told(scene, in_year()) == words.format(1)
    assert told(scene, in_year(hours=8)) == words.format(0)
    assert staff_of([scene.unit], in_year(hours=8))[scene.unit.pk].trained_words == "0/2 người"


def test_course_of_today_is_counted_tomorrow(scene: Scene, time_machine: Any) -> None:
    teach(scene, date(2026, 6, 10), "1")
    assert staff_of([scene.unit], in_year())[scene.unit.pk].trained_words == "0/2 người"
    time_machine.move_to("2026-06-11T09:00:00+07:00", tick=False)
    assert staff_of([scene.unit], in_year())[scene.unit.pk].trained_words == "1/2 người"


def test_part_without_a_figure_is_left_out_of_the_sentence(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        type(TRAINED), "answer", lambda _, scope: dict.fromkeys(scope.units, Finding(Absent("Chưa có số liệu.")))
    )
    assert told(scene, in_year()) == "2 cán bộ, công chức; đã ký cam kết “4 xin, 4 luôn, 5 không” 0/2 người"


def test_commitment_bears_the_city_s_own_heading(scene: Scene, settings: Any, tmp_path: Any) -> None:
    settings.STAFF_COMMITMENT = tmp_path / "commitment.yaml"
    settings.STAFF_COMMITMENT.write_text("- {code: mot, group: 3 nên, title: Nên tận tụy}", encoding="utf-8")
    assert "đã ký cam kết “3 nên” 0/2 người" in told(scene, in_year())
