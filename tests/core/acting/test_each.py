"""One act on each ticked row: what can't be done is told beside its row and holds up no other."""

from typing import Any

import pytest
from django.http import QueryDict

from thanthien.core.acting.each import carry_out_each
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.acting.seen import pack


def sent(*ticked: str, seen: dict[str, Any] | None = None) -> QueryDict:
    query = QueryDict(mutable=True)
    query["thay"] = pack(seen or {})
    query.setlist("chon", list(ticked))
    return query


def test_each_row_is_done_with_what_the_page_showed_of_it() -> None:
    told: list[tuple[int, Any]] = []
    done = carry_out_each(sent("12", "7", seen={"7": 3, "12": 1, "5": 9}), lambda key, mark: told.append((key, mark)))
    assert (told, bool(done), done.done, done.status) == ([(7, 3), (12, 1)], True, 2, 200)


@pytest.mark.parametrize(
    ("problem", "sentences"),
    [
        (Refused(["Đã qua.", "Vui lòng tải lại."]), ["Đã qua.", "Vui lòng tải lại."]),
        (Invalid({"looked": "Cần xác nhận."}), ["Cần xác nhận."]),
        (Stale(None, "Vừa thay đổi."), ["Vừa thay đổi."]),
    ],
)
def test_refused_row_holds_up_no_other(problem: Exception, sentences: list[str]) -> None:
    def act(key: int, mark: Any) -> None:
        if key == 2:
            raise problem

    done = carry_out_each(sent("1", "2", "3"), act)
    assert (bool(done), done.done, dict(done.problems), done.status) == (False, 2, {2: sentences}, 409)


def test_row_that_the_page_did_not_show_has_no_mark_and_what_is_no_key_is_none() -> None:
    told: list[tuple[int, Any]] = []
    carry_out_each(sent("4", "x", "-1", "9" * 40, "²"), lambda key, mark: told.append((key, mark)))
    assert told == [(4, None)]


def test_nothing_ticked_is_told() -> None:
    done = carry_out_each(sent(), lambda key, mark: None)
    assert (bool(done), done.none_ticked, done.status) == (False, True, 422)
