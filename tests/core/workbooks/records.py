"""Any rows that a workbook can hold, by the kinds of its columns."""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from thanthien.core.text import normalise, unseen
from thanthien.core.workbooks.columns import Column, Workbook
from thanthien.core.workbooks.kinds import Choice, Day, Kind, Number, Text, Whole

# Latin with all that Vietnamese needs, loose marks, Chinese, faces: written out, since looking up categories is slow.
_RANGES = [(0x20, 0x250), (0x300, 0x370), (0x1EA0, 0x1EFA), (0x4E00, 0x4E20), (0x1F600, 0x1F620)]
_CHARACTERS = "".join(chr(one) for low, high in _RANGES for one in range(low, high) if not unseen(chr(one)))
_LONG_ENOUGH = 40


def texts(longest: int) -> st.SearchStrategy[str]:
    """Texts as they are stored, with signs of formulas and all scripts among them."""
    drawn = st.one_of(
        st.text(_CHARACTERS, min_size=1, max_size=min(longest, _LONG_ENOUGH)),
        st.sampled_from(["+84 225", "-1", "@a", "'x", "12", "01/07/2026", "TRUE", "_x0041_", "#N/A", "<b>&amp;"]),
    )
    return drawn.map(normalise).filter(lambda text: _takes(text, longest))


def _takes(text: str, longest: int) -> bool:
    plain = unicodedata.normalize("NFC", text)
    return 0 < len(plain) <= longest and not plain.startswith("=") and not unseen(plain)


def values(kind: Kind) -> st.SearchStrategy[Any]:
    """Values of a kind of cell."""
    if isinstance(kind, Choice):
        return st.sampled_from([option.value for option in kind.options])
    if isinstance(kind, Whole):
        return st.integers(kind.low, kind.high)
    if isinstance(kind, Number):
        drawn = st.decimals(kind.low, kind.high, places=kind.places)
        return drawn.filter(lambda value: value > kind.low or kind.with_low).map(Decimal)
    if isinstance(kind, Day):
        return st.dates(kind.first, kind.last)
    assert isinstance(kind, Text)
    return texts(kind.longest)


def records(workbook: Workbook, **special: st.SearchStrategy[Any]) -> st.SearchStrategy[Mapping[str, Any]]:
    """Rows with every obligatory cell and any of the others; `special` values for columns whose texts have a form."""

    def of(column: Column) -> st.SearchStrategy[Any]:
        return special[column.name] if column.name in special else values(column.kind)

    needed = {column.name: of(column) for column in workbook.columns if column.required}
    free = {column.name: of(column) for column in workbook.columns if not column.required}
    return st.fixed_dictionaries(needed, optional=free)
