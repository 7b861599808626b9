from django.urls import path

import rankings.views as views
from rankings import desk
from rankings.exports.decision_view import results_decision
from rankings.exports.views import export
from rankings.verify_view import verify_ranking

urlpatterns = [
    path("", views.home, name="home"),
    path("rankings/", views.rankings, name="rankings"),
    path("rankings/<int:ranking_id>/", views.ranking, name="ranking"),
    path("rankings/<int:ranking_id>/export.<slug:kind>", export, name="export_ranking"),
    path("rankings/<int:ranking_id>/decision.<slug:kind>", results_decision, name="decision"),
    path("rankings/<int:ranking_id>/units/<int:row_id>/", views.result, name="result"),
    path("rankings/<int:ranking_id>/verify/", verify_ranking, name="verify_ranking"),
    path("rankings/<int:ranking_id>/progress/", views.progress, name="ranking_progress"),
    path("rankings/<int:ranking_id>/preview/", desk.preview, name="preview_ranking"),
    path("rankings/<int:ranking_id>/take-back/", desk.take_back, name="take_back_ranking"),
    path("rankings/<int:ranking_id>/resume/", desk.resume, name="resume_ranking"),
    path("rankings/<int:ranking_id>/publish/", desk.publish, name="publish_ranking"),
    path("rounds/<int:round_id>/rankings/", views.round_rankings, name="round_rankings"),
]
