from typing import Any

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from rankings.api import results, views
from rankings.api.proof import Proof
from rankings.api.scores import Scores

router = SimpleRouter()
router.register("rankings", results.Rankings, basename="api-ranking")
router.register("rounds", views.Rounds, basename="api-round")
router.register("criteria-sets", views.CriteriaSets, basename="api-criteria-set")
router.register("units", views.UnitsView, basename="api-unit")
router.register("assessments", views.Assessments, basename="api-assessment")

LIST: Any = {"get": "list"}
urlpatterns = [
    path("ranking-versions/", results.Versions.as_view(LIST), name="api-versions"),
    path("rankings/<int:ranking_id>/rows/", results.Rows.as_view(LIST), name="api-rows"),
    path("rankings/<int:ranking_id>/domains/", results.Domains.as_view(LIST), name="api-domains"),
    path("rankings/<int:ranking_id>/leaves/", results.Leaves.as_view(LIST), name="api-leaves"),
    path("units/<int:unit_id>/series/", results.SeriesView.as_view(LIST), name="api-series"),
    path("region-names/", views.RegionNames.as_view(LIST), name="api-region-names"),
    path("regions/", results.Regions.as_view(LIST), name="api-regions"),
    path("rankings/<int:ranking_id>/proof/", Proof.as_view(), name="api-proof"),
    path("", include(router.urls)),
    path(
        "assessments/<int:assessment>/scores/",
        Scores.as_view(LIST),
        name="api-scores",
    ),
    path(
        "assessments/<int:assessment>/scores/<text:code>/",
        Scores.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="api-score",
    ),
    path("schema/", views.SchemaView.as_view(), name="api-schema"),
    path("", views.Missing.as_view()),
    # Only with the slash at the end: without it Django first tries the address with one. The pattern
    # takes line ends too: a dot alone, and ``path``, would leave them to a page of HTML.
    re_path(r"^[\s\S]+/$", views.Missing.as_view()),
]
