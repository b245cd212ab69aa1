"""Shared scenarios: what is put back is what was lived, and whatever differs is lived anew."""

import os
import pickle
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tests import rows
from tests.evaluations.scenario import GOOD, on, open_year, person
from tests.factories.accounts import UserFactory
from tests.recorder import RECORDER, Recorder, Untellable, recorded, told
from tests.tapes import Shelf, Tape
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Decision, StepLog
from thanthien.evaluations.scored import Entry
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
LIVED: list[str] = []


@pytest.fixture(autouse=True)
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """A recorder that has seen nothing yet."""
    fresh = Recorder()
    fresh.on = True
    fresh.begin()
    assert fresh.on, "the role of the tests may not write past triggers"
    monkeypatch.setattr("tests.recorder.RECORDER", fresh)
    return fresh


@pytest.fixture
def lived() -> list[str]:
    """The names with which `enter` was really called."""
    LIVED.clear()
    return LIVED


@recorded
def enter(name: str = "ai", **_: object) -> User:
    """A step: a person comes."""
    LIVED.append(name)
    return person(name)


def play(*args: object, **options: object) -> User:
    """The step in a transaction of its own that is rolled back, as a test is."""
    with transaction.atomic():
        made = enter(*args, **options)
        transaction.set_rollback(True)
    return made


@recorded
def enter_numbered() -> User:
    """A step: a person comes whose name the factory numbers."""
    LIVED.append("")
    return UserFactory()


def after(*steps: str) -> rows.Rows:
    """All rows after a year has taken these steps, each “step unit”; rolled back."""
    with transaction.atomic():
        year = open_year()
        for step in steps:
            name, unit = step.split()
            getattr(year, name)(unit)
        found = rows.read()
        transaction.set_rollback(True)
    return found


# --- What is put back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "steps", [(), ("register 10001",), ("publish 10001",), ("appraise 10001", "score 10002")], ids=str
)
def test_rows_put_back_are_those_that_were_lived(recorder, steps):
    lived = after(*steps)
    assert recorder.counted["put back"] == 0
    assert after(*steps) == lived
    assert recorder.counted["put back"] == 1 + len(steps)


def test_year_that_is_put_back_goes_on(recorder):
    after("appraise 10001")
    year = open_year()
    year.appraise("10001")
    assert recorder.counted["put back"] == 2
    year.publish("10002")
    assert [year.dossier(code).status for code in ("10001", "10002")] == ["under_appraisal", "published"]
    assert StepLog.objects.filter(dossier=year.dossier("10002"), to_status="published").count() == 1


def test_changed_and_removed_rows_are_put_back(recorder):
    first, second = person("mot"), person("hai")
    before = rows.read()
    User.objects.filter(pk=first.pk).update(full_name="Người khác")
    second.delete()
    changed = rows.read()
    rows.put_back(rows.change(changed, before))
    assert rows.read() == before
    rows.put_back(rows.change(before, changed))
    assert rows.read() == changed


def test_nothing_changed_asks_for_nothing():
    assert rows.change(rows.read(), rows.read()) == ""


def test_files_are_put_back(settings, tmp_path: Path):
    with transaction.atomic():
        open_year().decide()
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = tmp_path / "another"
    open_year().decide()
    with Decision.objects.get().file.open() as paper:
        assert paper.read(5) == b"%PDF-"


def test_result_is_a_copy(lived):
    play()
    play().full_name = "Người khác"
    assert play().full_name == "Ai"
    assert len(lived) == 1


def test_keys_that_were_put_back_are_not_given_out_again(lived):
    play()
    made = enter("ai")
    assert person("nguoi-moi").pk > made.pk


def test_history_is_put_back_once():
    with transaction.atomic():
        open_year()
        transaction.set_rollback(True)
    open_year()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT pgh_obj_id) FROM units_unitevent")
        assert cursor.fetchone() == (3, 3)


# --- What is lived anew -----------------------------------------------------------------------------------------------


def test_same_step_is_lived_once(lived):
    assert [play().pk, play().pk] == [play().pk] * 2
    assert len(lived) == 1


def test_another_argument_is_lived(lived):
    assert play("ai").email != play("khac").email
    assert play("ai", since=date(2026, 1, 1)) != play("ai", since=date(2026, 1, 2))
    assert len(lived) == 4


def test_another_day_is_lived(lived):
    for day in (date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 5)):
        with on(day):
            assert play().date_joined.astimezone(clock.ZONE).date() == day
    assert len(lived) == 2


def test_another_setting_is_lived(lived):
    play()
    with override_settings(CITY_NAME="Thành phố khác"):
        play()
    play()
    assert len(lived) == 2


def test_another_state_of_the_database_is_lived(recorder):
    after("register 10001")
    year = open_year()
    Unit.objects.filter(code="10002").update(short_name="Tên khác")
    year.register("10001")
    assert recorder.counted == {"recorded": 2, "put back": 1, "from unknown states": 1}
    assert year.dossier("10001").status == "registered"


