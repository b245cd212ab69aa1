from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "thanthien.core.mail"
    label = "mail"
    verbose_name = "Thư và tin nhắn"

    def ready(self) -> None:
        from thanthien.core.mail import checks  # noqa: F401 - registers the check of the site's address
        from thanthien.core.mail.permissions import can_manage_mail
        from thanthien.core.navigation import NavItem, register

        register(NavItem("Thư", "mail:messages", show=can_manage_mail, order=92))
