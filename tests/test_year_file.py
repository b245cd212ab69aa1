"""A year's file read unit by unit says what the same file says read whole; little of it is held at a time."""

import hashlib
import io
import json
import tracemalloc
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.test_verify_files import JSON_VALUES, all_paths
from tests.year_samples import FIGURES, ONE_DECISION, SAMPLE, put, rehashed, sample
from thanthien import cli, year_file
from thanthien.core.canonical import canonical_bytes
from thanthien.verify import verify_file, verify_year
from thanthien.verify_report import NotAYearFile, Report
from thanthien.year_file import STRICT, NotInPieces, Unreadable, open_year

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def as_published(tree: dict[str, Any]) -> str:
    """As `portal/open_data.py` writes it: each document as its canonical text."""
    head = {key: value for key, value in tree.items() if key != "units"}
    units = ",\n".join(
        f'{{"code": {json.dumps(unit["code"])}, "level": {unit["level"]}, "documents": [\n'
        + ",\n".join(
            f'{{"number": {json.dumps(one["number"])}, "sha256": "{one["sha256"]}", '
            f'"document": {rfc8785.dumps(one["document"]).decode()}}}'
            for one in unit["documents"]
        )
        + "]}"
        for unit in tree["units"]
    )
    return json.dumps(head, ensure_ascii=False)[:-1] + f', "units": [\n{units}\n]}}\n'


def in_pieces(text: str) -> Report:
    return verify_file(open_year(io.StringIO(text)))


def same(one: Report, other: Report) -> None:
    assert (one.told, one.units, one.documents, one.fingerprint, one.title, one.set_code) == (
        other.told, other.units, other.documents, other.fingerprint, other.title, other.set_code,
    )  # fmt: skip


@pytest.mark.parametrize("tree", [SAMPLE, FIGURES, ONE_DECISION], ids=["plain", "figures", "one"])
@pytest.mark.parametrize("chunk", [7, 1000, 1 << 20])
def test_year_in_pieces_says_the_same_whatever_is_read_at_a_time(tree, chunk, monkeypatch):
    monkeypatch.setattr(year_file, "CHUNK", chunk)
    report = in_pieces(as_published(tree))
    same(report, verify_year(tree))
    assert report.clean


@pytest.mark.parametrize(
    "written",
    [json.dumps, lambda tree: json.dumps(tree, indent=2), lambda tree: json.dumps(tree, ensure_ascii=False)],
    ids=["escaped", "indented", "spaced"],
)
def test_year_that_somebody_wrote_otherwise_says_the_same(written):
    same(in_pieces(written(SAMPLE)), verify_year(SAMPLE))


def test_documents_as_published_are_known_by_their_text():
    known = [unit.texts for unit in open_year(io.StringIO(as_published(SAMPLE))).units()]
    assert known == [
        [rfc8785.dumps(one["document"]).decode() for one in unit["documents"]] for unit in SAMPLE["units"]
    ]  # fmt: skip
    assert [unit.texts for unit in open_year(io.StringIO(json.dumps(SAMPLE))).units()] == [None] * 3


@given(st.sampled_from([p for p in all_paths(ONE_DECISION) if p != ("format",)]), JSON_VALUES)
def test_nonsense_in_any_part_is_told_in_the_same_words(path, value):
    tree = sample(ONE_DECISION)
    put(tree, path, value)
    text = json.dumps(tree)
    try:
        report = in_pieces(text)
    except (NotInPieces, NotAYearFile):
        return
    same(report, verify_year(STRICT.decode(text)))


