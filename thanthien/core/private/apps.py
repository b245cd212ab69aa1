from django.apps import AppConfig


class PrivateConfig(AppConfig):
    name = "thanthien.core.private"
    label = "private"
    verbose_name = "Dữ liệu cá nhân được mã hóa"
