from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Đánh giá")

    def ready(self) -> None:
        # Tasks are called by their names, also by processes that are no worker.
        autodiscover_modules("long_work", "tasks")
