from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "thanthien.initiatives"
    label = "initiatives"
    verbose_name = "Mô hình sáng tạo"

    def ready(self) -> None:
        """Registers the figure, the duty, what bodies said, the models that a dossier may point to, and the menu."""
        from thanthien.accounts.purposes import OFFICIALS
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import also_kept_for
        from thanthien.initiatives.duties import REPORT_DUTY
        from thanthien.initiatives.enums import ROOM
        from thanthien.initiatives.measures import CREATIVE_MODEL
        from thanthien.initiatives.permissions import can_read
        from thanthien.initiatives.queries import bodies_words, models_to_register
        from thanthien.measures import registry
        from thanthien.measures.acceptances import register_words
        from thanthien.measures.duties import register_duty
        from thanthien.measures.offers import offer_models
        from thanthien.units.rooms import register_room

        registry.register(CREATIVE_MODEL)
        register_duty(REPORT_DUTY)
        register_words(bodies_words)
        offer_models(models_to_register)
        register_room(ROOM)
        register(
            NavItem(
                "Mô hình sáng tạo",
                "initiatives",
                show=can_read,
                order=28,
                under="/mo-hinh-sang-tao/",
                audience="registers",
            )
        )
        register(NavItem("Mô hình sáng tạo", "initiative-gallery", audience="footer", order=9))
        also_kept_for(OFFICIALS.code, "initiatives.Recognition")
