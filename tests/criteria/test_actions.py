"""Import, replace, issue and supersede; what is refused, and why."""

from datetime import date, timedelta

import pytest

from tests.criteria.build import reference
from tests.factories.accounts import person
from tests.factories.criteria import draft_set, issued_set, reference_text, with_agencies
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.criteria.actions import import_draft, issue
from thanthien.criteria.definition_io import canonical_sha256, definition_from_json
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet, Scheme
from thanthien.criteria.problems import DefinitionError
from thanthien.criteria.yaml_io import dump_set
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db


def test_import_keeps_the_whole_definition_and_its_hash() -> None:
    draft = draft_set()
    draft.refresh_from_db()
    assert draft.parsed() == reference()
    assert draft.sha256 == canonical_sha256(draft.definition)
    assert (draft.status, draft.year, draft.version, draft.scheme.code) == (
        SetStatus.DRAFT, 2026, 1, "chinh-quyen-than-thien",
    )  # fmt: skip


def test_stored_set_exports_the_file_that_was_imported() -> None:
    draft = draft_set()
    draft.refresh_from_db()
    assert dump_set(definition_from_json(draft.definition)) == reference_text()


def test_import_writes_the_index_of_indicators() -> None:
    rows = list(draft_set().indicators.values_list("position", "code", "group_code", "bodies"))
    assert len(rows) == 33
    assert (rows[0], rows[-1]) == (
        (1, "1.1.1", "1", ["so-tu-phap", "mttq"]),
        (33, "4.4.1", "4", ["so-noi-vu"]),
    )


def test_import_replaces_the_draft_of_the_same_version() -> None:
    first = draft_set()
    again = draft_set(reference_text().replace("title: Bộ tiêu chí “", "title: Dự thảo bộ tiêu chí “"))
    assert (first.pk, CriteriaSet.objects.count(), Scheme.objects.count()) == (again.pk, 1, 1)
    assert again.title == "Dự thảo bộ tiêu chí “Chính quyền thân thiện” cấp xã năm 2026"
    assert again.sha256 != first.sha256
    assert again.indicators.count() == 33


def test_import_refuses_an_issued_version() -> None:
    issued_set()
    with pytest.raises(Invalid) as error:
        draft_set()
    assert error.value.errors == {"file": "Phiên bản 1 năm 2026 đã ban hành, không thể thay đổi."}


def test_import_of_a_wrong_file_stores_nothing() -> None:
    with pytest.raises(DefinitionError):
        draft_set(reference_text().replace("step: 0.25", "step: 0.3"))
    assert (CriteriaSet.objects.count(), Scheme.objects.count()) == (0, 0)


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.ADMINISTRATOR, Role.CITY_LEADER])
def test_import_is_for_the_standing_agency(role: Role) -> None:
    with pytest.raises(Refused) as error:
        import_draft(by=person(role), text=reference_text())
    assert error.value.problems == ["Anh/chị không có quyền với bộ tiêu chí."]


def test_issue_records_decision_person_and_moment() -> None:
    issued = issued_set()
    issued.refresh_from_db()
    assert (issued.status, issued.decision_number, issued.decision_date) == (
        SetStatus.ISSUED, "12/QĐ-SNV", date(2026, 1, 15),
    )  # fmt: skip
    assert issued.issued_by is not None
    assert issued.issued_by.has_role(Role.CITY_HEAD)
    assert issued.issued_at is not None


@pytest.mark.parametrize(
    ("number", "days", "errors"),
    [
        ("  ", 0, {"decision_number": "Cần ghi số quyết định ban hành."}),
        ("12/QĐ-SNV", 1, {"decision_date": "Ngày quyết định không được sau hôm nay."}),
    ],
)
def test_issue_is_refused_beside_the_field(number: str, days: int, errors: dict[str, str]) -> None:
    draft, day = draft_set(), clock.today() + timedelta(days=days)
    with pytest.raises(Invalid) as error:
        issue(by=person(Role.CITY_HEAD), set_id=draft.pk, decision_number=number, decision_date=day)
    assert error.value.errors == errors
    draft.refresh_from_db()
    assert draft.status == SetStatus.DRAFT


def test_issue_is_for_the_head() -> None:
    draft = draft_set()
    with pytest.raises(Refused) as error:
        issue(by=person(Role.CITY_OFFICER), set_id=draft.pk, decision_number="12", decision_date=clock.today())
    assert error.value.problems == ["Anh/chị không có quyền với bộ tiêu chí."]
    draft.refresh_from_db()
    assert draft.status == SetStatus.DRAFT


def test_issue_twice_is_refused() -> None:
    issued = issued_set()
    with pytest.raises(Refused) as error:
        issue(by=person(Role.CITY_HEAD), set_id=issued.pk, decision_number="13", decision_date=date(2026, 2, 1))
    assert error.value.problems == ["Bộ tiêu chí này đã được ban hành."]


def test_newer_version_supersedes_the_older_of_the_same_year() -> None:
    older, other_year = issued_set(), issued_set(reference_text().replace("\nyear: 2026\n", "\nyear: 2027\n"))
    newer = issued_set(reference_text(version=2), number="20/QĐ-SNV")
    for row in (older, other_year, newer):
        row.refresh_from_db()
    assert [older.status, other_year.status, newer.status] == [
        SetStatus.SUPERSEDED, SetStatus.ISSUED, SetStatus.ISSUED,
    ]  # fmt: skip
    assert (older.superseded_at is not None, newer.superseded_at) == (True, None)


def test_import_tells_each_agency_that_is_not_there_once_with_its_line() -> None:
    text = with_agencies(reference_text())
    Agency.objects.filter(code__in=["so-tu-phap", "mttq"]).update(valid_to=date(2026, 1, 1))
    with pytest.raises(DefinitionError) as refused:
        import_draft(by=person(Role.CITY_OFFICER), text=text)
    assert [(one.line, one.message_vi) for one in refused.value.problems] == [
        (
            text.splitlines().index("              - so-tu-phap") + 1,
            "Không có cơ quan “so-tu-phap”: bổ sung cơ quan hoặc sửa mã.",
        ),
        (text.splitlines().index("              - mttq") + 1, "Không có cơ quan “mttq”: bổ sung cơ quan hoặc sửa mã."),
    ]


def test_issue_refuses_an_agency_that_ended_since_import() -> None:
    draft = draft_set()
    Agency.objects.filter(code="mttq").update(valid_to=date(2026, 1, 1))
    with pytest.raises(Refused) as error:
        issue(by=person(Role.CITY_HEAD), set_id=draft.pk, decision_number="12", decision_date=date(2026, 1, 15))
    assert error.value.problems == ["Không có cơ quan “mttq”: bổ sung cơ quan hoặc sửa mã."]
