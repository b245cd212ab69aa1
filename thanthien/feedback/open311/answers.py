"""Answers as GeoReport v2 writes them: JSON, and XML of the same words (an element for each key, null an empty one)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeAlias
from uuid import UUID
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.core.text import without_unseen
from thanthien.feedback.open311.actions import Receipt
from thanthien.feedback.open311.queries import Told
from thanthien.feedback.open311.sources import LONGEST_NUMBER
from thanthien.feedback.topics import Topic, topic_title

Words: TypeAlias = dict[str, Any]
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
# What one of several is called in XML; in JSON they are a list.
_ONE_OF = {
    "services": "service", "service_requests": "request", "attributes": "attribute", "endpoints": "endpoint",
    "formats": "format", "errors": "error",
}  # fmt: skip
_RECEIVED = "Đã nhận. Đơn vị trả lời theo thời hạn của từng loại; người gửi không cần gửi lại."
_WITHOUT_RESULT = "Đã kết thúc; không có kết quả công khai."


def answer(ending: str, root: str, told: Any, status: int = 200) -> HttpResponse:
    """An answer in the form that was asked for; ``root`` is the outermost element of XML."""
    content = json.dumps(told, ensure_ascii=False).encode() if ending == "json" else xml_of(root, told)
    response = HttpResponse(content, status=status, content_type=TYPES[ending])
    response["Cache-Control"] = "no-store"
    return response


def errors(ending: str, status: int, sentences: Sequence[str]) -> HttpResponse:
    """What was wrong, each in a sentence."""
    return answer(ending, "errors", [{"code": status, "description": one} for one in sentences], status)


def xml_of(root: str, told: Any) -> bytes:
    """The same in XML."""
    element = ET.Element(root)
    _fill(element, told)
    content: bytes = ET.tostring(element, encoding="UTF-8", xml_declaration=True)
    return content


def _fill(element: ET.Element, told: Any) -> None:
    if isinstance(told, Mapping):
        for name, value in told.items():
            _fill(ET.SubElement(element, name), value)
    elif isinstance(told, list):
        for one in told:
            _fill(ET.SubElement(element, _ONE_OF[element.tag]), one)
    elif told is not None:
        element.text = ("true" if told else "false") if isinstance(told, bool) else without_unseen(str(told))


# --- Words ----------------------------------------------------------------------------------------------------------


def service(topic: Topic) -> Words:
    """A topic that people may tell of."""
    return {
        "service_code": topic.code, "service_name": topic.title, "description": topic.hint, "metadata": True,
        "type": "realtime", "keywords": "", "group": "",
    }  # fmt: skip


def definition(topic: Topic) -> Words:
    """What may be told beside the words of the specification."""
    number = {
        "variable": True, "code": "external_id", "datatype": "string", "required": False,
        "datatype_description": f"Chữ không dấu, chữ số và các dấu . _ / -, tối đa {LONGEST_NUMBER} ký tự",
        "order": 1, "description": "Số của phản ánh ở hệ thống gửi; gửi lại cùng số thì chỉ ghi một lần.",
    }  # fmt: skip
    return {"service_code": topic.code, "attributes": [number]}


def request(one: Told) -> Words:
    """A matter: never a word of who sent it, nor where it is but for the unit."""
    row, answered = one.row, one.answered
    return {
        "service_request_id": str(row.public_id),
        "status": "open" if one.is_open else "closed",
        "status_notes": _notes(one),
        "service_name": topic_title(row.topic),
        "service_code": row.topic,
        "description": row.answer.summary if answered and row.answer else None,
        "agency_responsible": row.unit.name,
        "service_notice": f"Trả lời {answered.days_words}, {answered.stands}." if answered else _notice(one),
        "requested_datetime": _moment(row.received_on),
        "updated_datetime": _moment(one.closed_on),
        "expected_datetime": _moment(one.due_on),
        "address": row.unit.name,
        "address_id": row.unit.code,
        "zipcode": None, "lat": None, "long": None, "media_url": _picture(one.picture),
    }  # fmt: skip


def _picture(key: UUID | None) -> str | None:
    """The address of a picture that everybody sees."""
    return f"{settings.SITE_ADDRESS}{reverse('feedback-public-picture', args=[key])}" if key else None


def _notes(one: Told) -> str | None:
    if one.answered and one.row.answer:
        return f"{one.row.answer.text}\n{one.row.answer.signer}"
    return None if one.is_open else _WITHOUT_RESULT


def _notice(one: Told) -> str | None:
    return f"Hạn trả lời: {date_vn(one.due_on)}." if one.due_on else None


def _moment(day: date | None) -> str | None:
    """A day as the moment at which it begins: of a matter no more than its day is told."""
    return datetime.combine(day, time(), clock.ZONE).isoformat() if day else None


def receipt(one: Receipt, *, with_code: bool) -> Words:
    """What a system reads of what it handed in: the same whatever became of it."""
    told: Words = {
        "service_request_id": str(one.row.public_id), "service_notice": _RECEIVED, "account_id": None,
    }  # fmt: skip
    return told | {"follow_code": one.code} if with_code else told
