"""What of a set is not applied to a unit: decided by the standing office with a document, before the unit scores."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.audit import acting
from thanthien.evaluations.actions.cycles import stated_gates
from thanthien.evaluations.actions.moves import lock_with_cycle
from thanthien.evaluations.actions.papers import add_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.self_totals import recompute_self
from thanthien.evaluations.enums import AnswerState, PaperKind
from thanthien.evaluations.models import Answer, Dossier, GateFact, Waiver, WaiverEnd
from thanthien.evaluations.queries.waivers import why_frozen, why_not_waived

LAPSED = "Hết hiệu lực khi điều chỉnh bộ tiêu chí của kỳ; đã ghi lại theo văn bản mới."


@transaction.atomic
def waive(*, by: User, dossier_id: int, codes: Collection[str], reason: str, printed: Printed) -> list[Waiver]:
    """Decide that indicators are not applied to a unit in this cycle: they have no answer, no points and no maximum
    there, and the gates that read them are not asked. The rest is the unit's set from then on.

    Raises Refused (not the standing office, self-scoring has begun) or Invalid (indicators, reason, document).
    """
    dossier = _held(by, dossier_id)
    wanted = set(codes)
    chosen = [item for item in dossier.cycle.criteria_set.indicators.all() if item.code in wanted]
    errors = {}
    if not wanted:
        errors["codes"] = "Cần chọn ít nhất một tiêu chí."
    elif why := why_not_waived(dossier.compiled, wanted) or _has_words(dossier, wanted):
        errors["codes"] = why
    if not reason.strip():
        errors["reason"] = "Cần ghi lý do không áp dụng."
    if errors:
        raise Invalid(errors)
    paper = add_paper(by=by, kind=PaperKind.WAIVER, dossiers=[dossier], printed=printed)
    made = Waiver.objects.bulk_create(
        Waiver(
            dossier=dossier, indicator=item, paper=paper, reason=reason.strip(), recorded_by=by,
            recorded_at=clock.now(),
        )
        for item in chosen
    )  # fmt: skip
    _end_lapsed(by, dossier, wanted, made)
    Answer.objects.filter(dossier=dossier, indicator__code__in=wanted).delete()
    _set_waived(by, dossier, [*dossier.waived, *wanted])
    return made


def _end_lapsed(by: User, dossier: Dossier, codes: Collection[str], made: Iterable[Waiver]) -> None:
    """A version of the set that was without an indicator left its waiver without effect. Now that a later version has
    it, and it is waived anew, the former one has ended: a code has one waiver that stands."""
    lapsed = Waiver.objects.standing().filter(dossier=dossier, indicator__code__in=codes)
    WaiverEnd.objects.bulk_create(
        WaiverEnd(waiver=one, reason=LAPSED, said_by=by, said_at=clock.now())
        for one in lapsed.exclude(pk__in=[row.pk for row in made])
    )


@transaction.atomic
def apply_again(*, by: User, waiver_id: int, reason: str) -> WaiverEnd:
    """Take a waiver back while the unit scores nothing yet: the indicator is asked as the cycle's set has it now.
    Raises Refused or Invalid."""
    found = Waiver.objects.select_related("indicator").filter(pk=waiver_id).first()
    if found is None:
        raise Refused("Không tìm thấy tiêu chí không áp dụng.")
    dossier = _held(by, found.dossier_id)
    if WaiverEnd.objects.filter(waiver=found).exists():
        raise Refused("Tiêu chí này đã được áp dụng lại.")
    code = found.indicator.code
    if code not in dossier.waived:
        raise Refused("Dòng này đã hết hiệu lực khi điều chỉnh bộ tiêu chí của kỳ, nên không cần áp dụng lại.")
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do áp dụng lại."})
    ended = WaiverEnd.objects.create(waiver=found, reason=reason.strip(), said_by=by, said_at=clock.now())
    Answer.objects.create(dossier=dossier, indicator=dossier.cycle.criteria_set.indicators.get(code=code))
    _set_waived(by, dossier, [one for one in dossier.waived if one != code])
    return ended


def _held(by: User, dossier_id: int) -> Dossier:
    """The dossier, locked with its cycle, while the office may still decide what applies to its unit."""
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực được ghi tiêu chí không áp dụng.")
    dossier = lock_with_cycle(by, dossier_id)
    if why := why_frozen(dossier):
        raise Refused(f"{why} Danh sách tiêu chí không áp dụng không thay đổi được nữa.")
    return dossier


def _has_words(dossier: Dossier, codes: Iterable[str]) -> str:
    """Why an indicator stays: somebody of the unit has written something of it."""
    rows = Answer.objects.filter(dossier=dossier, indicator__code__in=codes)
    written = rows.exclude(state=AnswerState.MISSING, explanation="") | rows.filter(evidence__isnull=False)
    found = sorted(set(written.values_list("indicator__code", flat=True)))
    return f"Đơn vị đã nhập số liệu hoặc minh chứng của tiêu chí {', '.join(found)}." if found else ""


def _set_waived(by: User, dossier: Dossier, codes: Iterable[str]) -> None:
    """The set as it holds for the unit from now on: its conditions, and its sums."""
    wanted = set(codes)
    order = [item.code for item in dossier.cycle.criteria_set.indicators.all() if item.code in wanted]
    dossier.waived = order
    with acting(by, action="waive"):
        dossier.save(update_fields=["waived"])
    asked = set(stated_gates(dossier.compiled))
    facts = {fact.key: fact for fact in GateFact.objects.filter(dossier=dossier)}
    GateFact.objects.filter(pk__in=[fact.pk for key, fact in facts.items() if key not in asked]).delete()
    GateFact.objects.bulk_create(GateFact(dossier=dossier, key=key) for key in sorted(asked - facts.keys()))
    recompute_self(dossier)
