"""What other systems read: what everybody may read, and what has become of what a system itself handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY
from thanthien.feedback.kept_photographs import PublicPhotograph
from thanthien.feedback.models import Feedback, FeedbackQuerySet, FeedbackStep
from thanthien.feedback.open311.asked import Asked
from thanthien.feedback.open311.models import ApiClient
from thanthien.feedback.public import Answered, shown, units_that_answer
from thanthien.feedback.queries import Case, cases_of
from thanthien.feedback.workflow import OPEN, RESULTS, STEPS, Status


@dataclass(frozen=True, slots=True)
class Told:
    """A matter as a system reads it: open with the last day of its answer, closed with its public result, or closed
    without one. The last says nothing of why: complaints and denunciations, spam, what was withdrawn, joined,
    forwarded, and what isn't public all read alike."""

    row: Feedback
    answered: Answered | None = None
    closed_on: date | None = None
    due_on: date | None = None

    @property
    def picture(self) -> UUID | None:
        """The first picture that everybody sees beside the answer, if there is one."""
        return self.row.public_picture if self.answered else None  # type: ignore[attr-defined]

    @property
    def is_open(self) -> bool:
        """Whether the unit still owes an answer."""
        return self.due_on is not None


def digest_of(key: str) -> str:
    """The stored form of a key: who reads the database hands nothing in."""
    return hashlib.sha256(key.encode()).hexdigest()


def client_of(key: str) -> ApiClient | None:
    """The system whose key this is, as long as it is good. One statement."""
    found = ApiClient.objects.filter(digest=digest_of(key), ended_at=None).first()
    return found if found is not None and found.opens else None


def clients() -> QuerySet[ApiClient]:
    """All systems, those that hand in before those that ended."""
    return ApiClient.objects.select_related("made_by").order_by("-ended_at", "name", "pk")


def handed_in(client: ApiClient) -> tuple[int, date | None]:
    """How many matters came from a system up to yesterday, and on which day the last one did: the minute, and a number
    that grows with it, would tell when somebody sent one without a name. One statement."""
    before = Q(made_at__lt=clock.end_of(clock.today() - ONE_DAY))
    told = _own(client).aggregate(count=Count("pk", filter=before), last=Max(TruncDate("made_at", tzinfo=clock.ZONE)))
    return told["count"], told["last"]


def requests_told(asked: Asked, client: ApiClient | None) -> list[Told]:
    """What is asked for, the latest first. Nine statements at most, however many there are."""
    rows = _readable(client).filter(_wanted(asked))
    if not asked.numbers:
        rows = rows.filter(received_on__range=(asked.first, asked.last))
        if asked.codes:
            rows = rows.filter(topic__in=asked.codes)
    if asked.status:
        rows = rows.filter(status__in=OPEN) if asked.status == "open" else rows.exclude(status__in=OPEN)
    rows = rows.select_related("unit", "answer").defer("answer__words").annotate(public_picture=_PICTURE).newest_first()
    start = (asked.page - 1) * asked.page_size
    return told_of(list(rows[start : start + asked.page_size]))


_PICTURE = Subquery(
    PublicPhotograph.objects.public().filter(answer=OuterRef("answer")).order_by("photograph").values("key")[:1]
)


def _wanted(asked: Asked) -> Q:
    return Q(public_id__in=asked.numbers) if asked.numbers else Q()


def request_told(number: UUID, client: ApiClient | None) -> Told | None:
    """One of them, by its public number; None for what there isn't and for what isn't shown alike."""
    found = requests_told(Asked(numbers=(number,)), client)
    return found[0] if found else None


def _readable(client: ApiClient | None) -> FeedbackQuerySet:
    """Results that everybody may see, of units that answer today; to a system also what it handed in."""
    public = Feedback.objects.published().filter(unit__in=units_that_answer())
    if client is None:
        return public
    return Feedback.objects.filter(Q(pk__in=public.order_by().values("pk")) | Q(source__startswith=client.sources))


def _own(client: ApiClient) -> FeedbackQuerySet:
    return Feedback.objects.filter(source__startswith=client.sources)


def told_of(rows: Sequence[Feedback]) -> list[Told]:
    """These with what may be told of them."""
    public = {one.row.pk: one for one in shown([row for row in rows if _is_public(row)])}
    cases = {case.row.pk: case for case in cases_of([row for row in rows if row.pk not in public])}
    return [_told(row, public.get(row.pk), cases.get(row.pk)) for row in rows]


def _is_public(row: Feedback) -> bool:
    return row.stage in RESULTS and row.published_at is not None and row.answer_id is not None


def _told(row: Feedback, answered: Answered | None, case: Case | None) -> Told:
    if case is None:
        return Told(row, answered, closed_on=row.answered_on)
    if row.stage.is_open:
        return Told(row, due_on=case.due_on)
    return Told(row, closed_on=closed_on(case.steps))


def closed_on(steps: Iterable[FeedbackStep]) -> date | None:
    """The day on which a matter last ceased to wait for its unit; what is done with it elsewhere moves nothing."""
    closed, stage = None, Status.RECEIVED
    for one in steps:
        after = STEPS[one.step].target or stage
        if stage in OPEN and after not in OPEN:
            closed = one.at.astimezone(clock.ZONE).date()
        stage = after
    return closed
