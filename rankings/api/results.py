"""The addresses of rankings, their versions, rows, domains and leaves, of units over the years, and of means."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet, prefetch_related_objects
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.models import Unit
from assessments.people.lineage import ids_in_lineage
from rankings.api import filters
from rankings.api.pagination import PagesByUnit
from rankings.api.public import OfOneRanking, PublishedResults, fingerprint_for, unless_unchanged
from rankings.api.serializers import rankings as serializers
from rankings.api.serializers import results
from rankings.models import DomainIndex, Ranking, RankingLeaf, RankingMean, RankingRow
from rankings.reads import visible
from rankings.serving.fingerprint import Fingerprint
from rankings.serving.publications import publication_of, publications


@extend_schema(tags=["rankings"])
class Rankings(PublishedResults):
    """What has been published, for everybody."""

    queryset = RankingRow.objects.none()
    filterset_class = filters.RankingFilter
    serializer_class = serializers.RankingRowSerializer
    detail_serializer_class = serializers.RankingSerializer

    def rows(self, rankings: Sequence[int]) -> QuerySet[Any]:
        return visible.rows_of_all(rankings)

    def get_queryset(self) -> QuerySet[Any]:
        if self.action == "retrieve":
            return visible.rankings_visible_to(self.request.user)
        return super().get_queryset()

    @extend_schema(
        summary="The rows of the rankings in force, by rank", operation_id="rankings_list"
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """For each level and year the latest published ranking: units by rank, then units that
        are scored but not ranked, then units not assessed."""
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="One ranking: its state, means and rules")
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = self.get_object()

        def made() -> Response:
            prefetch_related_objects([found], "means__domain")
            return Response(self.get_serializer(found).data)

        one = publication_of(found)
        fingerprint = fingerprint_for(request, [one]) if one else None
        return unless_unchanged(self, request, fingerprint, made)


@extend_schema_view(list=extend_schema(summary="All versions that are or were in force"))
@extend_schema(tags=["rankings"])
class Versions(PublishedResults):
    """The newest publication first; the state says which of a round's versions is in force."""

    queryset = Ranking.objects.none()
    filterset_class = filters.VersionFilter
    serializer_class = detail_serializer_class = results.VersionSerializer

    def source(self) -> tuple[list[int], Fingerprint | None]:
        every = publications().all
        return [one.pk for one in every], fingerprint_for(self.request, every)

    def rows(self, rankings: Sequence[int]) -> QuerySet[Any]:
        versions = Ranking.objects.published().with_state().filter(pk__in=rankings)
        return versions.select_related("round__criteria_set").order_by("-published_at", "-pk")


@extend_schema_view(
    list=extend_schema(summary="One ranking's rows by rank, of any published version")
)
@extend_schema(tags=["rankings"])
class Rows(OfOneRanking):
    """Units by rank, then those scored but not ranked, then those not assessed."""

    queryset = RankingRow.objects.none()
    filterset_class = filters.RowFilter
    serializer_class = detail_serializer_class = serializers.RankingRowSerializer

    def rows(self, rankings: Sequence[int]) -> QuerySet[Any]:
        return visible.rows_of_all(rankings)


@extend_schema_view(list=extend_schema(summary="One ranking's domain indices, unit by unit"))
@extend_schema(tags=["rankings"])
class Domains(OfOneRanking):
    """In the order of the set, for each unit assessed."""

    queryset = DomainIndex.objects.none()
    pagination_class = PagesByUnit
    filterset_class = filters.DomainFilter
    serializer_class = detail_serializer_class = results.UnitDomainSerializer

    def rows(self, rankings: Sequence[int]) -> QuerySet[Any]:
        domains = DomainIndex.objects.filter(row__ranking__in=rankings)
        return domains.select_related("row__unit", "domain").order_by(
            "row", "domain__position", "pk"
        )


@extend_schema_view(
    list=extend_schema(summary="One ranking's leaves, unit by unit: what each counted, and why")
)
@extend_schema(tags=["rankings"])
class Leaves(OfOneRanking):
    """In the order of the set, for each unit assessed; as frozen with the ranking."""

    queryset = RankingLeaf.objects.none()
    pagination_class = PagesByUnit
    filterset_class = filters.LeafFilter
    serializer_class = detail_serializer_class = results.UnitLeafSerializer

    def rows(self, rankings: Sequence[int]) -> QuerySet[Any]:
        leaves = RankingLeaf.objects.filter(row__ranking__in=rankings)
        # Of the ranking only the basis is asked, which says why points were lost.
        found = leaves.select_related("row__unit", "row__ranking", "criterion")
        return found.defer("row__ranking__rules", "row__ranking__parts").order_by(
            "row", "criterion__position"
        )


@extend_schema_view(list=extend_schema(summary="A unit's published results over the years"))
@extend_schema(tags=["units"])
class SeriesView(PublishedResults):
    """From the rankings in force, the newest year first; with the rows of the units that it was
    formed from, and of the unit that it became: ``unit`` tells whose each is."""

    queryset = RankingRow.objects.none()
    filterset_class = filters.SeriesFilter
    serializer_class = detail_serializer_class = serializers.RankingRowSerializer

    def source(self) -> tuple[list[int], Fingerprint | None]:
        public = publications()
        in_force = public.in_force
        return [one.pk for one in in_force], fingerprint_for(self.request, in_force, public.mergers)

    def rows(self, rankings: Sequence[int]) -> QuerySet[Any]:
        return visible.rows_of_all(rankings).filter(
            unit__in=ids_in_lineage(self.kwargs.get("unit_id", 0))
        )

    def check_address(self) -> None:
        get_object_or_404(Unit, pk=self.kwargs["unit_id"], parent=None)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        self.check_address()
        return super().filter_queryset(queryset)


@extend_schema_view(list=extend_schema(summary="Regions' means of the rankings in force"))
@extend_schema(tags=["rankings"])
class Regions(PublishedResults):
    """Of all units (no region) and of each region, over the set (no domain) and each domain."""

    queryset = RankingMean.objects.none()
    filterset_class = filters.MeanFilter
    serializer_class = detail_serializer_class = results.RegionMeanSerializer

    def rows(self, rankings: Sequence[int]) -> QuerySet[Any]:
        means = RankingMean.objects.filter(ranking__in=rankings)
        return means.select_related("domain", "ranking__round__criteria_set").order_by(
            "-ranking__round__year",
            "ranking__round__criteria_set__level",
            "ranking_id",
            "region",
            F("domain__position").asc(nulls_first=True),
        )
