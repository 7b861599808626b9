from django.urls import path, register_converter
from django.urls.converters import StringConverter

from assessments.pages import (
    account,
    archives,
    bodies,
    by_leaf,
    councils,
    documents,
    evidence,
    evidence_files,
    history,
    home,
    jobs,
    leaves,
    notices,
    people,
    references,
    round_rules,
    rounds,
    sheets,
    signed_report,
    steps,
    survey,
    thread,
    workbook,
)


class AddressPart(StringConverter):
    """A part of an address, without control characters: PostgreSQL stores no NUL, and a log line must not break."""

    regex = r"[^/\x00-\x1f\x7f]+"


register_converter(AddressPart, "text")

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/tokens/<text:digest>/revoke/", account.revoke_token_page, name="revoke_token"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:job_id>/", jobs.job, name="job"),
    path("jobs/<int:job_id>/file/", jobs.job_file, name="job_file"),
    path("jobs/<int:job_id>/remove/", jobs.remove, name="remove_job"),
    path("jobs/<int:job_id>/resume/", jobs.resume, name="resume_job"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.mark_notices_read, name="read_notices"),
    path("rounds/", home.rounds, name="rounds"),
    path("rounds/<int:round_id>/", rounds.round_page, name="round"),
    path("rounds/<int:round_id>/steps/", rounds.round_steps, name="round_steps"),
    path("rounds/<int:round_id>/change/", round_rules.change_round_page, name="change_round"),
    path("rounds/<int:round_id>/references/", references.references_page, name="references"),
    path("rounds/<int:round_id>/leaves/", by_leaf.leaves, name="leaves"),
    path("rounds/<int:round_id>/leaves/<text:code>/", by_leaf.by_leaf, name="by_leaf"),
    path(
        "rounds/<int:round_id>/leaves/<text:code>/accept/", by_leaf.accept_all, name="accept_leaf"
    ),
    path(
        "rounds/<int:round_id>/leaves/<text:code>/units/<int:sheet_id>/",
        by_leaf.unit,
        name="by_leaf_unit",
    ),
    path("rounds/<int:round_id>/bodies/", bodies.bodies, name="bodies"),
    path("rounds/<int:round_id>/councils/", councils.councils, name="councils"),
    path("councils/<int:council_id>/", councils.council, name="council"),
    path("rounds/<int:round_id>/reports/", archives.all_reports, name="round_reports"),
    path("rounds/<int:round_id>/survey/", survey.survey_page, name="survey"),
    path("rounds/<int:round_id>/survey/template/", survey.survey_template, name="survey_template"),
    path(
        "rounds/<int:round_id>/survey/<int:number>/",
        survey.version,
        name="survey_version",
    ),
    path("sheets/<int:sheet_id>/", sheets.sheet, name="sheet"),
    path("sheets/<int:sheet_id>/evidence.zip", archives.sheet_archive, name="evidence_zip"),
    path("sheets/<int:sheet_id>/workbook/", workbook.workbook, name="workbook"),
    path(
        "sheets/<int:sheet_id>/signed/",
        signed_report.add_signed_report_page,
        name="add_signed_report",
    ),
    path(
        "signed-reports/<int:report_id>/",
        signed_report.download_signed_report,
        name="signed_report",
    ),
    path("sheets/<int:sheet_id>/report.<slug:kind>", documents.report, name="report"),
    path(
        "sheets/<int:sheet_id>/explanation-request.<slug:kind>",
        documents.request_for_explanation,
        name="explanation_request",
    ),
    path(
        "councils/<int:council_id>/minutes.<slug:kind>",
        documents.council_minutes,
        name="council_minutes",
    ),
    path("sheets/<int:sheet_id>/workbook/apply/", workbook.apply, name="apply_workbook"),
    path("sheets/<int:sheet_id>/check/", sheets.check_page, name="check"),
    path(
        "sheets/<int:sheet_id>/accept/<text:code>/", sheets.accept_domain_page, name="accept_domain"
    ),
    path("sheets/<int:sheet_id>/leaves/<text:code>/", leaves.leaf, name="leaf"),
    path("sheets/<int:sheet_id>/steps/<text:name>/", steps.step, name="step"),
    path("sheets/<int:sheet_id>/history/", history.sheet_history, name="sheet_history"),
    path("sheets/<int:sheet_id>/stages/", history.stages, name="stages"),
    path("sheets/<int:sheet_id>/people/", people.people, name="people"),
    path("sheets/<int:sheet_id>/people/<int:membership_id>/", people.assign, name="assign_parts"),
    path("scores/<int:score_id>/return-leaf/", people.return_leaf_page, name="return_leaf"),
    path("scores/<int:score_id>/history/", history.score_history, name="score_history"),
    path("people/<int:user_id>/acts/", history.person_acts, name="person_acts"),
    path("scores/<int:score_id>/preview/", leaves.preview_points, name="preview_claim"),
    path("scores/<int:score_id>/claim/", leaves.claim, name="claim"),
    path("scores/<int:score_id>/award/", leaves.award, name="award"),
    path("scores/<int:score_id>/evidence.zip", archives.leaf_archive, name="leaf_evidence_zip"),
    path("scores/<int:score_id>/thread/", thread.say_page, name="thread"),
    path("scores/<int:score_id>/evidence/", evidence.add_evidence_page, name="add_evidence"),
    path("evidence-links/<int:link_id>/describe/", evidence.describe, name="describe_evidence"),
    path("evidence-links/<int:link_id>/withdraw/", evidence.withdraw, name="withdraw_evidence"),
    path("evidence/<int:evidence_id>/", evidence_files.download_evidence, name="evidence"),
    path(
        "evidence/<int:evidence_id>/preview/",
        evidence_files.preview_evidence,
        name="evidence_preview",
    ),
]
