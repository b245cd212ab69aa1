"""Writing criteria sets: import or change a draft, issue it with a decision."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.criteria.definition_io import canonical_sha256, definition_to_json
from thanthien.criteria.draft_problems import draft_problems, problems_here
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet, Indicator, Scheme, SetContent
from thanthien.criteria.rules import SetDefinition, leaves_of
from thanthien.criteria.yaml_io import load_set

_ISSUED = "Bộ tiêu chí này đã được ban hành."
_SUBMITTED = ["submitted_by", "submitted_at", "submit_note"]
_RETURNED = ["returned_by", "returned_at", "return_reason"]


@transaction.atomic
def import_draft(*, by: User, text: str) -> CriteriaSet:
    """Import a YAML file as a draft, or replace the draft of the same scheme, year and version.

    Raises DefinitionError (all problems, with their lines), Invalid or Refused.
    """
    permit_to_keep(by, Role.CITY_OFFICER, Role.CITY_HEAD)
    definition = load_set(text, also=problems_here)
    scheme, _ = Scheme.objects.get_or_create(code=definition.scheme, defaults={"title": definition.scheme_title})
    Scheme.objects.select_for_update().get(pk=scheme.pk)  # of two who begin the same version, one waits
    found = (
        CriteriaSet.objects.select_for_update()
        .filter(scheme=scheme, year=definition.year, version=definition.version)
        .first()
    )
    if found is not None and found.status != SetStatus.DRAFT:
        told = f"Phiên bản {definition.version} năm {definition.year} đã ban hành, không thể thay đổi."
        raise Invalid({"file": told})
    draft = found or CriteriaSet(scheme=scheme, created_by=by, created_at=clock.now())
    return store_draft(draft, definition, by=by)


def permit_to_keep(by: User, *roles: Role) -> None:
    """Raises Refused when the person has none of the roles."""
    if not by.has_role(*roles):
        raise Refused("Anh/chị không có quyền với bộ tiêu chí.")


def hold_draft(by: User, set_id: int, *roles: Role, issued: str = _ISSUED) -> CriteriaSet:
    """The draft with its row locked, for a person who has one of the roles. Raises Refused, with the sentence
    ``issued`` when it is a draft no more."""
    permit_to_keep(by, *roles)
    draft = CriteriaSet.objects.select_for_update().get(pk=set_id)
    if draft.status != SetStatus.DRAFT:
        raise Refused(issued)
    return draft


def store_draft(draft: CriteriaSet, definition: SetDefinition, *, by: User) -> CriteriaSet:
    """Let this be what stands in the draft: its content, its hash and the index of its indicators. What was submitted
    is another content, so a change of it takes the submission back."""
    tree = definition_to_json(definition)
    sha256 = canonical_sha256(tree)
    if draft.sha256 != sha256:
        _take_submission_back(draft)
        draft.saved_by, draft.saved_at = by, clock.now()
    draft.year, draft.version, draft.title = definition.year, definition.version, definition.title
    draft.sha256 = sha256
    draft.save()
    SetContent.objects.update_or_create(criteria_set=draft, defaults={"definition": tree})
    draft.indicators.all().delete()
    Indicator.objects.bulk_create(_index(draft, definition))
    return draft


def _take_submission_back(draft: CriteriaSet) -> None:
    draft.submitted_by, draft.submitted_at, draft.submit_note = None, None, ""


def _index(draft: CriteriaSet, definition: SetDefinition) -> list[Indicator]:
    leaves = [(group.code, indicator) for group in definition.groups for indicator in leaves_of(group)]
    return [
        Indicator(
            criteria_set=draft,
            code=indicator.code,
            title=indicator.title,
            position=position,
            group_code=group_code,
            bodies=list(indicator.bodies),
        )
        for position, (group_code, indicator) in enumerate(leaves, start=1)
    ]


@transaction.atomic
def submit(*, by: User, set_id: int, note: str, seen: str) -> CriteriaSet:
    """Hand a sound draft to the head of the standing agency, who issues or returns it. ``seen``: the SHA-256 of what
    the person had before their eyes. Raises Refused with all its problems, or Stale."""
    draft = hold_draft(by, set_id, Role.CITY_OFFICER, Role.CITY_HEAD)
    if draft.submitted_at is not None:
        raise Refused("Dự thảo này đã được trình ban hành.")
    refuse_other(draft, seen=seen, now=draft.sha256)
    _refuse_older_than_issued(draft)
    _refuse_unsound(draft)
    draft.submitted_by, draft.submitted_at, draft.submit_note = by, clock.now(), note.strip()
    draft.returned_by, draft.returned_at, draft.return_reason = None, None, ""
    draft.save(update_fields=_SUBMITTED + _RETURNED)
    return draft


@transaction.atomic
def send_back(*, by: User, set_id: int, reason: str, seen: str) -> CriteriaSet:
    """Give a submitted draft back to whoever wrote it, with the reason. ``seen``: the SHA-256 of what the head had
    before their eyes. Raises Refused, Invalid or Stale."""
    permit_to_keep(by, Role.CITY_HEAD)
    draft = CriteriaSet.objects.select_for_update().get(pk=set_id)
    if not draft.is_submitted:
        raise Refused("Dự thảo này không còn chờ ban hành. Vui lòng mở lại trang của bộ tiêu chí.")
    refuse_other(draft, seen=seen, now=draft.sha256)
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do."})
    _take_submission_back(draft)
    draft.returned_by, draft.returned_at, draft.return_reason = by, clock.now(), reason.strip()
    draft.save(update_fields=_SUBMITTED + _RETURNED)
    return draft


@transaction.atomic
def issue(*, by: User, set_id: int, decision_number: str, decision_date: date, seen: str | None = None) -> CriteriaSet:
    """Issue a draft with its decision; from now on it can't change. The version issued before it, of the same
    scheme and year, is superseded (cycles that pinned it keep it).

    A draft is issued when it was submitted, or by the head who saved it last. ``seen``: the SHA-256 of what a page
    showed. Raises Refused, Invalid, or Stale when it is another one by now.
    """
    draft = hold_draft(by, set_id, Role.CITY_HEAD)
    if seen is not None:
        refuse_other(draft, seen=seen, now=draft.sha256)
    if not decision_number.strip():
        raise Invalid({"decision_number": "Cần ghi số quyết định ban hành."})
    if decision_date > clock.today():
        raise Invalid({"decision_date": "Ngày quyết định không được sau hôm nay."})
    _refuse_older_than_issued(draft)
    _refuse_unsound(draft)
    if draft.submitted_at is None and draft.saved_by_id != by.pk:
        raise Refused(f"Dự thảo do {draft.saved_by.full_name} sửa lần cuối, chưa được trình ban hành.")
    _supersede(draft)
    draft.status, draft.issued_by, draft.issued_at = SetStatus.ISSUED, by, clock.now()
    draft.decision_number, draft.decision_date = decision_number.strip(), decision_date
    draft.save(update_fields=["status", "issued_by", "issued_at", "decision_number", "decision_date"])
    return draft


def _refuse_older_than_issued(draft: CriteriaSet) -> None:
    beside = CriteriaSet.objects.filter(scheme=draft.scheme, year=draft.year, version__gt=draft.version)
    newer = beside.exclude(status=SetStatus.DRAFT).first()
    if newer is not None:
        raise Refused(f"Phiên bản {newer.version} mới hơn đã ban hành; cần nhập nội dung này thành phiên bản mới.")


def _refuse_unsound(draft: CriteriaSet) -> None:
    """A draft may have been imported before a measure was renamed or an agency ended, and pieces of it may have been
    changed that don't fit the others yet."""
    problems = [sentence for _, sentence, _ in draft_problems(draft.parsed())]
    if problems:
        raise Refused(problems)


def _supersede(newer: CriteriaSet) -> None:
    older = CriteriaSet.objects.filter(scheme=newer.scheme, year=newer.year, status=SetStatus.ISSUED)
    older.update(status=SetStatus.SUPERSEDED, superseded_at=clock.now())
