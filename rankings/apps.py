from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RankingsConfig(AppConfig):
    name = "rankings"
    verbose_name = _("Xếp hạng")

    def ready(self) -> None:
        from assessments import tick
        from rankings.actions import deliver_webhooks
        from rankings.frozen import watch

        watch()
        tick.STEPS += (("publications told", deliver_webhooks),)
