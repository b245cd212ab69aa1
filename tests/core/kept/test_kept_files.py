"""A file whose bytes are not those that were taken in is handed out to nobody, and the administrator hears of it."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, open_year
from tests.factories.accounts import person
from tests.factories.evidence import DocumentFactory
from tests.factories.units import AgencyFactory
from thanthien.accounts.roles import Role
from thanthien.core.kept.models import FileAlarm
from thanthien.evaluations.models import Decision
from thanthien.evidence.models import DocumentVersion
from thanthien.notices.administration import administrators_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> DocumentVersion:
    officer = person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True))
    made: DocumentVersion = DocumentFactory(created_by=officer, with_file=True).versions.get()
    return made


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def overwrite(row: Any, content: bytes) -> None:
    """What somebody with access to the disk can do."""
    with row.file.storage.open(row.file.name, "wb") as stored:
        stored.write(content)


def stored(row: Any) -> bytes:
    with row.file.storage.open(row.file.name, "rb") as content:
        found: bytes = content.read()
    return found


def look(version: DocumentVersion) -> Any:
    address = reverse("evidence:download", args=[version.document.key, version.number])
    return signed_in(version.document.created_by).get(address)


def alarms() -> list[tuple[str, int, str, bool]]:
    rows = FileAlarm.objects.order_by("pk")
    return [(one.shelf, one.row, one.problem, one.settled_at is None) for one in rows]


def test_changed_evidence_is_refused_with_a_sentence_and_told_once(version: DocumentVersion):
    before = stored(version)
    assert b"".join(look(version)) == before
    overwrite(version, before + b" ")
    for _ in range(2):
        answer = look(version)
        assert answer.status_code == 409
        assert "nội dung khác với lúc nộp (mã kiểm tra SHA-256 không khớp)" in answer.content.decode()
        assert before not in answer.content
    assert alarms() == [("evidence", version.pk, "changed", True)]


def test_evidence_that_is_gone_is_told(version: DocumentVersion):
    version.file.storage.delete(version.file.name)
    answer = look(version)
    assert (answer.status_code, "không còn trên nơi lưu trữ" in answer.content.decode()) == (409, True)
    assert alarms() == [("evidence", version.pk, "missing", True)]


@pytest.fixture
def decided() -> Year:
    year = open_year(units=1)
    year.decide()
    return year


def test_changed_decision_is_refused(decided: Year):
    decision = Decision.objects.get()
    address = reverse("decision-file", args=[decision.pk])
    office = signed_in(decided.people.office)
    whole = b"".join(office.get(address))
    overwrite(decision, whole[:-1])
    assert office.get(address).status_code == 409
    assert alarms() == [("decisions", decision.pk, "changed", True)]


def test_check_goes_over_all_and_settles_what_is_as_it_was_again(
    version: DocumentVersion, decided: Year, capsys: pytest.CaptureFixture[str]
):
    call_command("check_files")
    assert capsys.readouterr().out.splitlines() == [
        "Quyết định đã ký: 1 tệp, 0 tệp không còn nguyên vẹn.", "Tệp công khai: 0 tệp, 0 tệp không còn nguyên vẹn.",
        "Minh chứng: 1 tệp, 0 tệp không còn nguyên vẹn.", "Ảnh của phản ánh: 0 tệp, 0 tệp không còn nguyên vẹn.",
        "Ảnh công khai của phản ánh: 0 tệp, 0 tệp không còn nguyên vẹn.",
        "Văn bản đã ký: 0 tệp, 0 tệp không còn nguyên vẹn.", "Ảnh của bản ghi: 0 tệp, 0 tệp không còn nguyên vẹn.",
    ]  # fmt: skip
    before = stored(version)
    overwrite(version, b"x")
    with pytest.raises(CommandError, match="không còn nguyên vẹn"):
        call_command("check_files")
    why = "nội dung khác với lúc nộp (mã kiểm tra SHA-256 không khớp)"
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Tệp công khai: 0 tệp, 0 tệp không còn nguyên vẹn.",
        f"Minh chứng số {version.pk} ({version.file.name}): {why}.",
        "Minh chứng: 1 tệp, 1 tệp không còn nguyên vẹn.", "Ảnh của phản ánh: 0 tệp, 0 tệp không còn nguyên vẹn.",
        "Ảnh công khai của phản ánh: 0 tệp, 0 tệp không còn nguyên vẹn.",
        "Văn bản đã ký: 0 tệp, 0 tệp không còn nguyên vẹn.", "Ảnh của bản ghi: 0 tệp, 0 tệp không còn nguyên vẹn.",
    ]  # fmt: skip
    overwrite(version, before)
    call_command("check_files")
    assert alarms() == [("evidence", version.pk, "changed", False)]
    overwrite(version, b"y")
    look(version)
    assert alarms()[1:] == [("evidence", version.pk, "changed", True)]


def test_administrator_has_it_among_the_work_and_on_a_list(version: DocumentVersion):
    administrator = person(Role.ADMINISTRATOR)
    assert [one.key for one in administrators_work(administrator)] == []
    overwrite(version, b"x")
    look(version)
    [work] = administrators_work(administrator)
    assert (work.key, work.count, work.url) == ("administration:files", 1, reverse("kept:alarms"))
    page = signed_in(administrator).get(work.url).content.decode()
    assert (version.file.name in page, "Minh chứng" in page) == (True, True)
    assert signed_in(version.document.created_by).get(work.url).status_code == 404
