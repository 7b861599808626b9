"""Whether tasks run in this process at once, or go through the queue to a worker."""

from parindex.celery import app


def run_tasks_here(here: bool) -> None:
    """Says where tasks run from now on. The name is the setting's own: Celery 5.6 overlooks its short form."""
    app.conf["CELERY_TASK_ALWAYS_EAGER"] = here
    assert app.conf.task_always_eager is here
