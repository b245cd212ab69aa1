"""Slips and tables of steps, whatever the matter."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
from django.core import signing

from thanthien.core.acting.errors import Refused
from thanthien.core.clock import ZONE
from thanthien.core.matters.forms import CodeForm, SlipForm
from thanthien.core.matters.slips import Slip, slip_of, slip_text, stored_under
from thanthien.core.matters.steps import StepTable, step

DAY = timedelta(days=1)


class State(StrEnum):
    OPEN = "open"
    DONE = "done"


class Who(StrEnum):
    ONE = "one"
    OTHER = "other"


TABLE = StepTable(
    step("note", "Ghi", [State.OPEN], None, Who.ONE, Who.OTHER),
    step("end", "Kết thúc", [State.OPEN], State.DONE, Who.ONE),
)


def test_table_says_who_may_do_what_and_which_states_change():
    names = {who: [one.name for one in TABLE.open_to(State.OPEN, who)] for who in Who}
    assert (names, TABLE.open_to(State.DONE, *Who)) == ({Who.ONE: ["note", "end"], Who.OTHER: ["note"]}, [])
    assert [TABLE.allows("end", State.OPEN, who) for who in Who] == [True, False]
    assert list(TABLE.pairs()) == [("open", "done")]


def test_slip_of_a_form_is_the_same_each_time_and_its_code_is_not_in_it():
    text = slip_text()
    one, two = slip_of(text, DAY), slip_of(text, DAY)
    assert one is not None
    assert one == two
    assert one.code not in str(signing.loads(text, salt="thanthien.slip"))


@pytest.mark.parametrize(
    "text",
    ["", "x", signing.dumps({"key": "x"}, salt="thanthien.slip"), signing.dumps({})],
    ids=["nothing", "no signature", "no slip", "another salt"],
)
def test_what_is_no_slip_is_none(text: str):
    assert slip_of(text, DAY) is None


def test_old_slip_is_none_and_its_form_is_sent_once_more(time_machine: Any):
    time_machine.move_to(datetime(2026, 3, 2, 6, tzinfo=ZONE), tick=False)
    text = slip_text()
    time_machine.shift(timedelta(hours=13))
    form = SlipForm({"slip": text})
    assert not form.is_valid()
    assert slip_of(text, timedelta(hours=12)) is None
    assert SlipForm({"slip": form["slip"].value()}).is_valid()


def test_stored_one_is_given_again_refused_for_another_code_or_other_words():
    slip = slip_of(slip_text(), DAY)
    assert slip is not None

    class Stored:
        code_digest = slip.digest

    def again(of: Slip, *, same: bool) -> Any:
        return stored_under(of, Stored(), same=lambda _: same, other="khác", otherwise="đã sửa")

    assert isinstance(again(slip, same=True), Stored)
    for of, same, sentence in ((slip, False, "đã sửa"), (Slip(slip.key, "khac"), True, "khác")):
        with pytest.raises(Refused, match=sentence):
            again(of, same=same)


def test_code_is_taken_however_it_was_typed_and_nothing_else_is():
    assert CodeForm({"code": "k7qm 2xrd 9fha c3wt"}).is_valid()
    assert not CodeForm({"code": "K7QM-2XRD"}).is_valid()
