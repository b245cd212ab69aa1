"""The open data of a year: what is in the files, what is not, and that they can be recomputed."""

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
import rfc8785
from django.db import connection

from tests.evaluations.scenario import open_year
from tests.portal.published import (
    COMMUNE_TEXT,
    announce_with_deviation,
    decide,
    lower,
    publish,
    published_year,
    year_with_figures,
)
from thanthien.core import clock
from thanthien.evaluations.queries.editions import draft_results_fingerprint
from thanthien.evaluations.seal_documents import fingerprint
from thanthien.portal import open_data
from thanthien.portal.open_data import CSV_COLUMNS
from thanthien.verify import verify_year

pytestmark = pytest.mark.django_db
JSON_URL, CSV_URL = "/ket-qua/2026/du-lieu.json", "/ket-qua/2026/du-lieu.csv"


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def with_fixed_cycle_number(text: str, cycle_id: int) -> str:
    """Seal numbers hold the cycle's number in the database, which depends on the tests before."""
    return text.replace(f"2026.{cycle_id}.", "2026.1.")


YEARS = {"sample-year.json": published_year, "sample-year-figures.json": year_with_figures}


@pytest.mark.parametrize("name", YEARS)
def test_json_has_the_documented_shape(client, name):
    year = YEARS[name]()
    found = json.loads(with_fixed_cycle_number(body(client.get(JSON_URL)).decode(), year.cycle.pk))
    sample = json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    for tree in (found, sample):  # hashes follow the cycle's number
        tree.pop("fingerprint")
        for unit in tree["units"]:
            for entry in unit["documents"]:
                entry.pop("sha256")
    assert found == sample


@pytest.mark.parametrize(
    ("name", "counts"), [("sample-year.json", (3, 4, 12)), ("sample-year-figures.json", (1, 2, 8))]
)
def test_json_is_recomputed_without_difference(client, name, counts):
    YEARS[name]()
    report = verify_year(json.loads(body(client.get(JSON_URL))))
    assert (report.told.differences, report.told.notes) == ([], [])
    assert (report.units, report.documents, report.told.indicators) == counts


def test_direct_points_and_other_levels_are_counted(client):
    published_year()
    report = verify_year(json.loads(body(client.get(JSON_URL))))
    assert (len(report.told.deviations), len(report.told.overrides)) == (1, 2)


def test_documents_have_the_hash_that_stands_beside_them(client):
    published_year()
    found = json.loads(body(client.get(JSON_URL)))
    entries = [entry for unit in found["units"] for entry in unit["documents"]]
    hashes = [hashlib.sha256(rfc8785.dumps(entry["document"])).hexdigest() for entry in entries]
    assert hashes == [entry["sha256"] for entry in entries]
    assert found["units"][0]["documents"][0]["document"]["indicators"][0]["concluded"]["points"] == "2.75"


def test_files_never_hold_what_is_not_public(client):
    published_year()
    text = (body(client.get(JSON_URL)) + body(client.get(CSV_URL))).decode()
    hidden = [COMMUNE_TEXT, "Người ký", "Biên bản họp", "Chair10001", "Focal10001", "Office", "@vi.du"]
    assert [words for words in hidden if words in text] == []


def test_csv_has_a_line_for_each_unit_and_indicator(client):
    published_year()
    text = body(client.get(CSV_URL)).decode()
    assert text.startswith("\ufeff" + ",".join(CSV_COLUMNS))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["ma_don_vi"], row["ma_tieu_chi"], row["diem"], row["diem_tu_cham"]) for row in rows] == [
        ("10001", "1.1", "2.75", "2.75"), ("10001", "1.2", "1.50", "1.50"),
        ("10001", "2.1", "2.00", "2.00"), ("10001", "2.2", "2.00", "2.00"),
        ("10002", "1.1", "2.75", "2.75"), ("10002", "1.2", "", ""),
        ("10002", "2.1", "2.00", "2.00"), ("10002", "2.2", "1.00", "2.00"),
        ("10003", "", "", ""),
    ]  # fmt: skip


def test_csv_cells_never_run_as_formulas(client):
    year = open_year()
    unit = year.dossier().unit
    unit.name = "=HYPERLINK(1)"
    unit.save(update_fields=["name"])
    year.publish()
    rows = list(csv.DictReader(io.StringIO(body(client.get(CSV_URL)).decode().removeprefix("\ufeff"))))
    assert {row["ten_don_vi"] for row in rows} == {"'=HYPERLINK(1)"}


@pytest.mark.parametrize("url", [JSON_URL, CSV_URL])
def test_file_is_not_there_before_publication(client, url):
    year = open_year()
    year.decide()
    assert client.get(url).status_code == 404


