"""Roles that a unit's đầu mối may give and end (“vai trò đơn vị được tự quản”): data, setting UNIT_MANAGED_ROLES."""

from __future__ import annotations

from django.conf import settings

from thanthien.accounts.roles import Role

# What a city may leave to its units. Whoever leads, signs, or manages others himself is not among them, nor who speaks
# for Đảng ủy or Mặt trận Tổ quốc about the unit's own draft: whoever gives an account can speak by it.
MAY_BE_LEFT = (Role.COMMUNE_OFFICER, Role.SERVICE_OFFICER, Role.VILLAGE_HEAD, Role.UNION_REPORTER)


def managed_roles() -> tuple[Role, ...]:
    """The roles that this installation leaves to the units; none where the setting says “none”.

    Raises ValueError for a role that nobody may leave to them, or that there isn't.
    """
    named = settings.UNIT_MANAGED_ROLES
    if named == ["none"]:
        return ()
    if wrong := [one for one in named if one not in MAY_BE_LEFT]:
        raise ValueError(f"{', '.join(wrong)}: only {', '.join(MAY_BE_LEFT)} can be left to units, or “none”.")
    return tuple(role for role in MAY_BE_LEFT if role in named)
