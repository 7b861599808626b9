"""A published result as machines read of it in a page: schema.org's Dataset."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from criteria.common.text import Text
from criteria.templatetags.par import say
from rankings.exports.formats import FORMATS
from rankings.models import Ranking
from rankings.serving.publications import Publication
from rankings.story.words import overline_of
from rankings.views.addresses import address_of_result
from rankings.views.summary import summary_of

WHAT = Text(
    "Chỉ số, thứ hạng, nhóm và chỉ số thành phần của từng đơn vị.",
    "Index, rank, group and domain indices of each unit.",
)


def dataset_of(ranking: Ranking, one: Publication, said: Sequence[Text] = ()) -> dict[str, Any]:
    """Returns the dataset of a version in force, with what is ``said`` of it, its marks, and where its files are."""
    overline = overline_of(one.year, one.level)
    name = say(overline)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": name,
        "description": say(summary_of([overline], [*said, WHAT], one).description),
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
                "encodingFormat": one_format.content_type.partition(";")[0],
                "contentUrl": settings.SITE_URL
                + reverse("export_ranking", args=[ranking.pk, ending]),
            }
            for ending, one_format in FORMATS.items()
        ],
    }
    if settings.DATA_LICENCE_URL or settings.DATA_LICENCE:
        found["license"] = settings.DATA_LICENCE_URL or settings.DATA_LICENCE
    return found
