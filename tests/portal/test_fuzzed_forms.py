"""Whatever a stranger puts into a form of a public page, no error is ours and no script of theirs is said.

Forms are found on the pages (tests/portal/fuzzed.py); of each, examples are few here and many in the bench.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import WORDS, Tally
from tests.portal.fuzzed import FORMS, OF_STEPS, STEPS, found, sent, usual_of
from tests.portal.private_marks import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.hypothesis]
SHAPES = ["form", "multipart", "cut", "lying"]
FOLLOWED = {"feedback-send": "feedback-follow", "home-service": "home-follow"}


@pytest.fixture(autouse=True)
def _now(time_machine: Any, settings: Any) -> None:
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    time_machine.move_to(NOW, tick=False)


def test_forms_are_found(client: Client) -> None:
    forms = found(client)
    assert sorted(forms) == sorted(FORMS)
    missing = {name: sorted(told.keys() - forms[name].fields.keys()) for name, told in FORMS.items()}
    assert {name: names for name, names in missing.items() if names} == {}


@pytest.mark.parametrize("name", sorted(FORMS.keys() - STEPS.keys()))
def test_form_is_taken_as_it_is_meant(name: str) -> None:
    """Were the usual sending refused, an odd one would prove little."""
    client = Client()
    form = found(client)[name]
    assert sent(client, form, usual_of(name, form), "form").status_code in (200, 302)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_nothing_that_is_sent_breaks_a_form(name: str, tally: Tally) -> None:
    client = Client(raise_request_exception=False)
    form = found(client)[name]
    keys = [*form.fields, *FORMS[name], *OF_STEPS.get(name, ()), "step", "khac"]

    @given(
        st.dictionaries(st.sampled_from(keys), st.lists(WORDS, min_size=0, max_size=3), max_size=4),
        st.sampled_from(SHAPES if form.method == "post" else ["address"]),
        st.sampled_from(STEPS.get(name, ("",))),
    )
    def holds(changes: dict[str, list[bytes]], shape: str, step: str) -> None:
        cache.clear()
        told = usual_of(name, form) | ({"step": [step.encode()]} if step else {}) | changes
        with transaction.atomic():
            answer = sent(client, form, told, shape)
            tally.look(answer)
            code = (answer.context or {}).get("code") if name in FOLLOWED else None
            if code:
                tally.look(client.post(reverse(FOLLOWED[name]), {"code": code}))
            transaction.set_rollback(True)

    holds()
