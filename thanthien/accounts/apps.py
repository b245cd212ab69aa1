from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "thanthien.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from thanthien.accounts.navigation import register_menus

        register_menus()
