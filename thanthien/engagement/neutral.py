"""What may be typed of a session or a visit: something short and neutral, and numbers of cases. Pure; no Django.

The platform is no second register of complaints: what somebody complained of, or whom they denounced, stands in the
national database alone (Nghị định 154/2026/NĐ-CP, Điều 27; Luật Tố cáo 25/2018/QH14, Điều 8 on secrecy).
"""

from __future__ import annotations

import re

from thanthien.core.codes import parted
from thanthien.core.naming_people import DIGITS_OF_PAPER, LONGEST_OF_PAPER, fault_of_person

LONGEST_SUBJECT = 80
_CASE = re.compile(r"[0-9A-ZĐ](?:[0-9A-ZĐ./-]{1,38})[0-9A-ZĐ]")
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


def _is_paper(case: str) -> bool:
    """Digits alone, as many as a paper or a telephone has; with marks between them where they begin with 0."""
    digits = re.sub(r"[./-]", "", case)
    alone = digits.isdecimal() and (case.isdecimal() or case[0] == "0")
    return alone and DIGITS_OF_PAPER <= len(digits) <= LONGEST_OF_PAPER


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
