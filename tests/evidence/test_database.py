"""The database itself: what was stored can't be changed, what contradicts itself can't be stored."""

import hashlib

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tests.factories import files
from tests.factories.evidence import DocumentFactory, store_version
from thanthien.evidence import actions
from thanthien.evidence.models import DocumentVersion


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_documentversion SET sha256 = repeat('0', 64)",
        "UPDATE evidence_documentversion SET number = 7",
        "DELETE FROM evidence_documentversion",
        "UPDATE evidence_accesslog SET at = now()",
        "DELETE FROM evidence_accesslog",
        "DELETE FROM evidence_document",
        "UPDATE evidence_document SET url = 'https://x.vn'",
        "UPDATE evidence_document SET unit_id = (SELECT max(id) FROM units_unit)",
    ],
)
def test_database_refuses_to_change_what_was_stored(town, statement):
    document = DocumentFactory(created_by=town.focal, restricted=True)
    actions.log_opening(by=town.focal, document=document, version=store_version(document, 1, files.PDF))

    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert DocumentVersion.objects.get().sha256 == hashlib.sha256(files.PDF).hexdigest()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "link"},
        {"kind": "file", "url": "https://x.vn"},
        {"kind": "text"},
        {"kind": "link", "url": "javascript:alert(1)"},
        {"title": ""},
        {"access_class": "public"},
        {"retired_reason": "không ai"},
    ],
)
def test_database_refuses_documents_that_contradict_themselves(town, fields):
    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentFactory(created_by=town.focal, **fields)
