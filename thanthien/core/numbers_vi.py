"""Numbers as Vietnamese people write and read them: ``1.234,5``, ``88,5%``."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from thanthien.core.number_words import decimal_words, whole_words

MAX_WHOLE_DIGITS = 12
MAX_FRACTION_DIGITS = 6
MAX_SHARE_DECIMALS = 12

_DOT_GROUPS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
_SPACE_GROUPS = re.compile(r"[1-9]\d{0,2}( \d{3})+(,\d+)?")
_SIMPLE = re.compile(r"\d+([.,]\d+)?")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}")


class NumberProblem(ValueError):
    """The text is not one clear number; ``str()`` is a Vietnamese sentence for the person."""


def parse_number_vi(text: str, *, percent: bool = False) -> Decimal:
    """Read what a person typed: ``1.234,5``, ``88,5``, ``88.5``; ``88,5%`` when ``percent``.

    Raises NumberProblem with a sentence when it is empty, negative, unclear or too long.
    """
    clean = " ".join(unicodedata.normalize("NFKC", text).split())
    if percent:
        clean = clean.removesuffix("%").rstrip()
    if not clean:
        raise NumberProblem("Cần nhập một số.")
    if clean.startswith(("-", "−")):
        raise NumberProblem("Số không được âm.")
    return _bounded(_plain_number(clean))


def _plain_number(clean: str) -> str:
    if _AMBIGUOUS.fullmatch(clean):
        raise NumberProblem(_two_readings(clean))
    if _DOT_GROUPS.fullmatch(clean):
        return clean.replace(".", "").replace(",", ".")
    if _SPACE_GROUPS.fullmatch(clean):
        return clean.replace(" ", "").replace(",", ".")
    if clean.isascii() and _SIMPLE.fullmatch(clean):
        return clean.replace(",", ".")
    raise NumberProblem(f"“{clean[:40]}” không phải là số. Ví dụ viết đúng: 46 hoặc 88,5.")


def _two_readings(clean: str) -> str:
    """“1.000 có thể hiểu là một nghìn hoặc một. …”: one dot before three digits, the thousands' or a decimal one."""
    whole, rest = clean.split(".")
    behind = rest.rstrip("0")
    large, small = whole_words(int(whole + rest)), decimal_words(int(whole), behind)
    fraction = f"{whole},{behind}" if behind else whole
    return (
        f"{clean} có thể hiểu là {large} hoặc {small}. "
        f"Cần viết {whole}{rest} nếu là {large}, {fraction} nếu là {small}."
    )


def _bounded(plain: str) -> Decimal:
    whole, _, rest = plain.partition(".")
    if len(whole.lstrip("0")) > MAX_WHOLE_DIGITS or len(rest) > MAX_FRACTION_DIGITS:
        raise NumberProblem(
            f"Số quá dài: tối đa {MAX_WHOLE_DIGITS} chữ số phần nguyên và {MAX_FRACTION_DIGITS} chữ số thập phân."
        )
    return Decimal(plain)


def plain_decimal(value: Decimal) -> str:
    """The one canonical text of a decimal in files: ``0.25``, ``6``, never an exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_vi(value: Decimal | int) -> str:
    """``Decimal("1234.50")`` → ``1.234,5``; no trailing zeros."""
    if type(value) is int:
        return str(value) if 0 <= value < 1000 else f"{value:,}".replace(",", ".")
    return _swap(f"{value:,f}")


def _swap(text: str) -> str:
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    whole = whole.replace(",", ".")
    return f"{whole},{rest}" if rest else whole


def decimal_vi(num: int, den: int, places: int) -> str:
    """``num/den`` (den > 0, num ≥ 0) rounded half up to so many places, written with a comma."""
    scaled = (2 * num * 10**places + den) // (2 * den)
    if not places:
        return number_vi(scaled)
    whole, rest = divmod(scaled, 10**places)
    return f"{number_vi(whole)},{rest:0{places}d}"


def percent_vi(share: Decimal) -> str:
    """A stated bound: ``Decimal("0.6")`` → ``60%``."""
    return number_vi(share * 100) + "%"


def share_text(num: int, den: int, threshold: Decimal | Fraction | Iterable[Decimal | Fraction] | None = None) -> str:
    """A share as a percentage with at least one decimal (``88,5%``), never contradicting a bound.

    When rounding would lift a share that misses ``threshold`` (a share, for example
    ``Decimal("0.95")``) up to it, decimals are added; past twelve the share is cut, not rounded.
    """
    bounds = _fractions(threshold)
    for places in range(1, MAX_SHARE_DECIMALS + 1):
        scaled = (200 * num * 10**places + den) // (2 * den)
        if not any(num * b.denominator < b.numerator * den and _reaches(scaled, places, b) for b in bounds):
            return f"{decimal_vi(scaled, 10**places, places)}%"
    cut = 100 * num * 10**MAX_SHARE_DECIMALS // den
    return f"{decimal_vi(cut, 10**MAX_SHARE_DECIMALS, MAX_SHARE_DECIMALS)}%"


def _reaches(scaled: int, places: int, bound: Fraction) -> bool:
    """Whether a percentage with so many decimals, written without its comma, is the bound or more. In whole numbers:
    fractions are made slowly, and a page has many shares."""
    whole: int = 100 * 10**places
    return scaled * bound.denominator >= bound.numerator * whole


def _fractions(
    threshold: Decimal | Fraction | Iterable[Decimal | Fraction] | None,
) -> tuple[Fraction, ...]:
    if threshold is None:
        return ()
    if isinstance(threshold, (Decimal, Fraction)):
        return (Fraction(threshold),)
    return tuple(Fraction(bound) for bound in threshold)
