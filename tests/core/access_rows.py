"""Who gets what on the pages of the core."""

from tests.access_rows import World, row
from tests.core.access_rows_mail import MAIL
from tests.core.jobs.sample import tasks
from thanthien.accounts.roles import Role
from thanthien.core.jobs import enqueue


def a_run_of_the_system() -> World:
    return World(run=enqueue(tasks.days, by=None, numbers=[1]))


def _run(world: World) -> dict[str, object]:
    return {"uuid": world.run.pk}  # type: ignore[attr-defined]


ROWS = [
    row("healthz", everyone=200),
    row("metrics", everyone=200),
    row("gallery", everyone=404),
    row("jobs:run", {Role.ADMINISTRATOR: 200}, world=a_run_of_the_system, kwargs=_run),
    *MAIL,
]
