from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from rankings.exports.views import export, export_lost
from rankings.views import plans, publishing
from rankings.views.cards import round_card, unit_card
from rankings.views.compare import compare_page, year_compare
from rankings.views.compare_pictures import compare_chart, embed_compare_chart
from rankings.views.computing import progress, round_rankings
from rankings.views.corrections import year_versions
from rankings.views.criteria import year_criterion, year_set
from rankings.views.decision import decision_page
from rankings.views.documents import document
from rankings.views.finding_out import SITEMAPS, FeedOfPublications, robots
from rankings.views.front import home, year_result
from rankings.views.lists import rankings
from rankings.views.method import method
from rankings.views.newest import newest_set, newest_table
from rankings.views.open_data import api_guide, open_data
from rankings.views.outlook import what_it_takes
from rankings.views.overview import overview, year_regions
from rankings.views.own_results import own_result, own_results
from rankings.views.pictures import embed_unit_chart, unit_chart, unit_table
from rankings.views.plan_files import plan_document, plan_import, plan_table
from rankings.views.plan_year import mark_remedy, plan_figures, plan_year
from rankings.views.round_pictures import (
    criterion_chart,
    embed_criterion_chart,
    embed_round_chart,
    round_chart,
)
from rankings.views.table import ranking, year_table
from rankings.views.unit import result, year_unit
from rankings.views.verify import verify_ranking
from rankings.views.webhooks import unit_webhooks, webhooks
from rankings.views.years import year_years, years

urlpatterns = [
    path("", home, name="home"),
    path("<int:year>/<slug:level>/", year_result, name="year_result"),
    path("<int:year>/<slug:level>/bang-xep-hang/", year_table, name="year_table"),
    path("<int:year>/<slug:level>/so-sanh/", year_compare, name="year_compare"),
    path("<int:year>/<slug:level>/vung/", year_regions, name="year_regions"),
    path("<int:year>/<slug:level>/cac-nam/", year_years, name="year_years"),
    path("<int:year>/<slug:level>/dinh-chinh/", year_versions, name="year_versions"),
    path("<int:year>/<slug:level>/tieu-chi/", year_set, name="year_set"),
    path("<int:year>/<slug:level>/tieu-chi/<text:code>/", year_criterion, name="year_criterion"),
    path(
        "<int:year>/<slug:level>/tieu-chi/<text:code>/bieu-do.<slug:kind>",
        criterion_chart,
        name="criterion_chart",
    ),
    path(
        "<int:year>/<slug:level>/tieu-chi/<text:code>/bieu-do/",
        embed_criterion_chart,
        name="embed_criterion_chart",
    ),
    path(
        "<int:year>/<slug:level>/so-sanh/bieu-do.<slug:kind>", compare_chart, name="compare_chart"
    ),
    path(
        "<int:year>/<slug:level>/so-sanh/bieu-do/", embed_compare_chart, name="embed_compare_chart"
    ),
    path("<int:year>/<slug:level>/anh.png", round_card, name="round_card"),
    path("<int:year>/<slug:level>/<slug:chart>.<slug:kind>", round_chart, name="round_chart"),
    path(
        "<int:year>/<slug:level>/bieu-do/<slug:chart>/",
        embed_round_chart,
        name="embed_round_chart",
    ),
    path("<int:year>/<slug:level>/<slug:unit>/", year_unit, name="year_unit"),
    path(
        "<int:year>/<slug:level>/<slug:unit>/bieu-do/<slug:chart>.<slug:kind>",
        unit_chart,
        name="unit_chart",
    ),
    path(
        "<int:year>/<slug:level>/<slug:unit>/bieu-do/<slug:chart>/",
        embed_unit_chart,
        name="embed_unit_chart",
    ),
    path("<int:year>/<slug:level>/<slug:unit>/so-lieu.csv", unit_table, name="unit_table"),
    path("<int:year>/<slug:level>/<slug:unit>/anh.png", unit_card, name="unit_card"),
    path("bang-xep-hang/", newest_table, name="newest_table"),
    path("tieu-chi/", newest_set, name="newest_set"),
    path("data/", open_data, name="open_data"),
    path("data/api/", api_guide, name="api_guide"),
    path("rankings/", rankings, name="rankings"),
    path("ket-qua/<slug:owner>/", own_results, name="own_results"),
    path("ket-qua/<slug:owner>/<int:year>/<slug:level>/", own_result, name="own_result"),
    path("rankings/<int:ranking_id>/", ranking, name="ranking"),
    path("rankings/<int:ranking_id>/export.<slug:kind>", export, name="export_ranking"),
    path("rankings/<int:ranking_id>/lost.csv", export_lost, name="export_lost"),
    path("rankings/<int:ranking_id>/decision.<slug:kind>", decision_page, name="decision"),
    path("rankings/<int:ranking_id>/units/<int:row_id>/", result, name="result"),
    path("rankings/<int:ranking_id>/compare/", compare_page, name="compare"),
    path("rankings/<int:ranking_id>/overview/", overview, name="overview"),
    path("rankings/<int:ranking_id>/years/", years, name="years"),
    path("rankings/<int:ranking_id>/verify/", verify_ranking, name="verify_ranking"),
    path("rankings/<int:ranking_id>/progress/", progress, name="ranking_progress"),
    path("rankings/<int:ranking_id>/preview/", publishing.preview_page, name="preview_ranking"),
    path("rankings/<int:ranking_id>/take-back/", publishing.take_back, name="take_back_ranking"),
    path("rankings/<int:ranking_id>/resume/", publishing.resume, name="resume_ranking"),
    path("rankings/<int:ranking_id>/publish/", publishing.publish, name="publish_ranking"),
    path("sheets/<int:sheet_id>/what-it-takes/", what_it_takes, name="what_it_takes"),
    path("plans/", plans.plans, name="plans"),
    path("plans/make/<int:row_id>/", plans.begin_plan, name="make_plan"),
    path("plans/<int:plan_id>/", plans.plan_page, name="plan"),
    path("plans/<int:plan_id>/leaves/<text:code>/", plans.plan_leaf, name="plan_leaf"),
    path("plans/<int:plan_id>/approve/", plans.sign_off_plan, name="approve_plan"),
    path("plans/<int:plan_id>/version/", plans.begin_plan_version, name="open_plan_version"),
    path("plans/<int:plan_id>/plan.<slug:kind>", plan_document, name="plan_document"),
    path("plans/<int:plan_id>/table.xlsx", plan_table, name="plan_table"),
    path("plans/<int:plan_id>/year/", plan_year, name="plan_year"),
    path("plans/<int:plan_id>/year/<text:code>/", plan_figures, name="plan_figures"),
    path("plans/<int:plan_id>/remedies/<int:remedy_id>/done/", mark_remedy, name="finish_remedy"),
    path("plans/<int:plan_id>/import/", plan_import, name="plan_import"),
    path("webhooks/", webhooks, name="webhooks"),
    path("units/<int:unit_id>/webhooks/", unit_webhooks, name="unit_webhooks"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("feed.atom", require_safe(FeedOfPublications()), name="feed"),
    path("method/", method, name="method"),
    path("docs/<str:name>", document, name="document"),
    path("rounds/<int:round_id>/rankings/", round_rankings, name="round_rankings"),
]
