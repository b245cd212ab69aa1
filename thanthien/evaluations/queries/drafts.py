"""The draft of a self-score as people read it while it is posted: what each criterion is given, what it adds up to, the
report word by word, and where opinions go. No explanation, no evidence and not who wrote it: those may hold private
data. Nobody but its author keeps names out of the report, who is asked to when it is written and when it is posted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from thanthien.core import clock
from thanthien.evaluations.models import Dossier, SetChange
from thanthien.evaluations.queries.draft_changes import Changed, changed
from thanthien.evaluations.queries.scoring_page import outcome_of, rows_of
from thanthien.evaluations.queries.self_score import proven_codes, score_of
from thanthien.evaluations.queries.set_changes import codes_of, set_changes
from thanthien.evaluations.queries.sums import GroupSum, Sums, sums_of
from thanthien.evaluations.states import targets_of
from thanthien.evaluations.value_texts import answer_text
from thanthien.evaluations.workflow import CHANGE_SET, Status
from thanthien.units.enums import AgencyKind, UnitKind
from thanthien.units.models import Unit

# Who takes opinions on a draft, in the order in which the page names them.
_TAKES_OPINIONS = (AgencyKind.COMMUNE_COMMITTEE, AgencyKind.COMMUNE_FRONT)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One criterion: what the unit says of it, and the points of that; None while it is not scored. ``anew``: it was
    adjusted, or came, since the draft was posted before."""

    code: str
    title: str
    words: str
    points: Decimal | None
    maximum: Decimal
    anew: bool = False


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """A group with its sum and its criteria."""

    sum: GroupSum
    rows: tuple[DraftRow, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit's draft. ``agencies``: full names of those who take opinions, the committee, whose draft it is, first.
    ``changes``: what was changed while it hangs."""

    dossier: Dossier
    groups: tuple[DraftGroup, ...]
    sums: Sums
    agencies: tuple[str, ...]
    changes: tuple[Changed, ...]
    change: SetChange | None = None

    @property
    def posted_anew(self) -> bool:
        """Was the draft posted before the set was adjusted, so that part of it is new to those who read it then?"""
        return any(row.anew for group in self.groups for row in group.rows)

    @property
    def committee(self) -> str:
        """Whose draft it is; empty where no office is known."""
        return next(iter(self.agencies), "")

    @property
    def ends_on(self) -> date | None:
        """The last day for opinions; None before the draft is posted."""
        return self.dossier.posting_ends_on

    @property
    def is_over(self) -> bool:
        """Whether that day has passed."""
        return self.ends_on is not None and self.ends_on < clock.today()


def posted_dossiers() -> QuerySet[Dossier]:
    """Dossiers whose draft hangs for everybody to read, by unit: from its first day until it is signed or taken
    down."""
    hanging = Dossier.objects.filter(status=Status.POSTED, posted_on__lte=clock.today())
    return hanging.select_related("unit", "cycle__criteria_set__scheme").order_by(
        "-cycle__year", "cycle__kind", "unit__sort_key", "pk"
    )


def draft_of(dossier: Dossier) -> Draft:
    """The draft as it stands now."""
    rows = rows_of(dossier)
    sums = sums_of(dossier, score_of(dossier, rows), proven_codes(rows))
    changes = set_changes(dossier.cycle)
    anew = codes_of(dossier) if changes and _was_posted_before(dossier) else frozenset()
    read: dict[str, list[DraftRow]] = defaultdict(list)
    for row in rows:
        compiled, outcome = row.compiled, outcome_of(row)
        words = answer_text(compiled.definition, row.state, row.value)
        read[row.indicator.group_code].append(
            DraftRow(
                compiled.code,
                compiled.definition.label,
                words,
                outcome.points,
                compiled.maximum,
                compiled.code in anew,
            )
        )
    groups = tuple(DraftGroup(group, tuple(read[group.code])) for group in sums.groups)
    return Draft(dossier, groups, sums, _takers(dossier), tuple(changed(dossier)), changes[-1] if changes else None)


def _was_posted_before(dossier: Dossier) -> bool:
    """Whether a draft of the dossier came down because the set was adjusted."""
    return dossier.steps.filter(step=CHANGE_SET, from_status__in=targets_of("post", "sign")).exists()


def _takers(dossier: Dossier) -> tuple[str, ...]:
    """As of the posting: of a unit that was merged since, the offices that posted it."""
    kinds = [str(kind) for kind in _TAKES_OPINIONS]
    found = dossier.unit.agencies.current(dossier.posted_on).filter(kind__in=kinds).values_list("kind", "name")
    return tuple(name for _, name in sorted(found, key=lambda one: kinds.index(one[0])))


def hamlet_head(unit: Unit) -> str:
    """Who speaks for a part of the unit: “Trưởng thôn”, or “Tổ trưởng tổ dân phố” of a phường."""
    return "Tổ trưởng tổ dân phố" if unit.kind == UnitKind.PHUONG else "Trưởng thôn"
