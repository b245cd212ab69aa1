"""What is known of links."""

from collections.abc import Collection

from thanthien.core.links.models import LinkState


def states_of(addresses: Collection[str]) -> dict[str, LinkState]:
    """By address, of those that were looked at. One statement, none without addresses."""
    rows = LinkState.objects.filter(address__in=set(addresses)) if addresses else ()
    return {one.address: one for one in rows}
