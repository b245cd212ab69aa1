from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "thanthien.measures"
    label = "measures"
    verbose_name = "Số liệu hệ thống"

    def ready(self) -> None:
        """States the keys of rooms to come; criteria sets may name known keys only."""
        from thanthien.core.moving import register_moves
        from thanthien.criteria.measure_keys import check_with, choose_from
        from thanthien.measures.catalogue import announce_all
        from thanthien.measures.moving import TITLE, telling_moved
        from thanthien.measures.naming import problem_with, titles_in_use

        announce_all()
        check_with(problem_with)
        choose_from(titles_in_use)
        register_moves(TITLE, telling_moved)