def test_step_that_was_refused_is_lived_again():
    year = open_year()
    year.register()
    before = rows.read()
    for _ in range(2):
        with pytest.raises(Refused):
            year.register()
        assert rows.read() == before


def test_functions_of_one_name_are_told_by_what_they_were_made_with():
    def coming(name: str):
        return recorded(lambda: person(name))

    for name in ("mot", "hai", "mot"):
        with transaction.atomic():
            assert coming(name)().email == f"{name}@vi.du"
            transaction.set_rollback(True)


def test_step_with_work_after_the_commit_is_lived_each_time():
    done: list[int] = []
    step = recorded(lambda: transaction.on_commit(lambda: done.append(1)))
    step()
    step()
    assert len(connection.run_on_commit) == 2


def test_step_is_lived_where_queries_are_counted(lived):
    play()
    with CaptureQueriesContext(connection) as queries:
        play()
    assert len(lived) == 2
    assert len(queries) > 2


def test_off_is_off(lived, recorder):
    recorder.on = False
    play()
    play()
    assert len(lived) == 2


# --- Several processes ------------------------------------------------------------------------------------------------


def another_process(monkeypatch: pytest.MonkeyPatch, shared: Path) -> None:
    """From now on steps are played by a recorder that knows what lies in the folder, and nothing else."""
    other = Recorder()
    other.on = True
    other.begin(shared)
    monkeypatch.setattr("tests.recorder.RECORDER", other)


def test_other_processes_put_back_what_one_has_lived(lived, tmp_path, monkeypatch):
    made = []
    for _ in range(3):
        another_process(monkeypatch, tmp_path)
        made.append(play())
    assert [one.pk for one in made] == [made[0].pk] * 3
    assert len(lived) == 1


def test_step_that_another_process_is_living_is_waited_for(tmp_path):
    recording, waiting = Shelf(tmp_path), Shelf(tmp_path)

    def wait() -> None:
        with waiting.reserved("a step"):
            pass

    with recording.reserved("a step"):
        other = Thread(target=wait)
        other.start()
        other.join(0.2)
        assert other.is_alive()
        recording.put("a step", tape_of(person("ai")))
    other.join(10)
    assert not other.is_alive()
    assert waiting.get("a step") == recording.get("a step")
    assert Shelf(tmp_path).get("another step") is None


def tape_of(user: User) -> Tape:
    return Tape("", {}, pickle.dumps(user), 1, {}, {})


def test_keys_given_by_another_process_are_not_given_again(tmp_path):
    far = person("mot").pk + 1000
    Shelf(tmp_path).put("a step", replace(tape_of(person("hai")), keys_given={"accounts_user_id_seq": far}))
    Shelf(tmp_path).get("a step")
    assert person("ba").pk == far + 1
    rows.give_keys_beyond({"accounts_user_id_seq": 1})
    assert person("bon").pk == far + 2


def test_names_given_by_another_process_are_not_given_again(lived, tmp_path, monkeypatch):
    """The other process has numbered more people than this one, whose numbers reach those of the step only later."""
    another_process(monkeypatch, tmp_path)
    here = UserFactory._meta.next_sequence()
    UserFactory.reset_sequence(here + 3)
    with transaction.atomic():
        made = enter_numbered()
        transaction.set_rollback(True)
    UserFactory.reset_sequence(here)
    another_process(monkeypatch, tmp_path)
    assert (enter_numbered(), made.username) == (made, f"can-bo-{here + 3}")
    assert len({UserFactory().username for _ in range(5)} | {made.username}) == 6
    assert len(lived) == 1


# --- Telling arguments apart ------------------------------------------------------------------------------------------


def test_arguments_are_told_apart():
    passed = Entry(AnswerState.VALUE, {"passed": True})
    different = [
        1, True, "1", None, date(2026, 1, 1), timedelta.resolution.__class__.__name__, [1], (1,), {"1": 1}, {1: "1"},
        passed, replace(passed, value={"passed": False}), GOOD, {**GOOD, "1.1": passed}, AnswerState.VALUE,
    ]  # fmt: skip
    assert len({told(value) for value in different}) == len(different)


def test_records_are_told_by_kind_and_key():
    made = person("ai")
    assert told(made) == told(User.objects.get(pk=made.pk))
    assert told(made) != told(person("khac"))
    assert told(made) != told(Unit(pk=made.pk))


def test_what_cannot_be_told_is_lived(lived):
    with pytest.raises(Untellable):
        told(object())
    for _ in range(2):
        play(thing=object())
    assert len(lived) == 2


def test_all_tests_share_one_recorder_that_works(recorder):
    assert RECORDER is not recorder
    assert RECORDER.on == (os.environ.get("SCENARIOS") != "lived" and rows.can_be_put_back())
