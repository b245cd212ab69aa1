from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "thanthien.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from thanthien.accounts import checks, second_factor  # noqa: F401 - checks registers itself
        from thanthien.accounts.navigation import register_menus
        from thanthien.accounts.permissions import can_manage_jobs
        from thanthien.accounts.purposes import MAIL, OFFICIALS, PEOPLE
        from thanthien.accounts.queries import roles_after, units_without_bodies
        from thanthien.core.jobs.permissions import set_manager
        from thanthien.core.private.purposes import register_purpose
        from thanthien.units.holds import register_hold
        from thanthien.units.readiness import register_lack

        register_menus()
        set_manager(can_manage_jobs)
        register_hold(roles_after)
        register_lack(units_without_bodies)
        authenticator_added.connect(second_factor.end_older_sessions)
        register_purpose(MAIL, OFFICIALS, PEOPLE)
