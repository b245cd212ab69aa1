"""Who gets what on the pages of people and of sign-in."""

from typing import Any

from tests.access_rows import World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory
from thanthien.accounts.people_workbook import own_people_import, people_import
from thanthien.accounts.roles import Role

ADMIN = {Role.ADMINISTRATOR: 200}
ADMIN_SENT = {Role.ADMINISTRATOR: 302}


def one_membership() -> World:
    return World(membership=MembershipFactory())


def ones_own_membership() -> World:
    held = MembershipFactory(role=Role.ADMINISTRATOR)
    return World({Role.ADMINISTRATOR: held.user}, membership=held)


def a_held_sheet() -> World:
    """A file of people that an administrator sent."""
    return World({Role.ADMINISTRATOR: (admin := person(Role.ADMINISTRATOR))}, held=held_sheet(people_import, admin))


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}  # type: ignore[attr-defined]


def _person(world: World) -> dict[str, int]:
    return {"pk": world.membership.user_id}  # type: ignore[attr-defined]


def _membership(world: World) -> dict[str, int]:
    return {"pk": world.membership.pk}  # type: ignore[attr-defined]


PEOPLE = [
    row("accounts:me", signed_in=200),
    row("accounts:people", ADMIN),
    row("accounts:people", ADMIN, query="?q=nguyen&vai_tro=auditor&trang=9"),
    row("accounts:person_add", ADMIN),
    row("accounts:people_import", ADMIN),
    row("accounts:people_import_template", ADMIN),
    row("accounts:people_import_export", ADMIN),
    row("accounts:people_import_check", ADMIN_SENT, kwargs=nothing_held),
    row("accounts:people_import_check", ADMIN, world=a_held_sheet, kwargs=_held),
    row("accounts:people_import_returned", ADMIN_SENT, kwargs=nothing_held),
    row("accounts:people_import_returned", ADMIN, world=a_held_sheet, kwargs=_held),
    row("accounts:people_import_confirm", ADMIN_SENT, method="post", stranger=401),
    row("accounts:people_import_confirm", {Role.ADMINISTRATOR: 302}),
    row("accounts:person", ADMIN, world=one_membership, kwargs=_person),
    row("accounts:person", kwargs=lambda world: {"pk": 0}),
    row("accounts:membership_start", ADMIN, world=one_membership, kwargs=_person),
    row("accounts:membership_start", world=ones_own_membership, kwargs=_person),
    row("accounts:membership_start", method="post", stranger=401, world=ones_own_membership, kwargs=_person),
    row("accounts:membership_move", world=ones_own_membership, kwargs=_membership),
    row("accounts:membership_move", method="post", stranger=401, world=ones_own_membership, kwargs=_membership),
    row("accounts:membership_end", ADMIN, world=ones_own_membership, kwargs=_membership),
    row("accounts:membership_move", ADMIN, world=one_membership, kwargs=_membership),
    row("accounts:membership_end", ADMIN, world=one_membership, kwargs=_membership),
    row("accounts:membership_rank", ADMIN, world=one_membership, kwargs=_membership),
    row("accounts:membership_rank", world=ones_own_membership, kwargs=_membership),
    row("accounts:membership_rank", method="post", stranger=401, world=ones_own_membership, kwargs=_membership),
    row("accounts:role_requests", ADMIN),
    row("accounts:role_accept", ADMIN_SENT, method="post", stranger=401, kwargs=lambda world: {"pk": 0}),
    row("accounts:role_refuse", ADMIN_SENT, method="post", stranger=401, kwargs=lambda world: {"pk": 0}),
    row("accounts:people_slips", ADMIN),
    row("accounts:people_slips", {Role.ADMINISTRATOR: 422}, method="post", stranger=401),
    row("accounts:person_slip", ADMIN_SENT, method="post", stranger=401, world=one_membership, kwargs=_person),
    row("accounts:person_slip", {Role.ADMINISTRATOR: 302}, world=one_membership, kwargs=_person),
    row("accounts:person_invite", ADMIN_SENT, method="post", stranger=401, world=one_membership, kwargs=_person),
]


FOCAL = {Role.COMMUNE_FOCAL: 200}
FOCAL_SENT = {Role.COMMUNE_FOCAL: 302}


def ones_own_people() -> World:
    """A đầu mối and a head of tổ dân phố of the same unit."""
    agency = AgencyFactory(committee=True)
    seat = MembershipFactory(agency=agency, role=Role.VILLAGE_HEAD, user__email="")
    return World({Role.COMMUNE_FOCAL: person(Role.COMMUNE_FOCAL, agency=agency)}, membership=seat)


