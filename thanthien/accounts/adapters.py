"""How the sign-in library meets this platform: no sign-up, letters in our words, second factor kept by city roles."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
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

from thanthien.accounts import guesses
from thanthien.accounts.devices import device_words
from thanthien.accounts.models import User
from thanthien.accounts.permissions import needs_second_factor
from thanthien.accounts.slips import use_slip
from thanthien.core.acting.errors import Refused
from thanthien.core.audit import acting
from thanthien.core.mail.actions import post
from thanthien.core.visitors import visitor_address

_CHANGED_MEANWHILE = "Tài khoản vừa được quản trị hệ thống thay đổi, chưa đổi mật khẩu. Vui lòng đăng nhập lại."
_GUESSED = (
    "Có người đã nhập sai mật khẩu hoặc mã của anh/chị nhiều lần từ nơi lạ; các lần thử đó đã bị chặn. "
    "Nếu nghi ngờ mật khẩu bị lộ, vui lòng đổi mật khẩu và báo quản trị hệ thống."
)


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
        response = super().post_login(request, user, **about)
        guesses.remember(request, response, user)
        if guesses.was_guessed(guesses.account_of(user)):
            messages.warning(request, _GUESSED)
        return response

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
        """Takes one try, by account and place (`guesses`); the library gives it back when the sign-in succeeds."""
        account, person_id = _account_of(credentials)
        self._login_failed_rl_usage = guesses.spend(request, account, person_id)
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

    def _delete_login_attempts_cached_email(self, request: Any, **credentials: Any) -> None:
        guesses.forget(request, *_account_of(credentials))

    def get_client_ip(self, request: Any) -> str:
        """As the contract with the proxies says."""
        return visitor_address(request)


def name_of(user: User) -> str:
    """How messages of the library name a person: not by what they sign in with."""
    return user.full_name


def _account_of(credentials: dict[str, Any]) -> tuple[str, int | None]:
    """One key for one account, whichever of its names was typed, and whose it is; the typed text where there is none.
    The same statement for both."""
    typed = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    known = User.objects.filter(Q(username=typed) | (Q(email=typed) & ~Q(email=""))).first()
    return (guesses.account_of(known), known.pk) if known else (f"account:{typed}", None)


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
