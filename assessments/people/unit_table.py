"""The units as a table for Excel."""

import datetime

from import_export import fields, resources

from assessments.models import Unit


class UnitResource(resources.ModelResource):  # type: ignore[misc]  # ships no types
    """One line a unit; ``formed_from_codes`` names the units it was formed from."""

    formed_from_codes = fields.Field(column_name="formed_from_codes")

    class Meta:
        model = Unit
        fields = (
            "level",
            "code",
            "name_vi",
            "name_en",
            "region",
            "in_force_from",
            "in_force_to",
            "ranked",
            "document_name",
            "superior_name",
            "signer_title",
            "formed_from_codes",
        )

    def dehydrate_formed_from_codes(self, unit: Unit) -> str:
        # all(): read ahead for every line at once.
        return ";".join(sorted(former.code for former in unit.formed_from.all()))

    def dehydrate_in_force_from(self, unit: Unit) -> str:
        return _day(unit.in_force_from)

    def dehydrate_in_force_to(self, unit: Unit) -> str:
        return _day(unit.in_force_to)


def _day(day: datetime.date | None) -> str:
    # The library's own would write “None” into a workbook.
    return day.isoformat() if day else ""
