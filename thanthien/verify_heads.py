"""What a sealed decision says of the heads of a unit: form and terms are checked, and the gate must follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date
from itertools import pairwise
from typing import Any, Protocol, TypeAlias

from thanthien.criteria.compiling import CompiledSet
from thanthien.evaluations.heads import POSTS, PUBLIC_ANSWERS, VACANT, gaps, holds, term_of
from thanthien.verify_sets import is_day

Tree: TypeAlias = Mapping[str, Any]
PART = "heads"
_DOCUMENT = frozenset({"number", "signed_on", "issuer"})
_TERM = frozenset({"post", "from", "to", "answer"})


class Teller(Protocol):
    """Who takes down what differs."""

    def differ(self, where: str, sentence: str) -> None: ...


def check_heads(told: Teller, compiled: CompiledSet, document: Tree, where: str) -> None:
    """Each gate that asks of heads and is answered has its statement, and its answer is what that says. Asked once
    the gates are known to be readable."""
    said, gates, cycle = document.get(PART, {}), document["gates"], document.get("cycle")
    year = cycle.get("year") if isinstance(cycle, Mapping) else None
    asked = {gate.key for gate in compiled.gates if gate.of_heads}
    answered = {key for key in asked if gates.get(key) is not None}
    if not isinstance(said, Mapping) or (PART in document and not said) or set(said) != answered:
        told.differ(where, "“heads” thiếu, thừa hoặc sai cấu trúc.")
        return
    for key, one in said.items():
        if not _is_statement(one):
            told.differ(where, f"“heads” của trường hợp “{key}” sai cấu trúc.")
        elif not _terms_fit(one["terms"], year):
            told.differ(where, f"Nhiệm kỳ người đứng đầu của trường hợp “{key}” thiếu, trùng hoặc ngoài năm đánh giá.")
        elif one["document"]["signed_on"] < (last := max(term["to"] for term in one["terms"])):
            told.differ(where, f"Văn bản về người đứng đầu của trường hợp “{key}” ký trước ngày {last}.")
        elif gates[key] is not holds(one):
            told.differ(where, f"Trường hợp “{key}” khác với nội dung xác nhận từng người đứng đầu.")


def _is_statement(said: object) -> bool:
    if not isinstance(said, Mapping) or set(said) != {"document", "terms"}:
        return False
    paper, terms = said["document"], said["terms"]
    if not isinstance(paper, Mapping) or set(paper) != _DOCUMENT or not is_day(paper["signed_on"]):
        return False
    texts = all(isinstance(paper[key], str) and paper[key].strip() for key in ("number", "issuer"))
    return texts and isinstance(terms, list) and all(map(_is_term, terms))


def _is_term(term: object) -> bool:
    if not isinstance(term, Mapping) or set(term) - {"vacant_by"} != _TERM:
        return False
    if (term["answer"] == VACANT) is not ("vacant_by" in term):
        return False
    words = isinstance(term["post"], str) and isinstance(term["answer"], str)
    known = words and term["post"] in POSTS and term["answer"] in {*PUBLIC_ANSWERS, VACANT}
    ground = term.get("vacant_by", "-")
    return known and isinstance(ground, str) and bool(ground.strip()) and is_day(term["from"]) and is_day(term["to"])


def _terms_fit(terms: list[Tree], year: object) -> bool:
    """Each term within the year, no two of a post on one day, in the order of posts and days; from the first day of
    the year to the last that the statement speaks of, no day of a post without its term."""
    if type(year) is not int or not MINYEAR <= year < MAXYEAR:
        return False
    by_post = {post: [term for term in terms if term["post"] == post] for post in POSTS}
    in_order = [term for own in by_post.values() for term in own] == terms
    within = all(term["from"] <= term["to"] and term["from"][:4] == term["to"][:4] == f"{year:04}" for term in terms)
    apart = all(before["to"] < after["from"] for own in by_post.values() for before, after in pairwise(own))
    if not (in_order and within and apart):
        return False
    known = [term_of(term) for term in terms]
    return bool(known) and not gaps(known, date(year, 1, 1), max(term.last for term in known))
