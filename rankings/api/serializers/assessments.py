"""Serializers of units, rounds and sheets."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.history.facts import figures_of
from assessments.models import Assessment, Round, Score, Side, Status, Unit
from criteria.models import Criterion, Level
from rankings.api.serializers.fields import PointsText, UnitBriefSerializer


class UnitSerializer(UnitBriefSerializer):
    level = serializers.ChoiceField(Level.choices)
    in_force_from = serializers.DateField(allow_null=True)
    in_force_to = serializers.DateField(allow_null=True)
    formed_from = serializers.SerializerMethodField()
    ranked = serializers.BooleanField()

    def get_formed_from(self, unit: Unit) -> list[int]:
        return [former.pk for former in unit.formed_from.all()]


class RegionNameSerializer(serializers.Serializer[Any]):
    """A region of a level, and the number of its units, in force or not."""

    region = serializers.CharField()
    level = serializers.ChoiceField(Level.choices)
    units = serializers.IntegerField()


class RoundSerializer(serializers.Serializer[Round]):
    id = serializers.IntegerField()
    criteria_set = serializers.CharField(source="criteria_set.code")
    level = serializers.ChoiceField(Level.choices, source="criteria_set.level")
    year = serializers.IntegerField()
    title = serializers.CharField(source="title_vi")
    title_en = serializers.CharField()
    opens_at = serializers.DateTimeField()
    submit_by = serializers.DateTimeField()
    review_by = serializers.DateTimeField()
    phase = serializers.ChoiceField(Round.Phase.choices)
    is_official = serializers.BooleanField(source="criteria_set.is_official")
    is_demo = serializers.BooleanField()


class ProgressSerializer(serializers.Serializer[Assessment]):
    """Counts of leaves: the unit's own and those filled in; all and those with awarded points."""

    own = serializers.IntegerField(source="leaves")
    filled = serializers.IntegerField()
    all = serializers.IntegerField()
    reviewed = serializers.IntegerField(source="awarded")


class AssessmentSerializer(serializers.Serializer[Assessment]):
    id = serializers.IntegerField()
    round = serializers.IntegerField(source="round_id")
    unit = UnitBriefSerializer()
    status = serializers.ChoiceField(Status.choices)
    ranked = serializers.BooleanField()
    deadline = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    progress = ProgressSerializer(source="*")
    claimed_points = PointsText(source="claimed_sum", allow_null=True)
    awarded_points = PointsText(source="awarded_sum", allow_null=True)


@extend_schema_field({"type": ["object", "null"], "additionalProperties": True})
class EntryField(serializers.JSONField):
    """What was entered on a leaf's scale; its keys are those of the kind of scale."""


class SideSerializer(serializers.Serializer[Any]):
    """One side of a score: what was entered, the points that it gave, the words to it, and why in the scale's words."""

    input = EntryField()
    points = PointsText(allow_null=True)
    not_applicable = serializers.BooleanField()
    note = serializers.CharField()
    why = serializers.CharField()
    why_en = serializers.CharField()


def _in_words(score: Score, side: Side) -> Any:
    why = figures_of(score.criterion, side, lambda: score.assessment) if side.input else None
    words = {"why": why.vi if why else "", "why_en": why.en if why else ""}
    values = ("input", "points", "not_applicable", "note")
    return SideSerializer({name: getattr(side, name) for name in values} | words).data


class ScoreSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(source="criterion.code")
    title = serializers.CharField(source="criterion.title_vi")
    title_en = serializers.CharField(source="criterion.title_en")
    source = serializers.ChoiceField(  # type: ignore[assignment]  # the stubs' own name
        Criterion.Source.choices, source="criterion.source"
    )
    maximum = PointsText(source="max_points")
    claimed = serializers.SerializerMethodField()
    awarded = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    changed_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(SideSerializer)
    def get_claimed(self, score: Score) -> Any:
        return _in_words(score, score.claimed)

    @extend_schema_field(SideSerializer)
    def get_awarded(self, score: Score) -> Any:
        return _in_words(score, score.awarded)


class SheetSerializer(AssessmentSerializer):
    """A sheet with the scores of all its leaves, in the order of the tree."""

    scores = serializers.SerializerMethodField()

    @extend_schema_field(ScoreSerializer(many=True))
    def get_scores(self, assessment: Assessment) -> Any:
        scores = assessment.scores.select_related("criterion").order_by("criterion__position")
        return ScoreSerializer(scores, many=True).data
