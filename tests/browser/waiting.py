"""Waiting for what a script of a page does in a while."""

from playwright.sync_api import Page

_TRIES = 300
_SAVED = """() => document.querySelector('[data-save-state]')?.dataset.state === 'saved'
  && !Object.keys(localStorage).some((key) => key.startsWith('tu-cham:'))"""


def until(page: Page, expression: str) -> None:
    """Wait until an expression holds, promises awaited: the page's own policy lets nobody else evaluate a text."""
    for _ in range(_TRIES):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)


def all_saved(page: Page) -> None:
    """Wait until the server has all that was typed into the autosaving form: it says so, and keeps no draft. What was
    saved before it was typed on says so, too, until it is sent."""
    until(page, _SAVED)
