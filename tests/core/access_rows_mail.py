"""Who gets what on the pages of mail; outside the demo its pages are nobody's."""

from tests.access_rows import World, row
from thanthien.accounts.roles import Role
from thanthien.core.mail.actions import post

ADMIN = {Role.ADMINISTRATOR: 200}


def one_message() -> World:
    to = "lan@example.org"
    return World(message=post(to=to, subject="Thử", template="mail/letter.html", context={}, by=None))


def _message(world: World) -> dict[str, int]:
    return {"pk": world.message.pk}  # type: ignore[attr-defined]


MAIL = [
    row("mail:messages", ADMIN),
    row("mail:messages", ADMIN, query="?q=lan&trang_thai=sai&trang=9", world=one_message),
    row("mail:addresses", ADMIN),
    row("mail:message", ADMIN, world=one_message, kwargs=_message),
    row("mail:message", kwargs=lambda world: {"pk": 0}),
    row("mail:send_again", {Role.ADMINISTRATOR: 302}, method="post", stranger=401, world=one_message, kwargs=_message),
    row("mail:send_again", {Role.ADMINISTRATOR: 302}, world=one_message, kwargs=_message),
    row("mail:demo", everyone=404),
    row("mail:demo_message", everyone=404, world=one_message, kwargs=_message),
    row("mail:demo_html", everyone=404, world=one_message, kwargs=_message),
]
