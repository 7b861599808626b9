"""What a new password may not be: short, known to everybody, or made of this system's own words."""

import re
import unicodedata
from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Unit
from criteria.common.search import search_words
from criteria.common.text import fold
from criteria.models import ReviewingBody

LONGEST = 128
LEAST_OWN = 6
"""How many letters and digits have to be left once the words that everybody here knows are taken out."""
SHORTEST_NAME = 4
"""Shorter names of places are syllables of many words."""
OWN_WORDS = (
    *("parindex", "par index", "cải cách hành chính", "cải cách", "hành chính", "chỉ số"),
    *("chấm điểm", "thẩm định", "xếp hạng", "điều phối", "quản trị", "cán bộ", "lãnh đạo"),
    *("bộ nội vụ", "sở nội vụ", "ủy ban nhân dân", "ubnd", "bộ", "sở", "việt nam", "vietnam"),
    *("mật khẩu", "password", "admin", "administrator", "demo", "qwerty", "abcdef"),
)


class ComposedLength(MinimumLengthValidator):
    """Counts letters as they are read: ẫ is one, however a keyboard writes it."""

    def validate(self, password: str, user: Any = None) -> None:
        composed = unicodedata.normalize("NFC", password)
        super().validate(composed, user)
        if len(composed) > LONGEST:
            raise ValidationError(
                gettext("Mật khẩu dài tối đa %(most)s ký tự.") % {"most": LONGEST},
                code="password_too_long",
            )


class KnownWords(CommonPasswordValidator):
    """Refuses what stands in Django's list of common passwords, and what names and this system's words make up.

    Accents, signs and digits at the end make no difference to the list.
    """

    def validate(self, password: str, user: Any = None) -> None:
        plain = _plain(password)
        for text in (password, plain, re.sub(r"[0-9]+$", "", plain)):
            super().validate(text, user)
        if len(_without(plain, _known_words())) < LEAST_OWN:
            raise ValidationError(
                gettext(
                    "Mật khẩu này gần như chỉ gồm từ ai cũng đoán được: tên hệ thống, tên đơn vị, "
                    "từ của công việc, năm."
                ),
                code="password_of_known_words",
            )

    def get_help_text(self) -> str:
        return str(
            _(
                "Mật khẩu không được là mật khẩu nhiều người dùng, hay chỉ gồm tên hệ thống, tên đơn vị và "
                "từ của công việc."
            )
        )


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _known_words() -> set[str]:
    names = [
        *Unit.objects.order_by().values_list("name_vi", flat=True).distinct(),
        *ReviewingBody.objects.values_list("name_vi", flat=True),
    ]
    plain = {_plain("".join(search_words(name))) for name in names}
    return {_plain(word) for word in OWN_WORDS} | {w for w in plain if len(w) >= SHORTEST_NAME}


def _without(plain: str, words: set[str]) -> str:
    """Returns what is left of a password without the longest known words in it, years, and runs of one letter."""
    for word in sorted((one for one in words if one in plain), key=len, reverse=True):
        plain = plain.replace(word, "")
    plain = re.sub(r"(19|20)[0-9]{2}", "", plain)
    return re.sub(r"(.)\1{2,}", r"\1", plain)
