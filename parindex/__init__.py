"""The project: settings, addresses, Celery. It knows the apps; no app imports from it."""

from parindex.celery import app as celery_app

__all__ = ["celery_app"]
