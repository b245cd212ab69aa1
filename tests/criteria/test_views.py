"""The standing office's pages of criteria sets."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.core.tables.reading import csv_rows
from tests.factories.accounts import person
from tests.factories.criteria import draft_set, issued_set, reference_text, submitted_set, with_agencies
from thanthien.accounts.roles import Role
from thanthien.criteria.comparing import compare_all
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet

pytestmark = pytest.mark.django_db
LIST = "/bo-tieu-chi/"
DECISION = {"decision_number": " 12/QĐ-SNV ", "decision_date": "15/01/2026"}


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(person(Role.CITY_OFFICER))
    return client


@pytest.fixture
def head(client: Client) -> Client:
    client.force_login(person(Role.CITY_HEAD))
    return client


def sent(client: Client, content: str | bytes) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(f"{LIST}nhap/", {"file": SimpleUploadedFile("bo-tieu-chi.yaml", raw)})


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_statements_for_any_number(
    office: Client, count: int, django_assert_num_queries: Any
) -> None:
    for version in range(1, count + 1):
        draft_set(reference_text(version))
    # Session, person with roles, count, sets.
    with django_assert_num_queries(4):
        shown = office.get(LIST)
    assert [(one.version, one.indicator_count) for one in shown.context["table"].rows] == [
        (version, 33) for version in range(count, 0, -1)
    ]


def test_list_shows_the_note_of_the_file(office: Client) -> None:
    note = draft_set().parsed().status_note
    assert [one.note for one in office.get(LIST).context["table"].rows] == [note]


def test_list_goes_out_as_it_is_shown(office: Client) -> None:
    made = issued_set()
    made.refresh_from_db()
    draft_set(reference_text(2))
    file = csv_rows(office.get(f"{LIST}?tai=csv&xep=phien-ban"))
    columns = ["Năm", "Phiên bản", "Số tiêu chí", "Trạng thái", "Số quyết định", "Ngày quyết định"]
    places = [file[0].index(name) for name in columns]
    day = f"{made.decision_date:%d/%m/%Y}"
    assert [[row[place] for place in places] for row in file[1:]] == [
        [str(made.year), "1", "33", "Đã ban hành", made.decision_number, day],
        [str(made.year), "2", "33", "Dự thảo", "", ""],
    ]


def test_set_page_takes_few_statements(office: Client, django_assert_num_queries: Any) -> None:
    made = issued_set()
    # Session, person with roles, set, the version before, names of bodies, number of units.
    with django_assert_num_queries(6):
        shown = office.get(f"{LIST}{made.pk}/")
    assert (shown.context["indicators_count"], shown.context["maximum"]) == (33, 100)


def test_set_page_says_what_differs_from_the_version_before(office: Client) -> None:
    made = issued_set()
    later = draft_set(reference_text(2))

    first, shown = (office.get(f"{LIST}{pk}/") for pk in (made.pk, later.pk))

    assert (first.context["comparison"], shown.context["before"]) == (None, made)
    assert shown.context["comparison"] == compare_all(made.parsed(), later.parsed())


def test_import_of_a_good_file_leads_to_the_draft(office: Client) -> None:
    answer = sent(office, "\ufeff" + with_agencies(reference_text()))
    made = CriteriaSet.objects.get()
    assert (answer.status_code, answer.headers["Location"], made.status) == (302, f"{LIST}{made.pk}/", SetStatus.DRAFT)


def test_import_of_a_wrong_file_tells_every_problem_with_its_line(office: Client) -> None:
    text = reference_text().replace("year: 2026", "year: abc", 1).replace("step: 0.25", "step: 0,25", 1)
    answer = sent(office, text)
    lines = text.splitlines()
    told = [(one.path, excerpt) for one, excerpt in answer.context["problems"]]
    assert (answer.status_code, CriteriaSet.objects.count()) == (422, 0)
    assert ("year", "year: abc") in told
    assert all(lines[one.line - 1].strip().startswith(excerpt[:20]) for one, excerpt in answer.context["problems"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: &x [1]\nb: *x\n", "để nhắc lại nội dung ở chỗ khác"),
        (b"!!python/object/apply:os.system ['true']\n", "Không dùng thẻ kiểu"),
        (b"[" * 200 + b"]" * 200, "Lồng nhau quá sâu"),
        (b"year: 2026\n\x00\n", "Sai cú pháp YAML"),
        (b"a: [", "Sai cú pháp YAML"),
        (b"# only a comment\n", "Tệp trống"),
        (b"\xff\xfe\x00a", "UTF-8"),
        (b"- " * 400_000, "600 KB"),
        (b"", "Tệp trống"),
        (b"hello", "Vị trí"),
    ],
)
def test_import_of_an_odd_file_is_refused_with_a_sentence(office: Client, content: bytes, words: str) -> None:
    answer = sent(office, content)
    assert (answer.status_code, CriteriaSet.objects.count()) == (422, 0)
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("year: 2026", "year: 99999999"),
        ("year: 2026", "year: -1"),
        ("version: 1", "version: 99999999999"),
        ("scheme: chinh-quyen-than-thien", "scheme: " + "a" * 5000),
        ("scheme: chinh-quyen-than-thien", "scheme: Có dấu cách"),
        ("title: ", "title: " + "x" * 5000),
        ("\ntitle: ", "\ntitle: " + "x" * 301),
        ("        title: ", "        title: " + "x" * 501),
        ("code: 1.1.1", "code: " + "1" * 41),
        ("title: ", 'title: "\\ud800" #'),
        ("version: 1", "version: 40000"),
        ("title: ", 'title: "\\0" #'),
        ("code: 1.1.1", "code: " + "1" * 500),
        ("step: 0.25", "step: 1e-400000"),
        ("max: ", "max: 9e99999 #"),
    ],
)
def test_import_of_absurd_fields_is_refused(office: Client, old: str, new: str) -> None:
    text = reference_text()
    assert old in text
    assert sent(office, text.replace(old, new, 1)).status_code == 422
    assert CriteriaSet.objects.count() == 0


def test_import_of_an_issued_version_is_refused_beside_the_file(office: Client) -> None:
    issued_set()
    answer = sent(office, reference_text())
    assert answer.context["form"].errors == {
        "file": ["Phiên bản 1 năm 2026 đã ban hành, không thể thay đổi."],
    }


def test_downloads_are_the_file_and_the_hashed_form(office: Client) -> None:
    made = draft_set()
    plain = office.get(f"{LIST}{made.pk}/bo-tieu-chi.yaml").content.decode()
    canonical = json.loads(office.get(f"{LIST}{made.pk}/bo-tieu-chi.json").content)
    assert (plain, canonical_sha256(canonical)) == (reference_text(), made.sha256)


# --- Issuing --------------------------------------------------------------------------------------------------------


def decision(made: CriteriaSet, **changes: str) -> dict[str, str]:
    """What the form of issuing sends of a set as it was seen."""
    return DECISION | {"seen": made.sha256} | changes


def test_issuing_shows_a_page_to_check_first(head: Client) -> None:
    made = submitted_set()
    answer = head.post(f"{LIST}{made.pk}/ban-hanh/", decision(made))
    made.refresh_from_db()
    assert "Ban hành rồi thì không thay đổi được." in answer.content.decode()
    assert (answer.status_code, made.status) == (200, SetStatus.DRAFT)


def test_issuing_after_the_check_freezes_the_set(head: Client) -> None:
    made = submitted_set()
    answer = head.post(f"{LIST}{made.pk}/ban-hanh/", decision(made, ban_hanh="1"))
    made.refresh_from_db()
    assert (answer.status_code, made.status, made.decision_number, made.decision_date) == (
        302, SetStatus.ISSUED, "12/QĐ-SNV", date(2026, 1, 15),
    )  # fmt: skip


def test_issuing_a_later_version_says_what_it_replaces(head: Client) -> None:
    first, second = issued_set(), submitted_set(reference_text(2))
    check = head.post(f"{LIST}{second.pk}/ban-hanh/", decision(second))
    assert check.context["in_force"] == first
    head.post(f"{LIST}{second.pk}/ban-hanh/", decision(second, ban_hanh="1"))
    shown = head.get(f"{LIST}{first.pk}/")
    assert (shown.context["shown"].status, shown.context["newer"]) == (SetStatus.SUPERSEDED, second)


def test_issuing_an_older_version_than_the_issued_one_is_refused(head: Client) -> None:
    older = submitted_set()
    issued_set(reference_text(2))
    answer = head.post(f"{LIST}{older.pk}/ban-hanh/", decision(older, ban_hanh="1"))
    assert answer.context["form"].non_field_errors() == [
        "Phiên bản 2 mới hơn đã ban hành; cần nhập nội dung này thành phiên bản mới."
    ]


def test_issuing_with_a_day_to_come_keeps_what_was_typed(head: Client) -> None:
    made = submitted_set()
    answer = head.post(f"{LIST}{made.pk}/ban-hanh/", decision(made, decision_date="01/01/2099"))
    assert answer.context["form"].errors == {"decision_date": ["Ngày quyết định không được sau hôm nay."]}
    assert 'value=" 12/QĐ-SNV "' in answer.content.decode()


def test_issuing_twice_leads_to_the_issued_set(head: Client) -> None:
    made = issued_set()
    answer = head.post(f"{LIST}{made.pk}/ban-hanh/", decision(made, ban_hanh="1"))
    made.refresh_from_db()
    assert (answer.headers["Location"], made.decision_number) == (reverse("criteria:set", args=[made.pk]), "12/QĐ-SNV")


def test_officer_sees_a_draft_without_the_button_to_issue(office: Client) -> None:
    assert office.get(f"{LIST}{draft_set().pk}/").context["may_issue"] is False
