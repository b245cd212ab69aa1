"""How the sign-in library meets this platform: no sign-up, letters in our words, second factor kept by city roles."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from thanthien.accounts.permissions import needs_second_factor


class AccountAdapter(DefaultAccountAdapter):
    """People are added by administrators only."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs themself up."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The product's name before the subject."""
        return f"{settings.PRODUCT_NAME}: {subject}"

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None) -> Any:
        """Letters know the product and the city."""
        place = {"product_name": settings.PRODUCT_NAME, "city_name": settings.CITY_NAME}
        return super().render_mail(template_prefix, email, {**context, **place}, headers=headers)


class MfaAdapter(DefaultMFAAdapter):
    """Who must have a second factor keeps at least one."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether removing this one leaves what the person's roles ask for."""
        if not needs_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
