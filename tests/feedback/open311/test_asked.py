"""What the parameters of a reading ask for."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from tests.feedback.scene import at
from thanthien.core.acting.errors import Invalid
from thanthien.feedback.open311.asked import Asked, asked_of, number_of

TODAY = date(2026, 11, 30)
ONE, OTHER = UUID(int=1), UUID(int=2)


def asked(**told: str) -> Asked:
    with at(TODAY):
        return asked_of(told)


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        ({}, date(2026, 9, 1), TODAY),
        ({"start_date": "", "end_date": " "}, date(2026, 9, 1), TODAY),
        ({"start_date": "2026-11-01T08:00:00+07:00"}, date(2026, 11, 1), TODAY),
        ({"start_date": "2026-01-01T00:00:00+07:00"}, date(2026, 1, 1), date(2026, 4, 1)),
        ({"start_date": "2027-01-01T00:00:00+07:00"}, date(2027, 1, 1), date(2027, 1, 1)),
        ({"end_date": "2026-04-01T00:00:00+07:00"}, date(2026, 1, 1), date(2026, 4, 1)),
        ({"start_date": "2026-01-01T18:00:00Z", "end_date": "2026-01-31T00:00:00Z"}, date(2026, 1, 2),
         date(2026, 1, 31)),
        ({"start_date": "2026-01-01T00:00:00 07:00"}, date(2026, 1, 1), date(2026, 4, 1)),  # a “+” not encoded
    ],
)  # fmt: skip
def test_days_are_those_of_the_place_and_ninety_at_most(told: dict[str, str], first: date, last: date) -> None:
    found = asked(**told)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"start_date": "2026-01-01"}, "start_date"),
        ({"start_date": "hôm qua"}, "start_date"),
        ({"end_date": "0001-01-01T00:00:00+07:00"}, "end_date"),
        ({"end_date": "9999-12-31T23:59:59-12:00"}, "end_date"),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-01T00:00:01Z"}, "start_date"),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, "end_date"),
        ({"status": "mới"}, "status"),
        ({"status": "open,mới"}, "status"),
        ({"page": "0"}, "page"),
        ({"page": "１"}, "page"),
        ({"page_size": "1001"}, "page_size"),
        ({"service_request_id": ",".join(["a"] * 101)}, "service_request_id"),
    ],
)
def test_what_can_t_be_understood_is_said(told: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        asked(**told)
    assert list(refused.value.errors) == [field]


def test_topics_and_states_are_several_between_commas() -> None:
    found = asked(service_code="duong-sa, moi-truong,", status="closed")
    assert (found.codes, found.status) == (("duong-sa", "moi-truong"), "closed")
    assert (asked(status="open,closed").status, asked(status="").status) == ("", "")


def test_numbers_override_all_else_and_what_is_none_is_nothing() -> None:
    found = asked(service_request_id=f"{ONE},rác,{OTHER}", status="rác", start_date="rác")
    assert (found.numbers, found.codes, found.status) == ((ONE, OTHER), (), "")
    assert asked(service_request_id="rác").numbers == (UUID(int=0),)


@pytest.mark.parametrize("text", ["", "7", "{00000000-0000-0000-0000-000000000001}", "1" * 32, "urn:uuid:" + str(ONE)])
def test_number_has_one_form(text: str) -> None:
    assert (number_of(text), number_of(str(ONE))) == (None, ONE)
