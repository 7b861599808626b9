"""The words that the sentences are put together from: what units are called, lists of names, differences."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from criteria.common.numbers import show
from criteria.common.text import Text
from criteria.models import Level

MOST_NAMES = 3
"""The most units that a sentence names; of more it says the number."""
HEAD_LETTERS = 36
"""The most letters in the head of a column: three lines or four."""
_CLAUSES = re.compile(r",? (?=(?:của|đến|và|cho|trong|về|theo|tại|of|and|on|to|for|in|with)\b)|, ")


class HasTitle(Protocol):
    """What has a title in both languages, the English one maybe empty."""

    title_vi: str
    title_en: str


@dataclass(frozen=True)
class Nouns:
    """What the units of a level are called: several of them, the mean over all of them, and the level."""

    several: Text
    mean: Text
    level: Text


_UNITS = Nouns(
    Text("đơn vị", "units"),
    Text("Trung bình của các đơn vị", "The mean of the units"),
    Text("của các đơn vị", "of units"),
)
_NOUNS = {
    Level.PROVINCE.value: Nouns(
        Text("tỉnh, thành phố", "provinces and cities"),
        Text("Trung bình cả nước", "The national mean"),
        Text("cấp tỉnh", "of provinces"),
    ),
    Level.MINISTRY.value: Nouns(
        Text("bộ, cơ quan ngang bộ", "ministries and ministerial-level agencies"),
        Text("Trung bình của các bộ, cơ quan ngang bộ", "The mean of the ministries"),
        Text("cấp bộ", "of ministries"),
    ),
    Level.DEPARTMENT.value: Nouns(
        Text("sở, ban, ngành", "departments"),
        Text("Trung bình của các sở, ban, ngành", "The mean of the departments"),
        Text("của các sở, ban, ngành", "of departments"),
    ),
    Level.COMMUNE.value: Nouns(
        Text("xã, phường, đặc khu", "communes"),
        Text("Trung bình của các xã, phường, đặc khu", "The mean of the communes"),
        Text("cấp xã", "of communes"),
    ),
}


_MEAN_OF_SOME = Text("Trung bình của các đơn vị được đánh giá", "The mean of the units assessed")


def nouns_of(level: str) -> Nouns:
    """Returns what units of a level of ``CriteriaSet`` are called; "units" for one that is new here."""
    return _NOUNS.get(level, _UNITS)


def mean_called(level: str, is_complete: bool) -> Text:
    """Returns what the mean is called: that of all units only where all of them were assessed."""
    return nouns_of(level).mean if is_complete else _MEAN_OF_SOME


def names_of(names: Sequence[Text], several: Text) -> Text:
    """Returns the names as a list, or their number with ``several`` where they are more than a sentence holds."""
    if len(names) > MOST_NAMES:
        return Text(f"{len(names)} {several.vi}", f"{len(names)} {several.en}")
    return Text(_listed([name.vi for name in names], "và"), _listed([n.en for n in names], "and"))


def _listed(names: Sequence[str], last: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def percent(index: Decimal) -> Text:
    """Returns an index with its two decimals: "84,03%"."""
    return Text(f"{show(index, places=2)}%", f"{show(index, 'en', places=2)}%")


def two_decimals(value: Decimal) -> Text:
    """Returns the size of a difference with two decimals, whatever its sign."""
    return Text(show(abs(value), places=2), show(abs(value), "en", places=2))


def signed_decimals(value: Decimal) -> Text:
    """Returns a difference that is not 0 with its sign: "+9,87", "−2,44"."""
    sign, size = "−" if value < 0 else "+", two_decimals(value)
    return Text(f"{sign}{size.vi}", f"{sign}{size.en}")


def join(parts: Sequence[Text], between: str) -> Text:
    """Returns the parts as one text."""
    return Text(between.join(part.vi for part in parts), between.join(part.en for part in parts))


def sentence(text: Text) -> Text:
    """Returns the text with a capital letter and a full stop."""
    return Text(f"{text.vi[:1].upper()}{text.vi[1:]}.", f"{text.en[:1].upper()}{text.en[1:]}.")


def short_titles(titled: Sequence[HasTitle]) -> list[Text]:
    """Returns titles for heads of columns: without the first two words where others begin with them too.

    "Cải cách thể chế" beside "Cải cách tài chính công" is "Thể chế". What is longer than a head ends with a clause.
    """
    vi = _without_shared([one.title_vi for one in titled])
    en = [one.title_en or short for one, short in zip(titled, vi, strict=True)]
    return [
        Text(_first_clauses(one), _first_clauses(other)) for one, other in zip(vi, en, strict=True)
    ]


def _first_clauses(title: str) -> str:
    """Returns the title up to the last clause that fits a head: "Tác động của CCHC đến người dân, tổ chức …"."""
    if len(title) <= HEAD_LETTERS:
        return title
    ends = [
        place.start() for place in _CLAUSES.finditer(title) if place.start() <= HEAD_LETTERS - 2
    ]
    # A title may be one clause alone, and its first one say next to nothing: then the words that fit.
    if not ends or ends[-1] < HEAD_LETTERS // 3:
        ends = [title.rfind(" ", 0, HEAD_LETTERS - 1)]
    return f"{title[: ends[-1]]}\N{NO-BREAK SPACE}…" if ends[-1] > 0 else title


def _without_shared(titles: Sequence[str]) -> list[str]:
    begins = Counter(tuple(title.split()[:2]) for title in titles)
    short = []
    for title in titles:
        first, rest = title.split()[:2], " ".join(title.split()[2:])
        short.append(
            f"{rest[:1].upper()}{rest[1:]}" if rest and begins[tuple(first)] > 1 else title
        )
    return short


def within_block(text: Text, block: str) -> Text:
    """Returns a text with the block of units that it is about, where there is one."""
    return Text(f"{text.vi} khối “{block}”", f"{text.en} of “{block}”") if block else text


INDEX = Text("Chỉ số cải cách hành chính", "Public Administration Reform Index")


def overline_of(year: int, level: str) -> Text:
    """Returns the name of what is shown: the index of a level in a year."""
    words = nouns_of(level).level
    return Text(f"{INDEX.vi} {words.vi}, năm {year}", f"{INDEX.en} {words.en}, {year}")
