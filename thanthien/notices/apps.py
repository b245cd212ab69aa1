from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "thanthien.notices"
    label = "notices"
    verbose_name = "Việc và thông báo"

    def ready(self) -> None:
        """Registers the menu, and the reminders that people choose by."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.notices.kinds import Kind, register_kind
        from thanthien.notices.permissions import works_somewhere
        from thanthien.notices.reminding import REMINDER

        register(
            NavItem("Việc của tôi", "notices:work", show=works_somewhere, order=5, badge="viec", count="notices:counts")
        )
        register(NavItem("Thông báo", "notices:list", show=works_somewhere, order=6, badge="thong-bao"))
        register(NavItem("Cách nhận thông báo", "notices:wishes", audience="account", order=45))
        register_kind(Kind(REMINDER, "Nhắc hạn", "Việc của anh/chị sắp đến hạn."))
