from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "thanthien.reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """The reports have their entries in the menu of those who may open them."""
        from thanthien.accounts.positions import is_auditor
        from thanthien.core.navigation import NavItem, register
        from thanthien.reports.permissions import reads_step_log, sees_board, sees_leader_page

        register(NavItem("Toàn thành phố", "city-board", show=sees_board, order=10, under="/thanh-pho/"))
        register(NavItem("Tóm tắt", "leader-home", show=sees_leader_page, order=15, under="/lanh-dao/"))
        register(NavItem("Nhật ký", "step-log", show=reads_step_log, order=80, under="/nhat-ky/"))
        register(NavItem("Nhật ký thay đổi", "change-log", show=is_auditor, order=81, under="/nhat-ky/thay-doi/"))
