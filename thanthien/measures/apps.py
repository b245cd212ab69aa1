from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "thanthien.measures"
    label = "measures"
    verbose_name = "Số đo"
