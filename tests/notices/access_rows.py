"""Who may open what in the notices room."""

from tests.access_rows import World, row
from tests.factories.accounts import UserFactory
from thanthien.notices.leaving import leave_url
from thanthien.notices.reminding import REMINDER


def a_letter() -> World:
    return World(token=leave_url(UserFactory(), REMINDER).rstrip("/").rsplit("/", 1)[1])


ROWS = [
    row("notices:work", signed_in=200),
    row("notices:counts", signed_in=200),
    row("notices:list", signed_in=200),
    row("notices:list", signed_in=200, query="?chua-doc=1&trang=9"),
    row("notices:open", method="post", stranger=401, kwargs=lambda world: {"pk": 0}),
    row("notices:read_all", signed_in=302, method="post", stranger=401),
    row("notices:wishes", signed_in=200),
    row("notices:wishes", signed_in=422, method="post", stranger=401),
    row("notices:leave", everyone=200, world=a_letter, kwargs=lambda world: {"token": world.token}),
    row("notices:leave", everyone=200, method="post", world=a_letter, kwargs=lambda world: {"token": world.token}),
    row("notices:leave", everyone=404, kwargs=lambda world: {"token": "sai"}),
]
