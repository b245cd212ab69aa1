from django.apps import AppConfig


class WorkbooksConfig(AppConfig):
    name = "thanthien.core.workbooks"
    label = "workbooks"
    verbose_name = "Tệp Excel theo mẫu"
