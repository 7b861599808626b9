"""The sheet that everybody saves at once, and its people. Imported once Django has been set up."""

import itertools
from collections import Counter
from collections.abc import Iterator

from django.db.models import Sum

from assessments.models import Assessment, Change, Role, Score
from tests.bench.world import ministries, session_of
from tests.factories import make_person

LEAVES = 3


class World:
    """A sheet with every leaf claimed, of which a few leaves of one reviewing body are fought over."""

    def __init__(self) -> None:
        sheets = Assessment.objects.filter(round=ministries(2)).select_related("unit")
        self.sheet, self.other = sheets.order_by("pk")
        self.page = f"/sheets/{self.sheet.pk}/"
        leaves = Score.objects.filter(
            assessment=self.sheet, criterion__scale__parts__0__part="choice"
        )
        leaves = leaves.exclude(criterion__source="survey").order_by("criterion__position")
        self.body = leaves.select_related("reviewing_body")[0].reviewing_body
        self.scores_of_officers = list(leaves.values_list("pk", flat=True))
        same_body = leaves.filter(reviewing_body=self.body)
        self.scores = list(same_body.values_list("pk", flat=True)[:LEAVES])

    def hats(self, people: int) -> Iterator[list[tuple[str, str, str, dict[str, str]]]]:
        """Yields, a person, their two sides: act, form, field of the note, headers of the session."""
        assert self.body
        for _ in range(people):
            officer = make_person(Role.OFFICER, unit=self.sheet.unit)
            reviewer = make_person(Role.REVIEWER, at=self.body.code)
            yield [
                ("save_claim", "claim", "note", session_of(officer, self.page)),
                # The sheet itself opens for them only once it has been submitted.
                ("award_points", "award", "reason", session_of(reviewer, "/account/")),
            ]

    def officers(self, people: int) -> Iterator[tuple[int, dict[str, str]]]:
        """Yields, a person, a leaf (id) of the sheet for them alone, and the headers of their session."""
        for score in self.scores_of_officers[:people]:
            yield score, session_of(make_person(Role.OFFICER, unit=self.sheet.unit), self.page)

    def steps(self, *, other: bool = False) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
        """Yields submission and return in turn, without end, of the ``other`` sheet if asked."""
        sheet = self.other if other else self.sheet
        page = f"/sheets/{sheet.pk}/"
        leader = session_of(make_person(Role.LEADER, unit=sheet.unit), page)
        coordinator = session_of(make_person(Role.COORDINATOR), page)
        return itertools.cycle(
            [
                (f"{page}steps/submit/", leader, {"declared": "on"}),
                (f"{page}steps/return/", coordinator, {"reason": "Số liệu chưa khớp"}),
            ]
        )

    def versions(self) -> int:
        """Returns how often the leaves have been changed."""
        scores = Score.objects.filter(pk__in=self.scores)
        return int(scores.aggregate(of_all=Sum("version"))["of_all"])

    def lines(self) -> Counter[str]:
        """Returns the lines of the record, counted by act."""
        return Counter(Change.objects.filter(assessment=self.sheet).values_list("act", flat=True))
