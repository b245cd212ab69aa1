"""Who gets what on the reports."""

from tests.access_rows import World, row
from tests.evaluations.scenario import open_year
from thanthien.accounts.roles import Role

_CITY = {
    Role.CITY_OFFICER: 200,
    Role.CITY_HEAD: 200,
    Role.COUNCIL_MEMBER: 200,
    Role.COUNCIL_SECRETARY: 200,
    Role.CITY_LEADER: 200,
    Role.AUDITOR: 200,
}
_LEADERS = dict.fromkeys((Role.CITY_OFFICER, Role.CITY_HEAD, Role.CITY_LEADER, Role.AUDITOR), 200)
_LOG = dict.fromkeys((Role.CITY_OFFICER, Role.CITY_HEAD, Role.AUDITOR), 200)
_LOOKS = dict.fromkeys((Role.DATA_PROTECTION, Role.AUDITOR, Role.COMMUNE_CHAIR), 200)
_COMMUNE = (Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR, Role.COMMUNE_PARTY, Role.COMMUNE_FRONT)


def a_cycle() -> World:
    """One small cycle."""
    return World(cycle=open_year(units=1).cycle)


def _cycle_id(world: World) -> dict[str, int]:
    return {"cycle_id": world.cycle.pk}


# Their work is of the week only.
_WEEKLY = (Role.VILLAGE_HEAD, Role.UNION_REPORTER, Role.SERVICE_OFFICER)
ROWS = [
    row("practice"),
    row("practice", method="post", stranger=401),
    row(
        "work-home",
        dict.fromkeys((*_CITY, *_COMMUNE, *_WEEKLY, Role.APPRAISER, Role.ADMINISTRATOR, Role.DATA_PROTECTION), 302),
        signed_in=200,
    ),
    row("city-board", _CITY),
    row("city-board", _CITY, world=a_cycle, kwargs=_cycle_id),
    row("city-comparison", _CITY, world=a_cycle, kwargs=_cycle_id),
    row("city-forecasts", _CITY, world=a_cycle, kwargs=_cycle_id),
    row("commune-leader", {Role.COMMUNE_CHAIR: 200, Role.COMMUNE_PARTY: 200}),
    row("city-duties", _CITY, world=a_cycle, kwargs=_cycle_id),
    row("leader-home", _LEADERS),
    row("leader-home", _LEADERS, world=a_cycle, kwargs=_cycle_id),
    row("step-log", _LOG),
    row("look-log", _LOOKS),
    row("look-log", _LOOKS, query="?tai=csv"),
    row("change-log", {Role.AUDITOR: 200}),
    row("change-log", {Role.AUDITOR: 200}, query="?tai=csv"),
    row("step-log", _LOG, world=a_cycle, kwargs=_cycle_id),
    row("step-log", _LOG, world=a_cycle, kwargs=_cycle_id, query="?tai=csv"),
]
