"""Serializers of versions, of domains and leaves unit by unit, and of regions' means."""

from rest_framework import serializers

from criteria.common.text import Text
from criteria.models import Level
from rankings.api.serializers.fields import IndexText, PointsText, ResultUnitSerializer
from rankings.api.serializers.rankings import MeanSerializer, RoundBriefSerializer
from rankings.models import DomainIndex, Ranking, RankingLeaf
from rankings.reads.unit import lost_leaf


class VersionSerializer(serializers.Serializer[Ranking]):
    """A publication of a round's ranking."""

    id = serializers.IntegerField()
    round = RoundBriefSerializer()
    level = serializers.ChoiceField(Level.choices, source="round.criteria_set.level")
    year = serializers.IntegerField(source="round.year")
    basis = serializers.ChoiceField(Ranking.Basis.choices)
    version = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(Ranking.State.choices, source="state")
    reason = serializers.CharField()
    published_at = serializers.DateTimeField()
    decision_number = serializers.CharField()
    decision_date = serializers.DateField(allow_null=True)
    digest = serializers.CharField()
    is_official = serializers.BooleanField(source="round.criteria_set.is_official")
    is_demo = serializers.BooleanField(source="round.is_demo")
    record_head = serializers.CharField()


class UnitDomainSerializer(serializers.Serializer[DomainIndex]):
    """A unit's index in one domain; none where nothing in it applies."""

    unit = ResultUnitSerializer(source="row")
    domain = serializers.CharField(source="domain.code")
    title = serializers.CharField(source="domain.title_vi")
    title_en = serializers.CharField(source="domain.title_en")
    points = PointsText()
    maximum = PointsText(source="max_points")
    index = IndexText(allow_null=True)


class UnitLeafSerializer(serializers.Serializer[RankingLeaf]):
    """What a leaf counted for a unit; ``lost`` is what could still have been had, ``why`` the reason
    by the leaf's scale, as the unit's page tells it, ``note`` the reviewer's own words."""

    unit = ResultUnitSerializer(source="row")
    leaf = serializers.CharField(source="criterion.code")
    title = serializers.CharField(source="criterion.title_vi")
    title_en = serializers.CharField(source="criterion.title_en")
    applies = serializers.BooleanField()
    points = PointsText()
    maximum = PointsText(source="max_points")
    lost = PointsText()
    claimed_points = PointsText(allow_null=True)
    note = serializers.CharField()
    why = serializers.SerializerMethodField()
    why_en = serializers.SerializerMethodField()
    printed_code = serializers.CharField(source="criterion.printed_code")
    counts = serializers.CharField(source="criterion.counts")

    def get_why(self, leaf: RankingLeaf) -> str:
        why = _why(leaf)
        return why.vi if why else ""

    def get_why_en(self, leaf: RankingLeaf) -> str:
        why = _why(leaf)
        return why.en if why else ""


def _why(leaf: RankingLeaf) -> Text | None:
    """Returns the reason, made once for both languages; ``None`` where nothing was lost or ``note`` says it."""
    if "_why" not in leaf.__dict__:
        leaf.__dict__["_why"] = lost_leaf(leaf, leaf.row.ranking.basis).why if leaf.lost else None
    why: Text | None = leaf.__dict__["_why"]
    return why


class RegionMeanSerializer(MeanSerializer):
    """A mean index with the ranking that it belongs to."""

    ranking = serializers.IntegerField(source="ranking_id")
    level = serializers.ChoiceField(Level.choices, source="ranking.round.criteria_set.level")
    year = serializers.IntegerField(source="ranking.round.year")
    basis = serializers.ChoiceField(Ranking.Basis.choices, source="ranking.basis")