def someone_of_another_unit() -> World:
    agency = AgencyFactory(committee=True)
    return World(membership=MembershipFactory(agency=agency, role=Role.VILLAGE_HEAD))


def an_own_held_sheet() -> World:
    """A file of people that a đầu mối sent."""
    focal = person(Role.COMMUNE_FOCAL)
    return World({Role.COMMUNE_FOCAL: focal}, held=held_sheet(own_people_import, focal))


OWN_PEOPLE = [
    row("accounts:own_people", FOCAL),
    row("accounts:own_people", FOCAL, query="?q=nguyen&vai_tro=auditor&trang=9"),
    row("accounts:own_person_add", FOCAL),
    row("accounts:own_people_import", FOCAL),
    row("accounts:own_people_import_template", FOCAL),
    row("accounts:own_people_import_export", FOCAL),
    row("accounts:own_people_import_check", FOCAL_SENT, kwargs=nothing_held),
    row("accounts:own_people_import_check", FOCAL, world=an_own_held_sheet, kwargs=_held),
    row("accounts:own_people_import_returned", FOCAL_SENT, kwargs=nothing_held),
    row("accounts:own_people_import_returned", FOCAL, world=an_own_held_sheet, kwargs=_held),
    row("accounts:own_people_import_confirm", FOCAL_SENT, method="post", stranger=401),
    row("accounts:own_people_import_confirm", FOCAL_SENT),
    row("accounts:own_slips", FOCAL),
    row("accounts:own_slips", {Role.COMMUNE_FOCAL: 422}, method="post", stranger=401),
    row("accounts:own_person", FOCAL, world=ones_own_people, kwargs=_person),
    row("accounts:own_role_give", FOCAL, world=ones_own_people, kwargs=_person),
    row("accounts:own_last_day", FOCAL, world=ones_own_people, kwargs=_membership),
    row("accounts:own_slip", FOCAL, method="post", stranger=401, world=ones_own_people, kwargs=_person),
    row("accounts:own_slip", FOCAL_SENT, world=ones_own_people, kwargs=_person),
    row("accounts:own_invite", FOCAL_SENT, method="post", stranger=401, world=ones_own_people, kwargs=_person),
    row("accounts:own_person", world=someone_of_another_unit, kwargs=_person),
    row("accounts:own_role_give", world=someone_of_another_unit, kwargs=_person),
    row("accounts:own_role_give", method="post", stranger=401, world=someone_of_another_unit, kwargs=_person),
    row("accounts:own_last_day", world=someone_of_another_unit, kwargs=_membership),
    row("accounts:own_last_day", method="post", stranger=401, world=someone_of_another_unit, kwargs=_membership),
    row("accounts:own_slip", method="post", stranger=401, world=someone_of_another_unit, kwargs=_person),
    row("accounts:own_invite", method="post", stranger=401, world=someone_of_another_unit, kwargs=_person),
]

# Signed-in people who open the sign-in page are sent on; some own pages ask for the password again (302).
SIGN_IN = [
    row("account_login", signed_in=302, stranger=200),
    row("account_logout", signed_in=200, stranger=302),
    row("account_inactive", everyone=200),
    row("account_reset_password", everyone=200),
    row("account_reset_password_done", everyone=200),
    row("account_reset_password_from_key_done", everyone=200),
    row("account_reset_password_from_key", everyone=200, kwargs=lambda world: {"uidb36": "1", "key": "sai"}),
    row("mfa_authenticate", everyone=302),
    row("mfa_login_webauthn", signed_in=302, stranger=302),
    row("account_reauthenticate", signed_in=200),
    row("mfa_reauthenticate", signed_in=302),
    row("mfa_reauthenticate_webauthn", signed_in=302),
    row("account_change_password", signed_in=200),
    row("account_set_password", signed_in=302),
    row("mfa_index", signed_in=200),
    row("mfa_activate_totp", signed_in=302),
    row("mfa_deactivate_totp", signed_in=404),
    row("mfa_view_recovery_codes", signed_in=404),
    row("mfa_generate_recovery_codes", signed_in=302),
    row("mfa_download_recovery_codes", signed_in=404),
    row("mfa_list_webauthn", signed_in=200),
    row("mfa_add_webauthn", signed_in=302),
    row("mfa_remove_webauthn", signed_in=302, kwargs=lambda world: {"pk": 0}),
    row("mfa_edit_webauthn", signed_in=302, kwargs=lambda world: {"pk": 0}),
    row("usersessions_list", signed_in=200),
]

ROWS = PEOPLE + OWN_PEOPLE + SIGN_IN
