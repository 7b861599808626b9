from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Đánh giá")

    def ready(self) -> None:
        # Tasks are called by their names, also by processes that are no worker; the acts make the
        # record's names for them complete in every process.
        autodiscover_modules("acts", "long_work", "tasks")
