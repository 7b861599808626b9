from typing import Any

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from assessments.sheets.evidence.uploads import SIZE_LIMIT as FILE_LIMIT
from criteria.common.bodies import takes_files
from rankings.api import evidence, plans, results, views
from rankings.api.proof import Proof
from rankings.api.scores import Scores

router = SimpleRouter()
router.register("rankings", results.Rankings, basename="api-ranking")
router.register("rounds", views.Rounds, basename="api-round")
router.register("criteria-sets", views.CriteriaSets, basename="api-criteria-set")
router.register("units", views.UnitsView, basename="api-unit")
router.register("plans", plans.Plans, basename="api-plan")
router.register("assessments", views.Assessments, basename="api-assessment")

LIST: Any = {"get": "list"}
ADDED_TO: Any = {"get": "list", "post": "create"}
LINE: Any = {"get": "retrieve", "patch": "partial_update"}
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
        Scores.as_view(LINE),
        name="api-score",
    ),
    path(
        "assessments/<int:assessment>/scores/<text:code>/evidence/",
        takes_files(FILE_LIMIT)(evidence.Proofs.as_view(ADDED_TO)),
        name="api-proofs",
    ),
    path("units/<int:unit>/evidence/", evidence.Store.as_view(LIST), name="api-store"),
    path("plans/<int:plan>/leaves/", plans.PlanLeaves.as_view(LIST), name="api-plan-leaves"),
    path(
        "plans/<int:plan>/leaves/<text:code>/",
        plans.PlanLeaves.as_view(LINE),
        name="api-plan-leaf",
    ),
    path("plans/<int:plan>/figures/", plans.Figures.as_view(ADDED_TO), name="api-figures"),
    path("schema/", views.SchemaView.as_view(), name="api-schema"),
    path("", views.Missing.as_view()),
    # Only with the slash at the end: without it Django first tries the address with one. The pattern
    # takes line ends too: a dot alone, and ``path``, would leave them to a page of HTML.
    re_path(r"^[\s\S]+/$", views.Missing.as_view()),
]
