"""Every colour pair that meets on a page is readable in every theme (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "thanthien/core/static/thanthien/css/tokens.css").read_text()
TEXT, HIGH, GRAPHIC = 4.5, 7.0, 3.0

WORDS = ("ink", "ink-soft", "sea", "sea-strong", "danger", "ok", "warn", "phuong")
TEXT_PAIRS = [
    *((word, ground) for word in WORDS for ground in ("paper", "card", "sunken")),
    *((word, "sea-soft") for word in ("ink", "ink-soft", "sea")),
    *((tone, f"{tone}-soft") for tone in ("ok", "warn", "danger")),
    *(("ink", f"{tone}-soft") for tone in ("ok", "warn", "danger")),
    *((f"level-{level}-ink", f"level-{level}") for level in range(10)),
    ("on-sea", "sea"),
    ("on-sea", "sea-strong"),
    ("on-danger", "danger"),
    ("card", "ink"),
    ("banner-ink", "banner"),
    ("ink", "mark"),
]
GRAPHIC_PAIRS = [
    *((part, ground) for part in ("line-strong", "focus", "bar", "tile-line", "ink") for ground in ("paper", "card")),
    ("bar", "track"),
    ("ink", "track"),
    ("hatch", "card"),
    ("focus", "focus-gap"),
    ("line-strong", "sea-soft"),
]


def block(selector: str) -> dict[str, str]:
    start = TOKENS.index(selector)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", TOKENS[start : TOKENS.index("}", start)]))


LIGHT = block(":root {")
THEMES = {
    "light": LIGHT,
    "dark": LIGHT | block(':root[data-theme="dark"]'),
    "contrast": LIGHT | block(':root[data-theme="contrast"]'),
    "contrast-dark": LIGHT | block(':root[data-theme="contrast-dark"]'),
}


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 6) == 21


@pytest.mark.parametrize("theme", THEMES)
def test_tokens_text_is_readable(theme: str) -> None:
    least = HIGH if theme.startswith("contrast") else TEXT
    colours = THEMES[theme]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_tokens_lines_and_bars_are_visible(theme: str) -> None:
    colours = THEMES[theme]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in GRAPHIC_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < GRAPHIC} == {}


# How a colour (linear red, green, blue) looks to who lacks one kind of cones (Machado, Oliveira, Fernandes 2009).
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def seen_luminance(colour: str, eyes: str) -> float:
    light = linear(colour)
    seen = [sum(weight * part for weight, part in zip(row, light, strict=True)) for row in EYES[eyes]]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), seen, strict=True))


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_tokens_levels_run_in_one_direction_for_every_eye(theme: str, eyes: str) -> None:
    shades = [seen_luminance(THEMES[theme][f"level-{level}"], eyes) for level in range(1, 10)]
    if shades[0] > shades[-1]:
        shades.reverse()
    steps = [(lighter + 0.05) / (darker + 0.05) for darker, lighter in pairwise(shades)]
    assert [round(step, 2) for step in steps if step < 1.1] == []


def test_tokens_dark_theme_is_the_same_with_and_without_script() -> None:
    assert block(":root:not([data-theme])") == block(':root[data-theme="dark"]')


def test_tokens_are_all_defined() -> None:
    folder = Path(__file__).parents[2] / "thanthien"
    used = {name for sheet in folder.rglob("*.css") for name in re.findall(r"var\(--([\w-]+)", sheet.read_text())}
    assert used - set(re.findall(r"--([\w-]+):", TOKENS)) == set()
