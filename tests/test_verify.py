"""`thanthien verify`: an honest file is clean; whatever is changed in it is reported; hostile files break nothing."""

import copy
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from thanthien import cli
from thanthien.evaluations.seal_documents import fingerprint
from thanthien.verify import NotAYearFile, verify_year

YEARS = Path(__file__).parent / "portal"
SAMPLE: dict[str, Any] = json.loads((YEARS / "sample-year.json").read_text(encoding="utf-8"))
Change = Callable[[dict[str, Any]], None]


def sample() -> dict[str, Any]:
    return copy.deepcopy(SAMPLE)


def rehashed(tree: dict[str, Any]) -> dict[str, Any]:
    """The file as a careful forger leaves it: every hash made to fit the changed content."""
    tree["criteria_set"]["sha256"] = digest(tree["criteria_set"]["definition"])
    entries = [entry for unit in tree["units"] for entry in unit["documents"]]
    for entry in entries:
        entry["document"]["criteria_set"]["sha256"] = tree["criteria_set"]["sha256"]
        entry["sha256"] = digest(entry["document"])
    tree["fingerprint"] = fingerprint((entry["number"], entry["sha256"]) for entry in entries)
    return tree


def digest(tree: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(tree)).hexdigest()


def differences(tree: Any) -> list[str]:
    return verify_year(tree).told.differences


def first(tree: dict[str, Any]) -> dict[str, Any]:
    """The first sealed decision of the second unit (with a deviation and an overridden level)."""
    return tree["units"][1]["documents"][0]["document"]


