from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "thanthien.core.links"
    label = "links"
    verbose_name = "Liên kết ra ngoài"
