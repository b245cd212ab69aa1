"""What everybody sees of the hard year, and that the year before it stayed as it was."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from subprocess import run
from typing import Any

from tests.e2e.hard_place import GONE, LATE, MAIN, NEW, OUT, RENEWED, Story
from tests.e2e.visitor import Visitor
from thanthien.evaluations.models import Seal

FILES = ("ket-qua/{}/du-lieu.json", "ket-qua/{}/du-lieu.csv", "cach-cham-diem/nho/{}/1/bo-tieu-chi.yaml")


def kept(story: Story) -> dict[str, object]:
    """What is published of 2026, byte for byte: files with the fingerprint in them, and every seal."""
    citizen = story.citizen
    found: dict[str, object] = {name: _read(citizen, name.format(2026)) for name in FILES}
    seals = Seal.objects.filter(dossier__cycle=story.before.cycle).order_by("number")
    return found | {"seals": list(seals.values_list("number", "sha256", "body"))}


def _read(citizen: Visitor, path: str) -> bytes:
    citizen.open("/")
    return bytes(citizen.page.request.get(f"/{path}").body())


def seals_hold_it(story: Story) -> None:
    """Each trouble of which a result speaks stands in the sealed documents of its unit."""
    told = {unit["code"]: [one["document"] for one in unit["documents"]] for unit in _year(story)["units"]}
    assert sorted(told) == [MAIN, LATE, OUT, NEW]  # the merged ones stand in no list
    [main], [late, adjusted], [out], [new] = (told[code] for code in (MAIN, LATE, OUT, NEW))
    assert main["silent"] == [
        {
            "body": "so-tu-phap", "name": "Sở Tư pháp", "on": "2028-02-01",
            "reminder": {"number": "9/SNV", "signed_on": "2028-02-01"},
        }
    ]  # fmt: skip
    assert (main["council_on"], _concluded(main, "1.1")["reason"]) == ("2028-02-16", "Sổ thôn Đông đủ 44 tuần")
    assert {one["number"] for one in main["set_changes"]} == {"88/QĐ-UBND"}
    assert _row(main, "1.2")["concluded"]["maximum"] == "3.00"
    assert out["withdrawn"] == {"on": "2027-06-01", "reason": "Chuẩn bị sắp xếp lại bộ máy"}
    assert (out["level"]["decided"], out["indicators"]) == (0, [])
    assert _row(late, "1.1")["self"]["value"]["numerator"] == "46"  # the supplement that never came counts nowhere
    assert (late["level"]["decided"], adjusted["level"]["decided"]) == (1, 2)
    assert adjusted["adjusts"]["settlement"]["number"] == "77/QĐ-UBND"
    assert _row(adjusted, "2.2")["former"] == [_concluded(late, "2.2")]
    assert new["level"]["decided"] == 2
    kinds = Seal.objects.filter(dossier=story.dossier(MAIN)).order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["adjustment", "submission", "decision"]  # the first: before the set changed


def _year(story: Story) -> Any:
    return json.loads(_read(story.citizen, "ket-qua/2027/du-lieu.json"))


def _row(document: dict[str, Any], code: str) -> dict[str, Any]:
    [found] = [one for one in document["indicators"] if one["code"] == code]
    return dict(found)


def _concluded(document: dict[str, Any], code: str) -> dict[str, Any]:
    return dict(_row(document, code)["concluded"])


def anybody_recomputes(story: Story, folder: Path) -> None:
    """Both years verify at home; a silence of another body, a point, or another reason to withdraw does not."""
    year = _read(story.citizen, "ket-qua/2027/du-lieu.json").decode()
    forged = [("so-tu-phap", "so-noi-vu"), ('"2.50"', '"3.00"'), ("Chuẩn bị sắp xếp", "Không sắp xếp")]
    texts = [_read(story.citizen, "ket-qua/2026/du-lieu.json").decode(), year]
    texts += [year.replace(before, after, 1) for before, after in forged]
    assert _verified(folder, texts) == [0, 0, 1, 1, 1]


def _verified(folder: Path, texts: Iterable[str]) -> list[int]:
    found = []
    for number, text in enumerate(texts):
        file = folder / f"{number}.json"
        file.write_text(text, encoding="utf-8")
        found.append(run([sys.executable, "-m", "thanthien.cli", "verify", file], check=False).returncode)
    return found


def everybody_reads_it(story: Story) -> None:
    """Pages and table tell what happened, and neither drafts nor names of people."""
    citizen = story.citizen
    told = {
        MAIN: ("Mức độ 2", "Không có ý kiến của Sở Tư pháp", "21/QĐ-UBND"),
        LATE: ("nhập thêm Xã Số 5", "Điều chỉnh ngày 10/04/2028", "90/QĐ-UBND", "Kết quả giải quyết khiếu nại"),
        OUT: ("Chưa đạt", "Đơn vị rút hồ sơ ngày 01/06/2027", "Chuẩn bị sắp xếp lại bộ máy"),
        RENEWED: ("Từ ngày 01/07/2027 sáp nhập vào Xã Mới (8/NQ-HĐND).",),
        GONE: ("Từ ngày 01/07/2027 sáp nhập vào Phường Bình Minh (8/NQ-HĐND).",),
        NEW: ("Mức độ 2", "nhập thêm Xã Số 4"),
    }
    for code, words in told.items():
        citizen.open(f"/don-vi-hanh-chinh/{code}/")
        citizen.sees(*words)
        citizen.misses(["Chair10001", "Secretary", "Nguyễn Văn Ký", "Sổ chỉ ghi 40 tuần", "Ba tuần tiếp nhận"])
    citizen.open("/ket-qua/2027/")
    citizen.sees("3 / 4", "Xã Số 4 (sáp nhập vào Xã Mới từ ngày 01/07/2027)", "90/QĐ-UBND")
    citizen.open("/cach-cham-diem/nho/2027/2/")
    citizen.sees("Từ ngày 15/11/2027 áp dụng phiên bản 2 theo Quyết định số 88/QĐ-UBND ngày 15/11/2027")
    rows = csv.DictReader(io.StringIO(_read(citizen, "ket-qua/2027/du-lieu.csv").decode("utf-8-sig")))
    levels = {row["ma_don_vi"]: row["muc_do_hien_nay"] for row in rows}
    assert levels == {MAIN: "2", LATE: "2", OUT: "0", NEW: "2"}
