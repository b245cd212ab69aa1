"""Files of long lists and workbooks, made by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thanthien.core.jobs import job
from thanthien.core.tables.asking import asked_file

if TYPE_CHECKING:
    from thanthien.core.jobs import Run


@job("tables.make_file", title="Lập tệp danh sách")
def make_file(run: Run) -> None:
    """Asks the list or the workbook itself, as its person may read it now; hands the file over on the page of the
    run."""
    asked = asked_file(run.cargo["address"], run.person)
    run.progress(0, of=asked.of)
    with asked.make(lambda done: run.progress(done, of=max(done, asked.of))) as file:
        run.hand_over(asked.name, file)
    run.tell(f"Đã lập tệp {asked.about}.")
