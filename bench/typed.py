"""What a person of a commune types: each save changes the value and says in words which save it was."""

from dataclasses import dataclass, field
from random import Random

from django.urls import reverse

from bench.engine import make_answer
from thanthien.accounts.models import User
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.values import NotApplicable, value_to_json
from thanthien.evaluations.forms.values import typed_value
from thanthien.evaluations.models import Answer
from thanthien.evaluations.workflow import Status


@dataclass(slots=True)
class TypedAnswer:
    """One answer on someone's screen, in the version that they saw last."""

    pk: int
    path: str
    version: int
    compiled: CompiledIndicator
    chance: Random = field(repr=False)
    saves: int = 0

    def next_form(self) -> dict[str, str]:
        """Another value, and an explanation like no other."""
        self.saves += 1
        given = None
        while given is None or isinstance(given, NotApplicable):
            given = make_answer(self.compiled, self.chance)
        words = {"explanation": f"Lần sửa {self.saves} của mục {self.pk}.", "version": str(self.version)}
        return typed_value(value_to_json(given)) | words


def answers_of(user: User) -> list[TypedAnswer]:
    """The answers of the person's unit in the year that is being scored, in the order of the set."""
    rows = Answer.objects.filter(
        dossier__unit_id__in=user.unit_ids(), dossier__status=Status.SELF_SCORING
    ).select_related("indicator", "dossier__unit", "dossier__cycle__criteria_set")
    return [_typed(row) for row in rows.order_by("indicator__position")]


def _typed(row: Answer) -> TypedAnswer:
    place = [row.dossier.cycle_id, row.dossier.unit.code, row.indicator.code]
    return TypedAnswer(row.pk, reverse("self-scoring-item", args=place), row.version, row.compiled, Random(row.pk))
