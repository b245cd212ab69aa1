"""A hand on a phone: what it taps and types in a page, counted."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

# What a person needs, beside the pages: to think of what a field asks, to tap, to type with two thumbs (36 words a
# minute). Estimates of the keystroke-level model and of a study of 37,000 people; the counts beside them are counted.
THINK, TAP, LETTER = 1.35, 1.1, 0.33


@dataclass(slots=True)
class Hand:
    """``taps``: on buttons, fields and choices (two for a list: to open it and to choose); ``fields``: that were filled
    in; ``letters``: typed."""

    page: Page
    taps: int = 0
    fields: int = 0
    letters: int = 0
    began: float = field(default_factory=time.perf_counter)

    def open(self, path: str) -> None:
        """Open a page; from then on the time counts."""
        self.began = time.perf_counter()
        self.page.goto(path)

    def tap(self, what: Locator) -> None:
        """Tap a button or a link."""
        what.click()
        self.taps += 1

    def write(self, **texts: str) -> None:
        """Tap a field and type."""
        for name, text in texts.items():
            self._field(name).fill(text)
            self._filled(1, len(text))

    def choose(self, **values: str) -> None:
        """Open a list and choose."""
        for name, value in values.items():
            self._field(name).select_option(value)
            self._filled(2)

    def tick(self, name: str, *values: str) -> None:
        """Tick what stands under a name: one field, however many ticks."""
        for value in values:
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()
        self._filled(len(values))

    def tick_first(self, name: str, count: int) -> None:
        """The same of the first so many."""
        boxes = self.page.locator(f'main [name="{name}"]')
        for number in range(count):
            boxes.nth(number).check()
        self._filled(count)

    def photograph(self, file: Path, consent: str = "nobody") -> None:
        """Take a photograph and say who is in it."""
        self._field("photographs").set_input_files(file)
        self._filled(2)
        self.tick("photograph_consent", consent)

    def save(self, button: str) -> int:
        """Press the button; the milliseconds from the opening to what says that it is stored."""
        self.tap(self.page.locator("main").get_by_role("button", name=button, exact=True).first)
        self.page.get_by_text("Đã ghi").first.wait_for()
        return round((time.perf_counter() - self.began) * 1000)

    def told(self, milliseconds: int) -> Mapping[str, float]:
        """What was counted, and about how long a person takes."""
        by_hand = self.fields * THINK + self.taps * TAP + self.letters * LETTER
        return {
            "taps": self.taps,
            "fields": self.fields,
            "letters": self.letters,
            "milliseconds_of_pages": milliseconds,
            "seconds_by_hand": round(by_hand + milliseconds / 1000),
        }

    def _field(self, name: str) -> Locator:
        return self.page.locator(f'main form [name="{name}"]').first

    def _filled(self, taps: int, letters: int = 0) -> None:
        self.fields, self.taps, self.letters = self.fields + 1, self.taps + taps, self.letters + letters
