from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "thanthien.criteria"
    label = "criteria"
    verbose_name = "Bộ tiêu chí"
