"""The menus of the frame, drawn once for the same entries: every page has them, and few differ."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from thanthien.core.navigation import NavEntry


@lru_cache(maxsize=256)
def site_nav(entries: tuple[NavEntry, ...], extra_class: str, *, counting: bool = False) -> SafeString:
    """The menu of the header. ``counting``: it asks for the numbers beside its entries."""
    context = {"entries": entries, "extra_class": extra_class, "counting": counting}
    return render_to_string("components/site_nav.html", context)


@lru_cache(maxsize=256)
def foot_nav(entries: tuple[NavEntry, ...]) -> SafeString:
    """The links at the foot of a page."""
    return render_to_string("components/foot_nav.html", {"entries": entries})
