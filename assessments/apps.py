from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Đánh giá")

    def ready(self) -> None:
        # Tasks are called by name, also in processes that are not workers. Importing the acts gives
        # every process all their names in the record.
        autodiscover_modules("acts", "long_work", "tasks")
        from assessments.journal.listening import listen

        listen()