@pytest.mark.parametrize("value", ["12345678901234567890", "1.5", '"\U0001f600"', '"a\u0301"', "NaN"])
def test_values_that_have_no_simple_text_are_told_in_the_same_words(value):
    text = as_published(SAMPLE).replace(
        '"format":"thanthien.dossier', f'"\uff5e": {value}, "format":"thanthien.dossier'
    )
    if value == "NaN":
        with pytest.raises(Unreadable):
            in_pieces(text)
        return
    same(in_pieces(text), verify_year(STRICT.decode(text)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"code"', '{"code": "x", "code"'),
        ('"document": {', '"document": {"a": 1, "a": 2, '),
        ('"number": "2026', '"number": "y", "number": "2026'),
        (', "units": [', ', "city": "x", "units": ['),
        ("\n]}\n", '\n], "units": []}\n'),
        ("\n]}\n", "\n]} x"),
        ("\n]}\n", "\n"),
        ("\n]}\n", "\n]"),
    ],
)
def test_broken_and_repeated_parts_are_no_json(before, after):
    text = as_published(SAMPLE)
    assert before in text
    with pytest.raises(Unreadable):
        in_pieces(text.replace(before, after, 1))


def test_hash_of_other_text_than_the_canonical_one_is_a_difference():
    """A forger hashes the bytes as they stand, with a blank in them."""
    tree = sample()
    entry = tree["units"][0]["documents"][0]
    body = rfc8785.dumps(entry["document"]).decode()
    loose = body.replace(",", ", ", 1)
    text = as_published(tree).replace(body, loose).replace(entry["sha256"], digest_of_text(loose))
    assert [one for one in in_pieces(text).told.differences if "Mã kiểm tra ghi" in one] != []


def digest_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_what_comes_behind_the_units_counts_too():
    tree = sample()
    text = json.dumps({key: value for key, value in tree.items() if key != "fingerprint"})
    same(in_pieces(f'{text[:-1]}, "fingerprint": "{tree["fingerprint"]}"}}'), verify_year(tree))
    assert not in_pieces(f'{text[:-1]}, "fingerprint": "x", "la": 1}}').clean


def test_year_whose_units_come_first_is_read_whole(tmp_path):
    turned = dict(sorted(SAMPLE.items(), reverse=True))
    with pytest.raises(NotInPieces):
        in_pieces(json.dumps(turned))
    file = tmp_path / "du-lieu.json"
    file.write_text(json.dumps(turned), encoding="utf-8")
    assert cli.main(["verify", str(file)]) == 0


def test_memory_does_not_grow_with_the_file(monkeypatch):
    """Of each unit its numbers and hashes stay, and what its decision says: less than its text alone, and read whole it
    takes several times that."""
    monkeypatch.setattr(year_file, "CHUNK", 20_000)
    few, many = (as_published(many_units(count)) for count in (40, 240))
    assert peak_of(many) - peak_of(few) < 0.8 * (len(many) - len(few))


def many_units(count: int) -> dict[str, Any]:
    tree = sample(ONE_DECISION)
    [unit] = tree["units"]
    tree["units"] = []
    for number in range(count):
        one = sample(unit)
        one["code"] = one["documents"][0]["document"]["unit"]["code"] = f"{number:05}"
        one["documents"][0]["number"] = one["documents"][0]["document"]["number"] = f"{number}"
        tree["units"].append(one)
    return rehashed(tree)


def peak_of(text: str) -> int:
    file = io.StringIO(text)
    tracemalloc.start()
    try:
        verify_file(open_year(file))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# --- Canonical JSON -------------------------------------------------------------------------------------------------


@given(ANYTHING)
def test_quick_canonical_json_is_that_of_the_library(tree):
    try:
        expected = rfc8785.dumps(tree)
    except (rfc8785.CanonicalizationError, UnicodeError) as refused:
        with pytest.raises(type(refused)):
            canonical_bytes(tree)
        return
    assert canonical_bytes(tree) == expected


CORNERS = (
    {"\U0001f600": 1, "\uff5e": 2}, {"a": "\x00\x1f\x7f\"\\/\b\f\n\r\t"}, [1e16, 1.5], "1.5e3 1234567890123456",
)  # fmt: skip


@pytest.mark.parametrize("tree", CORNERS, ids=["astral", "escapes", "fractions", "digits in a text"])
def test_corners_of_canonical_json(tree):
    assert canonical_bytes(tree) == rfc8785.dumps(tree)


def test_number_that_is_too_large_has_no_canonical_form():
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical_bytes({"a": 2**53})
