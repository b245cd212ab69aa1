from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "thanthien.privacy"
    label = "privacy"
    verbose_name = "Dữ liệu cá nhân"

    def ready(self) -> None:
        """Registers the menus, what is encrypted and what for, and what waits for the officer."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import register_purpose
        from thanthien.core.private.shelves import register_shelf
        from thanthien.notices.work import register_work
        from thanthien.privacy.permissions import reads_registers
        from thanthien.privacy.purposes import REQUEST
        from thanthien.privacy.shelf import REQUESTS
        from thanthien.privacy.work import privacy_work

        register_shelf(REQUESTS)
        register_purpose(REQUEST)
        register_work(privacy_work)
        register(NavItem("Dữ liệu cá nhân", "personal-data", audience="footer", order=10))
        under = "/bao-ve-du-lieu/"
        register(NavItem("Bảo vệ dữ liệu", "privacy-purposes", show=reads_registers, order=81, under=under))
