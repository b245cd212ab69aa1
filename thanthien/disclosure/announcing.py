"""What heads of thôn, tổ dân phố announce (khoản 4 Điều 13 of Luật 10/2022/QH15): published documents whose items ask
for it, by place; those that were announced already beside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.accounts.positions import HAMLET_HEADS
from thanthien.core import clock
from thanthien.core.codes import parted
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.enums import ROOM, Form
from thanthien.disclosure.items import covered
from thanthien.disclosure.models import Face, Posting
from thanthien.records.queries import Place
from thanthien.units.models import Hamlet

ANNOUNCED_DAYS = 60  # after a document was published first it is no longer asked for, so that old ones don't pile up


@dataclass(frozen=True, slots=True)
class ToAnnounce:
    """A document for a place; ``told``: the form that says it was announced there, where one stands."""

    place: Place
    face: Face
    told: Posting | None = None

    @property
    def value(self) -> str:
        """The document and the place in a form."""
        hamlet = self.place.hamlet
        return f"{hamlet.pk if hamlet else ''}:{self.face.disclosure}"

    @property
    def title(self) -> str:
        """What the document is called."""
        return self.face.version.title

    @property
    def summary(self) -> str:
        """What is read out; of a list of people nothing."""
        return self.face.summary


def own_hamlets(user: User) -> list[Hamlet]:
    """The thôn, tổ dân phố of which the person is the head. One statement."""
    hats = [hat for hat in user.hats_of(*HAMLET_HEADS) if hat.in_room(ROOM.key) and hat.hamlet_id]
    if not hats:
        return []
    rows = Hamlet.objects.current().filter(pk__in=[hat.hamlet_id for hat in hats]).select_related("unit")
    return list(rows.in_vietnamese_order())


def announcements(user: User) -> list[ToAnnounce]:
    """What is to be announced in the person's places, and what was; the document published last above. Three
    statements, none for who is the head of no place."""
    hamlets = own_hamlets(user)
    faces = _asked_faces({hamlet.unit_id for hamlet in hamlets})
    told = _told([hamlet.pk for hamlet in hamlets], [face.disclosure for face in faces])
    return [
        ToAnnounce(Place(hamlet.unit, hamlet), face, told.get((hamlet.pk, face.disclosure)))
        for hamlet in hamlets
        for face in faces
        if face.unit_id == hamlet.unit_id
    ]


def waiting(user: User) -> list[ToAnnounce]:
    """Those that were not announced yet."""
    return [one for one in announcements(user) if one.told is None]


def is_to_be_told(codes: Collection[str]) -> bool:
    """Whether any item that a document satisfies is told by heads of thôn, tổ dân phố."""
    known = catalogue()
    return any(known[code].hamlets for code in covered(codes, known) if code in known)


def _asked_faces(units: Collection[int]) -> list[Face]:
    if not units:
        return []
    since = clock.end_of(clock.today() - timedelta(days=ANNOUNCED_DAYS + 1))
    rows = Face.objects.shown().filter(unit__in=units, first_at__gte=since).select_related("version")
    return [face for face in rows.order_by("-first_at", "-pk") if is_to_be_told(parted(face.version.items))]


def _told(hamlets: Collection[int], documents: Sequence[UUID]) -> dict[tuple[int | None, UUID], Posting]:
    if not documents:
        return {}
    rows = Posting.objects.standing().filter(form=Form.BY_HEADS, hamlet__in=hamlets, disclosure__in=documents)
    return {(one.hamlet_id, one.disclosure): one for one in rows.order_by("pk")}
