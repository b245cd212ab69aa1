"""Whatever another system sends, no error is ours; and what its own description allows is answered as it says.

Examples come from the description that the interface serves, by a tool that knows nothing of the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.feedback.open311.scene import API, Handing, handing
from tests.fuzzing import Tally
from thanthien.feedback.models import Feedback
from thanthien.feedback.open311.description import openapi

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.hypothesis]  # the bench tries many
POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
AS_DESCRIBED = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = {
    one.label: one for one in (found.ok() for found in schemathesis.openapi.from_dict(openapi()).get_all_operations())
}
each_operation = pytest.mark.parametrize("label", sorted(OPERATIONS))


@pytest.fixture
def system() -> Handing:
    return handing(most_a_day=100_000)


def keyed(case: Any, system: Handing) -> dict[str, str]:
    """The head with the key of a system; a report gets it, and its unit, in the form."""
    if case.method == "POST" and isinstance(case.body, Mapping):
        case.body = {**case.body, "api_key": system.key, "address_id": system.scene.unit.code}
    return {"Authorization": f"Bearer {system.key}"}


@each_operation
def test_what_is_described_is_answered_as_described(
    label: str, system: Handing, live_server: Any, tally: Tally
) -> None:
    @given(case=OPERATIONS[label].as_strategy(generation_mode=POSITIVE), with_key=st.booleans())
    def holds(case: Any, *, with_key: bool) -> None:
        case.headers = keyed(case, system) if with_key else {}
        answer = case.call(base_url=f"{live_server.url}{API}")
        tally.note(answer.status_code, answer.content, answer.headers["content-type"][0])
        case.validate_response(answer, checks=AS_DESCRIBED)

    holds()


@each_operation
def test_what_isn_t_described_is_no_error_of_ours(label: str, system: Handing, live_server: Any, tally: Tally) -> None:
    @given(case=OPERATIONS[label].as_strategy(generation_mode=NEGATIVE), with_key=st.booleans())
    def holds(case: Any, *, with_key: bool) -> None:
        if with_key:
            case.headers = {**(case.headers or {}), **keyed(case, system)}
        answer = case.call(base_url=f"{live_server.url}{API}")
        tally.note(answer.status_code, answer.content, answer.headers["content-type"][0])
        case.validate_response(answer, checks=[not_a_server_error])

    holds()


def test_reports_as_described_are_taken(system: Handing, live_server: Any, tally: Tally) -> None:
    """The tool sends what the description allows: were all of it refused, the tests above would prove little."""
    statuses = set()

    @given(case=OPERATIONS["POST /requests.{ending}"].as_strategy(generation_mode=POSITIVE))
    def sends(case: Any) -> None:
        keyed(case, system)
        answer = case.call(base_url=f"{live_server.url}{API}")
        tally.note(answer.status_code, answer.content, answer.headers["content-type"][0])
        statuses.add(answer.status_code)

    sends()
    assert (200 in statuses, Feedback.objects.exists(), statuses <= {200, 400}) == (True, True, True)
