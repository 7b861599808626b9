"""What search engines and other sites are told of a page: its title, and what happened in a few sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from criteria.common.text import Text
from rankings.story.words import join


@dataclass(frozen=True)
class Summary:
    title: Text
    description: Text


def summary_of(title: Sequence[Text], sentences: Sequence[Text]) -> Summary:
    """Returns the summary of a page whose title has these parts."""
    return Summary(join(title, ": "), join(sentences, " "))
