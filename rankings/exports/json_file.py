"""A ranking as JSON: what the API answers, in one file."""

import json

from rankings.api.serializers.rankings import RankingRowSerializer, RankingSerializer
from rankings.exports.table import Export


def json_file(export: Export, _language: str) -> bytes:
    """``{"ranking": …, "rows": […]}``; points and indices as exact text, as in the API."""
    # One object, so that the rows ask for neither their ranking nor its round again.
    ranking = export.ranking
    for row in export.results:
        row.ranking = ranking
    content = {
        "ranking": RankingSerializer(ranking).data,
        "rows": [RankingRowSerializer(row).data for row in export.results],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
