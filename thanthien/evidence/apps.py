from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "thanthien.evidence"
    label = "evidence"
    verbose_name = "Minh chứng"
