"""The sign-in library's forms as our pages show them."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.http import HttpRequest

from thanthien.accounts import guesses
from thanthien.accounts.invitations import ask_for_password_link


class SignInForm(LoginForm):
    """Labels stand above their fields; the page itself links to a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["login"].label = "Tên đăng nhập hoặc email"
        self.fields["login"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ForgottenForm(ResetPasswordForm):
    """Asks for the letter; known and unknown addresses take the same way (`ask_for_password_link`)."""

    def clean_email(self) -> str:
        """As typed: looking here would look again later, and for known ones only."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Give the address back, as the library's form does."""
        email = str(self.cleaned_data["email"])
        ask_for_password_link(email)
        return email


class CodeForm(AuthenticateForm):
    """A code of the second factor. Wrong ones are counted by account and place, as passwords are (`guesses`): the
    library counts by account alone, and a stranger's guesses would lock the owner out."""

    def clean_code(self) -> str:
        """The code, once one of the person's factors takes it."""
        person, code = self.user, self.cleaned_data["code"]
        taken = guesses.spend(context.request, f"code:{guesses.account_of(person)}", person.pk)
        if taken is None:
            raise get_account_adapter().validation_error("too_many_login_attempts")
        factors = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.WEBAUTHN)
        self.authenticator = next((one for one in factors if one.wrap().validate_code(code)), None)
        if self.authenticator is None:
            raise get_adapter().validation_error("incorrect_code")
        taken.rollback()
        self.authenticator.user = person
        return str(code)


class CodeAgainForm(CodeForm, ReauthenticateForm):
    """The same, asked for again before something weighty."""

    def save(self) -> None:
        """As the library does."""
        ReauthenticateForm.save(self)


class AddKeyForm(AddWebAuthnForm):
    """A new security key, under a name in our language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Tên khóa"


class EditKeyForm(EditWebAuthnForm):
    """A security key's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Tên khóa"
