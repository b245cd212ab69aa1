"""The open data of one year, built from sealed decisions and the criteria set only (docs/open-data.md).

The sealed texts go into the file as they are, so that each still has its hash; the file is sent while it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.conf import settings

from thanthien.core.context import DEMO_NOTICE
from thanthien.core.csv_text import BOM, csv_line, harmless
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.rules import Indicator
from thanthien.criteria.words import value_words
from thanthien.evaluations.models import Cycle, Edition
from thanthien.evaluations.queries.editions import cycle_entry, fingerprint_of, set_entry, summary
from thanthien.evaluations.queries.public import SealRow, seal_bodies
from thanthien.evaluations.seal_documents import EARLIER, LICENCE, PRINT_OF_SEALS, fingerprint
from thanthien.portal.sheets import silent_in

CSV_COLUMNS = (
    "nam", "loai_ky", "ma_don_vi", "ten_don_vi", "loai_don_vi", "muc_do_hien_nay", "muc_do_tinh_duoc",
    "ma_tieu_chi", "ten_tieu_chi", "ket_luan", "tinh_trang", "diem", "diem_toi_da", "cach_tinh", "co_chenh_lech",
    "ly_do", "tu_cham", "diem_tu_cham", "co_quan_khong_y_kien", "so_niem_phong", "sha256",
)  # fmt: skip


def content_tag(cycle: Cycle, editions: list[Edition], rows: list[SealRow], columns: Sequence[str] = ()) -> str:
    """What a file of a year depends on, as one hash: the seals, the set, of a table its ``columns`` too."""
    return canonical_sha256([year_head(cycle, editions, rows), cycle.criteria_set.sha256, *columns])


def file_name(cycle: Cycle, ending: str) -> str:
    """Name of a downloaded file: ``chinh-quyen-than-thien-2026-cham-thu.json``."""
    trial = "-cham-thu" if cycle.is_trial else ""
    return f"{cycle.criteria_set.scheme.code}-{cycle.year}{trial}.{ending}"


def year_head(cycle: Cycle, editions: list[Edition], rows: list[SealRow]) -> dict[str, Any]:
    """What the file says before its units, but for the definition of the set. A year published before editions were
    kept has its first format, byte for byte."""
    if editions:
        return {**editions[0].head, "fingerprint": fingerprint_of(editions[0].head, rows)}
    return {
        "format": PRINT_OF_SEALS,
        "licence": LICENCE,
        "note": DEMO_NOTICE if settings.DEMO else "",
        "city": settings.CITY_NAME,
        "cycle": cycle_entry(cycle),
        "criteria_set": set_entry(cycle.criteria_set),
        "summary": summary(rows),
        "fingerprint": _print_of_seals(rows),
    }


def _print_of_seals(rows: Iterable[SealRow]) -> str:
    return _print_of(tuple((row.number, row.sha256) for row in rows))


_print_of = lru_cache(maxsize=64)(fingerprint)  # asked of the same seals by each page and file of a year


def shown_fingerprint(cycle: Cycle, editions: list[Edition], rows: list[SealRow]) -> str:
    """The fingerprint of the file: the last edition's is that of the seals of its moment."""
    return editions[0].fingerprint if editions else _print_of_seals(rows)


def _text(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False)


def year_json(cycle: Cycle, editions: list[Edition], rows: list[SealRow]) -> Iterator[str]:
    """The JSON file piece by piece; each sealed text stands in it unchanged."""
    head = year_head(cycle, editions, rows)
    head["criteria_set"] = {**head["criteria_set"], "definition": cycle.criteria_set.definition}
    if earlier := head.get(EARLIER):
        sets = CriteriaSet.objects.filter(sha256__in=[one["sha256"] for one in earlier])
        definitions = {one.sha256: one.definition for one in sets}
        head[EARLIER] = [{**one, "definition": definitions[one["sha256"]]} for one in earlier]
    yield _text(head)[:-1] + ', "units": ['
    between = ""
    for code, group in groupby(seal_bodies(rows), key=lambda pair: pair[0].unit_code):
        entries = list(group)
        documents = ",\n".join(
            f'{{"number": {_text(row.number)}, "sha256": {_text(row.sha256)}, "document": {body}}}'
            for row, body in entries
        )
        yield f'{between}\n{{"code": {_text(code)}, "level": {entries[-1][0].level}, "documents": [\n{documents}]}}'
        between = ","
    yield "\n]}\n"


# --- CSV ------------------------------------------------------------------------------------------------------------


def year_csv(cycle: Cycle, rows: list[SealRow]) -> Iterator[str]:
    """The CSV file unit by unit: UTF-8 with a byte order mark, one line for each unit and indicator of the
    last decision. A cell that a spreadsheet would run as a formula begins with an apostrophe."""
    yield BOM + csv_line(CSV_COLUMNS)
    last = list({row.unit_code: row for row in rows}.values())
    words = _Words()
    for row, body in seal_bodies(last):
        yield "".join([csv_line(line) for line in _csv_lines(cycle, row, json.loads(body), words)])


def _cells(values: Iterable[object]) -> list[str]:
    return ["" if value is None else harmless(str(value)) for value in values]


class _Words:
    """Values of one file in words, and its criteria: the same few stand in the lines of most units."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], str] = {}
        self._named: dict[str, list[str]] = {}

    def name(self, definition: Indicator) -> list[str]:
        """The cells that name an indicator."""
        if definition.code not in self._named:
            self._named[definition.code] = _cells([definition.code, definition.title])
        return self._named[definition.code]

    def of(self, kind: str, definition: Indicator, value: object) -> str:
        """``kind``: of the unit, whose set this indicator belongs to."""
        key = kind, definition.code, repr(value)
        if key not in self._known:
            self._known[key] = value_words(definition, value)
        return self._known[key]


def _csv_lines(cycle: Cycle, row: SealRow, document: dict[str, Any], words: _Words) -> Iterator[list[str]]:
    """The lines of a unit, each cell harmless: what all of them share is made once."""
    unit, level = document["unit"], document["level"]
    start = _cells([cycle.year, cycle.kind, unit["code"], unit["name"], unit["kind"], row.level, level["computed"]])
    silent = "; ".join(silent_in(document))
    end = _cells([silent, row.number, row.sha256])
    by_code = cycle.criteria_set.compiled(unit["kind"]).by_code
    for one in document["indicators"]:
        definition, concluded, own = by_code[one["code"]].definition, one["concluded"], one["self"] or {}
        told = [
            words.of(unit["kind"], definition, concluded["value"]) if concluded["value"] is not None else "",
            concluded["state"], concluded["points"], concluded["maximum"], concluded["explanation"],
            "1" if concluded["contested"] else "0", concluded["reason"],
            words.of(unit["kind"], definition, own["value"]) if own.get("value") is not None else own.get("state", ""),
            own.get("points"),
        ]  # fmt: skip
        yield [*start, *words.name(definition), *_cells(told), *end]
    if not document["indicators"]:
        yield [*start, *[""] * (len(CSV_COLUMNS) - len(start) - len(end)), *end]
