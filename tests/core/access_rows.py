"""Who gets what on the pages of the core."""

from typing import Any

from tests.access_rows import World, row
from tests.core.access_rows_mail import MAIL
from tests.core.jobs.sample import tasks
from thanthien.accounts.roles import Role
from thanthien.core.jobs import enqueue

ADMIN = {Role.ADMINISTRATOR: 200}
ADMIN_SENT = {Role.ADMINISTRATOR: 302}


def a_run_of_the_system() -> World:
    return World(run=enqueue(tasks.days, by=None, numbers=[1]))


def _run(world: Any) -> dict[str, Any]:
    return {"uuid": world.run.pk}


JOBS = [
    row("jobs:mine", signed_in=200),
    row("jobs:run", ADMIN, world=a_run_of_the_system, kwargs=_run),
    row("jobs:stop", ADMIN_SENT, method="post", stranger=401, world=a_run_of_the_system, kwargs=_run),
    row("jobs:stop", signed_in=302, world=a_run_of_the_system, kwargs=_run),
    row("jobs:file", world=a_run_of_the_system, kwargs=_run),
    row("jobs:everybody", ADMIN),
    row("jobs:everybody", ADMIN, query="?trang_thai=dead&trang=7"),
    row("jobs:run_again", ADMIN_SENT, method="post", stranger=401, world=a_run_of_the_system, kwargs=_run),
]

TABLES = [
    row("tables:order_file", signed_in=302, method="post", stranger=401),
    row("tables:order_file", signed_in=302),
]

ROWS = [
    *TABLES,
    row("kept:alarms", ADMIN),
    row("healthz", everyone=200),
    row("metrics", everyone=200),
    row("gallery", everyone=404),
    *JOBS,
    *MAIL,
]
