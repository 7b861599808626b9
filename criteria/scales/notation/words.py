"""The words of the notation, in both languages; the first of each is the one that is written."""

import re
import unicodedata

NOT_APPLICABLE = (
    "cho phép không áp dụng",
    "not applicable allowed",
    "không áp dụng",
    "not applicable",
    "n/a",
)
PERCENT = ("phần trăm", "percent", "theo phần trăm", "percentage")
POINTS = ("nhập điểm", "points", "enter points", "chấm điểm trực tiếp")
ANY_OF = ("chọn nhiều", "any of", "cộng các dòng", "checklist")
ONE_OF = ("chọn một", "one of", "choice")

_NUMBER = r"[0-9][0-9.,\u00a0\u202f]*"
_BOUND = rf"(?P<{{0}}>{_NUMBER})\s*(?P<{{0}}_unit>%?)"
LEAST = re.compile(
    rf"(?:≥|>=|=>|từ|from|at least)\s*{_BOUND.format('min')}(?:\s*(?:trở lên|or more))?"
)
REST = re.compile(rf"(?:<|dưới|under|below)\s*{_BOUND.format('min')}")
BETWEEN = re.compile(
    rf"(?:(?:≥|>=|=>|từ|from)\s*)?{_BOUND.format('min')}"
    rf"\s*(?:đến dưới|đến <|to under|to <|[-–]\s*<)\s*{_BOUND.format('top')}"
)
# People write these for a band, but none can be one: it would leave the bound itself open. An old code
# page turns “≥” into “?”.
NO_BAND = re.compile(
    rf"(?:(?:>|≤|<=|=<|[?\ufffd]|trên|over|above|đến|up to)\s*)?{_NUMBER}\s*%?(?:\s*[-–]\s*{_NUMBER}\s*%?)?"
)
LINEAR = re.compile(
    r"(?:tỷ lệ|tỉ lệ|ratio|percentage)(?P<typed>\s*%)?\s*[×x*]\s*"
    r"(?:điểm tối đa|tối đa|maximum|max)(?:\s*,\s*(?:sàn|floor)\s*(?P<floor>.*))?"
)


def comparable_text(text: str) -> str:
    """Returns ``text`` as it is compared: NFC, one kind of space, lower case."""
    return " ".join(unicodedata.normalize("NFC", text).split()).lower()


def is_bound(label: str) -> bool:
    """Returns whether an unquoted label would be taken for the bound of a band, a right or a wrong one."""
    text = comparable_text(label)
    return any(form.fullmatch(text) for form in (LEAST, REST, BETWEEN, NO_BAND))
