from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "thanthien.records"
    label = "records"
    verbose_name = "Sổ ghi việc hằng tuần"
