"""The admin of sheets, scores, evidence and the record of changes: shown, never written here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessments.history.readable import of_the_nation, without_own
from assessments.models import Assessment, Change, Evidence, Score
from criteria.common.admin_pages import OfTheNation, Showcase
from criteria.templatetags.par import num


class LongList(Showcase):
    """A list of many thousand rows, whose first pages are wanted and which does not count them all."""

    show_full_result_count = False
    list_per_page = 50


@admin.register(Assessment)
class AssessmentAdmin(Showcase):
    list_display = ("unit", "round", "status", "ranked", "submitted_at", "submitted_by")
    list_filter = (("round", OfTheNation), "status", "ranked")
    list_select_related = ("unit", "round", "submitted_by")
    search_fields = ("unit__search", "round__search")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(round__owner=None)


@admin.register(Score)
class ScoreAdmin(LongList):
    list_display = ("code", "unit", "claimed", "awarded", "version", "changed_at", "changed_by")
    list_filter = (("assessment__round", OfTheNation), "criterion__source")
    list_select_related = ("assessment__unit", "assessment__round", "criterion", "changed_by")
    search_fields = ("criterion__search", "assessment__unit__search")
    ordering = ("assessment", "criterion__position")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(assessment__round__owner=None)

    @admin.display(description=_("tiêu chí"), ordering="criterion__position")
    def code(self, score: Score) -> str:
        return score.criterion.code

    @admin.display(description=_("đơn vị"), ordering="assessment__unit__code")
    def unit(self, score: Score) -> str:
        return f"{score.assessment.unit} · {score.assessment.round}"

    @admin.display(description=_("điểm tự đánh giá"), ordering="claimed_points")
    def claimed(self, score: Score) -> str:
        return num(score.claimed_points)

    @admin.display(description=_("điểm thẩm định"), ordering="awarded_points")
    def awarded(self, score: Score) -> str:
        return num(score.awarded_points)


@admin.register(Evidence)
class EvidenceAdmin(LongList):
    list_display = ("title", "number", "file_name", "assessment", "uploaded_by", "uploaded_at")
    list_filter = (("assessment__round", OfTheNation), "content_type", "scan")
    list_select_related = ("assessment__unit", "assessment__round", "uploaded_by")
    search_fields = ("assessment__unit__search",)
    # The file itself is left out: its link would lead round the permission to read.
    fields = (
        "assessment",
        "title",
        "number",
        "issued_on",
        "url",
        "file_name",
        "content_type",
        "size",
        "sha256",
        "scan",
        "scan_said",
        "scanned_at",
        "uploaded_by",
        "uploaded_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(assessment__round__owner=None)


@admin.register(Change)
class ChangeAdmin(LongList):
    list_display = ("at", "by", "door", "act", "place", "reason")
    list_filter = ("door", "act", ("round", OfTheNation))
    list_select_related = ("by", "round", "assessment__unit", "score__criterion")
    search_fields = ("by__search", "assessment__unit__search")
    date_hierarchy = "at"

    @admin.display(description=_("ở"))
    def place(self, change: Change) -> str:
        parts = [
            change.assessment and str(change.assessment.unit),
            change.score and change.score.criterion.code,
            str(change.round or ""),
        ]
        return " · ".join(part for part in parts if part)

    def get_queryset(self, request: HttpRequest) -> Any:
        changes = of_the_nation(without_own(super().get_queryset(request)))
        return changes.defer("before", "after")
