"""Rounds with given points, made without the pages and rules that would lead there."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.test import TestCase
from django.utils import timezone

from assessments.models import Assessment, Role, Round, Score, Status, User
from criteria.actions import publish_set
from criteria.models import CriteriaSet, Criterion
from rankings.acts import publish_ranking, start_ranking
from rankings.models import Ranking, RankingRow
from tests.factories import body, make_person, make_round, make_unit, page
from tests.remembered import remembered

NA = "na"
Points = str | None
"""Points as text, NA for a leaf that does not apply, None for one without points."""


@dataclass(frozen=True)
class Sheet:
    """A unit's sheet: points by leaf code. Without ``claimed`` nothing was claimed."""

    awarded: Mapping[str, Points] = field(default_factory=dict)
    claimed: Mapping[str, Points] = field(default_factory=dict)
    status: str = Status.FINAL
    ranked: bool = True
    region: str = "Tây Nguyên"
    name: str = ""
    kinds: str = ""
    options: Mapping[str, int] = field(default_factory=dict)
    """The option chosen on a leaf, for rules that look at it."""


@remembered
def make_tree(
    maxima: Mapping[str, str],
    *,
    survey: Sequence[str] = (),
    year: int = 2022,
    level: str = "province",
    counts: Mapping[str, str] = MappingProxyType({}),
    caps: Mapping[str, str] = MappingProxyType({}),
    gates: Mapping[str, str] = MappingProxyType({}),
    rules: Mapping[str, Any] = MappingProxyType({}),
    options: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> CriteriaSet:
    """A published set of leaves, "1.2" in domain "1"; a code without a dot is a domain and leaf.

    ``counts`` say of domains that they are outside the total, up to ``caps``; ``options`` are the labels of
    leaves that are a choice, the first of which has all points; a maximum of 0 makes a line for information.
    """
    number = CriteriaSet.objects.count()
    criteria_set = CriteriaSet.objects.create(
        code=f"tree-{number}",
        level=level,
        year=year,
        title_vi="Bộ tiêu chí thử",
        total_points=sum(
            Decimal(most) for code, most in maxima.items() if code.split(".")[0] not in counts
        ),
        rules=dict(rules),
    )
    domains: dict[str, Criterion] = {}
    for position, (code, maximum) in enumerate(maxima.items()):
        top, dot, _rest = code.partition(".")
        if dot and top not in domains:
            below = [Decimal(m) for c, m in maxima.items() if c.startswith(f"{top}.")]
            domains[top] = Criterion.objects.create(
                criteria_set=criteria_set,
                position=position * 10,
                kind="domain",
                code=top,
                title_vi=f"Lĩnh vực {top}",
                max_points=Decimal(caps[top]) if top in caps else sum(below),
                counts=counts.get(top, ""),
            )
        by_survey = code in survey
        Criterion.objects.create(
            criteria_set=criteria_set,
            parent=domains.get(top),
            position=position * 10 + 1,
            kind="criterion" if dot else "domain",
            code=code,
            title_vi=f"Tiêu chí {code}",
            max_points=Decimal(maximum),
            source="survey" if by_survey else "reviewed",
            scale=_choice(options[code], maximum)
            if code in options
            else {"kind": "percent" if by_survey else "points"},
            counts="info" if not Decimal(maximum) else counts.get(code, ""),
            gate=gates.get(code, ""),
            reviewing_body=body(),
        )
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    criteria_set.refresh_from_db()
    return criteria_set


def _choice(labels: Sequence[str], maximum: str) -> dict[str, Any]:
    """A choice of which the first option has the maximum, and no other any points."""
    points = [maximum, *("0" for _label in labels[1:])]
    pairs = zip(labels, points, strict=True)
    return {"kind": "choice", "options": [{"label": one, "points": most} for one, most in pairs]}


def graded(criteria_set: CriteriaSet, sheets: Sequence[Sheet]) -> Round:
    """A round with one unit for each sheet, in their order."""
    level = criteria_set.level
    units = [
        make_unit(sheet.name, region=sheet.region, ranked=sheet.ranked, level=level)
        for sheet in sheets
    ]
    for unit, one in zip(units, sheets, strict=True):
        if one.kinds:
            unit.kinds = one.kinds
            unit.save()
    round_ = make_round(criteria_set, units)
    by_unit = {unit.pk: sheet for unit, sheet in zip(units, sheets, strict=True)}
    scores = list(Score.objects.filter(assessment__round=round_).select_related("criterion"))
    units_of = dict(Assessment.objects.filter(round=round_).values_list("pk", "unit_id"))
    for score in scores:
        sheet = by_unit[units_of[score.assessment_id]]
        put(score, "claimed", sheet.claimed.get(score.criterion.code))
        put(score, "awarded", sheet.awarded.get(score.criterion.code))
        if (chosen := sheet.options.get(score.criterion.code)) is not None:
            score.awarded_input = score.claimed_input = {"option": chosen}
        score.awarded_note = "Theo tài liệu kiểm chứng."
    Score.objects.bulk_update(
        scores,
        [
            *("claimed_points", "claimed_na", "claimed_input"),
            *("awarded_points", "awarded_na", "awarded_input", "awarded_note"),
        ],
    )
    for status in {sheet.status for sheet in sheets}:
        mine = [pk for pk, sheet in by_unit.items() if sheet.status == status]
        Assessment.objects.filter(round=round_, unit__in=mine).update(status=status)
    # As when sheets have been reviewed: whoever has not submitted by now can no longer do so.
    round_.submit_by = timezone.now() - datetime.timedelta(hours=1)
    round_.save()
    return round_


def put(score: Score, side: str, points: Points) -> None:
    setattr(score, f"{side}_na", points == NA)
    setattr(score, f"{side}_points", None if points in (NA, None) else Decimal(str(points)))


@remembered
def one_leaf(points: Sequence[str], maximum: str = "100") -> Round:
    """A round of a set with one leaf, and a finished unit for each of the points."""
    tree = make_tree({"1.1": maximum})
    return graded(tree, [Sheet({"1.1": one}) for one in points])


def computed(round_: Round, basis: str = "awarded") -> Ranking:
    """A new ranking of the round, computed in process as when embedded."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        ranking = start_ranking(
            actor=page(make_person(Role.COORDINATOR)), round_id=round_.pk, basis=basis
        )
    ranking.refresh_from_db()
    return ranking


def published(round_: Round) -> Ranking:
    """A new ranking of the round, computed and published."""
    return publish(computed(round_), reason="Sửa sai sót.")


DECISION: dict[str, Any] = {
    "decision_number": "01/QĐ-BNV",
    "decision_date": datetime.date(2023, 4, 19),
}


def publish(ranking: Ranking, by: User | None = None, **given: Any) -> Ranking:
    """Publish by a decision; ``given`` as ``publish_ranking`` takes it."""
    actor = page(by or make_person(Role.COORDINATOR))
    return publish_ranking(actor=actor, ranking_id=ranking.pk, **(DECISION | given))


def rows(ranking: Ranking) -> list[RankingRow]:
    """The rows in the order in which their units were made."""
    return list(RankingRow.objects.filter(ranking=ranking).order_by("unit_id"))
