"""Asking axe about a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def accessibility_problems(page: Page) -> list[str]:
    """One line for each violation: rule, where, and axe's words. Also when the page is wider than its window."""
    found = Axe().run(page, options=RULES).response["violations"]
    problems = [
        f"{violation['id']}: {', '.join(map(str, node['target']))} – {violation['help']}"
        for violation in found
        for node in violation["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*problems, f"page is {wide} px too wide"] if wide > 0 else problems
