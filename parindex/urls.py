"""All addresses: each app brings its own."""

from django.contrib import admin
from django.urls import include, path
from health_check.views import HealthCheckView

from parindex.scripts import AdminScripts

CHECKS = [
    "health_check.checks.Cache",
    "health_check.checks.Database",
    "health_check.checks.Storage",
]

urlpatterns = [
    path("", include("rankings.urls")),
    path("", include("assessments.urls")),
    path("", include("criteria.urls")),
    path("api/v1/", include("rankings.api.urls")),
    # In the place of the admin's own, which knows Django's catalogue alone.
    path("admin/jsi18n/", AdminScripts.as_view(packages=["django.contrib.admin"])),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz/", HealthCheckView.as_view(checks=CHECKS), name="healthz"),
]
