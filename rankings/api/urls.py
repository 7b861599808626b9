from django.urls import include, path
from rest_framework.routers import SimpleRouter

from rankings.api import views
from rankings.api.proof import Proof
from rankings.api.scores import Scores

router = SimpleRouter()
router.register("rankings", views.Rankings, basename="api-ranking")
router.register("rounds", views.Rounds, basename="api-round")
router.register("criteria-sets", views.CriteriaSets, basename="api-criteria-set")
router.register("units", views.Units, basename="api-unit")
router.register("assessments", views.Assessments, basename="api-assessment")

urlpatterns = [
    path("rankings/<int:ranking_id>/proof/", Proof.as_view(), name="api-proof"),
    path("", include(router.urls)),
    path(
        "assessments/<int:assessment>/scores/",
        Scores.as_view({"get": "list"}),
        name="api-scores",
    ),
    path(
        "assessments/<int:assessment>/scores/<text:code>/",
        Scores.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="api-score",
    ),
    path("schema/", views.SchemaView.as_view(), name="api-schema"),
    path("", views.Missing.as_view()),
    # With the slash at the end only: without it Django first tries the address with one.
    path("<path:rest>/", views.Missing.as_view()),
]
