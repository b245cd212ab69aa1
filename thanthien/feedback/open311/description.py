"""What other systems read of the whole: where it is (service discovery of Open311), and a description for programs
(OpenAPI), which the tests hold every answer to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings

from thanthien.core import clock
from thanthien.feedback.models import MAX_TEXT
from thanthien.feedback.open311.asked import MOST
from thanthien.feedback.open311.sources import LONGEST_NUMBER
from thanthien.feedback.topics import Topic, offered, topics

Words = dict[str, Any]
_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
_WRITTEN = "2026-11-30"  # when this description last said something else
_ADDRESS = "/open311/v2"
_TEXT: Words = {"type": "string"}
_TEXT_OR_NOTHING: Words = {"type": ["string", "null"]}
_MOMENT: Words = {"type": "string", "format": "date-time"}
_MOMENT_OR_NOTHING: Words = {"type": ["string", "null"], "format": "date-time"}
_NOTHING: Words = {"type": "null"}
_FLAG: Words = {"type": "boolean"}
_UUID: Words = {"type": "string", "format": "uuid"}


def discovery() -> Words:
    """Service discovery. ``changeset`` moves with this description and with the topics of the day."""
    changed = max(_WRITTEN, *map(_last_change, topics().values()))
    return {
        "changeset": f"{changed} 00:00",
        "contact": settings.CONTACT_EMAIL or settings.SITE_ADDRESS,
        "key_service": f"Khóa do quản trị hệ thống của {settings.CITY_NAME} cấp; liên hệ theo địa chỉ trên.",
        "endpoints": [
            {
                "specification": _SPECIFICATION,
                "url": f"{settings.SITE_ADDRESS}{_ADDRESS}",
                "changeset": f"{changed} 00:00",
                "type": "test" if settings.DEMO else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def _last_change(topic: Topic) -> str:
    """The day on which a topic came or went last; empty for one that was always there."""
    days = [topic.valid_from, topic.valid_to and topic.valid_to + timedelta(days=1)]
    return max((day.isoformat() for day in days if day and day <= clock.today()), default="")


def openapi() -> Words:
    """The description in OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Open311 GeoReport v2, {settings.CITY_NAME}",
            "version": "2.0",
            "description": "Ai cũng đọc được kết quả đã công khai. Gửi phản ánh cần khóa (api_key). Hệ thống gửi đọc "
            "thêm trạng thái của phản ánh mình đã gửi bằng khóa trong tiêu đề Authorization: Bearer.",
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": f"{settings.SITE_ADDRESS}{_ADDRESS}"}],
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
        "paths": {
            "/discovery.{ending}": _read("Khám phá dịch vụ", "Discovery"),
            "/services.{ending}": _read("Các lĩnh vực", "Services"),
            "/services/{service_code}.{ending}": _read(
                "Thông tin thêm của một lĩnh vực", "Definition", _CODE, missing=True
            ),
            "/requests.{ending}": _read("Các phản ánh", "Requests", *_NARROWED, refused=True) | {"post": _post()},
            "/requests/{service_request_id}.{ending}": _read(
                "Một phản ánh", "Requests", _NUMBER, missing=True, keyed=True
            ),
            "/tokens/{token}.{ending}": _read(
                "Mã chờ (không dùng: mã phản ánh có ngay)", "Requests", _TOKEN, missing=True
            ),
        },
    }


def _in_path(name: str, schema: Words) -> Words:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(name: str, told: str, schema: Words | None = None) -> Words:
    return {"name": name, "in": "query", "description": told, "schema": schema or _TEXT}


_ENDING = _in_path("ending", {"type": "string", "enum": ["json", "xml"]})
_CODE = _in_path("service_code", _TEXT)
_NUMBER = _in_path("service_request_id", _TEXT)
_TOKEN = _in_path("token", _TEXT)
_NARROWED = (
    _in_query("service_request_id", "Các mã, cách nhau bằng dấu phẩy; có mã thì bỏ qua các điều kiện khác."),
    _in_query("service_code", "Các lĩnh vực, cách nhau bằng dấu phẩy."),
    _in_query("start_date", "Nhận từ ngày; mặc định 90 ngày gần nhất, tối đa 90 ngày.", _MOMENT),
    _in_query("end_date", "Nhận đến ngày.", _MOMENT),
    _in_query("status", "open, closed", {"type": "string", "enum": ["open", "closed"]}),
    _in_query("page", "Trang", {"type": "integer", "minimum": 1, "maximum": 1_000_000}),
    _in_query(
        "page_size",
        "Số phản ánh một trang; không có khóa thì tối đa 100.",
        {"type": "integer", "minimum": 1, "maximum": MOST},
    ),
)


