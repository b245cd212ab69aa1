"""Who may do what with evidence; asked by views and templates alike. What may be seen is in visibility.py."""

from typing import TYPE_CHECKING

from thanthien.accounts.positions import OF_UNIT
from thanthien.accounts.roles import Role
from thanthien.evidence.models import Document
from thanthien.evidence.visibility import register_grant
from thanthien.units.models import Unit

if TYPE_CHECKING:
    from thanthien.accounts.models import User

__all__ = ["can_change", "can_enter", "entering_agency_id", "has_library", "register_grant"]

# Those who prepare the dossier; the Party committee reads only.
WRITERS = OF_UNIT - {Role.COMMUNE_PARTY}


def has_library(user: "User") -> bool:
    """Cán bộ của xã, phường, đặc khu: có kho minh chứng của đơn vị."""
    return any(hat.unit_id and hat.role in OF_UNIT for hat in user.hats)


def entering_agency_id(user: "User", unit: Unit) -> int | None:
    """The agency for which this person enters documents of the unit; None when not allowed."""
    return next((hat.agency_id for hat in user.hats if hat.unit_id == unit.pk and hat.role in WRITERS), None)


def can_enter(user: "User", unit: Unit) -> bool:
    """Cán bộ chuẩn bị hồ sơ của đơn vị: thêm được minh chứng."""
    return entering_agency_id(user, unit) is not None


def can_change(user: "User", document: Document) -> bool:
    """Người của cơ quan đã nhập minh chứng: sửa tên, thêm phiên bản, ngừng sử dụng.

    The People's Committee can't touch what the Fatherland Front entered, and the reverse. Load the document through
    `visible_to` first: a restricted one is changed only by those who see it.
    """
    return not document.is_retired and any(
        hat.agency_id == document.owner_agency_id and hat.role in WRITERS for hat in user.hats
    )
