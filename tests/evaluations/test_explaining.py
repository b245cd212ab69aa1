"""A unit explains itself with documents of its library, however many it has."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.evaluations.scenario import on
from tests.evaluations.test_proceedings import TOLD, client, opened, published
from thanthien.evaluations.models import Proceeding
from thanthien.evidence.queries import PICKER_LIMIT

pytestmark = pytest.mark.django_db


def test_an_older_document_is_found_by_its_name_and_what_was_typed_stays() -> None:
    year = published()
    (row,) = opened(year)
    old, *_, newest = [year.document("10001", f"Ảnh kho {n}" if n else "Sổ trực") for n in range(PICKER_LIMIT + 1)]
    address, chair = reverse("proceeding-explain", args=[row.pk]), client(year.who("10001", "chair"))
    typed = {"version": row.version, "text": "Đã sắp xếp", "documents": [str(newest.key)], "find": "so truc"}
    with on(TOLD):
        assert str(old.key) not in chair.get(address).content.decode()
        found = chair.post(address, typed | {"search": "1"})
        form = found.context["form"]
        assert (found.status_code, str(old.key) in found.content.decode()) == (200, True)
        assert {name: form[name].value() for name in ("text", "documents")} == {
            "text": "Đã sắp xếp", "documents": [str(newest.key)],
        }  # fmt: skip
        assert Proceeding.objects.get().explanation == ""
        sent = chair.post(address, typed | {"documents": [str(newest.key), str(old.key)]})
    assert sent.status_code == 302
    assert set(Proceeding.objects.get().documents.values_list("document", flat=True)) == {newest.pk, old.pk}
