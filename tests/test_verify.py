"""`thanthien verify`: an honest file is clean; whatever is changed in it is reported; hostile files break nothing."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from tests.year_samples import ONE_DECISION, SAMPLE, YEARS, differences, paths, put, rehashed, sample
from thanthien.verify import verify_year
from thanthien.verify_report import NotAYearFile

Change = Callable[[dict[str, Any]], None]


def first(tree: dict[str, Any]) -> dict[str, Any]:
    """The first sealed decision of the second unit (with a deviation and an overridden level)."""
    return tree["units"][1]["documents"][0]["document"]


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
        "Xã An Hòa, văn bản 2026.1.10001.03: mức độ quyết định Mức độ 1 thay vì Mức độ 2. Lý do: Kết quả hậu kiểm",
        (
            "Phường Bình Minh, văn bản 2026.1.10002.02: mức độ quyết định Mức độ 2 thay vì Mức độ 1. "
            "Lý do: Hội nghị xét thêm"
        ),
    ]


def test_order_of_keys_means_nothing():
    assert differences(json.loads(json.dumps(SAMPLE, sort_keys=True))) == []


# --- Changed files --------------------------------------------------------------------------------------------------

# What may be changed unnoticed when every hash is made to fit, and why; every other value is compared with something.
_DEFINITION, _DOCUMENT = r"criteria_set\.definition\.", r"units\.\d\.documents\.\d\.document\."
FREE = {
    r".*sha256|fingerprint|decisions\.\d\.results": "made to fit here; the one on the public page is then another",
    r"licence\..*|note|city|cycle\.decided_by": "words on the whole file",
    r"criteria_set\.decision\..*": "the paper that issued the set, which the file names once",
    _DEFINITION + r"(title|scheme_title|groups\.\d\.title|levels\.\d\.title)": "words of the set",
    _DEFINITION + r".*children\.\d\.(title|unit|denominator|evidence\.0|not_applicable\.when)": "words of the set",
    _DEFINITION + r"(.*options\.[12]\.title|.*options\.2\.points|.*rule\.at_least|targets\.0\.year)": "not used here",
    r"units\.[12]\.documents\.0\.document\.(unit\.name|council_on)": "said once, bounded by the day of signing",
    r"units\.2\.documents\.0\.document\.gates\.ky-luat": "nothing was submitted or computed",
    r"units\.(0\.documents\.1|1\.documents\.0)\.document\.level\.decided_reason": "a reason, in other words",
}


_FIGURE = _DOCUMENT + r"figures\.\d\."
FREE_OF_FIGURES = {
    _DOCUMENT + r"computations\.\d\.(late_days|settings\..*)": "rules for records, and these are not public",
    _DOCUMENT + r"computations\.0\.known_at": "when the records were counted: any time after the day meant",
    _DOCUMENT + r"computations\.\d\.calendar\.off\.0": "a day off more or less makes no other week due",
    _FIGURE + r"(records|numbers|digest)": "of records that are not public: only the platform can check",
    _FIGURE + r"(note|withdrawn|figure\.nothing_arose)": "words of the room",
    _FIGURE + r"figure\.periods\.2026-W\d\d\.[02]": "more or fewer reports of a week that counts, or not, anyway",
    _FIGURE + r"figure\.periods\.2026-W(0\d|4\d)\.1": "as before",
}
OF_FIGURES = re.compile(_DOCUMENT + r"(computations|figures|.*computed|.*origin).*")
WEEKS = re.compile(r".*2026-W(01|46|53).*|(?!.*2026-W).*")  # of each kind one


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
    moments = ["2026-03-09T00:00:00+07:00"] if re.match(r"\d{4}-\d\d-\d\dT", before) else []
    digests = [before[:-1] + "f"] if re.fullmatch(r"\w{8}:\w{64}", before) else []
    return ["khác", *days, *numbers, *moments, *digests]


def goes_unnoticed(tree: dict[str, Any], path: tuple[Any, ...], value: Any) -> bool:
    put(tree, path, value)
    try:
        told = verify_year(rehashed(tree)).told
    except NotAYearFile:
        return False
    return (told.differences, told.notes) == ([], [])


@pytest.mark.parametrize("path", list(paths(SAMPLE)), ids=lambda path: ".".join(map(str, path)))
def test_any_single_changed_value_is_reported_though_all_hashes_fit(path):
    before = put(sample(), path, None)
    unnoticed = [value for value in other_values(before) if goes_unnoticed(sample(), path, value)]
    free = any(re.fullmatch(pattern, ".".join(map(str, path))) for pattern in FREE)
    assert bool(unnoticed) == free, unnoticed


def of_figures() -> list[tuple[Any, ...]]:
    """Where a document speaks of figures."""
    named = {path: ".".join(map(str, path)) for path in paths(ONE_DECISION)}
    return [path for path, name in named.items() if OF_FIGURES.fullmatch(name) and WEEKS.fullmatch(name)]


@pytest.mark.parametrize("path", of_figures(), ids=lambda path: ".".join(map(str, path)))
def test_any_single_changed_figure_is_reported_though_all_hashes_fit(path):
    before = put(sample(ONE_DECISION), path, None)
    unnoticed = [value for value in other_values(before) if goes_unnoticed(sample(ONE_DECISION), path, value)]
    free = any(re.fullmatch(pattern, ".".join(map(str, path))) for pattern in FREE_OF_FIGURES)
    assert bool(unnoticed) == free, unnoticed


def test_changed_value_without_a_fitting_hash_is_reported():
    tree = sample()
    first(tree)["decision"]["number"] = "khác"
    assert differences(tree) != []


@pytest.mark.parametrize("path", [("note",), ("city",), ("licence", "name"), ("criteria_set", "decision", "number")])
def test_words_on_the_whole_file_stand_under_its_fingerprint(path):
    tree = sample()
    put(tree, path, "khác")
    assert differences(tree) == ["fingerprint: Mã kiểm tra của năm không khớp với nội dung của tệp."]


def test_results_of_a_decision_have_a_fingerprint_without_its_number_and_day():
    tree, other = sample(), sample()
    for document in (unit["documents"][0]["document"] for unit in other["units"]):
        document["decision"] |= {"number": "99/QĐ-UBND", "signed_on": "2026-03-30"}
    other["decisions"][0] |= {"number": "99/QĐ-UBND", "signed_on": "2026-03-30"}
    assert differences(rehashed(other)) == []
    assert other["decisions"][0]["results"] == tree["decisions"][0]["results"]
    change_value(tree)
    assert rehashed(tree)["decisions"][0]["results"] != other["decisions"][0]["results"]


def test_documents_of_the_second_format_need_a_file_of_the_second():
    tree = sample()
    tree["format"] = "thanthien.year/1"
    said = differences(rehashed(tree))
    assert (len(said), said[0]) == (5, "tệp: Có mục lạ “decisions”.")
    assert said[1] == "văn bản 2026.1.10001.02: Định dạng thanthien.do… không có."


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
    tree["units"].append(sample(tree["units"][0]))


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


def test_false_explanation_is_reported():
    tree = sample()
    first(tree)["indicators"][0]["concluded"]["explanation"] = "Lời khác"
    here = "Phường Bình Minh, văn bản 2026.1.10002.02, tiêu chí 1.1 (kết luận)"
    assert differences(rehashed(tree)) == [f"{here}: Lời giải thích không phải là lời của cách tính này."]


def test_decomposed_name_is_reported():
    tree = sample()
    first(tree)["unit"]["name"] = unicodedata.normalize("NFD", "Phường Bình Minh")
    assert differences(rehashed(tree)) == ["tệp: 1 đoạn chữ không theo chuẩn Unicode NFC, ví dụ “Phường Bình Minh”."]
