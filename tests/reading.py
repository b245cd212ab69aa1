"""A page as a screen reader goes through it: Chromium's own accessibility tree, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

LANDMARKS = frozenset({"banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"})
FIELDS = frozenset({"checkbox", "combobox", "group", "radio", "radiogroup", "searchbox", "textbox"})
OTHERS = frozenset({"DisclosureTriangle", "alert", "button", "heading", "image", "link", "status", "table"})
WORDS = {"DisclosureTriangle": "fold"}  # the heading of <details>


def landmarks(page: Page) -> list[str]:
    """The parts of the page to which a screen reader can leap."""
    nodes = _nodes(page)
    return [_line(node) for node in _below(nodes, next(iter(nodes.values()))) if node["role"]["value"] in LANDMARKS]


def read_aloud(page: Page) -> list[str]:
    """What the main part is made of, in the order in which it is read.

    A line is role and name; then “required”, “invalid”, and in brackets what is said of the field after its name.
    Text that stands by itself, and groups without a name, are left out.
    """
    nodes = _nodes(page)
    main = next(node for node in nodes.values() if node["role"]["value"] == "main")
    told = [node for node in _below(nodes, main) if node["role"]["value"] in LANDMARKS | FIELDS | OTHERS]
    return [line for node in told if (line := _line(node)) not in ("main", "group", "form")]


def _nodes(page: Page) -> dict[str, Any]:
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return {node["nodeId"]: node for node in nodes}


def _below(nodes: dict[str, Any], node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The node and what is in it, without what is kept from screen readers."""
    if not node["ignored"]:
        yield node
    for child in node.get("childIds", []):
        if child in nodes:
            yield from _below(nodes, nodes[child])


def _line(node: dict[str, Any]) -> str:
    told = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
    role = node["role"]["value"]
    words = [f"h{told['level']}" if role == "heading" else WORDS.get(role, role), _words(node, "name")]
    words += [word for word in ("required", "invalid") if told.get(word) not in (None, False, "false")]
    described = _words(node, "description")
    return " ".join(filter(None, [*words, f"({described})" if described else ""]))


def _words(node: dict[str, Any], what: str) -> str:
    return " ".join(str(node.get(what, {}).get("value", "")).split())
