"""Explains how an index and a rank come about: each set in force by its own rules, with computed examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.rounds.disclaimers import marks_over
from criteria.common.numbers import round_half_up
from criteria.common.text import Text
from criteria.scales import JSON, parse_scale
from rankings import rules
from rankings.models import Ranking
from rankings.reads.set_in_words import sets_in_words
from rankings.reads.slugs import LEVELS
from rankings.serving.publications import Publication, publications
from rankings.story.words import overline_of
from rankings.views.addresses import address_of_result, page_of_site
from rankings.views.common import serve_all_years

INDICES = ((Decimal("12.38"), Decimal(13)), (Decimal("68.32"), Decimal(84)))
EXACT = (Decimal("9.7188"), Decimal("10.5"))
"""An example whose points read 9.72 with 2 decimals: the index of rounded points would be another."""
TIED = (Decimal("91.50"), Decimal("88.25"), Decimal("88.25"), Decimal("79.99"))
FILES: JSON = {
    "key": "on_time",
    "label": "Số hồ sơ đúng hạn",
    "label_en": "Files on time",
    "unit": "hồ sơ đúng hạn",
    "unit_en": "files on time",
}
ALL_FILES: JSON = {
    "key": "settled",
    "label": "Số hồ sơ đã giải quyết",
    "label_en": "Files settled",
    "unit": "hồ sơ đã giải quyết",
    "unit_en": "files settled",
}
INNOVATIONS: JSON = {
    "key": "count",
    "label": "Số sáng kiến",
    "label_en": "Innovations",
    "unit": "sáng kiến",
    "unit_en": "innovations",
}
SHARE: JSON = {"ratio": ["on_time", "settled"]}
SCALES: tuple[tuple[Text, str, dict[str, JSON], dict[str, JSON]], ...] = (
    (
        Text("Theo bậc số lượng", "Bands of a count"),
        "2",
        {
            "figures": [INNOVATIONS],
            "parts": [
                {
                    "part": "bands",
                    "of": {"figure": "count"},
                    "bands": [{"min": "3", "points": "2"}, {"min": "1", "points": "1"}],
                }
            ],
        },
        {"count": "2"},
    ),
    (
        Text("Theo bậc tỷ lệ", "Bands of a ratio"),
        "1",
        {
            "figures": [FILES, ALL_FILES],
            "parts": [
                {
                    "part": "bands",
                    "of": SHARE,
                    "bands": [{"min": "100", "points": "1"}, {"min": "80", "points": "0.5"}],
                }
            ],
        },
        {"on_time": "75", "settled": "80"},
    ),
    (
        Text("Tuyến tính, có mức sàn", "Linear, with a floor"),
        "2",
        {
            "figures": [FILES, ALL_FILES],
            "parts": [
                {
                    "part": "line",
                    "of": SHARE,
                    "through": [["0", "0"], ["100", "100%"]],
                    "floor": "50",
                }
            ],
        },
        {"on_time": "2", "settled": "3"},
    ),
    (
        Text("Tỷ lệ phần trăm của điều tra xã hội học", "A percentage of the survey"),
        "10",
        {"kind": "percent"},
        {"percent": "87.35"},
    ),
)
METHOD = Text("Cách tính chỉ số và xếp hạng", "How index and rank are computed")


@dataclass(frozen=True)
class Quotient:
    points: Decimal
    maximum: Decimal
    index: Decimal | None
    group: str


def _quotient(points: Decimal, maximum: Decimal) -> Quotient:
    index = rules.index_of(points, maximum)
    return Quotient(points, maximum, index, rules.group_of(index or Decimal(0)))


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Shows the rules of the newest result of each level, and examples; three queries, one where it is kept."""
    public = publications()
    newest = [one for level in LEVELS if (one := public.newest(level))]

    def make() -> HttpResponse:
        return render(request, "rankings/method.html", _context(newest))

    return serve_all_years(request, public, None, {}, make)


def _context(newest: Sequence[Publication]) -> dict[str, Any]:
    found = Ranking.objects.select_related("round__criteria_set").in_bulk(
        [one.pk for one in newest]
    )
    in_words = sets_in_words([found[one.pk] for one in newest])
    rounded = round_half_up(EXACT[0], 2)
    return {
        **page_of_site("method", METHOD, rules.INDEX_RULE),
        "marks": marks_over(one.round for one in found.values()),
        "sets": [
            (overline_of(one.year, one.level), address_of_result(one), said)
            for one, said in zip(newest, in_words, strict=True)
        ],
        "index_rule": rules.INDEX_RULE,
        "rank_rule": rules.RANK_RULE,
        "group_rule": rules.GROUP_RULE,
        "basis_rules": list(rules.BASIS_RULES.values()),
        "quotients": [_quotient(points, maximum) for points, maximum in INDICES],
        "exact": _quotient(*EXACT),
        "rounded": _quotient(rounded, EXACT[1]),
        "tied": [(index, rules.rank_of(index, TIED), rules.group_of(index)) for index in TIED],
        "scales": [
            (name, Decimal(most), parse_scale(scale, Decimal(most)).score(entry))
            for name, most, scale, entry in SCALES
        ],
    }
