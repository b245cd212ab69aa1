"""What may be typed of a session or a visit: something short and neutral, and numbers of cases. Pure; no Django.

The platform is no second register of complaints: what somebody complained of, or whom they denounced, stands in the
national database alone (Nghị định 154/2026/NĐ-CP, Điều 27; Luật Tố cáo 25/2018/QH14, Điều 8 on secrecy).
"""

from __future__ import annotations

import re

from thanthien.core.codes import parted

LONGEST_SUBJECT = 80
_CASE = re.compile(r"[0-9A-ZĐ](?:[0-9A-ZĐ./-]{1,38})[0-9A-ZĐ]")
# Dates, spans of years and amounts of money or land: numbers of nobody.
_NOBODYS = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|(?:19|20)\d{2}(?:\s?[-–]\s?(?:19|20)\d{2})+"
    r"|[1-9]\d{0,2}(?:[. ]\d{3})+(?=\s*(?:đồng|đ|vnđ|vnd|m2|m²)(?!\w)))(?!\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d(?:[ .-]?\d)+")
_DIGITS_OF_PAPER = 9  # the shortest number of an identity paper; telephone numbers begin with 0 and may be cut short
_LONGEST_OF_PAPER = 12
_CUT_SHORT = 7
_SOMEBODY = re.compile(r"\b(?:ông|bà|anh|chị|cụ|chú|cô)\s+(\w)", re.IGNORECASE)
_SECRET = ("tố cáo", "khiếu nại")


def fault_of_subject(subject: str) -> str:
    """Why a subject can't stand here; empty where it can."""
    said = subject.casefold()
    if any(word in said for word in _SECRET):
        return (
            "Không ghi nội dung khiếu nại, tố cáo ở đây. Cần để trống và chỉ ghi mã số vụ việc trên Cơ sở dữ liệu quốc "
            "gia về tiếp công dân."
        )
    return fault_of_person(subject)


def fault_of_person(text: str) -> str:
    """Why a text can't stand where anybody may read it: it names a person or bears a number of theirs. Empty where it
    can."""
    if any(_is_somebodys(found.group()) for found in _NUMBER.finditer(_NOBODYS.sub("·", text))):
        return "Không ghi số điện thoại, số giấy tờ của người dân."
    if any(found.group(1).isupper() for found in _SOMEBODY.finditer(text)):
        return "Không nêu tên người. Cần ghi nội dung chung, ví dụ “Nước sạch ở các thôn ven biển”."
    return ""


def _is_somebodys(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return len(digits) >= (_CUT_SHORT if digits[0] == "0" else _DIGITS_OF_PAPER)


def _is_paper(case: str) -> bool:
    """Digits alone, as many as a paper or a telephone has; with marks between them where they begin with 0."""
    digits = re.sub(r"[./-]", "", case)
    alone = digits.isdecimal() and (case.isdecimal() or case[0] == "0")
    return alone and _DIGITS_OF_PAPER <= len(digits) <= _LONGEST_OF_PAPER


def fault_of_cases(numbers: str) -> str:
    """Why a text is not a list of case numbers; empty where it is."""
    if any(_is_paper(one) for one in parted(numbers)):
        return "Không ghi số điện thoại, số giấy tờ của người dân. Ô này chỉ ghi mã số vụ việc, ví dụ KN-2026/15."
    wrong = next((one for one in parted(numbers) if not _CASE.fullmatch(one)), None)
    if wrong is None:
        return ""
    return (
        f"“{wrong[:40]}” chưa đúng dạng mã số vụ việc (chữ in hoa, số, dấu gạch, không có khoảng trắng). Ô này chỉ ghi "
        "mã số, cách nhau bằng dấu chấm phẩy."
    )
