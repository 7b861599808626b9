"""Serializers of rankings and their rows."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.models import Round
from criteria.models import Level
from rankings.api.schema import TextSerializer
from rankings.api.serializers.fields import IndexText, PointsText, ResultUnitSerializer
from rankings.computing.steps import STEPS
from rankings.models import DomainIndex, Ranking, RankingMean, RankingRow
from rankings.reads.block_means import BlockMeans, block_means


class RoundBriefSerializer(serializers.Serializer[Round]):
    id = serializers.IntegerField()
    title = serializers.CharField(source="title_vi")
    title_en = serializers.CharField()


class DomainIndexSerializer(serializers.Serializer[DomainIndex]):
    code = serializers.CharField(source="domain.code")
    title = serializers.CharField(source="domain.title_vi")
    title_en = serializers.CharField(source="domain.title_en")
    points = PointsText()
    maximum = PointsText(source="max_points")
    index = IndexText(allow_null=True)
    printed_code = serializers.CharField(source="domain.printed_code")
    counts = serializers.CharField(source="domain.counts")


class RankingRowSerializer(serializers.Serializer[RankingRow]):
    """A unit's result. Not assessed: no numbers. Assessed and not ranked: no rank."""

    rank = serializers.IntegerField(allow_null=True)
    unit = ResultUnitSerializer(source="*")
    level = serializers.ChoiceField(Level.choices, source="ranking.round.criteria_set.level")
    year = serializers.IntegerField(source="ranking.round.year")
    assessed = serializers.BooleanField()
    points = PointsText(allow_null=True)
    maximum = PointsText(source="max_points", allow_null=True)
    index = IndexText(allow_null=True)
    group = serializers.SerializerMethodField()
    domains = DomainIndexSerializer(many=True)
    ranking = serializers.IntegerField(source="ranking_id")
    round = RoundBriefSerializer(source="ranking.round")
    published_at = serializers.DateTimeField(source="ranking.published_at", allow_null=True)
    is_official = serializers.BooleanField(source="ranking.round.criteria_set.is_official")
    is_demo = serializers.BooleanField(source="ranking.round.is_demo")
    basis = serializers.ChoiceField(Ranking.Basis.choices, source="ranking.basis")
    block = serializers.CharField()
    outside = PointsText()

    @extend_schema_field({"type": ["string", "null"]})
    def get_group(self, row: RankingRow) -> str | None:
        return row.group or None


class MeanSerializer(serializers.Serializer[RankingMean]):
    """A mean index; without a region over all assessed units, without a domain of the whole set."""

    region = serializers.SerializerMethodField()
    domain = serializers.CharField(source="domain.code", allow_null=True)
    units = serializers.IntegerField()
    index = IndexText()

    def get_region(self, mean: RankingMean) -> str | None:
        return mean.region or None


class BlockMeanSerializer(serializers.Serializer[BlockMeans]):
    """The mean index of a block's units (without a block, of those of none), and of each domain by its code."""

    block = serializers.SerializerMethodField()
    units = serializers.IntegerField()
    index = IndexText()
    domains = serializers.SerializerMethodField()

    def get_block(self, mean: BlockMeans) -> str | None:
        return mean.block or None

    def get_domains(self, mean: BlockMeans) -> dict[str, str]:
        codes: dict[int, str] = self.context["codes"]
        return {
            codes[pk]: str(IndexText().to_representation(index))
            for pk, index in mean.indices.items()
            if pk is not None and pk in codes
        }


class RulesSerializer(serializers.Serializer[None]):
    """How the numbers came about, for readers."""

    index = TextSerializer()
    rank = TextSerializer()
    group = TextSerializer()


class RankingSerializer(serializers.Serializer[Ranking]):
    """A ranking without its rows."""

    id = serializers.IntegerField()
    round = RoundBriefSerializer()
    level = serializers.ChoiceField(Level.choices, source="round.criteria_set.level")
    year = serializers.IntegerField(source="round.year")
    basis = serializers.ChoiceField(Ranking.Basis.choices)
    status = serializers.ChoiceField(Ranking.State.choices, source="state")
    step = serializers.IntegerField()
    steps = serializers.SerializerMethodField()
    failure = TextSerializer(allow_null=True)
    started_at = serializers.DateTimeField()
    computed_at = serializers.DateTimeField(allow_null=True)
    digest = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    decision_number = serializers.CharField()
    decision_date = serializers.DateField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    is_official = serializers.BooleanField(source="round.criteria_set.is_official")
    is_demo = serializers.BooleanField(source="round.is_demo")
    means = MeanSerializer(many=True)
    rules = serializers.SerializerMethodField()
    record_head = serializers.CharField()
    block_means = serializers.SerializerMethodField()

    def get_steps(self, _ranking: Ranking) -> int:
        return len(STEPS)

    @extend_schema_field(BlockMeanSerializer(many=True))
    def get_block_means(self, ranking: Ranking) -> Any:
        codes = {mean.domain_id: mean.domain.code for mean in ranking.means.all() if mean.domain}
        context = {**self.context, "codes": codes}
        means: Any = block_means(ranking)
        return BlockMeanSerializer(means, many=True, context=context).data

    @extend_schema_field(RulesSerializer)
    def get_rules(self, ranking: Ranking) -> dict[str, dict[str, str]]:
        rules = ranking.frozen_rules
        return {
            name: {"vi": rules[name].vi, "en": rules[name].en}
            for name in ("index", "rank", "group")
        }
