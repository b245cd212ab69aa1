"""Work that outlives a request: put into the queue inside the caller's transaction, done once by the worker.

In a room's ``tasks.py``::

    @job("evaluations.send_sheets", title="Gửi phiếu thẩm định")
    def send_sheets(run: Run, *, cycle_id: int, sheet_ids: list[int]) -> None:
        sent = actions.send_sheets(cycle_id=cycle_id, sheet_ids=sheet_ids, by=run.person, progress=run.progress)
        run.tell(f"Đã gửi {sent} phiếu.")

and in a view that answers a POST::

    run = enqueue(send_sheets, by=request.user, key=form.token, back=request.path, cycle_id=3, sheet_ids=[…])
    return redirect(run)

See docs/adr/0010-jobs.md for what is promised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thanthien.core.jobs.errors import Transient
from thanthien.core.jobs.registry import Job, job, periodic

if TYPE_CHECKING:
    from thanthien.core.jobs.models import JobRun
    from thanthien.core.jobs.running import Run

__all__ = ["Job", "Run", "Transient", "enqueue", "job", "periodic"]


def enqueue(what: Job, *, by: Any, key: str = "", back: str = "", cargo: Any = None, **arguments: Any) -> JobRun:
    """Put a job into the queue, inside the caller's transaction: rolled back with it, begun only after its commit.

    ``by``: the person for whom it runs; None: the system. ``arguments``: numbers, codes and lists of them, never texts
    that people wrote or names; those go into ``cargo`` (anything JSON can hold), which is erased when the run ends.
    ``key``: the same key gives the same run and no second effect. ``back``: the own path that the run's page leads
    back to. Raises Refused when another person, or other content, already used the key; TypeError when the job doesn't
    take such arguments.
    """
    from thanthien.core.jobs.actions import enqueue as put

    return put(what, by=by, key=key, back=back, cargo=cargo, **arguments)


def __getattr__(name: str) -> Any:
    if name == "Run":  # its module needs the models, which Django loads after this package
        from thanthien.core.jobs.running import Run

        return Run
    raise AttributeError(name)
