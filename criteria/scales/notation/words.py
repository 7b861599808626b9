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
OTHERWISE = ("Còn lại", "Otherwise")
THROUGH = ("đường qua", "line through")
BY = ("theo", "by")
FULL = r"(?:(?:được\s+)?(?:điểm tối đa|tối đa|đủ điểm|điểm chuẩn|tối đa điểm)|full(?: points)?|max(?:imum)?)"
"""All of the leaf's points, whatever they are."""
NOTHING_LEFT = (
    r"(?:trừ hết(?: điểm)?|trừ toàn bộ(?: điểm)?|0 điểm|không (?:được|có|tính|cộng)(?: điểm)?|none)"
)

NUMBER = r"[0-9][0-9.,\u00a0\u202f]{0,30}"
_RULE = re.compile(
    r"\b(?:cứ|mỗi|trừ|cộng|tối đa|each|every|minus|plus|deduct|at most)\b|/\s*\w|[0-9]\s*%|×|[:=]\s*[0-9]"
)
_DATES_AND_PAPERS = re.compile(
    r"\b[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{4})?\b|\b(?:tháng|quý|năm) \w+/[0-9]{4}\b|\b[0-9]+/[0-9]{4}(?:/[\w-]+)?|\b[0-9]+/[a-zđ]{2,4}-[\w-]+"
)
_VIETNAMESE = re.compile(r"[à-ỹđ]")


def comparable_text(text: str) -> str:
    """Returns ``text`` as it is compared: NFC, one kind of space and dash, lower case."""
    plain = " ".join(unicodedata.normalize("NFC", text).split()).lower()
    return plain.replace("–", "-").replace("—", "-").replace("−", "-").replace("tỉ lệ", "tỷ lệ")


LONGEST = 300
"""The most characters of a clause that are looked at for a rule; what is longer is a label, and nothing else."""


def rule_text(text: str) -> str:
    """Returns a text as it is compared, empty where it is too long for a rule."""
    return comparable_text(text) if len(text) <= LONGEST else ""


def speaks_like_a_rule(label: str) -> bool:
    """Returns whether an unquoted label tells how points are counted, and so is no option's name."""
    return bool(_RULE.search(_DATES_AND_PAPERS.sub("", comparable_text(label))))


def is_vietnamese(text: str) -> bool:
    """Returns whether a text is in Vietnamese, where points part thousands."""
    return bool(_VIETNAMESE.search(text.lower()))
