"""One leaf of every unit: thousands of units, paged, beside all provinces on one page."""

import datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone

from assessments.models import Assessment, Evidence, EvidenceLink, Role, Round, Score, Status, Unit
from criteria.models import Criterion
from tests.bench.load import Job, in_turns
from tests.bench.pages import queries
from tests.bench.report import Line
from tests.bench.world import analyze, reviewed_provinces, session_of
from tests.factories import make_person, make_set

TURNS, READS = 5, 15
SMALL, LARGE = 63, 3321
"""Units: all provinces, and all communes."""
SLOWER_AT_MOST = 1.25
"""Of the larger page to the smaller one: what two measurements of one page may differ by."""


def measure(address: str) -> list[Line]:
    small, large = _round(SMALL), _round(LARGE)
    reviewer = make_person(Role.REVIEWER)
    first, last = (_path(large), f"{_path(large)}?page={LARGE}")
    sessions = {path: session_of(reviewer, path) for path in (_path(small), first, last)}

    def reads(path: str) -> list[Job]:
        return [Job("GET", [(path, None)] * READS, sessions[path])]

    one, paged, at_the_end = in_turns(
        address, TURNS, lambda: reads(_path(small)), lambda: reads(first), lambda: reads(last)
    )
    section = f"One leaf of {LARGE:,} units, paged, beside {SMALL} units"
    beside = queries(_path(small), reviewer)
    return [
        Line(section, f"{SMALL} units: queries", beside, "", at_most=12),
        Line(section, "queries", queries(first, reviewer), "", beside, ratio_at_most=1),
        Line(
            section,
            "first page, median",
            paged.median_ms,
            "ms",
            one.median_ms,
            ratio_at_most=SLOWER_AT_MOST,
        ),
        Line(
            section,
            "last page, median",
            at_the_end.median_ms,
            "ms",
            one.median_ms,
            ratio_at_most=SLOWER_AT_MOST,
        ),
    ]


def _path(round_: Round) -> str:
    return f"/rounds/{round_.pk}/leaves/{_leaf(round_).code}/"


def _leaf(round_: Round) -> Criterion:
    leaves = round_.criteria_set.criteria.filter(scale__parts__0__part="line", source="reviewed")
    return leaves.select_related("reviewing_body").order_by("position")[0]


def _round(count: int) -> Round:
    """In review: the leaf is claimed and proved by all, awarded to half, and was awarded to all last year."""
    round_ = reviewed_provinces(count)
    leaf, now = _leaf(round_), timezone.now()
    Round.objects.filter(pk=round_.pk).update(review_by=now + datetime.timedelta(days=7))
    Assessment.objects.filter(round=round_).update(status=Status.IN_REVIEW)
    scores = Score.objects.filter(assessment__round=round_, criterion=leaf)
    scores.update(claimed_input=F("awarded_input"), reviewing_body=leaf.reviewing_body_id)
    half = scores.annotate(odd=F("pk") % 2).filter(odd=1).values_list("pk", flat=True)
    Score.objects.filter(pk__in=list(half)).update(awarded_points=None, awarded_input=None)
    _prove(list(scores))
    _award_last_year(round_, leaf)
    analyze()
    return round_


def _prove(scores: list[Score]) -> None:
    """A document each; only its name is asked for."""
    officer = make_person(Role.COORDINATOR)
    documents = Evidence.objects.bulk_create(
        Evidence(
            assessment_id=score.assessment_id,
            title=f"Báo cáo số {score.pk}",
            file="bench",
            sha256="0" * 64,
            content_type="application/pdf",
            uploaded_by=officer,
        )
        for score in scores
    )
    EvidenceLink.objects.bulk_create(
        EvidenceLink(evidence=document, score=score, linked_by=officer)
        for document, score in zip(documents, scores, strict=True)
    )


def _award_last_year(round_: Round, leaf: Criterion) -> None:
    """The units were other ones then, each of which goes on as one of this year's."""
    old_set, day = make_set(year=round_.year - 1), datetime.timedelta(days=1)
    ancestor = old_set.criteria.get(code="1.3")
    with connection.cursor() as cursor:
        # Past the lock of a published set: the other parts of the bench share it.
        cursor.execute(
            "UPDATE criteria_criterion SET ancestor_id = %s WHERE id = %s", [ancestor.pk, leaf.pk]
        )
    before = Round.objects.create(
        criteria_set=old_set,
        title_vi="Năm trước",
        year=old_set.year,
        opens_at=round_.opens_at - 400 * day,
        submit_by=round_.opens_at - 390 * day,
        review_by=round_.opens_at - 380 * day,
    )
    units = list(Unit.objects.filter(assessments__round=round_))
    former = Unit.objects.bulk_create(
        Unit(level=unit.level, code=f"{unit.code}-x", name_vi=f"{unit.name_vi} (cũ)")
        for unit in units
    )
    Unit.formed_from.through.objects.bulk_create(
        Unit.formed_from.through(from_unit=unit, to_unit=one)
        for unit, one in zip(units, former, strict=True)
    )
    sheets = Assessment.objects.bulk_create(
        Assessment(round=before, unit=one, status=Status.FINAL) for one in former
    )
    Score.objects.bulk_create(
        Score(
            assessment=sheet,
            criterion=ancestor,
            max_points=ancestor.max_points,
            awarded_points=ancestor.max_points,
            awarded_note="Có lý do",
        )
        for sheet in sheets
    )
