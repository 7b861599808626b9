"""Shows up to five units side by side, chosen by the address: ``?u=01&u=22``."""

from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from criteria.templatetags.par import title
from rankings import charts
from rankings.models import Ranking
from rankings.reads import side_by_side, table, visible
from rankings.reads.side_by_side import MOST
from rankings.views.common import serve_page


@require_safe
def compare_page(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """Shows the page with five queries, however many units are chosen."""
    found = visible.ranking_visible_to(request.user, ranking_id)
    asked = list(dict.fromkeys(request.GET.getlist("u")))
    codes = asked[:MOST]
    given = {"u": "\n".join(codes), "too_many": "1" if len(asked) > MOST else ""}
    make = partial(_page, request, found, codes, len(asked) > MOST)
    return serve_page(request, found, given, make)


def _page(request: HttpRequest, found: Ranking, codes: list[str], too_many: bool) -> HttpResponse:
    by_code = {line.code: line for line in table.lines_of(found, codes)} if codes else {}
    lines = [by_code[code] for code in codes if code in by_code]
    means = table.table_means(found)
    domains = means.domains
    leaves = side_by_side.leaf_rows(lines) if lines else []
    differing = [leaf for leaf in leaves if leaf.differs]
    labels = [f"{domain.code}. {title(domain)}" for domain in domains]
    context = {
        "ranking": found,
        "round": found.round,
        "lines": lines,
        "too_many": too_many,
        "here": f"{request.path}?{urlencode([('u', code) for code in codes])}",
        "full": len(lines) == MOST,
        "most": MOST,
        "choices": [
            choice for choice in side_by_side.choices_of(found) if choice[0] not in by_code
        ],
        "mean": means.of_all.get(None),
        "domains": [
            (domain, [line.domains.get(domain.pk) for line in lines], means.of_all.get(domain.pk))
            for domain in domains
        ],
        "leaves": differing,
        "alike": len(leaves) - len(differing),
        "chart": charts.draw_bars(
            "compare",
            _("Chỉ số thành phần của các đơn vị (%)"),
            labels,
            [charts.Series(title(line), line.cells(domains)) for line in lines],
            means=[means.of_all.get(domain.pk) for domain in domains],
        )
        if lines
        else None,
    }
    return render(request, "rankings/compare.html", context)
