"""Who gets what of the app on the device and of personal links."""

from typing import Any

from tests.access_rows import World, row
from tests.grassroots.scene import a_scene
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.offline.actions import make_link
from thanthien.offline.models import EntryLink
from thanthien.offline.permissions import LINK_MAKERS


def a_link() -> World:
    """A link of a unit, and the people there who may make one."""
    scene = a_scene()
    token = make_link(seat=Membership.objects.get(user=scene.head), by=scene.front)
    return World({Role.COMMUNE_FRONT: scene.front}, token=token, link=EntryLink.objects.get())


def _token(world: Any) -> dict[str, str]:
    return {"token": world.token}


def _pk(world: Any) -> dict[str, int]:
    return {"pk": world.link.pk}


_MAKERS = dict.fromkeys(LINK_MAKERS, 200)
_LED = dict.fromkeys(LINK_MAKERS, 302)
_OWN = {Role.COMMUNE_FRONT: 200}

ROWS = [
    row("offline-shell", everyone=200),
    row("offline-worker", everyone=200),
    row("offline-manifest", everyone=200),
    row("offline-contact", everyone=200),
    row("offline-receive", signed_in=400, method="post", stranger=401),
    row("offline-receive", signed_in=302),
    row("offline-link", everyone=200, world=a_link, kwargs=_token),
    row("offline-link-contact", everyone=200, world=a_link, kwargs=_token),
    row("offline-link-receive", everyone=400, method="post", world=a_link, kwargs=_token),
    row("offline-links", _MAKERS),
    row("offline-link-make", dict.fromkeys(LINK_MAKERS, 404), method="post", stranger=401),
    row("offline-link-make", _LED),
    row("offline-link-history", _OWN, world=a_link, kwargs=_pk),
    row("offline-link-revoke", {Role.COMMUNE_FRONT: 302}, method="post", stranger=401, world=a_link, kwargs=_pk),
    row("offline-link-revoke", _LED, world=a_link, kwargs=_pk),
]
