"""`thanthien verify` before files of strangers: hostile ones break nothing, and the command says what it found."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_verify import change_points, first
from tests.year_samples import ONE_DECISION, SAMPLE, differences, put, rehashed, sample
from thanthien import cli
from thanthien.verify import verify_year
from thanthien.verify_report import NotAYearFile

# --- Hostile files --------------------------------------------------------------------------------------------------

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("\ud800") | st.just("9" * 30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def all_paths(tree: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if here:
        yield here
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        yield from all_paths(value, (*here, key))


@given(st.sampled_from([p for p in all_paths(SAMPLE) if p != ("format",)]), JSON_VALUES)
def test_any_part_may_be_nonsense(path, value):
    tree = sample()
    put(tree, path, value)
    report = verify_year(tree)
    assert all(isinstance(sentence, str) for sentence in report.told.differences)


@given(st.sampled_from([p for p in all_paths(ONE_DECISION) if p != ("format",)]), JSON_VALUES)
def test_any_part_of_figures_may_be_nonsense(path, value):
    tree = sample(ONE_DECISION)
    put(tree, path, value)
    assert all(isinstance(sentence, str) for sentence in verify_year(tree).told.differences)


@pytest.mark.parametrize("raw", [None, [], "x", 3, {}, {"format": "thanthien.year/4"}])
def test_other_files_are_refused(raw):
    with pytest.raises(NotAYearFile):
        verify_year(raw)


@pytest.mark.parametrize(
    ("step", "most", "told"),
    [
        ("0.000001", "4", "Bộ tiêu chí không hợp lệ: Bước điểm phải lớn hơn 0 và là bội của 0,01."),
        ("0.01", "2000", "Bước điểm quá nhỏ so với tổng điểm."),
    ],
)
def test_set_with_too_fine_a_step_is_not_computed(step, most, told):
    tree = sample()
    leaf = {"code": "1.1", "title": "Một", "max": most, "rule": {"kind": "pass_fail"}}
    tree["criteria_set"]["definition"] |= {
        "step": step, "groups": [{"code": "1", "title": "Nhóm", "children": [leaf]}], "gates": [], "minimums": [],
    }  # fmt: skip
    assert differences(rehashed(tree))[0] == f"bộ tiêu chí: {told}"


# --- Command --------------------------------------------------------------------------------------------------------


def run(tmp_path: Path, text: str | bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    file = tmp_path / "du-lieu.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    code = cli.main(["verify", str(file)])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_command_is_silent_about_nothing(tmp_path, capsys):
    code, said = run(tmp_path, json.dumps(SAMPLE), capsys)
    assert (code, said.splitlines()[-1]) == (0, "Kết quả: khớp hoàn toàn.")
    tree = sample()
    change_points(tree)
    code, said = run(tmp_path, json.dumps(rehashed(tree)), capsys)
    assert (code, said.splitlines()[-1]) == (1, "Kết quả: có 1 khác biệt.")


def test_command_compares_the_fingerprint_that_is_given(tmp_path, capsys):
    file = tmp_path / "du-lieu.json"
    file.write_text(json.dumps(SAMPLE), encoding="utf-8")
    right = SAMPLE["fingerprint"]
    assert cli.main(["verify", str(file), "--fingerprint", f" {right[:32].upper()} {right[32:]}"]) == 0
    assert f"Mã kiểm tra của tệp (SHA-256): {right}" in capsys.readouterr().out.splitlines()
    assert cli.main(["verify", str(file), "--fingerprint", "0" * 64]) == 1
    assert f"Mã kiểm tra của tệp không phải mã đã cho ({'0' * 64})." in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", "[" * 100_000, '{"format": "thanthien.year/1", "format": "x"}', b"\xff\xfe", "9" * 5000, "NaN"],
    ids=["empty", "broken", "list", "deep", "repeated", "not-utf8", "long-number", "nan"],
)
def test_command_refuses_unreadable_files(text, tmp_path, capsys):
    assert run(tmp_path, text, capsys)[0] == 2


def test_command_refuses_huge_files(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(cli, "MAX_YEAR_BYTES", 10)
    assert run(tmp_path, json.dumps(SAMPLE), capsys)[0] == 2


def test_command_never_writes_control_characters(tmp_path, capsys):
    tree = sample()
    first(tree)["level"]["decided_reason"] = "Lý do \x1b[2J\x07"
    _, said = run(tmp_path, json.dumps(rehashed(tree)), capsys)
    assert [letter for letter in said if letter != "\n" and not letter.isprintable()] == []


def test_half_a_character_in_a_number_is_a_difference_not_a_crash():
    tree = sample()
    put(tree, ("units", 0, "documents", 0, "number"), "\ud800")
    assert not verify_year(tree).clean
