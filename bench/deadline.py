"""The evening before the deadline: 570 people save and upload, and nothing that was acknowledged is lost.

For a minute each person saves every 10 s and uploads 1 MB every 30 s, to the real server on this machine. The time of a
request counts from the moment it was due, so that a queue can't hide. Afterwards every acknowledged save is looked for
in the history, and every acknowledged file is downloaded and its SHA-256 compared.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.urls import reverse

from bench.client import Connection, Reply
from bench.load import COMMUNE_POSTS, sizes, use_city
from bench.serving import cookies_of, server
from bench.timing import median_ms, percentile_ms
from bench.typed import TypedAnswer, answers_of
from thanthien.accounts.models import User
from thanthien.evaluations.models import Answer, AnswerEvidence
from thanthien.evidence.models import DocumentVersion

UNITS = 114
SECONDS = 60
SAVE_EVERY, UPLOAD_EVERY = 10, 30
FILE_SIZE = 1_000_000
READERS = 16
UNLOADED_SAVES, UNLOADED_UPLOADS = 60, 30
AIMS = {
    "lost_saves_at_most": 0, "lost_files_at_most": 0, "server_errors_at_most": 0, "broken_connections_at_most": 0,
    "refused_at_most": 0, "saves.p95_ratio_at_most": 10, "uploads.p95_ratio_at_most": 10,
}  # fmt: skip
_FILLING = bytes(Random(7).choices(b"0123456789abcdef", k=FILE_SIZE))


@dataclass(slots=True)
class Person:
    """Someone of a commune: two windows, and every fifth answer of the unit as theirs."""

    number: int
    window: Connection
    upload_window: Connection
    answers: list[TypedAnswer]


@dataclass(slots=True)
class Tally:
    """What came of one kind of request."""

    seconds: list[float] = field(default_factory=list)
    acknowledged: list[Any] = field(default_factory=list)
    refused: int = 0
    errors: int = 0
    broken: int = 0

    def note(self, reply: Reply, seconds: float, what: Any) -> None:
        """Count an answer of the server; 200 is its word that the thing is kept."""
        self.seconds.append(seconds)
        if reply.status == 200:
            self.acknowledged.append(what)
        elif 400 <= reply.status < 500:
            self.refused += 1
        elif not reply.status:
            self.broken += 1
        else:
            self.errors += 1

    def numbers(self, calm: "Tally") -> dict[str, float]:
        """Times beside those of a server with nothing else to do."""
        p95, calm_p95 = percentile_ms(self.seconds, 0.95), percentile_ms(calm.seconds, 0.95)
        return {
            "sent": len(self.seconds),
            "acknowledged": len(self.acknowledged),
            "median_milliseconds": median_ms(self.seconds),
            "p95_milliseconds": p95,
            "longest_milliseconds": percentile_ms(self.seconds, 1),
            "unloaded_p95_milliseconds": calm_p95,
            "p95_ratio": round(p95 / calm_p95, 2),
        }


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An acknowledged save: what must be in the history."""

    answer_id: int
    version: int
    explanation: str


@dataclass(frozen=True, slots=True)
class SentFile:
    """An acknowledged upload: the answer it belongs to, and its bytes by their hash."""

    answer_id: int
    sha256: str


def main() -> dict[str, Any]:
    """The measurement as plain numbers."""
    database = use_city(UNITS)
    saves, uploads, calm_saves, calm_uploads = Tally(), Tally(), Tally(), Tally()
    with server(database) as port:
        people = _people(port)
        asyncio.run(_calm(people, Tally(), Tally()))  # every worker has compiled the set and its templates
        asyncio.run(_calm(people, calm_saves, calm_uploads))
        asyncio.run(_evening(people, saves, uploads))
        lost_files = _lost_files(port, [*uploads.acknowledged, *calm_uploads.acknowledged])
    lost_saves = _lost_saves([*saves.acknowledged, *calm_saves.acknowledged])
    size = sizes() | {"people_at_work": len(people), "seconds": SECONDS, "file_bytes": FILE_SIZE}
    _remove_files()
    return {
        "size": size,
        "saves": saves.numbers(calm_saves),
        "uploads": uploads.numbers(calm_uploads),
        "lost_saves": lost_saves,
        "lost_files": lost_files,
        "server_errors": saves.errors + uploads.errors,
        "broken_connections": saves.broken + uploads.broken,
        "refused": saves.refused + uploads.refused,
        "aims": AIMS,
    }


def _people(port: int) -> list[Person]:
    names = [f"{name}." for name, _ in COMMUNE_POSTS]
    users = sorted(
        (user for user in User.objects.prefetch_related("memberships") if user.email.startswith(tuple(names))),
        key=lambda user: user.email.partition(".")[::-1],
    )
    cookies = cookies_of(users)
    of_unit: dict[str, list[TypedAnswer]] = {}
    found = []
    for number, (user, cookie) in enumerate(zip(users, cookies, strict=True)):
        unit = user.email.partition("@")[0].partition(".")[2]
        answers = of_unit.setdefault(unit, answers_of(user) if unit not in of_unit else [])
        share = answers[number % len(COMMUNE_POSTS) :: len(COMMUNE_POSTS)]
        found.append(Person(number, Connection(port, cookie), Connection(port, cookie), share))
    return found


# --- Load ------------------------------------------------------------------------------------------------------------


