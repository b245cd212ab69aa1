"""Who headed a unit, from when to when: its Party committee and its government, by term of office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from itertools import pairwise

from django.db.models import Q

from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.seen import values_of
from thanthien.core.db import update_rows
from thanthien.units.head_terms import HeadTerm

_CHANGEABLE = ("full_name", "to_on", "vacant_by")
EARLIEST = date(2000, 1, 1)


def heads_between(unit_ids: Collection[int], first: date, last: date) -> dict[int, list[HeadTerm]]:
    """Terms of office with a day between two days (both counted), by unit: the Party committee's first, each in turn.
    One statement."""
    found: dict[int, list[HeadTerm]] = defaultdict(list)
    rows = HeadTerm.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=first), unit__in=unit_ids, from_on__lte=last)
    for term in rows.order_by("-post", "from_on", "pk"):
        found[term.unit_id].append(term)
    return found


def heads_of(unit_ids: Collection[int]) -> dict[int, list[HeadTerm]]:
    """All terms of office that were entered, by unit: the Party committee's first, each in turn. One statement."""
    found: dict[int, list[HeadTerm]] = defaultdict(list)
    for term in HeadTerm.objects.filter(unit__in=unit_ids).order_by("-post", "from_on", "pk"):
        found[term.unit_id].append(term)
    return found


def store_term(term: HeadTerm) -> HeadTerm:
    """Keep a term of office as entered, or corrected. Raises Invalid when its days can't be, or when the post had
    another head on one of them."""
    errors = problems_of_term(term)
    if not errors and (other := _overlapping(term)):
        errors["from_on"] = overlap_with(other)
    if errors:
        raise Invalid(errors)
    term.save()
    return term


def write_terms(terms: Collection[HeadTerm]) -> int:
    """Keep all terms of some units, new ones and others with the first days that they had; how many differ from what is
    kept. Raises Invalid by unit code as :func:`store_term`. Three statements."""
    errors = {term.unit.code: sentence for term in terms for sentence in problems_of_term(term).values()}
    errors |= {later.unit.code: overlap_with(earlier) for earlier, later in overlaps(terms)}
    if errors:
        raise Invalid(errors)
    kept = HeadTerm.objects.in_bulk([one.pk for one in terms if one.pk])
    changed = [one for one in terms if one.pk and values_of(one, _CHANGEABLE) != values_of(kept[one.pk], _CHANGEABLE)]
    added = [one for one in terms if not one.pk]
    update_rows(changed, _CHANGEABLE)  # first days stay: none comes to overlap another on the way
    HeadTerm.objects.bulk_create(added)
    return len(changed) + len(added)


def overlaps(terms: Iterable[HeadTerm]) -> list[tuple[HeadTerm, HeadTerm]]:
    """Terms of one post of one unit that share a day, the earlier first."""
    ordered = sorted(terms, key=lambda one: (one.unit_id, one.post, one.from_on))
    return [
        (earlier, later)
        for earlier, later in pairwise(ordered)
        if (earlier.unit_id, earlier.post) == (later.unit_id, later.post)
        and (earlier.to_on is None or earlier.to_on >= later.from_on)
    ]


def overlap_with(other: HeadTerm) -> str:
    """The sentence about a term that shares a day with another."""
    return f"Trùng thời gian giữ chức vụ với {other.who} ({other.days})."


def problems_of_term(term: HeadTerm) -> dict[str, str]:
    """What is wrong with a term by itself, a sentence for each field; its texts are stripped."""
    errors = {}
    term.full_name, term.vacant_by = term.full_name.strip(), term.vacant_by.strip()
    if term.full_name and term.vacant_by:
        errors["vacant_by"] = "Chức vụ khuyết thì để trống họ tên."
    if not term.full_name and not term.vacant_by:
        errors["full_name"] = "Cần ghi họ tên."
    if term.from_on < EARLIEST:
        errors["from_on"] = f"Cần ngày từ {EARLIEST:%d/%m/%Y} trở đi."
    if term.to_on and term.to_on < term.from_on:
        errors["to_on"] = "Ngày cuối không được trước ngày đầu."
    return errors


def _overlapping(term: HeadTerm) -> HeadTerm | None:
    rows = HeadTerm.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=term.from_on), unit=term.unit, post=term.post)
    if term.to_on:
        rows = rows.filter(from_on__lte=term.to_on)
    return rows.exclude(pk=term.pk).order_by("from_on").first()