def test_undecided_units_are_absent_from_the_file(client):
    year = open_year()
    announce_with_deviation(year, "10002")
    year.publish("10001")
    found = json.loads(body(client.get(JSON_URL)))
    assert [unit["code"] for unit in found["units"]] == ["10001"]
    assert found["summary"] == {"units": 1, "documents": 1, "levels": {"2": 1}}


def test_unchanged_file_is_not_sent_again(client):
    year = open_year()
    year.publish()
    tag = client.get(JSON_URL)["ETag"]
    assert client.get(JSON_URL, headers={"If-None-Match": tag}).status_code == 304
    lower(year, "10001")
    assert client.get(JSON_URL, headers={"If-None-Match": tag}).status_code == 200


def test_table_with_another_column_is_sent_again(client, monkeypatch):
    open_year().publish()
    tags = {url: client.get(url)["ETag"] for url in (JSON_URL, CSV_URL)}
    monkeypatch.setattr(open_data, "CSV_COLUMNS", (*CSV_COLUMNS, "cot_moi"))
    answers = {url: client.get(url, headers={"If-None-Match": tag}).status_code for url, tag in tags.items()}
    assert answers == {JSON_URL: 304, CSV_URL: 200}


def test_file_takes_few_statements(client, django_assert_num_queries):
    published_year()
    client.get(JSON_URL)
    with django_assert_num_queries(6):  # edition and seals, for the tag and for the file
        body(client.get(JSON_URL))


# --- Editions -------------------------------------------------------------------------------------------------------


def test_words_of_a_published_file_follow_no_later_setting(client, settings):
    published_year()
    first = client.get(JSON_URL)
    text, tag = body(first), first["ETag"]
    settings.CITY_NAME = "Thành phố Khác"
    assert (body(client.get(JSON_URL)), client.get(JSON_URL)["ETag"]) == (text, tag)


def test_every_fingerprint_that_a_year_had_is_listed_with_day_and_reason(client):
    published_year()
    editions = client.get("/ket-qua/2026/").context["editions"]
    assert [(one.reason, str(one.made_at.astimezone(clock.ZONE).date())) for one in editions] == [
        ("Hạ mức độ: xã An Hòa, theo Quyết định số 30/QĐ-UBND", "2026-05-04"),
        ("Công bố kết quả của 3 đơn vị", "2026-03-25"),
    ]
    assert editions[0].fingerprint == json.loads(body(client.get(JSON_URL)))["fingerprint"]
    assert editions[1].fingerprint != editions[0].fingerprint
    page = client.get("/ket-qua/2026/").content.decode()
    assert [one.fingerprint in page for one in editions] == [True, True]


def test_results_of_a_decision_are_known_by_their_fingerprint_before_it_is_signed(client):
    year = open_year()
    year.announce("10001")
    announce_with_deviation(year, "10002")
    levels = {year.dossier(code): level for code, level in (("10001", 2), ("10002", 2), ("10003", 0))}
    known = draft_results_fingerprint(levels)
    other = draft_results_fingerprint(levels | {year.dossier("10002"): 1})
    decide(year)
    publish(year)
    decisions = json.loads(body(client.get(JSON_URL)))["decisions"]
    assert [(one["number"], one["results"] == known) for one in decisions] == [("12/QĐ-UBND", True)]
    assert other != known


def test_year_published_before_editions_were_kept_has_its_first_format(client):
    published_year()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; DELETE FROM evaluations_edition;")
        cursor.execute("SET LOCAL session_replication_role = origin")
    found = json.loads(body(client.get(JSON_URL)))
    first = json.loads(Path(__file__).with_name("format-1-year.json").read_text(encoding="utf-8"))
    assert [list(tree) for tree in (found, found["criteria_set"], found["summary"])] == [
        list(tree) for tree in (first, first["criteria_set"], first["summary"])
    ]
    assert found["format"] == first["format"] == "thanthien.year/1"
    entries = [entry for unit in found["units"] for entry in unit["documents"]]
    assert found["fingerprint"] == fingerprint((entry["number"], entry["sha256"]) for entry in entries)
    page = client.get("/ket-qua/2026/")
    assert (page.context["fingerprint"], page.context["editions"]) == (found["fingerprint"], [])


def test_set_as_json_has_the_hash_of_the_set(client):
    year = open_year()
    found = client.get("/cach-cham-diem/nho/2026/1/bo-tieu-chi.json")
    assert hashlib.sha256(found.content).hexdigest() == year.cycle.criteria_set.sha256


def test_set_as_yaml_is_read_again(client):
    from thanthien.criteria.yaml_io import load_set

    year = open_year()
    found = client.get("/cach-cham-diem/nho/2026/1/bo-tieu-chi.yaml")
    assert load_set(found.content.decode()) == year.cycle.criteria_set.parsed()
