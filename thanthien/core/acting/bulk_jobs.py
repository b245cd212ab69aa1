"""Bulk acts that may be long: the confirmation puts them into the queue, and their page shows how far they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from thanthien.core.acting.bulk import CHANGED, NAMED, Bulk, carry_through, keys_of
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.pages import carry_out
from thanthien.core.jobs import Run, job

B = TypeVar("B", bound=type[Bulk])


def long_act(name: str, title: str) -> Callable[[B], B]:
    """Let a bulk act run as a job of this name when it has many rows (`BULK_AT_ONCE`). It is one decision: its rows are
    done in one transaction, which ends with the mark “done”; until then it can be stopped, and nothing is kept."""

    def register(kind: B) -> B:
        def work(run: Run, **scope: Any) -> None:
            _work(kind(by=run.person, **scope), run)

        kind.job = job(name, title=title)(work)
        return kind

    return register


def _work(bulk: Bulk, run: Run) -> None:
    seen = run.cargo["seen"]
    run.progress(0, of=len(seen))
    form = bulk.form(keys_of(seen), data=run.cargo["typed"])
    if not form.is_valid():
        raise Refused([str(sentence) for told in form.errors.values() for sentence in told])
    done = carry_out(lambda: carry_through(bulk, seen, form, run.progress))
    if done.stale:
        raise Refused([CHANGED, *_names(bulk, done.stale.current)])
    if done.problem:
        raise done.problem
    run.tell(done.value)


def _names(bulk: Bulk, changed: Mapping[str, str]) -> list[str]:
    """Which rows changed, or why one can't be taken any more; not what they say now: others read what became of a
    job, too."""
    rows = bulk.rows(keys_of(changed))[:NAMED]
    return [row.sentence if row.problems else f"{row.name}: vừa có thay đổi." for row in rows]
