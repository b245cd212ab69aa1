"""A set may name known measures only: asked at import and issue, never when an issued set is loaded."""

from datetime import date

import pytest
from django.core.management import call_command

from tests.criteria.test_version_two import SHIPPED
from tests.factories.accounts import person
from tests.factories.criteria import draft_set, issued_set, reference_text, with_agencies
from tests.project_files import ROOT
from thanthien.accounts.roles import Role
from thanthien.criteria.actions import import_draft, issue
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.problems import DefinitionError
from thanthien.measures import pages, registry

pytestmark = pytest.mark.django_db

UNKNOWN = reference_text().replace("measure: surveys.satisfied", "measure: surveys.sattisfied")


def test_docs_hold_the_sentence_of_each_measure() -> None:
    assert (ROOT / "docs" / "measures.md").read_text(encoding="utf-8") == pages.page()


def test_import_refuses_an_unknown_measure_with_its_line() -> None:
    with pytest.raises(DefinitionError) as refused:
        import_draft(by=person(Role.CITY_OFFICER), text=with_agencies(UNKNOWN))
    line = UNKNOWN.splitlines().index("            measure: surveys.sattisfied") + 1
    told = [(one.line, one.message_vi) for one in refused.value.problems]
    assert told == [(line, "Không có số liệu hệ thống “surveys.sattisfied”.")]
    assert not CriteriaSet.objects.exists()


def test_import_tells_every_unfit_measure() -> None:
    text = (SHIPPED / "chinh-quyen-than-thien-2026-v2.yaml").read_text(encoding="utf-8")
    text = text.replace(
        "key: feedback.overdue_share\n          above: 2%", "key: feedback.overdue_share\n          above: 2"
    )
    text = text.replace("key: feedback.long_overdue", "key: workplace.smoke_free")
    text = text.replace("measure: engagement.supporters_meeting", "measure: workforce.trained")
    with pytest.raises(DefinitionError) as refused:
        import_draft(by=person(Role.CITY_OFFICER), text=with_agencies(text))
    assert [one.message_vi for one in refused.value.problems] == [
        "Số liệu “workforce.trained” không đúng dạng của cách tính điểm.",
        "Ngưỡng của “feedback.overdue_share” cần là tỷ lệ phần trăm.",
        "Số liệu “workplace.smoke_free” không phải là số nên không so với ngưỡng được.",
    ]


def test_issue_refuses_a_measure_that_is_gone_since_import(monkeypatch: pytest.MonkeyPatch) -> None:
    draft, head = draft_set(), person(Role.CITY_HEAD)
    known = {key: one for key, one in registry._named.items() if key != "surveys.satisfied"}
    monkeypatch.setattr(registry, "_named", known)
    with pytest.raises(Exception, match=r"^Không có số liệu hệ thống “surveys\.satisfied”\.$"):
        issue(by=head, set_id=draft.pk, decision_number="1/QĐ", decision_date=date(2026, 1, 5))


def test_an_issued_set_loads_whatever_became_of_its_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    issued = issued_set()
    monkeypatch.setattr(registry, "_named", {})
    monkeypatch.setattr(registry, "_measures", {})
    assert len(list(CriteriaSet.objects.get(pk=issued.pk).parsed().indicators())) == 33


def test_command_prints_a_line_for_each_measure(capsys: pytest.CaptureFixture[str]) -> None:
    issued_set()
    call_command("measures")
    lines = {line.split("  ")[0]: line.split("  ")[1:] for line in capsys.readouterr().out.splitlines()}
    assert sorted(lines) == [one.key for one in registry.all_known()]
    assert lines["feedback.weekly_intake"] == ["periods", "retired", "–", "chinh-quyen-than-thien-2026-v1:1.2.3"]
    assert lines["feedback.live_channels"] == [
        "number", "computed", "feedback", "chinh-quyen-than-thien-2026-v1:1.2.2",
    ]  # fmt: skip
    assert lines["votes.closed_votes"] == ["number", "announced", "votes", "–"]