def _read(
    told: str, schema: str, *parameters: Words, missing: bool = False, refused: bool = False, keyed: bool = False
) -> Words:
    """A GET. ``missing``: it may be about what there isn't; ``refused``: what is asked may be wrong."""
    statuses = {"404": missing, "403": refused or keyed, "429": refused or keyed}
    answers = {"200": _answers(schema), "400": _unreadable()}
    answers |= {status: _answers("Errors") for status, may in statuses.items() if may}
    security: list[Words] = [{}, {"key": []}] if refused or keyed else []
    operation = {"summary": told, "parameters": [_ENDING, *parameters], "responses": answers, "security": security}
    return {"get": operation}


def _post() -> Words:
    statuses = {"200": "Receipts"} | dict.fromkeys(["403", "404", "413", "415", "429"], "Errors")
    answers = {status: _answers(schema) for status, schema in statuses.items()} | {"400": _unreadable()}
    return {
        "summary": "Gửi một phản ánh",
        "parameters": [_ENDING],
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Report"}}},
        },
        "responses": answers,
    }


def _answers(schema: str) -> Words:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}, "text/xml": {}}
    return {"description": "Trả lời", "content": content}


def _unreadable() -> Words:
    """What is wrong; a page of the server where it can't even be read (a NUL, a form that is cut off)."""
    answers = _answers("Errors")
    answers["content"]["text/html"] = {}
    return answers


def _object(properties: Words, required: tuple[str, ...] | None = None) -> Words:
    names = list(properties) if required is None else list(required)
    return {"type": "object", "properties": properties, "required": names, "additionalProperties": False}


def _list(of: Words) -> Words:
    return {"type": "array", "items": of}


def _schemas() -> Words:
    codes = {"type": "string", "enum": [one.code for one in offered(clock.today())]}
    texts = dict.fromkeys(("service_code", "service_name", "description", "keywords", "group"), _TEXT)
    attribute = dict.fromkeys(("code", "datatype", "datatype_description", "description"), _TEXT)
    flags: Words = dict.fromkeys(("variable", "required"), _FLAG)
    endpoint = dict.fromkeys(("specification", "url", "changeset", "type"), _TEXT) | {"formats": _list(_TEXT)}
    found = dict.fromkeys(("changeset", "contact", "key_service"), _TEXT) | {"endpoints": _list(_object(endpoint))}
    return {
        "Discovery": _object(found),
        "Services": _list(_object(texts | {"metadata": _FLAG, "type": {"const": "realtime"}})),
        "Definition": _object(
            {"service_code": _TEXT, "attributes": _list(_object(attribute | flags | {"order": {"type": "integer"}}))}
        ),
        "Requests": _list(_object(_request())),
        "Receipts": _list(
            _object(
                {"service_request_id": _UUID, "service_notice": _TEXT, "account_id": _NOTHING, "follow_code": _TEXT},
                ("service_request_id", "service_notice", "account_id"),
            )
        ),
        "Errors": _list(_object({"code": {"type": "integer"}, "description": _TEXT})),
        "Report": _report(codes),
    }


def _request() -> Words:
    return {
        "service_request_id": _UUID,
        "status": {"enum": ["open", "closed"]},
        "status_notes": _TEXT_OR_NOTHING,
        "service_name": _TEXT,
        "service_code": _TEXT,
        "description": _TEXT_OR_NOTHING,
        "agency_responsible": _TEXT,
        "service_notice": _TEXT_OR_NOTHING,
        "requested_datetime": _MOMENT,
        "updated_datetime": _MOMENT_OR_NOTHING,
        "expected_datetime": _MOMENT_OR_NOTHING,
        "address": _TEXT,
        "address_id": _TEXT,
        "media_url": {"type": ["string", "null"], "format": "uri"},
        **dict.fromkeys(("zipcode", "lat", "long"), _NOTHING),
    }


def _report(codes: Words) -> Words:
    """What is handed in. ``address_id`` is the code of a unit; one of it, the address and the coordinates is needed."""
    told = {
        "api_key": _TEXT,
        "service_code": codes,
        "description": {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
        "address_id": {"type": "string", "pattern": "^[0-9]{5}$"},
        "address_string": {"type": "string", "maxLength": 300},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "long": {"type": "number", "minimum": -180, "maximum": 180},
        "first_name": {"type": "string", "maxLength": 40},
        "last_name": {"type": "string", "maxLength": 40},
        "phone": {"type": "string", "maxLength": 20},
        "email": {"type": "string", "format": "email", "maxLength": 120},
        "media_url": {"type": "string", "format": "uri", "maxLength": 500},
        "attribute[external_id]": {"type": "string", "pattern": f"^[A-Za-z0-9._/-]{{1,{LONGEST_NUMBER}}}$"},
    }
    return {"type": "object", "properties": told, "required": ["service_code", "description"]}
