"""Draws and stores all cards of a ranking once it is published; of those that are not there yet, one for who asks."""

import io
import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from assessments.jobs.handing_over import hand_over_again
from assessments.jobs.run_state import MOST_TRIES, stalled_runs
from criteria.common.files.storing import LostFile, discard_on_failure, open_whole, store
from rankings.cards.drawn import CardReading, made_of
from rankings.models import Card, CardWork, Ranking
from rankings.reads.table import lines_of, table_means
from rankings.reads.year_before import earlier_of
from rankings.serving.publications import (
    Publication,
    Publications,
    publications,
    to_be_published,
    with_year_before,
)

logger = logging.getLogger(__name__)
SECONDS_HERE = 1
"""The time that it takes where there is no worker and somebody waits; the clock and who asks draw the rest."""


class MissingCard(NamedTuple):
    """A card that is yet to be drawn: of a unit, or with an empty slug of the whole result."""

    slug: str
    language: str
    made_of: str
    draw: Callable[[], bytes]


def draw_cards(ranking_id: int, *, is_again: bool = False) -> None:
    """Draws the cards that a published ranking still lacks, in every language; it is safe to run twice.

    Each is stored by itself, so that a worker that is lost costs none of those before. ``is_again`` tells that the
    last one was lost; after ``MOST_TRIES`` that drew none, cards are drawn for whoever asks.
    """
    work = CardWork.objects.filter(ranking=ranking_id, is_over=False)
    if is_again:
        work.update(tries=F("tries") + 1)
    if work.filter(tries__gte=MOST_TRIES).exists():
        logger.error("The cards of ranking %s have lost %s workers", ranking_id, MOST_TRIES)
    elif work.exists():
        end = time.monotonic_ns() + SECONDS_HERE * 1_000_000_000
        for card in _missing(ranking_id):
            # Where the publication was taken back meanwhile, nothing is left to be drawn.
            if not _drawn(ranking_id, card):
                return
            if current_app.conf.task_always_eager and time.monotonic_ns() > end:
                return
    work.update(is_over=True, progressed_at=timezone.now())


def resume_stalled_cards() -> int:
    """Hands every drawing of cards that has stalled to a worker again, for the clock; returns their number."""
    stalled = CardWork.objects.filter(stalled_runs(), is_over=False).order_by("pk")
    stalled.update(tries=F("tries") + 1)
    return hand_over_again("rankings.draw_cards", stalled.values_list("ranking", flat=True))


def stored_card(public: Publications, one: Publication, slug: str, language: str) -> bytes | None:
    """Returns the card that was drawn at publication, if it still shows what is in force; one query."""
    known = made_of(public, one, slug)
    cards = Card.objects.filter(ranking=one.pk, slug=slug, language=language, made_of=known)
    card = cards.first()
    if card is None:
        return None
    try:
        with open_whole(card.file, f"{slug}.png", card.size) as file:
            return bytes(file.read())
    except LostFile:
        # The log says so; the picture is drawn again.
        return None


def _missing(ranking_id: int) -> Iterator[MissingCard]:
    """Yields the cards that are not stored; of thousands only the one that is drawn is in memory."""
    ranking = Ranking.objects.select_related("round__criteria_set").get(pk=ranking_id)
    public, one = publications(), to_be_published(ranking)
    found, before = with_year_before(public, one)
    lines = lines_of(found)
    mean = table_means(found).of_all.get(None)
    reading = CardReading(found, lines, mean, earlier_of(found, lines, before))
    own = Card.objects.filter(ranking=ranking_id).values_list("slug", "language")
    known = set(own)
    units = reading.by_slug()
    for language, _name in settings.LANGUAGES:
        for slug in ("", *units):
            if (slug, language) not in known:
                draw = partial(reading.of_unit, units[slug]) if slug else reading.of_result
                yield MissingCard(slug, language, made_of(public, one, slug), draw)


def _drawn(ranking_id: int, missing: MissingCard) -> bool:
    """Draws a card and stores it unless another worker has; returns whether the work goes on."""
    with override(missing.language):
        content = missing.draw()
    card = Card(
        ranking_id=ranking_id,
        slug=missing.slug,
        language=missing.language,
        made_of=missing.made_of,
        size=len(content),
    )
    with discard_on_failure(card.file), transaction.atomic():
        # The row puts two workers, and who takes the publication back, in a line.
        work = CardWork.objects.filter(ranking=ranking_id, is_over=False)
        if not work.update(progressed_at=timezone.now(), tries=0):
            return False
        same = Card.objects.filter(ranking=ranking_id, slug=card.slug, language=card.language)
        if not same.exists():
            store(card.file, f"{card.slug}.png", io.BytesIO(content))
            card.save()
    return True
