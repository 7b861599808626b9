from django.urls import include, path
from rest_framework.routers import SimpleRouter

from rankings.api import views

router = SimpleRouter()
router.register("rankings", views.Rankings, basename="api-ranking")
router.register("rounds", views.Rounds, basename="api-round")
router.register("criteria-sets", views.CriteriaSets, basename="api-criteria-set")
router.register("units", views.Units, basename="api-unit")
router.register("assessments", views.Assessments, basename="api-assessment")

urlpatterns = [
    path("", include(router.urls)),
    path("schema/", views.SchemaView.as_view(), name="api-schema"),
    path("", views.Missing.as_view()),
    # With the slash at the end only: without it Django first tries the address with one.
    path("<path:rest>/", views.Missing.as_view()),
]
