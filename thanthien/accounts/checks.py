"""What every start looks at: the data about roles can be understood."""

from typing import Any

from django.core import checks

from thanthien.accounts.apart import roles_apart
from thanthien.accounts.managed import managed_roles


@checks.register
def roles_apart_are_readable(*_args: Any, **_options: Any) -> list[checks.CheckMessage]:
    """ROLES_APART names a file of known roles."""
    try:
        roles_apart()
    except ValueError as problem:
        return [checks.Error(f"ROLES_APART: {problem}", hint="See docs/settings.md.", id="accounts.E001")]
    return []


@checks.register
def managed_roles_can_be_left_to_units(*_args: Any, **_options: Any) -> list[checks.CheckMessage]:
    """UNIT_MANAGED_ROLES names roles that units may give themselves."""
    try:
        managed_roles()
    except ValueError as problem:
        return [checks.Error(f"UNIT_MANAGED_ROLES: {problem}", hint="See docs/settings.md.", id="accounts.E002")]
    return []
