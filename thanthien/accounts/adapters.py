"""How the sign-in library meets this platform: no sign-up, letters in our words, second factor kept by city roles."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.template.loader import render_to_string

from thanthien.accounts.devices import device_words
from thanthien.accounts.permissions import needs_second_factor
from thanthien.accounts.slips import use_slip
from thanthien.core.acting.errors import Refused
from thanthien.core.mail.actions import post


class AccountAdapter(DefaultAccountAdapter):
    """People are added by administrators only."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs themself up."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The product's name before the subject."""
        return f"{settings.PRODUCT_NAME}: {subject.strip()}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The library's letters take the way of all others; none leaves within a request."""
        browser = {"user_agent": device_words(context["user_agent"])} if "user_agent" in context else {}
        words = {**context, **browser, "request": self.request, "email": email}
        post(
            to=context.get("user", email),
            subject=self.format_email_subject(render_to_string(f"{template_prefix}_subject.txt", words)),
            template=f"{template_prefix}_message.txt",
            context=words,
            by=None,
            holds_secret=True,
        )

    def pre_login(self, request: Any, user: Any, **about: Any) -> Any:
        """The password of a slip opens one sign-in."""
        answer = super().pre_login(request, user, **about)
        if answer is None and user.slip_expires_at is not None:
            try:
                use_slip(person=user)
            except Refused as refused:
                messages.error(request, str(refused))
                return redirect("account_login")
        return answer

    def set_password(self, user: Any, password: str) -> None:
        """A password of one's own ends the slip."""
        user.slip_expires_at = user.slip_used_at = None
        super().set_password(user, password)

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """Counts a try by account and address (the library), then by account alone, with more room."""
        super().pre_authenticate(request, **credentials)
        account = super()._get_login_attempts_cache_key(request, **credentials)
        everywhere = ratelimit.consume(request, app="allauth.account", action="login_failed_account", key=account)
        if not everywhere:
            raise self.validation_error("too_many_login_attempts")
        # Given back together when the sign-in succeeds.
        self._login_failed_rl_usage.usage += everywhere.usage

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        # By the account alone, anyone who guesses could lock its owner out.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"


class MfaAdapter(DefaultMFAAdapter):
    """Who must have a second factor keeps at least one."""

    # The library says “Incorrect code.” of a passkey too.
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": "Mã hoặc khóa bảo mật chưa đúng."}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether removing this one leaves what the person's roles ask for."""
        if not needs_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
