from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "thanthien.reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """The city has one entry in the header; its pages stand in the menu of a cycle."""
        from thanthien.accounts.positions import is_auditor
        from thanthien.core.navigation import NavItem, register
        from thanthien.evaluations.cycle_menu import CyclePage, register_cycle_page
        from thanthien.reports.permissions import reads_step_log, sees_board, sees_leader_page

        also = ("/lanh-dao/", "/nhat-ky/", "/quyet-dinh/")  # pages of the same menu
        register(NavItem("Toàn thành phố", "city-board", show=sees_board, order=10, under="/thanh-pho/", also=also))
        for page in (
            CyclePage("Bảng theo dõi", "city-board", sees_board, 10),
            CyclePage("Tóm tắt", "leader-home", sees_leader_page, 20),
            CyclePage("Dự báo", "city-forecasts", sees_board, 30),
            CyclePage("Biến động, chênh lệch", "city-comparison", sees_board, 40),
            CyclePage("Nhật ký các bước", "step-log", reads_step_log, 50),
        ):
            register_cycle_page(page)
        register(NavItem("Nhật ký thay đổi", "change-log", show=is_auditor, order=81, under="/nhat-ky/thay-doi/"))
