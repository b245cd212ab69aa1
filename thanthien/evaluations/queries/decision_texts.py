"""What a recorded decision says once its corrections are read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from thanthien.evaluations.decision_words import Texts
from thanthien.evaluations.enums import CorrectedWhat, SealKind
from thanthien.evaluations.models import Decision, DecisionCorrection, Seal


def texts_of(decision: Decision) -> Texts:
    """The texts that hold now: as recorded, each as it was corrected last. Names of units stand in the last seal, which
    a correction of the name changes and a later new name of the unit doesn't. Two statements."""
    texts = {"number": decision.number, "signed_on": decision.signed_on.isoformat(), "signer": decision.signer}
    names = _sealed_names(decision)
    corrected = DecisionCorrection.objects.filter(corrected=decision).exclude(what=CorrectedWhat.UNIT_NAME)
    texts |= dict(corrected.order_by("pk").values_list("what", "after"))
    return Texts(texts["number"], date.fromisoformat(texts["signed_on"]), texts["signer"], names)


def recorded_as(number: str, signed_on: date) -> Decision | None:
    """The decision whose texts say this number and day now; one that was recorded so goes before one corrected so. None
    where nothing says so any longer: a number that was put right is free for the decision that really has it."""
    right = Q(what=CorrectedWhat.NUMBER, after=number) | Q(what=CorrectedWhat.SIGNED_ON, after=signed_on.isoformat())
    corrected = DecisionCorrection.objects.filter(right).values("corrected")
    rows = Decision.objects.filter(Q(number=number, signed_on=signed_on) | Q(pk__in=corrected)).select_related("cycle")
    said = [row for row in rows.order_by("pk") if _number_and_day(row) == (number, signed_on)]
    return min(said, key=lambda row: (row.number, row.signed_on) != (number, signed_on), default=None)


def _number_and_day(decision: Decision) -> tuple[str, date]:
    texts = texts_of(decision)
    return texts.number, texts.signed_on


def days_that_hold(decision_ids: Iterable[int]) -> dict[int, date]:
    """Corrected days of signing, by decision; decisions whose day stands as recorded are absent. One statement."""
    rows = DecisionCorrection.objects.filter(corrected__in=list(decision_ids), what=CorrectedWhat.SIGNED_ON)
    return {pk: date.fromisoformat(day) for pk, day in rows.order_by("pk").values_list("corrected_id", "after")}


def _sealed_names(decision: Decision) -> dict[int, str]:
    """The name of each unit of the decision as its last seal says it."""
    last = Seal.objects.filter(dossier__decision_items__decision=decision, kind=SealKind.DECISION)
    rows = last.order_by("dossier_id", "-pk").distinct("dossier_id").values_list("dossier_id", "body")
    return {dossier_id: str(json.loads(body)["unit"]["name"]) for dossier_id, body in rows}
