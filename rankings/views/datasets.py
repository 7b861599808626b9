"""A published result as machines read of it in a page: schema.org's Dataset."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from criteria.templatetags.par import say
from rankings.models import Ranking
from rankings.serving.publications import Publication
from rankings.story.words import overline_of
from rankings.views.addresses import address_of_result

FILES = (
    ("export_ranking", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("export_ranking", "csv", "text/csv"),
    ("export_ranking", "json", "application/json"),
)


def dataset_of(ranking: Ranking, one: Publication, description: str = "") -> dict[str, Any]:
    """Returns the dataset of a version in force, with where its files are."""
    name = say(overline_of(one.year, one.level))
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": name,
        "description": description or name,
        "url": f"{settings.SITE_URL}{address_of_result(one)}",
        "identifier": f"sha256:{ranking.digest}",
        "version": str(ranking.version),
        "datePublished": one.published_at.isoformat(),
        "temporalCoverage": str(one.year),
        "spatialCoverage": "Việt Nam",
        "inLanguage": (get_language() or "vi")[:2],
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": f"{settings.SITE_URL}{reverse(view, args=[ranking.pk, extension])}",
            }
            for view, extension, kind in FILES
        ],
    }
    if settings.DATA_LICENCE_URL or settings.DATA_LICENCE:
        found["license"] = settings.DATA_LICENCE_URL or settings.DATA_LICENCE
    return found
