from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RankingsConfig(AppConfig):
    name = "rankings"
    verbose_name = _("Xếp hạng")

    def ready(self) -> None:
        from assessments import clock
        from assessments.chain import verifying
        from assessments.people.own_data import KEPT_ROWS, KeptRows
        from assessments.sheets import figures_offered
        from rankings.acts import (
            deliver_webhooks,
            remind_of_plans,
            resume_stalled_cards,
            resume_stalled_checks,
            resume_stalled_rankings,
        )
        from rankings.models import Remedy
        from rankings.models.frozen import connect_ranking_guards
        from rankings.plans.proposing import figures_to_offer
        from rankings.publishing.publication import published_heads

        connect_ranking_guards()
        verifying.published_heads.append(published_heads)
        KEPT_ROWS.append(KeptRows("tasks_in_plans", Remedy, "person", ("text", "due", "done_on")))
        figures_offered.FIGURE_SOURCES.append(figures_to_offer)
        clock.STEPS += (
            ("publications told", deliver_webhooks),
            ("rankings continued", resume_stalled_rankings),
            ("checks begun again", resume_stalled_checks),
            ("cards drawn on", resume_stalled_cards),
            ("plans' days told", remind_of_plans),
        )
