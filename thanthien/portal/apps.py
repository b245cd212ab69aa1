from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "thanthien.portal"
    label = "portal"
    verbose_name = "Cổng công khai"

    def ready(self) -> None:
        """The public pages have their entries in everybody's menu, and copies for the time without a database."""
        from thanthien.core.last_copy import register_version
        from thanthien.core.navigation import NavItem, register
        from thanthien.portal.caching import published_state

        register(NavItem("Trang chủ", "home", audience="public", order=10))
        register(NavItem("Kết quả", "results", audience="public", order=20))
        register(NavItem("Cách chấm điểm", "method", audience="public", order=30))
        register_version(published_state)
        register(NavItem("Hướng dẫn", "guide", audience="help"))
        for order, (label, route) in enumerate(
            (
                ("Giới thiệu, liên hệ", "about"),
                ("Hướng dẫn", "guide-public"),
                ("Dự thảo lấy ý kiến", "drafts"),
                ("Cách chấm điểm", "method"),
                ("Dữ liệu mở", "open-data"),
            )
        ):
            register(NavItem(label, route, audience="footer", order=order))
