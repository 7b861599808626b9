"""Serializers of criteria sets and their trees."""

from typing import Any, get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from criteria.common.text import NO_TEXT, Refused
from criteria.models import CriteriaSet, Criterion, Level
from criteria.scales import Field, parse_scale
from criteria.scales.fields import FieldType
from rankings.api.serializers.fields import PointsText


class CriteriaSetSerializer(serializers.Serializer[CriteriaSet]):
    code = serializers.CharField()
    level = serializers.ChoiceField(Level.choices)
    year = serializers.IntegerField()
    title = serializers.CharField(source="title_vi")
    title_en = serializers.CharField()
    legal_basis = serializers.CharField()
    total_points = PointsText()
    status = serializers.ChoiceField(CriteriaSet.Status.choices)
    published_at = serializers.DateTimeField(allow_null=True)
    is_official = serializers.BooleanField()
    rules = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_rules(self, criteria_set: CriteriaSet) -> Any:
        """Returns what the set says around its tree; empty: the classes A to D, equal indices share a rank."""
        return criteria_set.rules


class InputSerializer(serializers.Serializer[Any]):
    """What a leaf asks for, in the words of the decision; ``name`` is its key in a score's input."""

    name = serializers.CharField()
    type = serializers.ChoiceField(get_args(FieldType))
    label = serializers.CharField()  # type: ignore[assignment]  # the stubs' own name
    label_en = serializers.CharField()
    unit = serializers.CharField()
    unit_en = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    options_en = serializers.ListField(child=serializers.CharField())


def _in_words(field: Field) -> dict[str, Any]:
    unit = field.unit or NO_TEXT
    return {
        "name": field.name,
        "type": field.type,
        "label": field.label.vi,
        "label_en": field.label.en,
        "unit": unit.vi,
        "unit_en": unit.en,
        "options": [option.vi for option in field.options],
        "options_en": [option.en for option in field.options],
    }


class CriterionSerializer(serializers.Serializer[Any]):
    """A node of the tree; points are scored on the nodes without children."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(Criterion.Kind.choices)
    title = serializers.CharField(source="title_vi")
    title_en = serializers.CharField()
    maximum = PointsText(source="max_points")
    source = serializers.SerializerMethodField()  # type: ignore[assignment]  # the stubs' own name
    scale = serializers.SerializerMethodField()
    inputs = serializers.SerializerMethodField()
    evidence = serializers.CharField(source="evidence_vi")
    documents = serializers.SerializerMethodField()
    reviewing_body = serializers.CharField(source="reviewing_body.code", allow_null=True)
    children = serializers.SerializerMethodField()
    printed_code = serializers.CharField()
    counts = serializers.CharField()
    gate = serializers.CharField()

    @extend_schema_field({"type": ["string", "null"], "enum": ["reviewed", "survey", None]})
    def get_source(self, criterion: Criterion) -> str | None:
        return criterion.source or None

    @extend_schema_field({"type": ["object", "null"], "additionalProperties": True})
    def get_scale(self, criterion: Criterion) -> Any:
        return criterion.scale

    @extend_schema_field(InputSerializer(many=True))
    def get_inputs(self, criterion: Criterion) -> Any:
        """What the scale asks for; nothing for a node that has none, or a faulty one of a draft."""
        if not criterion.scale:
            return []
        try:
            scale = parse_scale(criterion.scale, criterion.max_points)
        except Refused:
            return []
        return InputSerializer([_in_words(field) for field in scale.fields], many=True).data

    def get_documents(self, criterion: Criterion) -> list[str]:
        return list(criterion.asked_documents)

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Criterion"}})
    def get_children(self, criterion: Criterion) -> Any:
        below = self.context["children"].get(criterion.pk, [])
        return CriterionSerializer(instance=below, many=True, context=self.context).data


class CriteriaTreeSerializer(CriteriaSetSerializer):
    """A set with its whole tree, from the domains down, in the order of the annex."""

    domains = serializers.SerializerMethodField()

    @extend_schema_field(CriterionSerializer(many=True))
    def get_domains(self, criteria_set: CriteriaSet) -> Any:
        nodes = criteria_set.criteria.select_related("reviewing_body").order_by("position")
        children: dict[int | None, list[Criterion]] = {}
        for node in nodes:
            children.setdefault(node.parent_id, []).append(node)
        context = {**self.context, "children": children}
        return CriterionSerializer(children.get(None, []), many=True, context=context).data
