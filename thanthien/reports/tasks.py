"""Work of the reports room that goes on behind the pages."""

from thanthien.core.acting.errors import Refused
from thanthien.core.jobs import Run, job
from thanthien.core.practice import NOT_HERE, ask_to_start_over
from thanthien.reports.permissions import can_start_over


@job("reports.start_over", title="Làm lại bản tập dượt", quick=True)
def start_over(run: Run) -> None:
    """Ask the process that runs the practice copy to empty it and fill it anew; everything is asked again here."""
    if run.person is None or not can_start_over(run.person):
        raise Refused(NOT_HERE)
    ask_to_start_over()
    run.tell("Bản tập dượt đang được làm lại, trong vài phút sẽ trở lại từ đầu.")
