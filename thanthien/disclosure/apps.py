from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "thanthien.disclosure"
    label = "disclosure"
    verbose_name = "Công khai"

    def ready(self) -> None:
        """Registers the figures, the duties, the room's switch, kept files, links, readers' addresses and the menu."""
        from thanthien.accounts.purposes import OFFICIALS
        from thanthien.core.kept.shelves import Shelf, register_shelf
        from thanthien.core.links.sources import register_links
        from thanthien.core.mail.recipients import register_book
        from thanthien.core.moving import register_moves
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import also_kept_for, register_purpose
        from thanthien.core.private.shelves import register_shelf as keep_private
        from thanthien.disclosure.duties import ANSWERS, DUTIES, INFORMATION_DUTY
        from thanthien.disclosure.enums import ROOM
        from thanthien.disclosure.measures import CORRUPTION_ITEMS, DEMOCRACY_ITEMS
        from thanthien.disclosure.models import SHELF, DisclosureFile
        from thanthien.disclosure.more_measures import COMMITMENT_PUBLISHED, DISTINCT_FORMS, QUARTERLY_REVIEWS
        from thanthien.disclosure.on_device import ANNOUNCEMENTS
        from thanthien.disclosure.permissions import can_announce, can_read
        from thanthien.disclosure.purposes import INFORMATION, LISTS, SUBSCRIPTIONS
        from thanthien.disclosure.subscribing.shelf import BOOK, READERS
        from thanthien.disclosure.supervised import published_of_contents, supervised
        from thanthien.disclosure.taking import doors
        from thanthien.disclosure.views.registers import PAGES
        from thanthien.disclosure.web_links import addresses
        from thanthien.disclosure.work import announcements_to_make, sources_to_follow
        from thanthien.measures import registry
        from thanthien.measures.contents import register_contents
        from thanthien.measures.duties import register_duty
        from thanthien.notices.work import register_work
        from thanthien.offline.registry import register_device_kind
        from thanthien.records.publishing import take_to_publish
        from thanthien.units.rooms import register_room

        registry.register(
            DEMOCRACY_ITEMS, CORRUPTION_ITEMS, COMMITMENT_PUBLISHED, QUARTERLY_REVIEWS, DISTINCT_FORMS
        )  # fmt: skip
        for duty in DUTIES:
            register_duty(duty)
        register_moves(INFORMATION_DUTY.title, ANSWERS.moves)
        register_room(ROOM)
        register_contents(supervised, published_of_contents)
        register_work(announcements_to_make)
        register_work(sources_to_follow)
        take_to_publish(doors)
        register_device_kind(ANNOUNCEMENTS, by_link=True)
        keep_private(READERS)
        register_book(BOOK)
        register_links(addresses)
        register_shelf(Shelf(SHELF, "Tệp công khai", DisclosureFile.objects.all))
        prefixes = tuple(f"/{prefix}" for prefix in PAGES)
        register(NavItem(ROOM.title, "disclosure-board", show=can_read, order=25, also=prefixes, audience="registers"))
        register(NavItem("Thông báo ở thôn, tổ dân phố", "disclosure-announce", show=can_announce, order=8))
        register(NavItem("Nội dung công khai", "disclosure-search", audience="footer", order=8))
        register_purpose(INFORMATION, LISTS, SUBSCRIPTIONS)
        also_kept_for(OFFICIALS.code, "disclosure.Disclosure", "disclosure.Review")
