"""How the sign-in library meets this platform: no sign-up, letters in our words, second factor kept by city roles."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.shortcuts import redirect
from django.template.loader import render_to_string

from thanthien.accounts.devices import device_words
from thanthien.accounts.models import User
from thanthien.accounts.permissions import needs_second_factor
from thanthien.accounts.slips import use_slip
from thanthien.core.acting.errors import Refused
from thanthien.core.audit import acting
from thanthien.core.mail.actions import post

_CHANGED_MEANWHILE = "Tài khoản vừa được quản trị hệ thống thay đổi, chưa đổi mật khẩu. Vui lòng đăng nhập lại."


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

    def post_login(self, request: Any, user: Any, **about: Any) -> Any:
        """The password of a slip opens one sign-in; whoever fails the second factor hasn't used it."""
        if user.slip_expires_at is not None:
            try:
                use_slip(person=user)
            except Refused as refused:
                logout(request)
                messages.error(request, str(refused))
                return redirect("account_login")
        return super().post_login(request, user, **about)

    def clean_password(self, password: str, user: Any = None) -> str:
        """What is printed on a slip doesn't stay the password."""
        if user is not None and user.slip_expires_at is not None and user.check_password(password):
            raise ValidationError("Mật khẩu mới phải khác mật khẩu trên phiếu.")
        return str(super().clean_password(password, user))

    def set_password(self, user: Any, password: str) -> None:
        """A password of one's own ends the slip. Nothing else is written: an administrator may have locked the person,
        corrected them or made another slip since the request began, and then their word holds."""
        with transaction.atomic(), acting(user, action="set_password"):
            locked = User.objects.select_for_update().filter(pk=user.pk, is_active=True, password=user.password).first()
            if locked is None:
                logout(self.request)
                messages.error(self.request, _CHANGED_MEANWHILE)
                raise ImmediateHttpResponse(redirect("account_login"))
            locked.set_password(password)
            locked.slip_expires_at = locked.slip_used_at = None
            locked.save(update_fields=["password", "slip_expires_at", "slip_used_at"])
        user.password, user.slip_expires_at, user.slip_used_at = locked.password, None, None

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """Counts a try by account and address (the library), then by account alone, with more room."""
        super().pre_authenticate(request, **credentials)
        account = _account_of(credentials)
        everywhere = ratelimit.consume(request, app="allauth.account", action="login_failed_account", key=account)
        if not everywhere:
            raise self.validation_error("too_many_login_attempts")
        # Given back together when the sign-in succeeds.
        self._login_failed_rl_usage.usage += everywhere.usage

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        # By the account alone, anyone who guesses could lock its owner out.
        return f"{_account_of(credentials)}:{self.get_client_ip(request)}"


def _account_of(credentials: dict[str, Any]) -> str:
    """One key for one account, whichever of its names was typed; the typed text where there is none. The same statement
    for both."""
    typed = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    known = User.objects.filter(Q(username=typed) | (Q(email=typed) & ~Q(email=""))).values_list("pk", flat=True)
    return f"account:{known.first() or typed}"


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
