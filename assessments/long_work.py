"""The kinds of long work of this app, imported at start; ``assessments.jobs.kinds`` says how to add one."""

import assessments.documents.all_reports
import assessments.sheets.evidence.archive.preparing
import assessments.survey.large_files  # noqa: F401
