"""`thanthien verify` on what a decision says of heads: form, terms of the year, and the gate that follows."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.year_samples import differences, one_decision, rehashed

Statement = dict[str, Any]
Change = Callable[[dict[str, Any]], None]
_SHAPE = "“heads” thiếu, thừa hoặc sai cấu trúc."
_ONE = "“heads” của trường hợp “ky-luat” sai cấu trúc."
_TERMS = "Nhiệm kỳ người đứng đầu của trường hợp “ky-luat” thiếu, trùng hoặc ngoài năm đánh giá."
_SIGNED = "Văn bản về người đứng đầu của trường hợp “ky-luat” ký trước ngày 2026-12-31."
_GATE = "Trường hợp “ky-luat” khác với nội dung xác nhận từng người đứng đầu."


def said(answer: str = "none") -> Statement:
    return {
        "document": {"number": "12-BC/UBKT", "signed_on": "2027-01-05", "issuer": "Ủy ban Kiểm tra Thành ủy"},
        "terms": [
            {"post": "party", "from": "2026-01-01", "to": "2026-12-31", "answer": "none"},
            {"post": "government", "from": "2026-01-01", "to": "2026-06-30", "answer": "none"},
            {"post": "government", "from": "2026-07-01", "to": "2026-12-31", "answer": answer},
        ],
    }


def a_year() -> dict[str, Any]:
    """A published year whose set asks of each head."""
    tree = one_decision()
    tree["criteria_set"]["definition"]["gates"][0] |= {"about": "heads", "as_of": "31/12"}
    document(tree)["heads"] = {"ky-luat": said()}
    return rehashed(tree)


def document(tree: dict[str, Any]) -> dict[str, Any]:
    return tree["units"][0]["documents"][0]["document"]


def told(change: Change) -> list[str]:
    """What is said of a year that a careful forger changed."""
    tree = a_year()
    change(document(tree))
    return [sentence.partition(": ")[2] for sentence in differences(rehashed(tree))]


def terms(one: dict[str, Any]) -> list[dict[str, Any]]:
    return one["heads"]["ky-luat"]["terms"]


def test_honest_year_is_clean():
    assert differences(a_year()) == []


def test_vacant_post_is_clean():
    assert told(lambda one: terms(one)[1].update(answer="vacant", vacant_by="7-TB/TU")) == []


def test_year_of_a_set_that_asks_of_nobody_in_particular_needs_no_statement():
    assert differences(one_decision()) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda one: one.pop("heads"), _SHAPE),
        (lambda one: one.update(heads={}), _SHAPE),
        (lambda one: one.update(heads=[]), _SHAPE),
        (lambda one: one["heads"].update({"khong-nop": said()}), _SHAPE),
        (lambda one: one["heads"].update({"ky-luat": None}), _ONE),
        (lambda one: one["heads"]["ky-luat"].pop("document"), _ONE),
        (lambda one: one["heads"]["ky-luat"]["document"].update(number=" "), _ONE),
        (lambda one: one["heads"]["ky-luat"]["document"].update(signed_on="5/1/2027"), _ONE),
        (lambda one: terms(one)[0].update(answer="perhaps"), _ONE),
        (lambda one: terms(one)[0].update(answer="elsewhere"), _ONE),
        (lambda one: terms(one)[0].update(post="mayor"), _ONE),
        (lambda one: terms(one)[0].update(name="Trần Bí Thư"), _ONE),
        (lambda one: one["heads"]["ky-luat"]["document"].update(signed_on="2026-12-30"), _SIGNED),
        (lambda one: terms(one).pop(0), _TERMS),
        (lambda one: terms(one).reverse(), _TERMS),
        (lambda one: terms(one)[0].update({"from": "2026-01-02"}), _TERMS),
        (lambda one: terms(one)[2].update({"from": "2026-07-02"}), _TERMS),
        (lambda one: terms(one)[2].update(to="2026-12-30"), _TERMS),
        (lambda one: terms(one)[1].update(answer="vacant"), _ONE),
        (lambda one: terms(one)[1].update(answer="vacant", vacant_by=" "), _ONE),
        (lambda one: terms(one)[1].update(vacant_by="7-TB/TU"), _ONE),
        (lambda one: terms(one)[1].update(to="2026-07-01"), _TERMS),
        (lambda one: terms(one)[0].update({"from": "2025-12-31"}), _TERMS),
        (lambda one: terms(one)[0].update(to="2025-01-01"), _TERMS),
        (lambda one: terms(one)[2].update(answer="in_post"), _GATE),
    ],
)
def test_forged_statement_is_told(change, sentence):
    assert told(change) == [sentence]


@pytest.mark.parametrize("change", [lambda one: one.pop("cycle"), lambda one: one["cycle"].update(year="2026")])
def test_document_without_its_year_is_told(change):
    assert _TERMS in told(change)


def test_gate_that_is_taken_off_a_head_is_told():
    """The gate is set to “not hit” while a head was disciplined in this post."""
    tree = a_year()
    document(tree)["heads"]["ky-luat"] = said("in_post")
    assert _GATE in [sentence.partition(": ")[2] for sentence in differences(rehashed(tree))]


def test_statement_without_a_gate_that_asks_is_told():
    tree = one_decision()
    document(tree)["heads"] = {"ky-luat": said()}
    assert [sentence.partition(": ")[2] for sentence in differences(rehashed(tree))] == [_SHAPE]
