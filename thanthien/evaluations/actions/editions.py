"""Keeping what a year's file says whenever its published results change."""

from __future__ import annotations

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.evaluations.models import Cycle, Edition
from thanthien.evaluations.queries.editions import edition_head, fingerprint_of
from thanthien.evaluations.queries.public import seal_rows


def keep_edition(*, by: User, cycle: Cycle, reason: str) -> Edition:
    """Keep the year's head and fingerprint as published by this act, with the reason that the public reads."""
    rows = seal_rows(cycle).answer()
    head = edition_head(cycle, rows)
    return Edition.objects.create(
        cycle=cycle, reason=reason, head=head, fingerprint=fingerprint_of(head, rows), made_at=clock.now(), made_by=by
    )
