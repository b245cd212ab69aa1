"""`thanthien verify` on a year whose set changed in the middle: whatever is changed in what it says of the change is
reported, also by a forger who makes every hash anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.evaluations.adjusted import change, decision, second_set
from tests.evaluations.scenario import GOOD, Year, on, open_year
from tests.independent.sequence import set_course
from tests.year_samples import rehashed
from thanthien.evaluations.actions import answers
from thanthien.verify import verify_year

pytestmark = pytest.mark.django_db
Tree = dict[str, Any]
DAY = date(2026, 1, 13)


def adjusted_year() -> Year:
    """Two units go over to the second version on 13/01, score what was touched or is new, and are decided on."""
    year, codes = open_year(units=2), ("10001", "10002")
    for code in codes:
        year.score(code)
    change(year, chosen=second_set(year, None, DAY), day=DAY, paper=decision(year, day=DAY), effective_on=DAY)
    year.cycle.refresh_from_db()
    drafts = {"1.2": answers.Draft(GOOD["1.2"]), "2.3": answers.Draft(GOOD["2.1"])}
    for code in codes:
        with on(DAY):
            answers.save_answers(by=year.who(code, "focal"), dossier_id=year.dossier(code).pk, drafts=drafts)
    year.score = lambda *_: None  # type: ignore[method-assign]
    for code, number in zip(codes, ("12/QĐ-UBND", "13/QĐ-UBND"), strict=True):
        year.publish(code, number)
    return year


def year_file() -> Tree:
    adjusted_year()
    found: Tree = json.loads(b"".join(Client().get("/ket-qua/2026/du-lieu.json").streaming_content))  # type: ignore[attr-defined]
    return found


def changes(tree: Tree) -> list[Tree]:
    """What each document says of the one change."""
    return [entry["document"]["set_changes"][0] for unit in tree["units"] for entry in unit["documents"]]


def each(tree: Tree, **other: Any) -> None:
    for one in changes(tree):
        one.update(other)


FORGED: dict[str, tuple[Callable[[Tree], Any], str]] = {
    "a wrong mapping": (
        lambda tree: each(tree, touched=["1.1"]), "“set_changes.touched” ghi [1.1], so hai phiên bản là [1.2].",
    ),
    "a touched indicator is missing": (
        lambda tree: each(tree, touched=[]), "“set_changes.touched” ghi [], so hai phiên bản là [1.2].",
    ),
    "a new one is missing": (
        lambda tree: each(tree, new=[]), "“set_changes.new” ghi [], so hai phiên bản là [2.3].",
    ),
    "another one is gone": (
        lambda tree: each(tree, gone=["2.2"]), "“set_changes.gone” ghi [2.2], so hai phiên bản là [2.1].",
    ),
    "no mapping": (lambda tree: [one.pop("touched") for one in changes(tree)], "“set_changes” sai cấu trúc."),
    "an earlier day": (
        lambda tree: each(tree, effective_on="2026-01-12", signed_on="2026-01-12"),
        "Ngày có hiệu lực của điều chỉnh trước ngày ban hành phiên bản mới (2026-01-13).",
    ),
    "before it was signed": (lambda tree: each(tree, effective_on="2026-01-12"), "“set_changes” sai cấu trúc."),
    "another day in one document": (
        lambda tree: changes(tree)[0].update(effective_on="2026-01-14"),
        "Các văn bản không ghi cùng những lần điều chỉnh bộ tiêu chí của kỳ.",
    ),
    "another number in one document": (
        lambda tree: changes(tree)[0].update(number="99/QĐ-UBND"),
        "Các văn bản không ghi cùng những lần điều chỉnh bộ tiêu chí của kỳ.",
    ),
    "a document without the change": (
        lambda tree: tree["units"][0]["documents"][0]["document"].pop("set_changes"),
        "Các văn bản không ghi cùng những lần điều chỉnh bộ tiêu chí của kỳ.",
    ),
    "no earlier version": (
        lambda tree: tree.pop("earlier_sets"), "Tệp không có phiên bản 1 của bộ tiêu chí mà “set_changes” nêu.",
    ),
    "another earlier version": (
        lambda tree: tree["earlier_sets"][0]["definition"].update(title="Bộ khác"), "Mã kiểm tra ghi",
    ),
    "another number of the version": (
        lambda tree: each(tree, **{"from": changes(tree)[0]["from"] | {"version": 7}}),
        "Tệp không có phiên bản 7 của bộ tiêu chí mà “set_changes” nêu.",
    ),
    "from itself": (
        lambda tree: each(tree, **{"from": changes(tree)[0]["to"]}), "“set_changes” sai cấu trúc.",
    ),
}  # fmt: skip


def test_an_honest_year_is_clean_and_another_reader_counts_the_same() -> None:
    tree = year_file()
    report = verify_year(tree)
    assert (report.told.differences, report.documents) == ([], 2)
    assert verify_year(rehashed(tree)).fingerprint == tree["fingerprint"]
    assert [
        (one.number, one.effective_on, one.before, one.after, one.touched, one.new, one.gone)
        for one in set_course(tree)
    ] == [("15/QĐ-UBND", "2026-01-13", 1, 2, ("1.2",), ("2.3",), ("2.1",))]


def test_every_forgery_is_told() -> None:
    """One year for all: each forgery on a copy."""
    text = json.dumps(year_file())
    told = {}
    for name, (forge, sentence) in FORGED.items():
        tree = json.loads(text)
        forge(tree)
        said = verify_year(rehashed(tree)).told.differences
        if not any(sentence in one for one in said):
            told[name] = said
    assert told == {}


SEEN_BY_ANOTHER = (
    "a wrong mapping", "a touched indicator is missing", "a new one is missing", "another one is gone",
    "another day in one document", "a document without the change", "no earlier version", "another earlier version",
)  # fmt: skip


def test_another_reader_sees_it_too() -> None:
    text = json.dumps(year_file())
    for name in SEEN_BY_ANOTHER:
        tree = json.loads(text)
        FORGED[name][0](tree)
        with pytest.raises((AssertionError, KeyError)):
            set_course(rehashed(tree))
