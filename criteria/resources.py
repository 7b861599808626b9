"""A set's tree as a table for Excel: one line a node, in the columns of the annex."""

import json

from import_export import fields, resources

from criteria.common.numbers import canonical
from criteria.models import Criterion


class CriterionResource(resources.ModelResource):  # type: ignore[misc]  # ships no types
    """Points as exact text, scales as JSON, parents by the code itself."""

    criteria_set = fields.Field("criteria_set__code", "set")
    reviewing_body = fields.Field("reviewing_body__code", "reviewing_body")

    class Meta:
        model = Criterion
        fields = (
            "criteria_set",
            "kind",
            "code",
            "title_vi",
            "title_en",
            "max_points",
            "source",
            "scale",
            "evidence_vi",
            "reviewer_vi",
            "reviewing_body",
        )

    def dehydrate_max_points(self, criterion: Criterion) -> str:
        return canonical(criterion.max_points)

    def dehydrate_scale(self, criterion: Criterion) -> str:
        return json.dumps(criterion.scale, ensure_ascii=False) if criterion.scale else ""
