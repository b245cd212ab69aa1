from dataclasses import replace

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
        from thanthien.reports.permissions import (
            can_start_over,
            leads_commune,
            reads_step_log,
            sees_all_looks,
            sees_board,
            sees_leader_page,
            sees_own_looks,
        )

        also = ("/lanh-dao/", "/nhat-ky/", "/quyet-dinh/")  # pages of the same menu
        register(NavItem("Toàn thành phố", "city-board", show=sees_board, order=10, under="/thanh-pho/", also=also))
        register(NavItem("Tóm tắt", "commune-leader", show=leads_commune, order=6))
        for page in (
            CyclePage("Bảng theo dõi", "city-board", sees_board, 10),
            CyclePage("Tóm tắt", "leader-home", sees_leader_page, 20),
            CyclePage("Dự báo", "city-forecasts", sees_board, 30),
            CyclePage("Việc của đơn vị", "city-duties", sees_board, 35),
            CyclePage("Biến động, chênh lệch", "city-comparison", sees_board, 40),
            CyclePage("Nhật ký các bước", "step-log", reads_step_log, 50),
        ):
            register_cycle_page(page)
        register(NavItem("Làm lại bản tập dượt", "practice", show=can_start_over, order=99))
        looks = "/nhat-ky/xem-du-lieu-ca-nhan/"
        log = NavItem("Nhật ký xem dữ liệu cá nhân", "look-log", show=sees_all_looks, order=82, under=looks)
        register(log)
        # A Chủ tịch opens it seldom, and has many rooms in the header.
        register(replace(log, audience="support", show=sees_own_looks))
        register(NavItem("Nhật ký thay đổi", "change-log", show=is_auditor, order=81, under="/nhat-ky/thay-doi/"))
