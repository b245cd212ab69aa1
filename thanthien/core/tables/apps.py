from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "thanthien.core.tables"
    label = "tables"
    verbose_name = "Danh sách"
