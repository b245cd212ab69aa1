"""The command line: files in, JSON and exit codes out; no Django on the way."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.criteria.build import REFERENCE, SETS
from thanthien.cli import main

VALUES: dict[str, Any] = {
    "format": "thanthien-values/1",
    "set": {"scheme": "chinh-quyen-than-thien", "year": 2026, "version": 1},
    "unit_kind": "phuong",
    "gates": {"ky-luat-nguoi-dung-dau": False},
    "answers": {
        "1.2.3": {"value": {"numerator": "46", "denominator": "52"}},
        "1.2.4": {"not_applicable": {"reason": "Không có phản ánh"}},
        "2.1.1": {"deviation": {"points": "2", "reason": "Biên bản kiểm tra"}, "value": {"passed": False}},
        "1.1.1": {"bodies": {"so-tu-phap": {"value": {"numerator": "43", "denominator": "48"}}, "mttq": None}},
        "4.2.1": None,
    },
}


def run_score(tmp_path: Path, values: object, *extra: str) -> int:
    file = tmp_path / "values.json"
    file.write_text(values if isinstance(values, str) else json.dumps(values), encoding="utf-8")
    return main(["score", "--set", str(REFERENCE), "--values", str(file), *extra])


def test_score_prints_the_full_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_score(tmp_path, VALUES) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["indicators"]["1.2.3"] == {
        "state": "scored",
        "points": "2.75",
        "maximum": "4.00",
        "exact": "37/13",
        "deviation": False,
        "proposes_not_applicable": False,
        "explanation": "46/52 tuần có tiếp nhận = 88,5%; từ 60% đến 100% → 2,85 → làm tròn 2,75 điểm",
    }
    assert result["total"] == {
        "points": "9.50", "maximum": "97.00", "share": "38/388", "share_text": "9,8%",
        "low": "9.50", "high": "94.50", "answered": 4, "total": 33,
    }  # fmt: skip
    assert (result["level"], result["level_low"], result["level_high"]) == (None, 0, 4)
    assert (result["deviations"], len(result["missing"])) == (["2.1.1"], 29)
    assert [gate["state"] for gate in result["gates"]] == ["clear", "unknown", "unknown", "unknown"]
    assert result["levels"][0] == {
        "number": 1, "title": "Mức độ 1", "reached": False, "points_short": "48.75",
        "reasons": [
            "Tổng điểm đạt 9,8% < 60% (có thể đạt nếu chấm đủ)", "Nhóm 1 đạt 27,8% < 50% (có thể đạt nếu chấm đủ)",
            "Nhóm 2 đạt 6,7% < 50% (có thể đạt nếu chấm đủ)", "Nhóm 3 đạt 0,0% < 50% (có thể đạt nếu chấm đủ)",
            "Nhóm 4 đạt 0,0% < 50% (có thể đạt nếu chấm đủ)",
            "Điều kiện chưa xác định: Không nộp hồ sơ đúng hạn và không được gia hạn",
        ],
    }  # fmt: skip


def test_kind_may_be_given_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_score(tmp_path, {**VALUES, "unit_kind": "xa"}, "--kind", "dac_khu") == 0
    assert json.loads(capsys.readouterr().out)["unit_kind"] == "dac_khu"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"answers": {"1.2.3": {"value": {"numerator": "60", "denominator": "52"}}}}, "answers.1.2.3.value.numerator"),
        ({"answers": {"9.9.9": {"value": {"passed": True}}}}, "answers.9.9.9"),
        ({"answers": {"2.1.1": {"not_applicable": {"reason": "x"}}}}, "answers.2.1.1.not_applicable"),
        ({"answers": {"2.1.1": {"deviation": {"points": "1", "reason": "x"}}}}, "2.1.1"),
        ({"answers": {"2.1.1": {"deviation": {"points": "2"}}}}, "answers.2.1.1.deviation"),
        ({"answers": {"2.1.1": {"value": {"passed": True}, "not_applicable": {"reason": "x"}}}}, "answers.2.1.1"),
        ({"answers": {"1.1.1": {"bodies": {"ai-do": None}}}}, "answers.1.1.1.bodies"),
        ({"answers": {"1.1.1": 5}}, "answers.1.1.1"),
        ({"answers": []}, "answers"),
        ({"gates": {"lạ": True}}, "gates.lạ"),
        ({"gates": {"ky-luat-nguoi-dung-dau": "không"}}, "gates.ky-luat-nguoi-dung-dau"),
        ({"held_before": ["1"]}, "held_before"),
        ({"unit_kind": "tinh"}, "unit_kind"),
        ({"set": {"scheme": "khac", "year": 2026, "version": 1}}, "set"),
        ({"format": "x"}, "format"),
        ({"thừa": 1}, "thừa"),
    ],
)
def test_wrong_values_are_listed_with_their_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], told: str
) -> None:
    assert run_score(tmp_path, {**VALUES, **change}) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert [line.split(": ")[1] for line in output.err.splitlines()] == [told]


@pytest.mark.parametrize("text", ["{", '{"a": NaN}', '{"a": Infinity}', "[" * 100_000])
def test_broken_json_is_unusable(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert run_score(tmp_path, text) == 2
    assert "JSON không hợp lệ" in capsys.readouterr().err


def test_unreadable_files_are_unusable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("tên: Hải".encode("utf-16"))
    assert main(["criteria", "check", str(tmp_path / "không-có.yaml")]) == 2
    assert main(["criteria", "check", str(latin)]) == 2
    assert main(["criteria", "check", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


@pytest.mark.parametrize(("path", "count"), [(REFERENCE, 33), (SETS / "tiep-can-phap-luat.yaml", 20)])
def test_check_tells_that_a_set_is_valid(capsys: pytest.CaptureFixture[str], path: Path, count: int) -> None:
    assert main(["criteria", "check", str(path)]) == 0
    assert capsys.readouterr().out.endswith(f"{count} tiêu chí thành phần / indicators\n")


def test_check_lists_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(REFERENCE.read_text(encoding="utf-8").replace("max: 4\n", "max: 4.1\n"), encoding="utf-8")
    assert main(["criteria", "check", str(wrong)]) == 1
    assert len(capsys.readouterr().err.splitlines()) > 5
    assert main(["score", "--set", str(wrong), "--values", str(wrong)]) == 1


def test_wrong_usage_exits_with_two() -> None:
    with pytest.raises(SystemExit) as left:
        main(["score"])
    assert left.value.code == 2


def test_command_line_needs_no_django(tmp_path: Path) -> None:
    script = (
        "import sys; from thanthien.cli import main; "
        f"code = main(['criteria', 'check', {str(REFERENCE)!r}]); "
        "sys.exit(code or any(name.split('.')[0] in ('django', 'psycopg') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, capture_output=True).returncode == 0
