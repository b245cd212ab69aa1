"""The sign-in pages that are offered, each with its policy. What is not listed does not exist: there is no sign-up.

Names are those by which the sign-in library finds its own pages.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from thanthien.core.access import public, signed_in, writes_on_get
from thanthien.core.compression import shows_secret

_KEY = r"^mat-khau/dat-lai/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

# The library marks recovery codes as shown when they are.
_marks_codes_shown = writes_on_get("recovery codes are marked as shown")

_open: list[tuple[str, Any, str]] = [
    ("dang-nhap/", account.login, "account_login"),
    ("dang-xuat/", account.logout, "account_logout"),
    ("tam-khoa/", account.account_inactive, "account_inactive"),
    ("mat-khau/quen/", account.password_reset, "account_reset_password"),
    ("mat-khau/quen/da-gui/", account.password_reset_done, "account_reset_password_done"),
    ("mat-khau/dat-lai/xong/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    ("dang-nhap/lop-hai/", mfa.authenticate, "mfa_authenticate"),
    ("dang-nhap/khoa/", webauthn.login_webauthn, "mfa_login_webauthn"),
]
_own_noted: list[tuple[str, Any, str]] = [
    ("xac-thuc/ma-du-phong/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    ("xac-thuc/ma-du-phong/tai/", recovery.download_recovery_codes, "mfa_download_recovery_codes"),
]
_own: list[tuple[str, Any, str]] = [
    ("xac-nhan-lai/", account.reauthenticate, "account_reauthenticate"),
    ("xac-nhan-lai/ma/", mfa.reauthenticate, "mfa_reauthenticate"),
    ("xac-nhan-lai/khoa/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    ("mat-khau/doi/", account.password_change, "account_change_password"),
    ("mat-khau/dat/", account.password_set, "account_set_password"),
    ("xac-thuc/", mfa.index, "mfa_index"),
    ("xac-thuc/ung-dung/bat/", totp.activate_totp, "mfa_activate_totp"),
    ("xac-thuc/ung-dung/tat/", totp.deactivate_totp, "mfa_deactivate_totp"),
    ("xac-thuc/ma-du-phong/tao/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    ("xac-thuc/khoa/", webauthn.list_webauthn, "mfa_list_webauthn"),
    ("xac-thuc/khoa/them/", webauthn.add_webauthn, "mfa_add_webauthn"),
    ("xac-thuc/khoa/<int:pk>/go/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    ("xac-thuc/khoa/<int:pk>/doi-ten/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    ("phien/", sessions.list_usersessions, "usersessions_list"),
]

# Passwords, codes and keys are shown or typed on these pages; which ones, is the library's to change.
urlpatterns = [
    *(path(route, shows_secret(public(view)), name=name) for route, view, name in _open),
    re_path(_KEY, shows_secret(public(account.password_reset_from_key)), name="account_reset_password_from_key"),
    *(path(route, shows_secret(signed_in(view)), name=name) for route, view, name in _own),
    *(path(route, shows_secret(_marks_codes_shown(signed_in(view))), name=name) for route, view, name in _own_noted),
]
