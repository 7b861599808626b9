"""What a step of a sheet tells, and to whom: each row of the workflow's table carries one of these."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from assessments.messages.notices import notify, people_of_unit, reviewers_of, tell_of_sheet
from assessments.models import Assessment, Change, Flag
from criteria.common.moments import vietnam_time
from criteria.common.text import Text


@dataclass(frozen=True)
class SheetNotice:
    """Whom a step concerns (ids of users), and what they read.

    ``text`` may name ``{unit}``, ``{round}``, ``{reason}``, and the deadlines ``{deadline}``,
    ``{explain_by}`` and ``{review_deadline}`` as they stand after the step.
    """

    people: Callable[[Assessment], set[int]]
    text: Text
    once_a_day: str = ""
    """A word for the occasion: only the first of a round's sheets each day is told, and of the round."""

    def send(self, line: Change, assessment: Assessment) -> None:
        """Tell of the step that ``line`` records, all but the person who made it."""
        text = self.text_for(assessment, line.reason)
        if not self.once_a_day:
            tell_of_sheet(line, self.people(assessment), text, assessment)
            return
        round_id = assessment.round_id
        key = f"{self.once_a_day}:{round_id}:{timezone.localdate(line.at)}"
        path = reverse("round", args=[round_id])
        notify(self.people(assessment) - {line.by_id}, key, text, path)

    def text_for(self, assessment: Assessment, reason: str) -> Text:
        """The text, filled in for one sheet."""
        round_, unit = assessment.round, str(assessment.unit)
        vi = {"unit": unit, "reason": reason, "round": round_.title_vi}
        en = vi | {"round": round_.title_en or round_.title_vi}
        moments = {
            "deadline": assessment.deadline,
            "explain_by": assessment.explain_by or assessment.review_deadline,
            "review_deadline": assessment.review_deadline,
        }
        for name, moment in moments.items():
            at = vietnam_time(moment)
            vi[name], en[name] = at.vi, at.en
        return Text(vi=self.text.vi.format(**vi), en=self.text.en.format(**en))


def unit_people(assessment: Assessment) -> set[int]:
    return people_of_unit(assessment.unit_id)


def sheet_reviewers(assessment: Assessment) -> set[int]:
    return reviewers_of(assessment)


def reviewers_with_answers(assessment: Assessment) -> set[int]:
    """Those who asked what the unit has explained."""
    return reviewers_of(assessment, Flag.ANSWERED)


def reviewers_with_disputes(assessment: Assessment) -> set[int]:
    return reviewers_of(assessment, Flag.DISPUTED)


def unit_and_reviewers(assessment: Assessment) -> set[int]:
    return unit_people(assessment) | reviewers_of(assessment)
