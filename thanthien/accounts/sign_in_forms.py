"""The sign-in library's forms as our pages show them."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.http import HttpRequest

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
