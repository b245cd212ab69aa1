"""Asking axe about a page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# Only the sentences leave the browser: the whole report of a page is megabytes of what is in order.
ASK = """options => axe.run(document, options).then(report => report.violations.flatMap(
    violation => violation.nodes.map(node => `${violation.id}: ${node.target.join(", ")} – ${violation.help}`)))"""


def accessibility_problems(page: Page) -> list[str]:
    """One line for each violation: rule, where, and axe's words. Also when the page is wider than its window.

    A page that is replaced while axe reads it (the answer to a button just pressed) is asked again once it has loaded.
    """
    page.wait_for_load_state()
    try:
        return _asked(page)
    except Error:
        page.wait_for_load_state()
        return _asked(page)


def _asked(page: Page) -> list[str]:
    page.evaluate(f"{AXE_SCRIPT}; 0")
    problems: list[str] = page.evaluate(ASK, OPTIONS)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*problems, f"page is {wide} px too wide"] if wide > 0 else problems
