"""What people are told of more time: asked for, granted, refused."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE_LEADS, OFFICE
from thanthien.accounts.queries import people_of_city, people_of_units
from thanthien.core.formats import date_vn
from thanthien.evaluations.models import Dossier, Extension, ExtensionRequest
from thanthien.evaluations.notices import CALENDAR, COMMUNE_PHASES, INTAKE, place_of
from thanthien.evaluations.states import ENDED
from thanthien.notices.actions import Telling, tell


def tell_extended(extensions: Sequence[Extension], *, by: User) -> None:
    """Phases got a later last day together: told to the units that are still in the year, once, if they do anything in
    one of the phases."""
    own = [one for one in extensions if one.key in COMMUNE_PHASES]
    if not own:
        return
    extension, *later = own
    cycle = extension.cycle
    also = "".join(f" {one.label}: hết ngày {date_vn(one.ends_on)}." for one in later)
    dossiers = Dossier.objects.filter(cycle=cycle).exclude(status__in=ENDED)
    if extension.unit_id:
        dossiers = dossiers.filter(unit_id=extension.unit_id)
    people = people_of_units(COMMUNE_LEADS, dossiers.values_list("unit_id", flat=True))
    telling = Telling(
        people=frozenset().union(*people.values()),
        kind=CALENDAR.key,
        about=("cycle", cycle.pk),
        title=f"Gia hạn: {extension.label}",
        what=f"{cycle.title}. Hạn mới: hết ngày {date_vn(extension.ends_on)}.{also}",
        url=reverse("cycle-detail", args=[cycle.pk]),
        key=f"extended:{extension.pk}",
        due_on=extension.ends_on,
    )
    tell([telling], by=by)


def tell_extension_asked(request: ExtensionRequest, *, by: User) -> None:
    """A commune asks for more time."""
    dossier = request.dossier
    telling = Telling(
        people=people_of_city(OFFICE),
        kind=INTAKE.key,
        about=("cycle", dossier.cycle_id),
        title="Có đề nghị gia hạn",
        what=f"{place_of(dossier)} {request.get_key_display()}: đề nghị đến hết ngày {date_vn(request.wished_on)}.",
        url=reverse("extension-requests", args=[dossier.cycle_id]),
        key=f"extension_asked:{request.pk}",
    )
    tell([telling], by=by)


def tell_extension_refused(requests: Sequence[ExtensionRequest], *, by: User) -> None:
    """Communes asked for more time and get none; what is granted is told as an extension."""
    people = people_of_units(COMMUNE_LEADS, [request.dossier.unit_id for request in requests])
    tell(
        [
            Telling(
                people=people[request.dossier.unit_id],
                kind=CALENDAR.key,
                about=("dossier", request.dossier_id),
                title="Đề nghị gia hạn không được chấp nhận",
                what=f"{place_of(request.dossier)} {request.get_key_display()}: hạn hiện nay vẫn giữ. Xem lý do.",
                url=reverse("ask-extension", args=[request.dossier.cycle_id, request.dossier.unit.code]),
                key=f"extension_refused:{request.pk}",
            )
            for request in requests
        ],
        by=by,
    )
