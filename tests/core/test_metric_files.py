"""Numbers of a process in a file: readers see them, and a file that can't grow ends nobody."""

import json
from pathlib import Path
from urllib.request import urlopen

import pytest
from prometheus_client import values
from prometheus_client.mmap_dict import MmapedDict, mmap_key

from tests.config.plug import SMALL, Visitor, serving, small_files
from thanthien.core.metric_files import NumbersFile


def key(number: int) -> str:
    return mmap_key("m", "m", ["route"], [f"r{number:03}"], "x" * 60)


def in_file(file: Path) -> dict[str, float]:
    """What the library's own reader finds."""
    found = MmapedDict.read_all_values_from_file(str(file))
    return {json.loads(one)[2]["route"]: value for one, value, _, _ in found}


def test_readers_find_the_numbers(tmp_path: Path) -> None:
    numbers = NumbersFile(str(tmp_path / "counter_1.db"))
    for value in (1.0, 2.0):
        for number in range(100):
            numbers.write_value(key(number), number + value, 0.0)
    assert in_file(tmp_path / "counter_1.db") == {f"r{number:03}": number + 2.0 for number in range(100)}
    assert numbers.read_value(key(7)) == (9.0, 0.0)


def test_numbers_outlive_a_full_disk_and_are_written_afterwards(tmp_path: Path) -> None:
    numbers, file = NumbersFile(str(tmp_path / "counter_1.db")), tmp_path / "counter_1.db"
    with small_files():
        for number in range(100):
            numbers.write_value(key(number), 1.0, 0.0)
        during = in_file(file)
        assert (set(during.values()), 10 < len(during) < 50) == ({1.0}, True)
    numbers.write_value(key(0), 5.0, 0.0)
    assert in_file(file) == {"r000": 5.0} | {f"r{number:03}": 1.0 for number in range(1, 100)}


def test_file_that_can_not_be_made_is_made_later(tmp_path: Path) -> None:
    file = tmp_path / "not yet" / "counter_1.db"
    numbers = NumbersFile(str(file))
    numbers.write_value(key(1), 1.0, 0.0)
    file.parent.mkdir()
    numbers.write_value(key(2), 2.0, 0.0)
    assert in_file(file) == {"r001": 1.0, "r002": 2.0}


def test_library_keeps_its_numbers_so() -> None:
    assert values.MmapedDict is NumbersFile


@pytest.mark.django_db(transaction=True)
def test_server_lives_and_tells_its_numbers_on_a_full_disk(tmp_path: Path) -> None:
    with small_files(), serving(PROMETHEUS_MULTIPROC_DIR=str(tmp_path), VAR_DIR=str(tmp_path / "var")) as port:
        pages = [Visitor(port).get(page).status for page in ("/", "/ket-qua/", "/du-lieu-mo/", "/tra-cuu/")]
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as told:
            assert (pages, told.status) == ([200] * 4, 200)
    assert max(file.stat().st_size for file in tmp_path.glob("*.db")) <= SMALL
