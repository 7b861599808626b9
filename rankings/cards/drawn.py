"""Draws the cards of a published ranking from what was frozen with it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.rounds.disclaimers import marks_of
from criteria.common.text import Text
from criteria.templatetags.par import say, title
from rankings import charts
from rankings.models import Ranking
from rankings.pictures.of_round import RoundCard, draw_round_card
from rankings.pictures.of_unit import CardFacts, draw_card
from rankings.pictures.painting import png_of
from rankings.reads.slugs import slugs_of
from rankings.reads.table import TableLine
from rankings.reads.year_before import Earlier
from rankings.serving.publications import Publication, Publications
from rankings.story.facts import facts_of_round
from rankings.story.of_round import story_of_round
from rankings.story.words import overline_of


@dataclass(frozen=True)
class CardReading:
    """All that the cards of a ranking show; ``lines`` are all of its units."""

    ranking: Ranking
    lines: Sequence[TableLine]
    mean: Decimal | None
    earlier: Earlier | None

    def by_slug(self) -> dict[str, TableLine]:
        """Returns the units by what their addresses call them."""
        slugs = slugs_of((line.pk, line.code, line.name_vi) for line in self.lines)
        return {slugs[line.pk]: line for line in self.lines}

    def of_unit(self, line: TableLine) -> bytes:
        """Returns a unit's card as PNG, in the language of the moment."""
        indices = [one.index for one in self.lines if one.index is not None]
        facts = CardFacts(
            overline=self._overline,
            name=title(line),
            index=line.index,
            place=self._place(line),
            mean=self.mean,
            others=indices if len(indices) <= charts.MOST_DOTS else [],
            note=self._note,
        )
        return png_of(draw_card(facts), sharp=1)

    def of_result(self) -> bytes:
        """Returns the card of the whole result as PNG, in the language of the moment."""
        facts = facts_of_round(self.ranking, self.lines, self.mean, self.earlier)
        story = story_of_round(facts)
        sentences = [say(sentence) for sentence in story.sentences]
        card = RoundCard(self._overline, say(story.headline), sentences, self._note)
        return png_of(draw_round_card(card), sharp=1)

    def _place(self, line: TableLine) -> str:
        if line.index is None:
            return _("Chưa đánh giá")
        place = _("không xếp hạng")
        if line.rank:
            beside = sum(one.rank is not None for one in self.lines if one.block == line.block)
            place = _("hạng %(rank)s/%(of)s") % {"rank": line.rank, "of": beside}
        group = [_("nhóm %(group)s") % {"group": line.group}] if line.group else []
        return " · ".join([place, *group])

    @property
    def _overline(self) -> str:
        round_ = self.ranking.round
        return say(overline_of(round_.year, round_.criteria_set.level))

    @property
    def _note(self) -> str:
        marks: list[Text] = marks_of(self.ranking.round)[:1]
        return " ".join(say(mark) for mark in marks)


def made_of(public: Publications, one: Publication, slug: str) -> str:
    """Returns what tells whether a card still shows what is in force; ``slug`` is empty for the whole result.

    A unit's card shows nothing of other years. The program itself is not in it: a card is drawn once, not once
    a release.
    """
    parts: list[object] = [one.pk, one.digest, one.is_demo, one.is_official]
    before = None if slug else public.before(one.level, one.year)
    if before is not None:
        parts += [before.pk, before.digest, public.mergers]
    return hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()
