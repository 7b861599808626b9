"""The charts of a whole result and of its criteria as files."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from criteria.common.csv_files import CsvRow
from criteria.templatetags.par import num, title
from rankings.pictures.of_round import counts_drawing, strip_drawing
from rankings.pictures.of_unit import Caption
from rankings.reads import by_criterion, table
from rankings.reads.slugs import LEVELS
from rankings.serving.publications import Publication, Publications
from rankings.story.words import nouns_of
from rankings.views.addresses import address_of_result
from rankings.views.common import in_force, lines_kept
from rankings.views.criteria import count_bars
from rankings.views.front import shown_units, strips_of
from rankings.views.picture_files import ChartFile, chart_file, source_of


@require_safe
def round_chart(request: HttpRequest, year: int, level: str, kind: str) -> HttpResponse:
    """Sends the distribution of all units' indices."""
    return chart_file(request, year, level, "phan-bo", kind, _distribution)


@require_safe
def criterion_chart(
    request: HttpRequest, year: int, level: str, code: str, kind: str
) -> HttpResponse:
    """Sends how many units have how many points on a criterion."""
    return chart_file(request, year, level, f"tieu-chi-{code}", kind, partial(_counts, code))


def _distribution(public: Publications, one: Publication) -> ChartFile:
    found = in_force(public, one)
    units = [unit for unit in shown_units(one, lines_kept(found)) if unit.line.index is not None]
    mean = table.table_means(found).of_all.get(None)
    strips = strips_of(units, mean, nouns_of(one.level).several)
    if not strips:
        raise Http404
    caption = Caption(strips[0].title, source_of(found, one, address_of_result(one)))
    heads = [_("Hạng"), _("Mã"), _("Đơn vị"), _("Chỉ số (%)"), _("Nhóm")]
    rows: list[CsvRow] = [
        [unit.line.rank, unit.line.code, unit.name, num(unit.line.index, 2), unit.line.group]
        for unit in units
    ]
    return ChartFile(strip_drawing(caption, strips[0]), [heads, *rows], list(caption.source))


def _counts(code: str, public: Publications, one: Publication) -> ChartFile:
    found = in_force(public, one)
    nodes = by_criterion.nodes_of(found.round.criteria_set_id)
    node = next((node for node in nodes if node.criterion.code == code), None)
    few = node is not None and (node.is_leaf or len(lines_kept(found)) <= by_criterion.MOST_SUMMED)
    counts = (
        by_criterion.counts_of(by_criterion.by_unit(found, node.leaves)) if node and few else []
    )
    bars = count_bars(counts, node.criterion.max_points) if node else None
    if node is None or bars is None:
        raise Http404
    path = reverse("year_criterion", args=[one.year, LEVELS[one.level], code])
    heading = f"{code} {title(node.criterion)}: {bars.title}"
    caption = Caption(heading, source_of(found, one, path))
    rows: list[CsvRow] = [[num(points), number] for points, number in counts]
    heads = [_("Điểm"), _("Số đơn vị")]
    return ChartFile(counts_drawing(caption, bars), [heads, *rows], list(caption.source))
