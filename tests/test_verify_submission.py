"""`thanthien verify` and a single sealed document, which is not public: a submission, or one decision."""

import copy
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785

from tests.year_samples import FIGURES, YEARS, read
from thanthien import cli, verify_submission
from thanthien.criteria.definition_io import definition_from_json
from thanthien.criteria.yaml_io import dump_set, load_set
from thanthien.verify_submission import NotASeal, verify_seal

FIRST = YEARS / "format-1-submission.json"
SET = load_set((YEARS / "format-1-submission-set.yaml").read_text(encoding="utf-8"))


def test_submission_sealed_in_2026_still_verifies():
    """The bytes of a seal as it was made before figures stood in seals: never touched again."""
    text = FIRST.read_bytes()
    assert hashlib.sha256(text).hexdigest() == "8771d81c573cf84df734bce2e98da60f80a660c00ae496cdecc6815d6157ec7d"
    assert rfc8785.dumps(json.loads(text)) == text
    told = verify_seal(json.loads(text), SET)
    assert (told.differences, told.notes, told.indicators) == ([], [], 4)


def change_points(seal: dict[str, Any]) -> None:
    seal["indicators"][0]["points"] = "4.00"


def change_explanation(seal: dict[str, Any]) -> None:
    seal["indicators"][1]["explanation"] = "Không phát sinh"


def change_sum(seal: dict[str, Any]) -> None:
    seal["total"]["points"] = "8.00"


def change_level(seal: dict[str, Any]) -> None:
    seal["level"]["high"] = 1


def drop_indicator(seal: dict[str, Any]) -> None:
    seal["indicators"].pop()


def add_part(seal: dict[str, Any]) -> None:
    seal["figures"] = []


def break_row(seal: dict[str, Any]) -> None:
    seal["indicators"][0]["reason"] = None


@pytest.mark.parametrize(
    "change", [change_points, change_explanation, change_sum, change_level, drop_indicator, add_part, break_row]
)
def test_changed_submission_is_reported(change: Callable[[dict[str, Any]], None]):
    seal = json.loads(FIRST.read_bytes())
    change(seal)
    assert len(verify_seal(seal, SET).differences) == 1


def test_formats_are_told_apart_by_name_whatever_stands_before_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verify_submission, "FORMATS", ("thanthien.dossier/0", *verify_submission.FORMATS))
    seal = json.loads(FIRST.read_bytes())
    add_part(seal)
    assert len(verify_seal(seal, SET).differences) == 1


def test_single_decision_is_checked_beside_its_set():
    definition = definition_from_json(FIGURES["criteria_set"]["definition"])
    seal = copy.deepcopy(FIGURES["units"][0]["documents"][0]["document"])
    assert (verify_seal(seal, definition).differences, verify_seal(seal, definition).digests) == ([], 4)
    seal["indicators"][0]["computed"][0]["value"]["numerator"] = "1"
    assert len(verify_seal(seal, definition).differences) == 1


def test_another_set_is_refused():
    with pytest.raises(NotASeal, match="mã kiểm tra khác"):
        verify_seal(json.loads(FIRST.read_bytes()), definition_from_json(FIGURES["criteria_set"]["definition"]))


@pytest.mark.parametrize(
    "raw", [None, [], {"format": "thanthien.dossier/1"}, {"format": "thanthien.dossier/3"}, {"format": []}]
)
def test_what_is_no_seal_is_refused(raw):
    with pytest.raises(NotASeal):
        verify_seal(raw, SET)


def test_command_prints_the_hash_and_asks_for_the_set(capsys, tmp_path):
    assert cli.main(["verify", str(FIRST), "--set", str(YEARS / "format-1-submission-set.yaml")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Bản niêm phong số 2026.1.10002.01, mã kiểm tra (SHA-256) {hashlib.sha256(FIRST.read_bytes()).hexdigest()}.",
        "Kết quả: khớp hoàn toàn.",
    ]
    assert cli.main(["verify", str(FIRST)]) == 2
    other = tmp_path / "other.yaml"
    other.write_text(dump_set(definition_from_json(FIGURES["criteria_set"]["definition"])), encoding="utf-8")
    assert cli.main(["verify", str(FIRST), "--set", str(other)]) == 2


def test_command_says_what_can_not_be_checked_from_outside(capsys):
    assert cli.main(["verify", str(YEARS / "sample-year-figures.json")]) == 0
    assert "Không kiểm tra được từ bên ngoài: 8 số liệu đếm từ bản ghi không công khai." in capsys.readouterr().out
    assert read("sample-year.json")["summary"]["units"] == 3
    assert cli.main(["verify", str(YEARS / "sample-year.json")]) == 0
    assert "Không kiểm tra được" not in capsys.readouterr().out
