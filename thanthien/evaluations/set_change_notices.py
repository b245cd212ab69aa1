"""What people are told when a running year goes over to another version of its criteria set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE_LEADS
from thanthien.accounts.queries import people_of_units
from thanthien.criteria.comparing import OUTCOMES, Comparison, Fate, compare_all
from thanthien.evaluations.models import Answer, Dossier, SetChange
from thanthien.evaluations.notices import CALENDAR, OWN_DOSSIER, place_of
from thanthien.evaluations.queries.body_people import people_of_agencies
from thanthien.evaluations.states import ENDED
from thanthien.evaluations.workflow import Status
from thanthien.notices.actions import Telling, tell
from thanthien.units.models import Agency

_TITLE = "Bộ tiêu chí của kỳ được điều chỉnh"
_TO_SCORE = (Fate.TOUCHED, Fate.NEW)
_TOLD = (Fate.TOUCHED, Fate.NEW, Fate.GONE)
_NAMED = 12  # indicators that a notice names


def tell_set_change(
    change: SetChange, dossiers: Sequence[Dossier], comparisons: Mapping[str, Comparison], *, by: User
) -> None:
    """Tell units (those who lead the work, and whoever had a touched indicator in hand) and the bodies of indicators
    that changed. Three statements and one for the bodies, whatever their number."""
    goes_on = [one for one in dossiers if one.status not in ENDED]
    tell([*_of_units(change, goes_on, comparisons), *_of_bodies(change)], by=by)


def _of_units(
    change: SetChange, dossiers: Sequence[Dossier], comparisons: Mapping[str, Comparison]
) -> Iterator[Telling]:
    leads = people_of_units(COMMUNE_LEADS, [dossier.unit_id for dossier in dossiers])
    assigned = _assigned(dossiers, comparisons)
    for dossier in dossiers:
        comparison, led = comparisons[dossier.unit.kind], leads[dossier.unit_id]
        back = " Hồ sơ đang ở bước tự chấm." if dossier.status == Status.SELF_SCORING else ""
        yield _telling(change, dossier, led, f"{_listed(comparison, _TOLD)}.{back}")
        for person, codes in sorted(assigned[dossier.pk].items()):
            if person not in led:
                yield _telling(change, dossier, frozenset({person}), f"Được giao, cần chấm lại: {_codes(codes)}.")


def _telling(change: SetChange, dossier: Dossier, people: frozenset[int], words: str) -> Telling:
    return Telling(
        people=people,
        kind=OWN_DOSSIER.key,
        about=("dossier", dossier.pk),
        title=_TITLE,
        what=f"{place_of(dossier)} {change.sentence}. {words}",
        url=reverse("self-scoring", args=[dossier.cycle_id, dossier.unit.code]),
        key=f"set_change:{change.pk}:{dossier.pk}",
    )


def _assigned(dossiers: Sequence[Dossier], comparisons: Mapping[str, Comparison]) -> dict[int, dict[int, list[str]]]:
    """Who had touched indicators in hand, by dossier. One statement."""
    touched = {kind: set(one.codes(Fate.TOUCHED)) for kind, one in comparisons.items()}
    kinds = {dossier.pk: dossier.unit.kind for dossier in dossiers}
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Answer.objects.filter(dossier__in=dossiers, assignee__isnull=False).order_by("indicator__position")
    for pk, person, code in rows.values_list("dossier_id", "assignee_id", "indicator__code"):
        if code in touched[kinds[pk]]:
            found[pk][person].append(code)
    return found


def _of_bodies(change: SetChange) -> Iterator[Telling]:
    """Each body with an indicator that is touched, new or gone is told which of its own."""
    before, after = change.from_set.parsed(), change.to_set.parsed()
    comparison = compare_all(before, after)
    bodies: dict[str, set[str]] = defaultdict(set)
    for indicator in (*before.indicators(), *after.indicators()):
        for body in indicator.bodies:
            bodies[body].add(indicator.code)
    numbers = dict(Agency.objects.filter(code__in=bodies).values_list("code", "pk"))
    of_each = people_of_agencies(numbers.values())
    people = {code: of_each[number] for code, number in numbers.items()}
    for body, own in sorted(bodies.items()):
        words = _listed(comparison, _TOLD, own)
        if people.get(body) and words:
            yield Telling(
                people=people[body],
                kind=CALENDAR.key,
                about=("set_change", change.pk),
                title=_TITLE,
                what=f"{change.cycle.title}. {change.sentence}. Tiêu chí cơ quan thẩm định: {words}.",
                url=reverse("cycle-set", args=[change.cycle_id]),
                key=f"set_change:{change.pk}:{body}",
            )


def _listed(comparison: Comparison, fates: Iterable[Fate], own: set[str] | None = None) -> str:
    """“chấm lại 1.1, 2.3; chấm mới 2.4”; of ``own`` codes alone, where given."""
    told = []
    for fate in fates:
        codes = [code for code in comparison.codes(fate) if own is None or code in own]
        if codes:
            told.append(f"{OUTCOMES[fate]} {_codes(codes)}")
    return "; ".join(told) or ("" if own is not None else "các tiêu chí đã chấm giữ nguyên")


def _codes(codes: Sequence[str]) -> str:
    more = len(codes) - _NAMED
    return ", ".join(codes[:_NAMED]) + (f" và {more} tiêu chí khác" if more > 0 else "")


def visible_set_changes(user: User, ids: Iterable[int]) -> set[int]:
    """Those of the changes that the person is concerned by: all of them are public."""
    rows = SetChange.objects.filter(pk__in=list(ids))
    return set(rows.values_list("pk", flat=True)) if user.hats else set()
