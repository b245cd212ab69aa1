"""Fields in standard answers: which there are, and how one is filled in. Pure; no Django."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

FIELDS = {
    "ngay_tiep_nhan": "ngày tiếp nhận",
    "don_vi": "tên đơn vị",
    "linh_vuc": "lĩnh vực",
    "ngay_hen": "ngày hẹn có kết quả, người soạn nhập",
    "noi": "thôn, tổ dân phố",
}
PROMISED = "{ngay_hen}"  # which day, only the person who drafts an answer knows
FORMER = "han_tra_loi"  # what was written for it when the last day of the answer itself was filled in
_FIELD = re.compile(r"\{([^{}]*)\}")
_NEW_SENTENCE = re.compile(r"(?:^|[.!?\n“\"])\s*$")
# “trước ngày 16/3/2026”: a day by which something is promised; what was done is told as “ngày 16/3/2026”.
_BY_DAY = re.compile(
    r"\b(?:trước|chậm nhất|hẹn)(?:\s+(?:là|vào|đến|hết))*\s+(?:ngày\s+)?(\d{1,2})/(\d{1,2})/(\d{4})\b", re.I
)


def fields_in_words() -> str:
    """“{don_vi} tên đơn vị; …”, for whoever writes one."""
    return "; ".join(f"{{{name}}} {words}" for name, words in FIELDS.items())


def fault_of_fields(text: str) -> str:
    """Why a text can't be filled in: a field that there isn't, a brace that stands alone. Empty where it can."""
    for name in _FIELD.findall(text):
        if name not in FIELDS:
            return f"Không có trường “{{{name}}}”. Dùng được: {fields_in_words()}."
    rest = _FIELD.sub("", text)
    if "{" in rest or "}" in rest:
        return "Dấu { } chỉ dùng quanh tên trường, ví dụ {don_vi}."
    return ""


def has_fields(text: str) -> bool:
    """Whether a field in it waits to be filled in, also one that was typed as “{ Don_vi }”."""
    return any(name.strip().lower() in (*FIELDS, FORMER) for name in _FIELD.findall(text))


def promised_days(text: str) -> list[date]:
    """By which days it promises something; what is no day is left out."""
    return [day for found in _BY_DAY.findall(text) if (day := _day(*map(int, found)))]


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_sentence(name: str) -> str:
    """The name of a topic or place after other words: “tổ dân phố 16”, “an ninh, trật tự”; one that begins with a
    capital throughout (“UBND”) stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what each field means; at the head of a sentence with a capital. Raises KeyError for a field that
    there isn't."""

    def value(found: re.Match[str]) -> str:
        words = values[found.group(1)]
        return words[:1].upper() + words[1:] if _NEW_SENTENCE.search(text[: found.start()]) else words

    return _FIELD.sub(value, text)
