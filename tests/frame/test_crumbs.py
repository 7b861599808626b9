"""Every page has its crumbs: one table, and no page that it forgets."""

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from assessments.models import Role
from parindex.frame.crumbs import ALIASES, PLACES, Crumb, way_to
from tests.factories import make_person, make_round, make_unit, session_of, sheet_of
from tests.markup import markup

NO_PAGE = {
    "metrics",
    "security_contact",
    *("sitemap", "robots", "feed"),
    # Files, fragments, and what only sends on.
    *("export_ranking", "export_lost", "decision", "document", "ranking_progress", "job_file"),
    *(
        "survey_template",
        "import_template",
        "import_current",
        "own_import_template",
        "own_import_current",
        "signed_report",
        "report",
        "explanation_request",
        "council_minutes",
    ),
    *("preview_claim", "leaf_evidence_zip", "evidence", "evidence_preview", "healthz", "livez"),
    *("unit_chart", "unit_table", "unit_card", "round_chart", "round_card", "criterion_chart"),
    *("newest_set", "newest_table"),
    *("plan_document", "plan_table", "own_data_file"),
    *("mfa_list_webauthn", "mfa_edit_webauthn", "mfa_download_recovery_codes", "end_session"),
    # Nobody has signed in there yet.
    "mfa_authenticate",
    # Pages of their own frame, and the library's.
    *("design", "set_language", "embed_unit_chart", "embed_round_chart"),
    *("embed_criterion_chart", "embed_compare_chart", "compare_chart"),
}


def addresses() -> set[str]:
    """The names of the addresses of our own pages; the API and the libraries have their own frames."""
    resolver = get_resolver()
    names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    api = {name for name in names if name.startswith(("account_", "api-", "v1"))}
    return {name for name in names - api if not _is_api(name)}


def _is_api(name: str) -> bool:
    pattern = get_resolver().reverse_dict.getlist(name)[0][1]
    if pattern.startswith(("accounts/2fa/", "accounts/sessions/")):
        return False
    return "api/v1/" in pattern or pattern.startswith(("accounts/", "admin/"))


def test_every_page_has_a_place() -> None:
    assert addresses() - set(PLACES) - set(ALIASES) - NO_PAGE == set()


def test_the_table_names_nothing_else() -> None:
    assert set(PLACES) | set(ALIASES) | NO_PAGE <= addresses()
    assert {place.above for place in PLACES.values()} - {""} <= set(PLACES)
    assert set(ALIASES.values()) <= set(PLACES)


@pytest.mark.parametrize("name", ["nothing", "", "admin:index"])
def test_an_unknown_page_has_none(name: str) -> None:
    assert way_to(name, {}) == []


@pytest.mark.django_db
def test_after_a_refusal_only_what_is_known_is_named() -> None:
    assert way_to("sheet", {}) == []
    round_ = make_round(units=[make_unit()])
    assert way_to("leaf", {"round": round_}) == [Crumb(round_.title_vi)]


@pytest.mark.django_db
def test_a_leaf_stands_below_its_nodes() -> None:
    unit = make_unit()
    round_ = make_round(units=[unit])
    sheet = sheet_of(round_, unit)
    client = Client()
    client.cookies["sessionid"] = session_of(make_person(Role.OFFICER, unit=unit))
    html = markup(client.get(f"/sheets/{sheet.pk}/leaves/1.1/"))
    way = re.search(r'<ol class="way">(.*?)</ol>', html, re.DOTALL)
    assert way
    assert re.findall(r'<a href="([^"]+)"', way[1])[:3] == [
        reverse("round", args=[round_.pk]),
        reverse("sheet", args=[sheet.pk]),
        f"{reverse('sheet', args=[sheet.pk])}?show=all#r1",
    ]
    assert '<b aria-current="page">1.1</b>' in way[1]


def test_every_place_can_be_addressed() -> None:
    for name, place in PLACES.items():
        numbers = [7 if thing != "leaf" else "1.1" for thing in place.needs]
        try:
            reverse(name, args=numbers)
        except NoReverseMatch:  # pragma: no cover
            pytest.fail(f"{name} needs other things than {place.needs}")
