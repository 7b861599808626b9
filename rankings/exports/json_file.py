"""Writes a ranking as JSON: the API's answers in one file."""

import json
from typing import Any

from rankings.api.serializers.rankings import RankingRowSerializer, RankingSerializer
from rankings.api.serializers.results import UnitLeafSerializer
from rankings.exports import lost
from rankings.exports.table import Export
from rankings.reads.lost_points import lost_of


def json_file(export: Export, _language: str) -> bytes:
    """Returns ``{"ranking": …, "rows": […], "lost": […]}``; points and indices are exact text, as in the API.

    ``lost`` are the leaves below their maximum; a ranking of more than 1,000 units has it in the
    API and as CSV only.
    """
    # The rows share one object, so that they read neither their ranking nor its round again.
    ranking = export.ranking
    for row in export.results:
        row.ranking = ranking
    content: dict[str, Any] = {
        "ranking": RankingSerializer(ranking).data,
        "rows": [RankingRowSerializer(row).data for row in export.results],
    }
    if lost.in_full(export):
        leaves = (loss.leaf for loss in lost_of(ranking, export.results))
        content["lost"] = [UnitLeafSerializer(leaf).data for leaf in leaves]
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
