from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "tests.records.visits"
    label = "visits"
    verbose_name = "Thăm hỏi"
