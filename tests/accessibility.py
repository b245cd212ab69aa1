"""Asking axe about a page."""

from collections.abc import Callable
from typing import TypeVar

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

T = TypeVar("T")

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# Only the sentences leave the browser: the whole report of a page is megabytes of what is in order.
ASK = """options => axe.run(document, options).then(report => report.violations.flatMap(
    violation => violation.nodes.map(node => `${violation.id}: ${node.target.join(", ")} – ${violation.help}`)))"""
WIDE = "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"


def accessibility_problems(page: Page) -> list[str]:
    """One line for each violation: rule, where, and axe's words. Also when the page is wider than its window."""
    problems = _loaded(page, lambda: _violations(page))
    wide = too_wide(page)
    return [*problems, f"page is {wide} px too wide"] if wide else problems


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window, which then scrolls sideways; 0 when it fits."""
    return _loaded(page, lambda: page.evaluate(WIDE))


def _violations(page: Page) -> list[str]:
    page.evaluate(f"{AXE_SCRIPT}; 0")
    found: list[str] = page.evaluate(ASK, OPTIONS)
    return found


def _loaded(page: Page, asked: Callable[[], T]) -> T:
    """What a loaded page answers. One that is replaced meanwhile (the answer to a button just pressed: its document
    has no root yet, or the old one is gone) is asked again."""
    page.wait_for_load_state()
    try:
        return asked()
    except Error:
        page.wait_for_load_state()
        return asked()
