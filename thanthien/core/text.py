"""Vietnamese text: one normal form, folding for search, and the order of a Vietnamese list.

`fold` is also the SQL function `vn_fold` (core migration); both give the same result for every string.
"""

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]+")
_TONE_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_BLANKS = frozenset("\t\n\r\f\v")
_SEPARATORS = {0x2028: "\n", 0x2029: "\n"}
_SPACES = re.compile("[ \t\n\r\f\v\u00a0]+")
_PLAIN = {ord("Đ"): "d", ord("đ"): "d"} | {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}

# The order of the Vietnamese alphabet, with the foreign letters f, j, w, z in their usual places.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_KEY = {letter: f"{place:02d}" for place, letter in enumerate(_ALPHABET, start=20)}
# Dictionary order of tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONE_KEY = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

# The two habits of writing a tone on oa, oe, uy: older (hòa, thủy) and newer (hoà, thuỷ).
_TONE = "[\u0300\u0301\u0303\u0309\u0323]"
_OLDER = re.compile(
    f"((?<=[oO]){_TONE}(?=[aAeE])|(?<=[uU])(?<![qQ][uU]){_TONE}(?=[yY]))(.)(?![\u0300-\u036f]*[A-Za-zđĐ])"
)


def unseen(text: str) -> bool:
    """Whether the text holds characters that no one sees: controls, marks of direction, joiners of width zero."""
    return any(map(_is_unseen, text))


def without_unseen(text: str) -> str:
    """The text without them; the separators of lines and paragraphs become line ends. Tabs and line ends stay."""
    broken = text.translate(_SEPARATORS)
    return "".join(one for one in broken if not _is_unseen(one))


def _is_unseen(one: str) -> bool:
    return unicodedata.category(one) in _UNSEEN and one not in _BLANKS


def normalise(text: str) -> str:
    """The text in NFC with single spaces: what the platform stores of any one-line input."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def with_lines(text: str) -> str:
    """The text in NFC with one kind of line end: browsers send two characters for each."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def fold(text: str) -> str:
    """The text without diacritics, đ as d, ASCII letters small, single spaces: for search and comparison.

    “Hòa”, “Hoà” and “HOA” fold alike; a letter outside the Vietnamese alphabet is kept.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return _SPACES.sub(" ", bare.translate(_PLAIN)).strip(" ")


def exact(text: str) -> str:
    """The text as typed but in one form: NFC, small letters, one tone habit; to rank exact diacritics first."""
    return normalise(_OLDER.sub(r"\2\1", unicodedata.normalize("NFD", text))).lower()


def sort_key(text: str) -> str:
    """A string whose plain byte order is Vietnamese dictionary order: syllable by syllable, letters before tones.

    Numbers sort by value (“Thôn 2” before “Thôn 10”). For a stored column.
    """
    spelled = unicodedata.normalize("NFC", text).casefold()
    return " ".join(_syllable_key(part) for part in re.findall(r"[^\W\d_]+|\d+", spelled))


def person_sort_key(full_name: str) -> str:
    """Vietnamese order of people: by given name (the last word), then family and middle names."""
    words = normalise(full_name).split(" ")
    return sort_key(" ".join([words[-1], *words[:-1]]))


def matches(query: str, text: str) -> bool:
    """Whether every word of the query begins a word of the text, diacritics forgiven."""
    words = fold(text).split(" ")
    return all(any(word.startswith(part) for word in words) for part in fold(query).split(" "))


def _syllable_key(syllable: str) -> str:
    if syllable.isdigit():
        return f"00{int(syllable):08d}"
    split = unicodedata.normalize("NFD", exact(syllable))
    tones = "".join(_TONE_KEY[tone] for tone in _TONE_MARKS.findall(split)) or "0"
    letters = unicodedata.normalize("NFC", _TONE_MARKS.sub("", split))
    return "".join(_LETTER_KEY.get(letter, f"9{ord(letter):06x}") for letter in letters) + "!" + tones
