"""A unit's improvement plan and its documents, as the API shows them to the unit's own people."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.models import Evidence
from rankings.api.serializers.assessments import EntryField
from rankings.api.serializers.fields import PointsText, UnitBriefSerializer
from rankings.models import FigureToDate, ImprovementPlan, PlanLeaf, Remedy


class PlanSerializer(serializers.Serializer[ImprovementPlan]):
    id = serializers.IntegerField()
    unit = UnitBriefSerializer()
    year = serializers.IntegerField(source="round.year")
    number = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    approved_at = serializers.DateTimeField(allow_null=True)


class PlanRemedySerializer(serializers.Serializer[Remedy]):
    """What is done on a leaf; ``person`` is the address of an account of the unit."""

    text = serializers.CharField()
    person = serializers.SerializerMethodField()
    body = serializers.CharField()
    due = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)

    def get_person(self, remedy: Remedy) -> str:
        return remedy.person.email if remedy.person else ""


class PlanTargetSerializer(serializers.Serializer[PlanLeaf]):
    """What is aimed at on a leaf's own scale; ``null`` while there is no target."""

    input = EntryField(source="target_input")
    points = PointsText(source="target_points", allow_null=True)


class PlanLeafSerializer(serializers.Serializer[PlanLeaf]):
    code = serializers.CharField(source="criterion.code")
    title = serializers.CharField(source="criterion.title_vi")
    title_en = serializers.CharField(source="criterion.title_en")
    points = PointsText()
    maximum = PointsText(source="max_points")
    target = PlanTargetSerializer(source="*")
    remedies = PlanRemedySerializer(many=True)
    version = serializers.IntegerField()


class FigureToDateSerializer(serializers.Serializer[FigureToDate]):
    code = serializers.CharField(source="criterion.code")
    day = serializers.DateField()
    input = EntryField()
    points = PointsText()
    at = serializers.DateTimeField()


class EvidenceUseSerializer(serializers.Serializer[Any]):
    """A leaf that a document proves, or did until it was withdrawn there."""

    code = serializers.CharField(source="score.criterion.code")
    withdrawn = serializers.SerializerMethodField()

    def get_withdrawn(self, link: Any) -> bool:
        return link.withdrawn_at is not None


class StoredEvidenceSerializer(serializers.Serializer[Evidence]):
    """A document on one sheet; rows with one ``sha256`` or ``url`` are one document of the store."""

    id = serializers.IntegerField()
    unit = UnitBriefSerializer(source="assessment.unit")
    year = serializers.IntegerField(source="assessment.round.year")
    assessment = serializers.IntegerField(source="assessment_id")
    title = serializers.CharField()
    number = serializers.CharField()
    issued_on = serializers.DateField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    url = serializers.CharField()
    file_name = serializers.CharField()
    size = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField()
    uploaded_at = serializers.DateTimeField()
    leaves = serializers.SerializerMethodField()

    @extend_schema_field(EvidenceUseSerializer(many=True))
    def get_leaves(self, document: Evidence) -> Any:
        return EvidenceUseSerializer(document.links.all(), many=True).data
