"""A newer version of a file: every place that may still change uses it, at once."""

from __future__ import annotations

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.db import update_rows
from thanthien.evaluations.actions.answers import NEWER_STILL, touch
from thanthien.evaluations.actions.moves import lock
from thanthien.evaluations.models import AnswerEvidence
from thanthien.evaluations.queries.evidence_versions import renewable
from thanthien.evidence.queries import newest_versions


@transaction.atomic
def use_newest_everywhere(*, by: User, document_id: int, seen: int) -> list[AnswerEvidence]:
    """Let all evidence of answers that the person may write name the newest version of the file, which they saw
    offered with the number ``seen``. Returns what changed.

    Like ``use_newest_version`` for one answer, set-wise: raises Stale when a still newer version was added meanwhile,
    Refused when nothing is left to change.
    """
    lock(by, {row.answer.dossier_id for row in renewable(by, document_id)})
    rows = renewable(by, document_id)  # as they stand under the locks
    if not rows:
        raise Refused("Không còn tiêu chí nào đang chấm dùng phiên bản cũ của minh chứng này.")
    newest = newest_versions([document_id])[document_id]
    refuse_other(rows[0], seen=seen, now=newest.number, told=NEWER_STILL)
    for row in rows:
        row.version = newest
    update_rows(rows, ["version"])
    touch(by, [row.answer for row in rows])
    return rows