def paths(tree: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every single value of a tree stands."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    if not isinstance(tree, (dict, list)):
        yield here
    for key, value in pairs:
        yield from paths(value, (*here, key))


def put(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    for key in path[:-1]:
        tree = tree[key]
    before = tree[path[-1]]
    tree[path[-1]] = value
    return before


# --- Honest files ---------------------------------------------------------------------------------------------------


def test_sample_is_clean():
    report = verify_year(sample())
    assert (report.told.differences, report.told.notes) == ([], [])
    assert (report.units, report.documents, report.told.indicators) == (3, 4, 12)


def test_year_published_in_2026_still_verifies():
    """The bytes of a year as the platform published it before measures had their present keys: never touched again."""
    text = (YEARS / "format-1-year.json").read_bytes()
    assert hashlib.sha256(text).hexdigest() == "8837f0b8dd118e053e5120b2ee2dc86e7f075a76e4ce32143fe65b7291c9d36d"
    report = verify_year(json.loads(text))
    assert (report.told.differences, report.told.notes, report.documents) == ([], [], 4)


def test_direct_conclusions_and_overrides_are_listed_apart():
    told = verify_year(sample()).told
    assert told.deviations == [
        "Phường Bình Minh, văn bản 2026.1.10002.02, tiêu chí 2.2: 1.00 điểm. Lý do: Hội đồng thống nhất cho một điểm"
    ]
    assert told.overrides == [
        "Xã An Hòa, văn bản 2026.1.10001.03: mức quyết định Mức độ 1 thay vì Mức độ 2. Lý do: Kết quả hậu kiểm",
        "Phường Bình Minh, văn bản 2026.1.10002.02: mức quyết định Mức độ 2 thay vì Mức độ 1. Lý do: Hội nghị xét thêm",
    ]


def test_order_of_keys_means_nothing():
    assert differences(json.loads(json.dumps(SAMPLE, sort_keys=True))) == []


# --- Changed files --------------------------------------------------------------------------------------------------

# What may be changed unnoticed when every hash is made to fit, and why; every other value is compared with something.
_DEFINITION, _DOCUMENT = r"criteria_set\.definition\.", r"units\.\d\.documents\.\d\.document\."
FREE = {
    r".*sha256|fingerprint": "made to fit here; the fingerprint on the public page is then another one",
    r"licence\..*|note|city|cycle\.decided_by": "words on the whole file",
    r"criteria_set\.decision\..*": "the paper that issued the set, which the file names once",
    _DEFINITION + r"(title|scheme_title|groups\.\d\.title|levels\.\d\.title)": "words of the set",
    _DEFINITION + r".*children\.\d\.(title|unit|denominator|evidence\.0|not_applicable\.when)": "words of the set",
    _DEFINITION + r"(.*options\.[12]\.title|.*options\.2\.points|.*rule\.at_least|targets\.0\.year)": "not used here",
    _DOCUMENT + r"decision\.number": "stands on the signed paper only",
    r"units\.[12]\.documents\.0\.document\.(unit\.name|council_on)": "said once, bounded by the day of signing",
    r"units\.2\.documents\.0\.document\.(decision\.signed_on|gates\.ky-luat)": "nothing was submitted or computed",
    r"units\.(0\.documents\.1|1\.documents\.0)\.document\.level\.decided_reason": "a reason, in other words",
}


def other_values(before: Any) -> list[Any]:
    """What a forger might write in its place."""
    if isinstance(before, bool):
        return [not before, None]
    if isinstance(before, int):
        return [before + 1, before - 1]
    if before is None:
        return [True, 1, "2026-03-10"]
    days = ["2026-03-09"] if re.fullmatch(r"\d{4}-\d\d-\d\d", before) else []
    numbers = [str(float(before) + 0.25), str(int(float(before)) + 1)] if re.fullmatch(r"\d+(\.\d+)?", before) else []
    return ["khác", *days, *numbers]


def goes_unnoticed(path: tuple[Any, ...], value: Any) -> bool:
    tree = sample()
    put(tree, path, value)
    try:
        told = verify_year(rehashed(tree)).told
    except NotAYearFile:
        return False
    return (told.differences, told.notes) == ([], [])


@pytest.mark.parametrize("path", list(paths(SAMPLE)), ids=lambda path: ".".join(map(str, path)))
def test_any_single_changed_value_is_reported_though_all_hashes_fit(path):
    before = put(sample(), path, None)
    unnoticed = [value for value in other_values(before) if goes_unnoticed(path, value)]
    free = any(re.fullmatch(pattern, ".".join(map(str, path))) for pattern in FREE)
    assert bool(unnoticed) == free, unnoticed


def test_changed_value_without_a_fitting_hash_is_reported():
    tree = sample()
    first(tree)["decision"]["number"] = "khác"
    assert differences(tree) != []


def change_points(tree: dict[str, Any]) -> None:
    first(tree)["indicators"][0]["concluded"]["points"] = "3.00"


def change_value(tree: dict[str, Any]) -> None:
    first(tree)["indicators"][0]["concluded"]["value"]["numerator"] = "52"


def change_self_points(tree: dict[str, Any]) -> None:
    first(tree)["indicators"][0]["self"]["points"] = "4.00"


def change_sums(tree: dict[str, Any]) -> None:
    first(tree)["total"]["points"] = "8.00"


def change_group(tree: dict[str, Any]) -> None:
    first(tree)["total"]["groups"][0]["points"] = "4.00"


def change_gate(tree: dict[str, Any]) -> None:
    first(tree)["gates"]["ky-luat"] = True


def change_computed_level(tree: dict[str, Any]) -> None:
    first(tree)["level"]["computed"] = 2


def drop_override_reason(tree: dict[str, Any]) -> None:
    first(tree)["level"]["decided_reason"] = " "


def drop_deviation_reason(tree: dict[str, Any]) -> None:
    first(tree)["indicators"][3]["concluded"]["reason"] = ""


def deviate_beyond_the_rule(tree: dict[str, Any]) -> None:
    first(tree)["indicators"][3]["concluded"]["points"] = "1.50"


def drop_indicator(tree: dict[str, Any]) -> None:
    del first(tree)["indicators"][0]


def repeat_indicator(tree: dict[str, Any]) -> None:
    first(tree)["indicators"].append(first(tree)["indicators"][0])


def claim_not_applicable(tree: dict[str, Any]) -> None:
    first(tree)["indicators"][2]["concluded"] |= {"state": "not_applicable", "value": None}


def change_threshold(tree: dict[str, Any]) -> None:
    tree["criteria_set"]["definition"]["levels"][1]["total_at_least"] = "50%"


def change_rule(tree: dict[str, Any]) -> None:
    tree["criteria_set"]["definition"]["groups"][0]["children"][0]["rule"]["to"] = "90%"


def drop_unit(tree: dict[str, Any]) -> None:
    del tree["units"][0]


def drop_document(tree: dict[str, Any]) -> None:
    del tree["units"][0]["documents"][1]


def repeat_unit(tree: dict[str, Any]) -> None:
    tree["units"].append(copy.deepcopy(tree["units"][0]))


def raise_again(tree: dict[str, Any]) -> None:
    tree["units"][0]["documents"].reverse()


def change_stated_level(tree: dict[str, Any]) -> None:
    tree["units"][2]["level"] = 1


def later_facts_differ(tree: dict[str, Any]) -> None:
    tree["units"][0]["documents"][1]["document"]["held_before"] = [1]


def deny_that_nothing_was_submitted(tree: dict[str, Any]) -> None:
    tree["units"][2]["documents"][0]["document"]["gates"]["khong-nop"] = False


def rename_unit_later(tree: dict[str, Any]) -> None:
    tree["units"][0]["documents"][1]["document"]["unit"]["name"] = "Xã khác"


def retitle_cycle(tree: dict[str, Any]) -> None:
    first(tree)["cycle"]["title"] = "Kỳ khác"


def shift_reference_day(tree: dict[str, Any]) -> None:
    first(tree)["cycle"]["as_of"] = "2026-06-30"


def reason_for_no_override(tree: dict[str, Any]) -> None:
    first(tree)["level"]["proposed_reason"] = "Không khác gì"


def hide_that_council_differs(tree: dict[str, Any]) -> None:
    first(tree)["indicators"][3]["concluded"] |= {"contested": False}


def drop_reason_of_another_word(tree: dict[str, Any]) -> None:
    first(tree)["indicators"][0]["self"] |= {"value": {"numerator": "45", "denominator": "52"}, "points": "2.50"}


def council_after_decision(tree: dict[str, Any]) -> None:
    first(tree)["council_on"] = "2026-03-25"


def council_on_no_day(tree: dict[str, Any]) -> None:
    first(tree)["council_on"] = "20260310"


def unknown_part(tree: dict[str, Any]) -> None:
    first(tree)["decision"]["signer"] = "Người ký"


FORGERIES: list[Change] = [
    change_points, change_value, change_self_points, change_sums, change_group, change_gate, change_computed_level,
    drop_override_reason, drop_deviation_reason, deviate_beyond_the_rule, drop_indicator, repeat_indicator,
    claim_not_applicable, change_threshold, change_rule, drop_unit, drop_document, repeat_unit, raise_again,
    change_stated_level, later_facts_differ, deny_that_nothing_was_submitted, rename_unit_later, retitle_cycle,
    shift_reference_day, reason_for_no_override, hide_that_council_differs, drop_reason_of_another_word,
    council_after_decision, council_on_no_day, unknown_part,
]  # fmt: skip


@pytest.mark.parametrize("change", FORGERIES, ids=lambda change: change.__name__)
def test_forgery_with_fitting_hashes_is_reported(change):
    tree = sample()
    change(tree)
    assert differences(rehashed(tree)) != []


def test_wrong_points_are_told_with_the_right_ones():
    tree = sample()
    change_points(tree)
    assert differences(rehashed(tree)) == [
        "Phường Bình Minh, văn bản 2026.1.10002.02, tiêu chí 1.1 (kết luận): điểm ghi 3.00, tính lại là 2.75."
    ]


def test_other_words_of_an_explanation_are_only_noted():
    tree = sample()
    first(tree)["indicators"][0]["concluded"]["explanation"] = "Lời khác"
    told = verify_year(rehashed(tree)).told
    assert (told.differences, len(told.notes)) == ([], 1)


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


@pytest.mark.parametrize("raw", [None, [], "x", 3, {}, {"format": "thanthien.year/2"}])
def test_other_files_are_refused(raw):
    with pytest.raises(NotAYearFile):
        verify_year(raw)


@pytest.mark.parametrize(
    ("step", "most", "told"),
    [
        ("0.000001", "4", "Bộ tiêu chí không hợp lệ: Bước điểm phải lớn hơn 0 và là bội của 0.01."),
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