async def _calm(people: Sequence[Person], saves: Tally, uploads: Tally) -> None:
    """One request after another, from several people so that every worker is warm."""
    for number in range(UNLOADED_SAVES):
        await _save(people[number % READERS], number, time.perf_counter(), saves)
    for number in range(UNLOADED_UPLOADS):
        await _upload(people[number % READERS], number, time.perf_counter(), uploads)
    for person in people:
        person.window.close()
        person.upload_window.close()


async def _evening(people: Sequence[Person], saves: Tally, uploads: Tally) -> None:
    chance = Random(11)
    begins = time.perf_counter() + 1
    work = []
    for person in people:
        work.append(_repeat(_save, person, begins + chance.uniform(0, SAVE_EVERY), SAVE_EVERY, begins, saves))
        work.append(_repeat(_upload, person, begins + chance.uniform(0, UPLOAD_EVERY), UPLOAD_EVERY, begins, uploads))
    await asyncio.gather(*work)
    for person in people:
        person.window.close()
        person.upload_window.close()


Act = Callable[[Person, int, float, Tally], Coroutine[Any, Any, None]]


async def _repeat(act: Act, person: Person, first: float, every: float, begins: float, tally: Tally) -> None:
    """Do it at its moments until the minute is over; what is late is done at once, and counts from when it was due."""
    due, number = first, 0
    while due < begins + SECONDS:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await act(person, number, due, tally)
        due, number = due + every, number + 1


async def _save(person: Person, number: int, due: float, tally: Tally) -> None:
    answer = person.answers[number % len(person.answers)]
    form = answer.next_form()
    reply = await person.window.post(answer.path, form)
    if "x-answer-version" in reply.headers:
        answer.version = int(reply.headers["x-answer-version"])
    tally.note(reply, time.perf_counter() - due, SavedAnswer(answer.pk, answer.version, form["explanation"]))


async def _upload(person: Person, number: int, due: float, tally: Tally) -> None:
    answer = person.answers[number % len(person.answers)]
    content = _pdf(f"{person.number} {number} {time.time_ns()}")
    reply = await person.upload_window.upload(f"{answer.path}minh-chung/tai-len/", f"{person.number}.pdf", content)
    tally.note(reply, time.perf_counter() - due, SentFile(answer.pk, hashlib.sha256(content).hexdigest()))


def _pdf(mark: str) -> bytes:
    """A PDF of a megabyte like no other: its bytes are a comment."""
    head, tail = f"%PDF-1.4\n%{mark}\n%".encode(), b"\nstartxref\n0\n%%EOF\n"
    return head + _FILLING[: FILE_SIZE - len(head) - len(tail)] + tail


# --- Reading back ----------------------------------------------------------------------------------------------------


def _lost_saves(acknowledged: Sequence[SavedAnswer]) -> int:
    """Saves that the history doesn't hold, or that the answer doesn't when it was the last."""
    history = set(Answer.pgh_event_model.objects.values_list("pgh_obj_id", "version", "explanation"))
    now = {row.pk: row for row in Answer.objects.filter(pk__in={save.answer_id for save in acknowledged})}
    lost = [save for save in acknowledged if (save.answer_id, save.version, save.explanation) not in history]
    last = {save.answer_id: save for save in sorted(acknowledged, key=lambda save: save.version)}
    undone = [save for save in last.values() if now[save.answer_id].version < save.version
              or (now[save.answer_id].version == save.version
                  and now[save.answer_id].explanation != save.explanation)]  # fmt: skip
    return len({*lost, *undone})


def _lost_files(port: int, acknowledged: Sequence[SentFile]) -> int:
    """Files that aren't attached to their answer, or that come back with other bytes."""
    rows = AnswerEvidence.objects.values_list("answer_id", "document__versions__sha256", "document_id")
    attached = {(answer_id, sha256): document_id for answer_id, sha256, document_id in rows}
    found = {file: attached.get((file.answer_id, file.sha256)) for file in acknowledged}
    versions = {
        row.document_id: row
        for row in DocumentVersion.objects.filter(document__in=[pk for pk in found.values() if pk]).select_related(
            "document", "uploaded_by"
        )
    }
    cookies = dict(zip(uploaders := sorted({row.uploaded_by for row in versions.values()}, key=lambda one: one.pk),
                       cookies_of(uploaders), strict=True))  # fmt: skip
    to_read = [
        (reverse("evidence:download", args=[row.document.key, row.number]), cookies[row.uploaded_by], row.sha256)
        for row in versions.values()
    ]
    return sum(pk is None for pk in found.values()) + asyncio.run(_wrong(port, to_read))


async def _wrong(port: int, files: list[tuple[str, dict[str, str], str]]) -> int:
    """How many of the files come back with other bytes than their hash says."""
    waiting, wrong = list(files), 0

    async def read() -> None:
        nonlocal wrong
        line = Connection(port)
        while waiting:
            path, line.cookies, sha256 = waiting.pop()
            reply = await line.get(path)
            wrong += reply.status != 200 or hashlib.sha256(reply.body).hexdigest() != sha256
        line.close()

    await asyncio.gather(*(read() for _ in range(READERS)))
    return wrong


def _remove_files() -> None:
    """Give the disk back."""
    for version in DocumentVersion.objects.all():
        version.file.delete(save=False)
