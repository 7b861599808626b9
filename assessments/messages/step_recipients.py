"""The notices of a sheet's steps and their recipients; each row of the workflow's table carries one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from assessments.messages.notices import notify, people_of_unit, reviewers_of, tell_of_sheet
from assessments.models import Assessment, Change, Flag
from criteria.common.labels import both_names
from criteria.common.moments import vietnam_time
from criteria.common.text import Text


@dataclass(frozen=True)
class SheetNotice:
    """The people whom a step concerns (ids of users), and the text for them.

    ``text`` may name ``{unit}``, ``{round}``, ``{reason}``, and the deadlines ``{deadline}``,
    ``{explain_by}`` and ``{review_deadline}`` as they stand after the step.
    """

    people: Callable[[Assessment], set[int]]
    text: Text
    once_a_day: str = ""
    """A name for the occasion: people are told only of the first of a round's sheets each day, and of the round."""

    def send(self, line: Change, assessment: Assessment) -> None:
        """Notifies everybody concerned, except the one who acted, of the step that ``line`` records."""
        text = self.text_for(assessment, line.reason)
        if not self.once_a_day:
            tell_of_sheet(line, self.people(assessment), text, assessment)
            return
        round_id = assessment.round_id
        key = f"{self.once_a_day}:{round_id}:{timezone.localdate(line.at)}"
        path = reverse("round", args=[round_id])
        notify(self.people(assessment) - {line.by_id}, key, text, path)

    def text_for(self, assessment: Assessment, reason: str) -> Text:
        """Returns the text, filled in for one sheet."""
        round_, unit = assessment.round, both_names(assessment.unit)
        vi = {"unit": unit.vi, "reason": reason, "round": round_.title_vi}
        en = vi | {"unit": unit.en, "round": round_.title_en or round_.title_vi}
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
    """Returns the reviewers whose questions the unit has answered (ids of users)."""
    return reviewers_of(assessment, Flag.ANSWERED)


def reviewers_with_disputes(assessment: Assessment) -> set[int]:
    return reviewers_of(assessment, Flag.DISPUTED)


def unit_and_reviewers(assessment: Assessment) -> set[int]:
    return unit_people(assessment) | reviewers_of(assessment)
