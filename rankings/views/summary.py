"""What search engines and other sites are told of a page: its title, and what happened in a few sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.rounds.disclaimers import DEMO, PROVISIONAL
from criteria.common.text import Text
from rankings.serving.publications import Publication
from rankings.story.words import join


@dataclass(frozen=True)
class Summary:
    title: Text
    description: Text


def summary_of(
    title: Sequence[Text], sentences: Sequence[Text], one: Publication | None = None
) -> Summary:
    """Returns the summary of a page whose title has these parts, with the marks of the result that it shows.

    That its numbers are nobody's stands first: others cut what is long.
    """
    first = [DEMO] if one and one.is_demo else []
    last = [PROVISIONAL] if one and not one.is_official else []
    return Summary(join(title, ": "), join([*first, *sentences, *last], " "))
