from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "thanthien.feedback"
    label = "feedback"
    verbose_name = "Phản ánh, góp ý"

    def ready(self) -> None:
        """Registers the figures, the duty, the work, the room's switch, what is encrypted, and the menus."""
        from thanthien.accounts.purposes import OFFICIALS
        from thanthien.core.field_labels import hide_fields
        from thanthien.core.kept.shelves import Shelf
        from thanthien.core.kept.shelves import register_shelf as keep_files
        from thanthien.core.mail.recipients import register_book
        from thanthien.core.moving import register_moves
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import also_kept_for, register_purpose
        from thanthien.core.private.shelves import register_shelf
        from thanthien.feedback.channels.duties import CHANNEL_DUTY
        from thanthien.feedback.channels.kinds import CHANNELS
        from thanthien.feedback.channels.measures import LIVE_CHANNELS
        from thanthien.feedback.channels.permissions import can_read as can_read_channels
        from thanthien.feedback.due_days import answers_moved
        from thanthien.feedback.enums import ROOM, STANDARD
        from thanthien.feedback.kept_photographs import PUBLIC_SHELF, SHELF, FeedbackPhotograph, PublicPhotograph
        from thanthien.feedback.known import bodies_words
        from thanthien.feedback.letters import SENDERS
        from thanthien.feedback.measures import ANSWERED_ON_TIME, LONG_OVERDUE, OVERDUE_SHARE, RESULTS_PUBLISHED
        from thanthien.feedback.open311.permissions import can_manage_clients
        from thanthien.feedback.permissions import can_read
        from thanthien.feedback.purposes import CONTACT, LETTERS, TEXT
        from thanthien.feedback.shelf import CONTACTS, TEXTS
        from thanthien.feedback.supervised import asked_of_contents, supervised
        from thanthien.feedback.taking import take_opinions, taken_as, withheld_opinions
        from thanthien.feedback.waiting import FEEDBACK_DUTY, feedback_work
        from thanthien.grassroots.kinds import OPINION
        from thanthien.grassroots.withheld import register_taken, register_withheld
        from thanthien.measures import registry
        from thanthien.measures.acceptances import register_words
        from thanthien.measures.contents import register_contents
        from thanthien.measures.duties import register_duty
        from thanthien.measures.handovers import take
        from thanthien.notices.work import register_work
        from thanthien.units.rooms import register_room

        registry.register(ANSWERED_ON_TIME, RESULTS_PUBLISHED, OVERDUE_SHARE, LONG_OVERDUE, LIVE_CHANNELS)
        register_words(bodies_words)
        register_duty(FEEDBACK_DUTY)
        register_moves(FEEDBACK_DUTY.title, answers_moved)
        register_duty(CHANNEL_DUTY)
        register_work(feedback_work)
        take(OPINION, take_opinions)
        register_withheld(withheld_opinions)
        register_taken(taken_as)
        register_room(ROOM)
        hide_fields(STANDARD)
        register_contents(supervised, asked_of_contents)
        register(NavItem("Góp ý", "feedback-city", audience="public", order=25))
        register(NavItem("Hệ thống gửi phản ánh", "feedback-clients", show=can_manage_clients, order=96))
        register(
            NavItem(
                CHANNELS.title, "feedback-channels", show=can_read_channels, order=24, also=("/kiem-tra-phuong-tien/",),
                audience="registers",
            )
        )  # fmt: skip
        keep_files(Shelf(SHELF, "Ảnh của phản ánh", FeedbackPhotograph.objects.all))
        keep_files(Shelf(PUBLIC_SHELF, "Ảnh công khai của phản ánh", PublicPhotograph.objects.kept))
        register_shelf(TEXTS)
        register_shelf(CONTACTS)
        register_book(SENDERS)
        register(
            NavItem(
                ROOM.title, "feedback-list", show=can_read, order=24, under="/xu-ly-phan-anh/", audience="registers"
            )
        )
        register_purpose(CONTACT, LETTERS, TEXT)
        also_kept_for(OFFICIALS.code, "feedback.FeedbackAnswer")
