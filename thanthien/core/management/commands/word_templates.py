"""`word_templates`: makes the Word template of every paper from its written source."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from thanthien.core.word.making import make_template


class Command(BaseCommand):
    """Writes the .docx beside each source; run it after a change of a source or of the layout."""

    help = "Làm lại các mẫu Word (.docx) từ nguồn của từng văn bản."

    def handle(self, *args: Any, **options: Any) -> None:
        for source in sorted(settings.BASE_DIR.glob("thanthien/*/word/*.txt")):
            make_template(source).save(str(source.with_suffix(".docx")))
            self.stdout.write(f"Đã ghi {source.with_suffix('.docx').relative_to(settings.BASE_DIR)}.")
