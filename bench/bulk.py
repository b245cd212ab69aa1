"""Acts on every dossier of a city of 114 and of 3,321 units: what a person waits for, at once and with the worker."""

import html
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse

from bench.database import without_triggers
from bench.load import sizes, use_city
from bench.timing import browser
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.core.jobs.carrying import carry
from thanthien.core.jobs.models import JobRun
from thanthien.evaluations.models import Cycle, Dossier, Sheet
from thanthien.evaluations.workflow import Status

SMALL, LARGE = 114, 3321
MANY = 5000  # rows that are done within the request, so that both ways are measured
AIMS = {
    f"of_{LARGE}.{act}.{what}_at_most": most
    for act in ("accept", "send", "adopt", "conclude", "announce", "publish")
    for what, most in (("check_seconds", 5), ("put_in_seconds", 5))
}
BODY = "td.snv"


def main() -> dict[str, Any]:
    """The measurement as plain numbers: one run each, as these acts are made once a year."""
    found: dict[str, Any] = {}
    size: dict[str, int] = {}
    for units in (SMALL, LARGE):
        use_city(units)
        size |= {f"{name} of {units}": count for name, count in sizes().items()}
        with transaction.atomic():
            found[f"of_{units}"] = _acts()
            transaction.set_rollback(True)
    return {
        "size": size,
        **found,
        "aims": AIMS,
        "notes": [
            "List, check: seconds of the request that shows the list, and of the one that shows it to be checked.",
            "At once: of the request that does all of it, as it was before there were jobs. Put in: into the queue.",
            "Work: of the worker, in one transaction.",
        ],
    }


def _acts() -> dict[str, dict[str, float]]:
    """Each act on all dossiers of its step, in the order of the year."""
    here, later = Cycle.objects.order_by("-year")[1], Cycle.objects.order_by("-year")[0]
    with without_triggers():
        _to_be_accepted(later)
        _to_be_sent(here)
    office, secretary, body = (_person(name) for name in ("chuyenvien", "thuky", BODY))
    found = {"accept": _measure(office, "intake-accept", later, _ids(later))}
    sheets = Sheet.objects.filter(dossier__cycle=here, body_id__in=[hat.agency_id for hat in body.hats])
    found["send"] = _measure(body, "appraisal-send", here, list(sheets.values_list("pk", flat=True)))
    found["adopt"] = _measure(secretary, "council-adopt", here, _ids(here))
    day = {"council_on": date_vn(clock.today())} if here.council_day_label else {}
    found["conclude"] = _measure(secretary, "council-conclude", here, _ids(here), **day)
    found["announce"] = _measure(office, "announce", here, _ids(here))
    with without_triggers():
        Dossier.objects.filter(cycle=here).update(status=Status.DECIDED, decided_level=2)
    found["publish"] = _measure(office, "decision-publish", here, [])
    return found


def _to_be_accepted(cycle: Cycle) -> None:
    today, now, person = clock.today(), clock.now(), _person("chuyenvien")
    Dossier.objects.filter(cycle=cycle).update(
        status=Status.SUBMITTED, posted_on=today, posting_ends_on=today, posting_places="Trụ sở", signed_at=now,
        signed_by=person, submitted_at=now, submitted_by=person,
    )  # fmt: skip


def _to_be_sent(cycle: Cycle) -> None:
    """Every body has said what the commune said, and all but one have sent it; nothing is concluded."""
    with connection.cursor() as cursor:
        for sentence in _SAID_ALIKE:
            cursor.execute(sentence, [cycle.pk])
    Sheet.objects.filter(dossier__cycle=cycle).update(status="sent", sent_at=clock.now(), sent_by=_person("chuyenvien"))
    mine = [hat.agency_id for hat in _person(BODY).hats]
    Sheet.objects.filter(dossier__cycle=cycle, body_id__in=mine).update(status="draft", sent_at=None, sent_by=None)
    Dossier.objects.filter(cycle=cycle).update(
        status=Status.UNDER_APPRAISAL, sheets_complete_at=None, proposed_level=None, council_on=None
    )


# An answer that is missing becomes one that another dossier of the same kind of unit gave.
_SAID_ALIKE = (
    """
    UPDATE evaluations_answer a SET state = g.state, value = g.value, reason = g.reason, points = g.points
    FROM evaluations_dossier d, units_unit u, (
        SELECT DISTINCT ON (x.indicator_id, v.kind) x.indicator_id, v.kind, x.state, x.value, x.reason, x.points
        FROM evaluations_answer x
        JOIN evaluations_dossier y ON y.id = x.dossier_id JOIN units_unit v ON v.id = y.unit_id
        WHERE x.state = 'value' AND x.points IS NOT NULL
    ) g
    WHERE d.id = a.dossier_id AND u.id = d.unit_id AND g.indicator_id = a.indicator_id AND g.kind = u.kind
    AND d.cycle_id = %s AND (a.state = 'missing' OR a.points IS NULL)
    """,
    """
    UPDATE evaluations_sheetitem i SET state = a.state, value = a.value, reason = a.reason, points = a.points
    FROM evaluations_sheet s, evaluations_answer a JOIN evaluations_dossier d ON d.id = a.dossier_id
    WHERE s.id = i.sheet_id AND a.dossier_id = s.dossier_id AND a.indicator_id = i.indicator_id AND d.cycle_id = %s
    """,
    """
    UPDATE evaluations_conclusion c SET state = 'missing', value = NULL, reason = '', points = NULL, contested = false
    FROM evaluations_dossier d WHERE d.id = c.dossier_id AND d.cycle_id = %s
    """,
)


def _ids(cycle: Cycle) -> list[int]:
    return list(Dossier.objects.filter(cycle=cycle).values_list("pk", flat=True))


def _person(name: str) -> User:
    return User.objects.get(email__startswith=f"{name}@")


def _measure(person: User, name: str, cycle: Cycle, keys: list[int], **typed: str) -> dict[str, float]:
    """The list, the list to check, the act within the request (taken back), and the act as a job (kept)."""
    client, address = browser(person), reverse(name, args=[cycle.pk])
    found: dict[str, float] = {}

    def took(what: str, ask: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        answer = ask()
        found[f"{what}_seconds"] = round(time.perf_counter() - began, 2)
        return answer

    took("list", lambda: client.get(address))
    shown = took("check", lambda: client.post(address, {"chon": keys} if keys else {}))
    sent = _confirmation(shown) | typed
    with override_settings(BULK_AT_ONCE=MANY), _taken_back():
        _expect(took("at_once", lambda: client.post(address, sent)))
    with override_settings(BULK_AT_ONCE=0):
        _expect(took("put_in", lambda: client.post(address, sent)))
    run = JobRun.objects.latest("created_at")
    took("work", lambda: carry(run.pk))
    run.refresh_from_db()
    assert run.state == "done", run.refused
    return found | {"rows": len(json.loads(sent["thay"])), "check_kilobytes": round(len(shown.content) / 1000)}


def _confirmation(shown: HttpResponse) -> dict[str, str]:
    """What the list to check sends with its button."""
    hidden = dict(_HIDDEN.findall(shown.content.decode()))
    assert "thay" in hidden, shown.content.decode()[:5000]
    return {"buoc": "lam", "thay": html.unescape(hidden["thay"]), "ma": hidden["ma"]}


_HIDDEN = re.compile(r'<input type="hidden" name="(thay|ma)" value="([^"]*)"')


def _expect(answer: HttpResponse) -> None:
    assert answer.status_code == 302, answer.content.decode()[:5000]


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
