"""The kinds of long work of this app, read at start; ``assessments.jobs`` says how to add one."""

import assessments.actions.archives
import assessments.actions.reports
import assessments.actions.survey_jobs  # noqa: F401
