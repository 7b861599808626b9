"""The addresses of all apps; each app brings its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, reverse_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from django.views.i18n import set_language
from health_check.views import HealthCheckView

from parindex.accounts import given_address
from parindex.frame.design import design_page
from parindex.frame.finding import find
from parindex.frame.help import help_page
from parindex.scripts import AdminScripts
from parindex.security_contact import PATH, security_contact
from parindex.signing_in.directory import begin, end
from parindex.signing_in.sessions_page import end_session
from parindex.watching.liveness import alive
from parindex.watching.metrics import metrics
from parindex.watching.page import system

CHECKS: list[str | tuple[str, dict[str, str]]] = [
    ("health_check.checks.Cache", {"alias": "redis" if "redis" in settings.CACHES else "default"}),
    "health_check.checks.Database",
    "health_check.checks.Storage",
]

TO_FACTORS = RedirectView.as_view(url=reverse_lazy("mfa_index"))

handler400 = "parindex.limits.unreadable_request"

urlpatterns = [
    path("", include("rankings.urls")),
    path("", include("assessments.urls")),
    path("", include("criteria.urls")),
    path("api/v1/", include("rankings.api.urls")),
    # This stands in the place of the admin's own, which knows Django's catalogue alone.
    path("admin/jsi18n/", AdminScripts.as_view(packages=["django.contrib.admin"])),
    # There is only one place to change one's password, with its limits on guessing.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    # This hides the library's page, on which people give themselves other addresses.
    path("accounts/email/", given_address),
    path("accounts/", include("allauth.account.urls")),
    # Keys are listed, added and removed on one page with the other factors.
    path("accounts/2fa/webauthn/", TO_FACTORS),
    path("accounts/2fa/webauthn/keys/<int:pk>/edit/", TO_FACTORS),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/oidc/<str:provider_id>/login/", begin, name="openid_connect_login"),
    path("accounts/oidc/<str:provider_id>/login/callback/", end, name="openid_connect_callback"),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/sessions/<int:pk>/end/", end_session, name="end_session"),
    path("find/", find, name="find"),
    path("help/", help_page, name="help"),
    path("help/own/", help_page, {"name": "chi-so-rieng.md"}, name="own_help"),
    path("system/", system, name="system"),
    path("metrics/", metrics, name="metrics"),
    path("design/", design_page, name="design"),
    # It takes no token, so that public pages are the same for everybody; it changes nothing but the
    # language of the person who asks.
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path(PATH.lstrip("/"), security_contact, name="security_contact"),
    path("livez/", alive, name="livez"),
    path("healthz/", HealthCheckView.as_view(checks=CHECKS), name="healthz"),
]

handler500 = "parindex.watching.failing.server_error"
