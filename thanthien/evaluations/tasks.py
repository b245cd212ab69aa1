"""Jobs of the year: bulk acts that are carried out by the worker when they have many rows. Importing them registers
them."""

from thanthien.core.formats import number
from thanthien.core.jobs import Run, job, periodic
from thanthien.evaluations.actions.forecasts import keep_forecasts, running_cycles
from thanthien.evaluations.bulk import council, decisions, intake, sheets

__all__ = ["council", "decisions", "intake", "sheets"]


@periodic(cron="30 5 * * *")
@job("evaluations.foresee", title="Tính dự báo của các đơn vị")
def foresee(run: Run) -> None:
    """Every morning, for the lists of the city, the trend and what duties are worth."""
    kept = sum(keep_forecasts(cycle=cycle) for cycle in running_cycles())
    run.tell(f"Đã tính dự báo của {number(kept)} hồ sơ.")
