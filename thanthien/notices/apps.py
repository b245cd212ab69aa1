from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "thanthien.notices"
    label = "notices"
    verbose_name = "Việc và thông báo"

    def ready(self) -> None:
        """Registers the menu, the reminders that people choose by, and what waits for the administrator."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.notices.administration import administrators_work
        from thanthien.notices.kinds import Kind, register_kind
        from thanthien.notices.permissions import works_somewhere
        from thanthien.notices.reminding import REMINDER, WEEKLY
        from thanthien.notices.work import register_work

        register(
            NavItem("Việc của tôi", "notices:work", show=works_somewhere, order=5, badge="viec", count="notices:counts")
        )
        register(NavItem("Thông báo", "notices:list", show=works_somewhere, order=6, badge="thong-bao"))
        register(NavItem("Cách nhận thông báo", "notices:wishes", audience="account", order=45))
        register_work(administrators_work)
        register_kind(Kind(REMINDER, "Nhắc hạn", "Việc của anh/chị sắp đến hạn."))
        register_kind(Kind(WEEKLY, "Nhắc việc hằng tuần", "Việc của tuần chưa làm, nhắc mỗi tuần một lần."))
