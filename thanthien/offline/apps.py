from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "thanthien.offline"
    label = "offline"
    verbose_name = "Ghi khi chưa có mạng"

    def ready(self) -> None:
        """Registers what stands beside records that came from a device, the part of work pages, and the menu."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.work_parts import register_work_part
        from thanthien.notices.kinds import Kind, register_kind, register_record
        from thanthien.offline.actions import LINK_KIND
        from thanthien.offline.permissions import can_make_links
        from thanthien.offline.queries import arrival_notes, link_notes, link_words, links_for
        from thanthien.offline.registry import enters_offline
        from thanthien.records.marks import register_link_words
        from thanthien.records.notes import register_notes

        register_notes(arrival_notes)
        register_notes(link_notes)
        register_link_words(link_words)
        register_kind(Kind(LINK_KIND, "Đường dẫn riêng", "Đơn vị lập đường dẫn để ghi báo cáo bằng tên của anh/chị."))
        register_record("entry_link", links_for)
        register_work_part("offline/work_part.html", enters_offline)
        register(NavItem("Ghi khi chưa có mạng", "offline-shell", show=enters_offline, audience="support", order=5))
        register(
            NavItem(
                "Đường dẫn riêng",
                "offline-links",
                show=can_make_links,
                order=27,
                under="/duong-dan-rieng/",
                audience="registers",
            )
        )
