"""What a year's file says of itself as a whole: summary, decisions with their results, fingerprint."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from thanthien.core.canonical import plain_text
from thanthien.evaluations.seal_documents import (
    EARLIER,
    PRINT_OF_SEALS,
    fingerprint,
    results_fingerprint,
    results_fingerprint_of_texts,
    results_of,
    year_fingerprint,
)
from thanthien.verify_report import MAX_SHOWN, Report, Tree, canonical, part, tree_of, without
from thanthien.verify_sets import ToldChanges


def check_units(report: Report, raw: Tree, units: list[dict[str, Any]]) -> None:
    for code, count in Counter(str(unit.get("code")) for unit in units).items():
        if count > 1:
            report.differ(f"đơn vị {code[:20]}", f"Xuất hiện {count} lần trong tệp.")
    for number, count in Counter(str(entry.get("number")) for unit in units for entry in unit["documents"]).items():
        if count > 1:
            report.differ(f"văn bản {number[:40]}", f"Số niêm phong xuất hiện {count} lần.")
    summary = part(report, raw, "summary", dict)
    levels = Counter(str(unit.get("level")) for unit in units)
    if summary != {"units": report.units, "documents": report.documents, "levels": dict(levels)}:
        report.differ("summary", f"Phần tổng hợp không khớp: tệp có {report.units} đơn vị, {report.documents} văn bản.")


def fingerprint_of(raw: Tree, units: list[dict[str, Any]]) -> str:
    """Of everything in the file; in the first format of the seals alone."""
    if raw["format"] == PRINT_OF_SEALS:
        entries = [entry for unit in units for entry in unit["documents"]]
        return fingerprint((str(entry.get("number")), str(entry.get("sha256"))) for entry in entries)
    head = without(raw, "fingerprint")
    head["criteria_set"] = without(tree_of(raw, "criteria_set"), "definition")
    if isinstance(head.get(EARLIER), list):
        head[EARLIER] = [without(one, "definition") if isinstance(one, dict) else one for one in head[EARLIER]]
    return year_fingerprint(head, units)


class Results:
    """The results of each decision, whose fingerprint its text may have named before it was signed."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str, str], list[tuple[str, str] | Tree]] = {}
        self._unreadable = False

    def add(self, document: Tree, *, plain: bool) -> None:
        """Note what a document says: as text, which is small, where it is ``plain`` and in NFC."""
        try:
            told = results_of(document)
        except (KeyError, TypeError):
            self._unreadable = True
            return
        stated = tree_of(document, "decision")
        key = (str(stated.get("signed_on")), str(stated.get("number")), str(stated.get("kind")))
        text = plain_text(told, small=True) if plain else None
        self._told.setdefault(key, []).append(told if text is None else (str(told["unit"]), text))

    def differ(self, report: Report, stated: object) -> bool:
        """Whether the file states others; False, and a difference of its own, when they can't be read."""
        if self._unreadable:
            report.differ("decisions", "Có bản niêm phong không đọc được kết quả.")
            return False
        return stated != [
            {"signed_on": day, "number": number, "kind": kind, "results": self._print(report, (day, number, kind))}
            for day, number, kind in sorted(self._told)
        ]

    def _print(self, report: Report, key: tuple[str, str, str]) -> str | None:
        told = self._told[key]
        texts = [one for one in told if isinstance(one, tuple)]
        if len(texts) == len(told):
            return canonical(report, "decisions", lambda: results_fingerprint_of_texts(texts))
        trees = [json.loads(one[1]) if isinstance(one, tuple) else one for one in told]
        return canonical(report, "decisions", lambda: results_fingerprint(trees))


def check_one_cycle(report: Report, raw: Tree, days: Counter[str], changes: ToldChanges) -> None:
    """All results of a year count up to the same day, and tell the changes of its set alike: those between the versions
    in the file."""
    if not changes.agree():
        report.differ("tệp", "Các văn bản không ghi cùng những lần điều chỉnh bộ tiêu chí của kỳ.")
    if not changes.fit_versions(raw.get(EARLIER)):
        report.differ("tệp", f"“{EARLIER}” không phải các phiên bản trước điều chỉnh mà văn bản nêu, theo thứ tự.")
    if len(days) > 1:
        named = ", ".join(f"{day[:MAX_SHOWN]} ({count} văn bản)" for day, count in days.most_common(5))
        report.differ("tệp", f"Ngày chốt số liệu không thống nhất: {named}.")
