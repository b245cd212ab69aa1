"""Fields in standard answers: which there are, and how one is filled in. Pure; no Django."""

from __future__ import annotations

import re
from collections.abc import Mapping

FIELDS = {
    "ngay_tiep_nhan": "ngày tiếp nhận",
    "don_vi": "tên đơn vị",
    "linh_vuc": "lĩnh vực",
    "han_tra_loi": "hạn trả lời",
    "noi": "thôn, tổ dân phố",
}
_FIELD = re.compile(r"\{([^{}]*)\}")
_NEW_SENTENCE = re.compile(r"(?:^|[.!?\n])\s*$")


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
    return any(name.strip().lower() in FIELDS for name in _FIELD.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what each field means; at the head of a sentence with a capital. Raises KeyError for a field that
    there isn't."""

    def value(found: re.Match[str]) -> str:
        words = values[found.group(1)]
        return words[:1].upper() + words[1:] if _NEW_SENTENCE.search(text[: found.start()]) else words

    return _FIELD.sub(value, text)
