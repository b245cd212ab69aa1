"""What the published specification of GeoReport v2 says of answers, as JSON schemas. Written from the text of the
specification (wiki.open311.org/GeoReport_v2), apart from the product's own description."""

from __future__ import annotations

from typing import Any

Words = dict[str, Any]
_TEXT: Words = {"type": "string"}
_MAY: Words = {"type": ["string", "null"]}
_NUMBER: Words = {"type": ["number", "null"]}
_MOMENT: Words = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
_MAY_MOMENT: Words = {"anyOf": [_MOMENT, {"type": "null"}]}
_TYPES = ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]


def _object(properties: Words, *needed: str) -> Words:
    """Nothing beside the words of the specification."""
    return {"type": "object", "properties": properties, "required": list(needed), "additionalProperties": False}


def _list(of: Words) -> Words:
    return {"type": "array", "items": of}


SERVICES = _list(
    _object(
        {
            "service_code": _TEXT, "service_name": _TEXT, "description": _MAY, "metadata": {"type": "boolean"},
            "type": {"enum": ["realtime", "batch", "blackbox"]}, "keywords": _MAY, "group": _MAY,
        },
        "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
    )
)  # fmt: skip
DEFINITION = _object(
    {
        "service_code": _TEXT,
        "attributes": _list(
            _object(
                {
                    "variable": {"type": "boolean"}, "code": _TEXT, "datatype": {"enum": _TYPES},
                    "required": {"type": "boolean"}, "datatype_description": _MAY,
                    "order": {"type": "integer", "minimum": 1}, "description": _MAY,
                    "values": _list(_object({"key": _TEXT, "name": _TEXT}, "key", "name")),
                },
                "variable", "code", "datatype", "required", "order", "description",
            )
        ),
    },
    "service_code", "attributes",
)  # fmt: skip
REQUESTS = _list(
    _object(
        {
            "service_request_id": _TEXT, "status": {"enum": ["open", "closed"]}, "status_notes": _MAY,
            "service_name": _MAY, "service_code": _TEXT, "description": _MAY | {"maxLength": 4000},
            "agency_responsible": _MAY, "service_notice": _MAY, "requested_datetime": _MOMENT,
            "updated_datetime": _MAY_MOMENT, "expected_datetime": _MAY_MOMENT, "address": _MAY, "address_id": _MAY,
            "zipcode": _MAY, "lat": _NUMBER, "long": _NUMBER, "media_url": _MAY,
        },
        "service_request_id", "status", "service_name", "service_code", "description", "requested_datetime",
        "updated_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
    )
)  # fmt: skip
RECEIPTS = _list(
    _object({"service_request_id": _TEXT, "service_notice": _MAY, "account_id": _MAY}, "service_request_id")
) | {"minItems": 1, "maxItems": 1}
ERRORS = _list(_object({"code": {"type": ["integer", "string"]}, "description": _TEXT}, "code", "description")) | {
    "minItems": 1
}
DISCOVERY = _object(
    {
        "changeset": _TEXT, "contact": _TEXT, "key_service": _TEXT,
        "endpoints": _list(
            _object(
                {
                    "specification": {"const": "http://wiki.open311.org/GeoReport_v2"}, "url": _TEXT,
                    "changeset": _TEXT, "type": {"enum": ["production", "test"]},
                    "formats": _list({"enum": ["text/xml", "application/json"]}),
                },
                "specification", "url", "changeset", "type", "formats",
            )
        ),
    },
    "changeset", "contact", "key_service", "endpoints",
)  # fmt: skip
