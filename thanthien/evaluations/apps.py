from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "thanthien.evaluations"
    label = "evaluations"
    verbose_name = "Đánh giá"
