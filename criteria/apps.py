from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CriteriaConfig(AppConfig):
    name = "criteria"
    verbose_name = _("Bộ tiêu chí")

    def ready(self) -> None:
        from criteria import signals
        from criteria.common.converters import register_converters

        signals.connect_set_guards()
        register_converters()
