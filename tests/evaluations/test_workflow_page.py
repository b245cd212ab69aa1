"""The page of the workflow in docs/ is made from the step table."""

from pathlib import Path

from thanthien.evaluations.diagram import page
from thanthien.evaluations.workflow import STEPS

DOCS = Path(__file__).parents[2] / "docs"


def test_workflow_page_is_current():
    assert (DOCS / "workflow.md").read_text(encoding="utf-8") == page()


def test_diagram_draws_every_pair_of_the_table():
    arrows = [line.split(":")[0].strip() for line in page().splitlines() if " --> " in line]
    drawn = {tuple(arrow.split(" --> ")) for arrow in arrows}
    table = {(source, step.target) for step in STEPS.values() for source in step.sources}
    assert drawn == table | {("[*]", "unregistered")}
