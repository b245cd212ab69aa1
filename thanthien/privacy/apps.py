from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "thanthien.privacy"
    label = "privacy"
    verbose_name = "Dữ liệu cá nhân"

    def ready(self) -> None:
        """Registers the menus: everybody's page, and the registers of the officer."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.privacy.permissions import reads_registers

        register(NavItem("Dữ liệu cá nhân", "personal-data", audience="footer", order=10))
        under = "/bao-ve-du-lieu/"
        register(NavItem("Bảo vệ dữ liệu", "privacy-purposes", show=reads_registers, order=81, under=under))
