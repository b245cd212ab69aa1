"""Facts that a sealed decision states only where there is one: no value follows from them, their form is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

from thanthien.verify_heads import PART as HEADS
from thanthien.verify_sets import CHANGES, check_set_changes, is_day

Tree: TypeAlias = Mapping[str, Any]
# The keys of such facts; a lowering or revocation repeats them.
# Of a body that had sent its sheet and said nothing on its gates.
ONLY_GATES = "gates"
RETURN_OUTCOMES = ("kept", "reopened")
WHERE_SO = frozenset(
    {"announced", "closed", "council", "returned", "silent", "successions", "withdrawn", HEADS, CHANGES}
)


class Teller(Protocol):
    """Who takes down what differs."""

    def differ(self, where: str, sentence: str) -> None: ...


def check_facts(told: Teller, document: Tree, where: str) -> None:
    """Check each fact that the document states."""
    if "withdrawn" in document:
        _check_withdrawn(told, document, where)
    if "closed" in document:
        _check_closed(told, document, where)
    if "council" in document:
        _check_council(told, document["council"], where)
    if "silent" in document:
        _check_silent(told, document["silent"], where)
    if "successions" in document:
        _check_successions(told, document["successions"], where)
    if "announced" in document:
        _check_announced(told, document["announced"], where)
    if "returned" in document:
        _check_returned(told, document["returned"], where)
    for sentence in check_set_changes(document):
        told.differ(where, sentence)


def _check_council(told: Teller, council: object, where: str) -> None:
    """How many of the council there are, and how many took part."""
    counts = council.values() if isinstance(council, Mapping) and set(council) == {"members", "took_part"} else [None]
    if any(type(count) is not int or count < 0 for count in counts):
        told.differ(where, "“council” sai cấu trúc.")
    elif isinstance(council, Mapping) and council["took_part"] > council["members"]:
        told.differ(where, "Số thành viên tham gia kết luận nhiều hơn số thành viên Hội đồng.")


def _check_silent(told: Teller, silent: object, where: str) -> None:
    """Each body once, by its code, with the day on which it was recorded, after the document that reminded it."""
    rows = silent if isinstance(silent, list) else []
    if not rows or not all(_is_silence(row) for row in rows):
        told.differ(where, "“silent” sai cấu trúc.")
        return
    codes = [row["body"] for row in rows]
    if codes != sorted(set(codes)) or any(row["reminder"]["signed_on"] > row["on"] for row in rows):
        told.differ(where, "Danh sách cơ quan không có ý kiến bị trùng, sai thứ tự hoặc ghi trước khi đôn đốc.")


def _is_silence(row: object) -> bool:
    if not isinstance(row, Mapping) or set(row) - {"only"} != {"body", "name", "on", "reminder"}:
        return False
    if row.get("only", ONLY_GATES) != ONLY_GATES:
        return False
    return _is_paper(row["reminder"]) and _is_text(row["body"]) and _is_text(row["name"]) and is_day(row["on"])


def _is_paper(paper: object) -> bool:
    """Number and day of a document."""
    whole = isinstance(paper, Mapping) and set(paper) == {"number", "signed_on"}
    return whole and _is_text(paper["number"]) and is_day(paper["signed_on"])  # type: ignore[index]


def _check_announced(told: Teller, announced: object, where: str) -> None:
    """The documents by which the result was announced, in order of their days, each once."""
    rows = announced if isinstance(announced, list) else []
    if not rows or not all(_is_paper(row) for row in rows):
        told.differ(where, "“announced” sai cấu trúc.")
        return
    papers = [(row["signed_on"], row["number"]) for row in rows]
    if [day for day, _ in papers] != sorted(day for day, _ in papers) or len(set(papers)) < len(papers):
        told.differ(where, "Danh sách thông báo kết quả dự kiến bị trùng hoặc sai thứ tự.")


def _check_returned(told: Teller, returned: object, where: str) -> None:
    """The documents by which the Tờ trình was returned, in order of their days, each once, and what came of each."""
    rows = returned if isinstance(returned, list) else []
    if not rows or not all(_is_return(row) for row in rows):
        told.differ(where, "“returned” sai cấu trúc.")
        return
    papers = [(row["signed_on"], row["number"]) for row in rows]
    if [day for day, _ in papers] != sorted(day for day, _ in papers) or len(set(papers)) < len(papers):
        told.differ(where, "Danh sách văn bản trả lại Tờ trình bị trùng hoặc sai thứ tự.")


def _is_return(row: object) -> bool:
    if not isinstance(row, Mapping) or set(row) != {"number", "signed_on", "outcome"}:
        return False
    return row["outcome"] in RETURN_OUTCOMES and _is_paper({key: row[key] for key in ("number", "signed_on")})


def _check_successions(told: Teller, successions: object, where: str) -> None:
    """Each body that passed to another, once, in the order of the days, by a document that was signed by then."""
    rows = successions if isinstance(successions, list) else []
    if not rows or not all(_is_succession(row) for row in rows):
        told.differ(where, "“successions” sai cấu trúc.")
        return
    days, codes = [row["on"] for row in rows], [row["body"] for row in rows]
    signed_late = any((row["document"]["signed_on"] or "") > row["on"] for row in rows)
    if days != sorted(days) or len(set(codes)) < len(codes) or signed_late:
        told.differ(where, "Danh sách cơ quan chuyển việc bị trùng, sai thứ tự ngày hoặc ký sau ngày hiệu lực.")


def _is_succession(row: object) -> bool:
    if not isinstance(row, Mapping) or set(row) != {"body", "name", "into", "on", "document"}:
        return False
    into, paper = row["into"], row["document"]
    if not isinstance(into, Mapping) or set(into) != {"body", "name"}:
        return False
    if not isinstance(paper, Mapping) or set(paper) != {"number", "signed_on"} or into["body"] == row["body"]:
        return False
    texts = (row["body"], row["name"], into["body"], into["name"], paper["number"])
    signed = paper["signed_on"] is None or is_day(paper["signed_on"])
    return all(_is_text(one) for one in texts) and is_day(row["on"]) and signed


def _check_withdrawn(told: Teller, document: Tree, where: str) -> None:
    """A unit that withdrew had handed nothing in, says when and why, and is not recognised."""
    gone, level = document["withdrawn"], document.get("level")
    whole = isinstance(gone, Mapping) and set(gone) == {"on", "reason"}
    if not whole or not is_day(gone["on"]) or not _is_text(gone["reason"]):
        told.differ(where, "“withdrawn” sai cấu trúc.")
    if document.get("indicators") or not isinstance(level, Mapping) or level.get("decided") != 0:
        told.differ(where, "Đơn vị đã rút hồ sơ mà có kết quả.")


def _check_closed(told: Teller, document: Tree, where: str) -> None:
    """A dossier that was closed says when, was not judged, and did not withdraw."""
    closed, level = document["closed"], document.get("level")
    if not isinstance(closed, Mapping) or set(closed) != {"on"} or not is_day(closed["on"]):
        told.differ(where, "“closed” sai cấu trúc.")
    refused = isinstance(level, Mapping) and level.get("decided") == 0
    if document.get("indicators") or not refused or "withdrawn" in document:
        told.differ(where, "Hồ sơ đã khóa mà có kết quả.")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
