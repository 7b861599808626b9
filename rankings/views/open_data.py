"""The open data: what there is of each published result, under which licence, in which columns, and the API's guide."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from assessments.rounds.disclaimers import marks_over
from criteria.common.guides import read_guide
from criteria.common.text import Text
from rankings.exports import lost, table
from rankings.exports.formats import FORMAT_NAMES
from rankings.models import Ranking
from rankings.reads.slugs import LEVELS
from rankings.serving.publications import publications
from rankings.story.words import overline_of
from rankings.views.addresses import page_of_site
from rankings.views.common import serve_all_years
from rankings.views.datasets import dataset_of

KINDS = {
    table.NUMBER: Text("số nguyên", "whole number"),
    table.TEXT: Text("chữ", "text"),
    table.POINTS: Text("điểm, đến 4 chữ số thập phân", "points, up to 4 decimals"),
    table.INDEX: Text("phần trăm, 2 chữ số thập phân", "percent, 2 decimals"),
}
DATA = Text("Dữ liệu mở", "Open data")
EVERYTHING = Text(
    f"Mọi kết quả đã công bố của Chỉ số cải cách hành chính, dạng {FORMAT_NAMES}, kèm mã kiểm chứng.",
    f"Every published result of the Public Administration Reform Index as {FORMAT_NAMES}, with its digest.",
)
GUIDE = Text("Giao diện lập trình (API)", "API")
HOW_TO_ASK = Text(
    "Cách đọc kết quả Chỉ số cải cách hành chính đã công bố qua giao diện lập trình, không cần tài khoản.",
    "How programs read the published results of the Public Administration Reform Index, without an account.",
)


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Shows the page; two queries, one where it is kept."""
    public = publications()

    def make() -> HttpResponse:
        found = Ranking.objects.select_related("round__criteria_set").in_bulk(
            [one.pk for one in public.in_force]
        )
        shown = sorted(public.in_force, key=lambda one: (-one.year, [*LEVELS].index(one.level)))
        for ranking in found.values():
            public.tell(ranking)
        context = {
            "marks": marks_over(one.round for one in found.values()),
            "results": [
                (found[one.pk], one.year, LEVELS[one.level], overline_of(one.year, one.level))
                for one in shown
            ],
            "tables": [
                (Text("Bảng xếp hạng", "Ranking"), _columns(table.HEAD)),
                (Text("Điểm chưa đạt", "Points lost"), _columns(lost.HEAD)),
            ],
            "licence": settings.DATA_LICENCE,
            "licence_url": settings.DATA_LICENCE_URL,
            **page_of_site("open_data", DATA, EVERYTHING),
            "datasets": [dataset_of(found[one.pk], one) for one in shown],
        }
        return render(request, "rankings/open_data.html", context)

    return serve_all_years(request, public, None, {}, make)


def _columns(head: tuple[table.ExportColumn, ...]) -> list[tuple[Text, Text]]:
    return [(column.heading, KINDS[column.kind]) for column in head]


@require_safe
@cache_control(public=True, no_cache=True)
def api_guide(request: HttpRequest) -> HttpResponse:
    """Shows the API's guide in the reader's language, without a query."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    guide = read_guide("api.md" if language == "en" else "api.vi.md")
    digest = reverse("document", args=["digest.md"])
    page = mark_safe(guide.page.replace('href="digest.md"', f'href="{digest}"'))  # noqa: S308  # our own
    return render(
        request,
        "rankings/api_guide.html",
        {"guide": page, **page_of_site("api_guide", GUIDE, HOW_TO_ASK)},
    )
