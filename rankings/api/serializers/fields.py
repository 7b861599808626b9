"""Serializer fields for numbers, and the small parts that serializers share."""

from typing import Any

from rest_framework import serializers

from assessments.models import Unit
from rankings.models import RankingRow


class PointsText(serializers.DecimalField):
    """Points as text, exact, with 4 decimals: "68.3200"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=19, decimal_places=4, read_only=True, **kwargs)


class IndexText(serializers.DecimalField):
    """An index in percent as text, with 2 decimals as published: "81.33"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=7, decimal_places=2, read_only=True, **kwargs)


class UnitBriefSerializer(serializers.Serializer[Unit]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField(source="name_vi")
    name_en = serializers.CharField()
    region = serializers.CharField()


class ResultUnitSerializer(serializers.Serializer[RankingRow]):
    """A unit as it was called, and where it lay, when the ranking was computed."""

    id = serializers.IntegerField(source="unit_id")
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField(source="unit.name_en")
    region = serializers.CharField()
