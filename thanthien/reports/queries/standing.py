"""Where each dossier of a cycle stands, in one statement: its three totals side by side and the level foreseen.

Blindness: the columns of bodies and council are joined only where every sheet was sent, so that neither a value, nor
an order, nor a count can tell anything of them earlier.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Case, F, FilteredRelation, FloatField, IntegerField, JSONField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from thanthien.accounts.models import User
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.models.dossier import DossierQuerySet
from thanthien.evaluations.states import IN_APPRAISAL, WITHOUT_RESULT
from thanthien.evaluations.visibility import SHEETS_IN, dossier_filter


def standings(user: User, cycle: Cycle) -> QuerySet[Any]:
    """Dossiers of a cycle that the person may open, each with its columns and the level foreseen.

    Annotations: ``self_points``, ``self_maximum``, ``self_share``, ``answered``, ``expected``, ``appraised_points``,
    ``appraised_share``, ``council_points``, ``council_share``, ``best_share`` (0 to 1); ``level_low``/``level_high``
    (what still is possible), ``foreseen`` (None while answers are missing and the level is open) and ``basis``
    (``decided``, ``council``, ``appraised``, ``self``, ``out``).
    """
    return standings_where(dossier_filter(user), cycle)


def standings_where(seen: Q, cycle: Any) -> QuerySet[Any]:
    """The same of what is seen under a condition (``dossier_filter``); for statements that are written once."""
    return _every_standing().filter(seen).filter(cycle=cycle)


@cache
def _every_standing() -> DossierQuerySet:
    """Never asked as it is. Made once: resolving so many annotations takes longer than the statement."""
    return _levels(_points(_columns(Dossier.objects.select_related("unit"))))


def _columns(rows: DossierQuerySet) -> DossierQuerySet:
    return rows.annotate(
        own=FilteredRelation("totals", condition=Q(totals__column=Column.SELF)),
        appraisal=FilteredRelation("totals", condition=Q(totals__column=Column.APPRAISED) & SHEETS_IN.condition("")),
        # What was concluded before a dossier was opened again doesn't count until it is taken into appraisal anew.
        council=FilteredRelation(
            "totals",
            condition=Q(totals__column=Column.COUNCIL, status__in=IN_APPRAISAL) & SHEETS_IN.condition(""),
        ),
    )


_CONCLUDED = Q(council__answered=F("council__expected"), council__answered__gt=0)


def _points(rows: DossierQuerySet) -> DossierQuerySet:
    return rows.annotate(
        self_points=F("own__points"),
        self_maximum=F("own__maximum"),
        self_share=_share("own"),
        answered=Coalesce(F("own__answered"), 0),
        expected=Coalesce(F("own__expected"), 0),
        appraised_points=F("appraisal__points"),
        appraised_share=_share("appraisal"),
        council_points=Case(When(_CONCLUDED, then=F("council__points"))),
        council_share=Case(When(_CONCLUDED, then=_share("council"))),
        best_share=Coalesce(Case(When(_CONCLUDED, then=_share("council"))), _share("appraisal"), _share("own")),
        basis=Case(
            When(decided_level__isnull=False, then=Value("decided")),
            When(status__in=WITHOUT_RESULT, then=Value("out")),
            When(_CONCLUDED, then=Value("council")),
            When(appraisal__points__isnull=False, then=Value("appraised")),
            default=Value("self"),
        ),
    )


def _share(column: str) -> Any:
    """Points of the applicable maximum, 0 to 1; null where nothing is applicable."""
    return Cast(F(f"{column}__points"), FloatField()) / NullIf(F(f"{column}__maximum"), 0, output_field=FloatField())


def _levels(rows: DossierQuerySet) -> DossierQuerySet:
    # Written out, not in terms of each other: an annotation that names another one repeats it in the statement.
    complete = (
        Q(decided_level__isnull=False)
        | Q(status__in=WITHOUT_RESULT)
        | Q(own__answered=F("own__expected"))
        | Q(appraisal__points__isnull=False)
        | _CONCLUDED
    )
    return rows.annotate(
        level_low=_level("level_low"),
        level_high=_level("level_high"),
        gates=_gates(),
        complete=Case(When(complete, then=Value(True)), default=Value(False)),
        foreseen=Case(When(complete | Q(own__level_low=F("own__level_high")), then=_level("level_high"))),
    )


def _gates() -> Coalesce:
    """The conditions as the column saw them that counts most."""
    council = Case(When(_CONCLUDED, then=F("council__gates")), output_field=JSONField())
    return Coalesce(council, F("appraisal__gates"), F("own__gates"), output_field=JSONField())


def _level(name: str) -> Coalesce:
    """One end of the range, of the column that counts most; a decided level is no range any more."""
    return Coalesce(
        F("decided_level"),
        Case(When(status__in=WITHOUT_RESULT, then=Value(0))),
        Case(When(_CONCLUDED, then=F(f"council__{name}"))),
        F(f"appraisal__{name}"),
        F(f"own__{name}"),
        0,
        output_field=IntegerField(),
    )
