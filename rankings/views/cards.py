"""The pictures of 1200×630 by which other sites show a result and its units."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from rankings.cards.drawn import CardReading
from rankings.cards.making import stored_card
from rankings.reads.table import table_means
from rankings.reads.year_before import earlier_of
from rankings.serving.publications import Publication, Publications, with_year_before
from rankings.views.common import lines_kept
from rankings.views.picture_files import PNG, kept_file


@require_safe
def round_card(request: HttpRequest, year: int, level: str) -> HttpResponse:
    """Sends the picture of a whole result."""
    return _card(request, year, level, "")


@require_safe
def unit_card(request: HttpRequest, year: int, level: str, unit: str) -> HttpResponse:
    """Sends the picture of a unit."""
    return _card(request, year, level, unit)


def _card(request: HttpRequest, year: int, level: str, slug: str) -> HttpResponse:
    """Sends what was drawn at publication; what is not there, or shows what was mended since, is drawn now."""

    def make(public: Publications, one: Publication) -> bytes:
        return stored_card(public, one, slug, get_language() or "vi") or _drawn_now(
            public, one, slug
        )

    return kept_file(request, year, level, f"{slug}-card.png" if slug else "card.png", PNG, make)


def _drawn_now(public: Publications, one: Publication, slug: str) -> bytes:
    found, before = with_year_before(public, one)
    lines = lines_kept(found)
    mean = table_means(found).of_all.get(None)
    reading = CardReading(found, lines, mean, None if slug else earlier_of(found, lines, before))
    if not slug:
        return reading.of_result()
    line = reading.by_slug().get(slug)
    if line is None:
        raise Http404
    return reading.of_unit(line)
