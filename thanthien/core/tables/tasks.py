"""Files of long lists, made by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thanthien.core.formats import number
from thanthien.core.jobs import job
from thanthien.core.tables.asking import asked_file
from thanthien.core.tables.exports import file_name, made_file

if TYPE_CHECKING:
    from thanthien.core.jobs import Run


@job("tables.make_file", title="Lập tệp danh sách")
def make_file(run: Run) -> None:
    """Asks the list itself, as its person may read it now; hands the file over on the page of the run."""
    asked = asked_file(run.cargo["address"], run.person)
    table, of = asked.table, asked.table.count
    run.progress(0, of=of)
    with made_file(table, asked.order, asked.ending, lambda done: run.progress(done, of=max(done, of))) as file:
        run.hand_over(file_name(table, asked.ending), file)
    run.tell(f"Đã lập tệp của danh sách “{table.caption}”: {number(of)} {table.noun}.")
