"""Puts what decisions print into the words that the parts know: list marks, sentences, “nếu … thì”, “tính theo công thức”.

Nothing here decides what a rule means; each rewriting leaves one reading as it was. What stands in quotes stays.
"""

import re

from criteria.scales.notation.words import LONGEST, NUMBER

_QUOTES = re.compile(r'"(?:[^"]|"")*"')
_CAPITAL = "A-ZÀ-ỸĐ"
_LETTER = "a-zà-ỹđ" + _CAPITAL
_MARK = re.compile(
    rf"(?m)(?:^|(?<=;))\s*(?:[-–—•*+]\s*(?=[{_LETTER}≥≤<>\"])|(?:[a-zđ]|[0-9]{{1,2}})[.)]\s+(?=[{_LETTER}≥≤<>\"]))"
)
_GIVEN = rf"[:=]\s*{NUMBER}(?:\s*(?:điểm|đ))?"
_SENTENCE = re.compile(rf"((?:điểm|{_GIVEN}))\.\s+(?=[{_CAPITAL}])", re.IGNORECASE)
# A comma after points parts two clauses where what follows has points of its own, or begins with a bound.
_LISTED = re.compile(rf"({_GIVEN})\s*[,/]\s+(?=[{_LETTER}][^;\n]*[:=]\s*[0-9])")
_BOUNDS_FOLLOW = re.compile(
    rf"({NUMBER}\s*(?:điểm|đ))\s*[,.]\s+(?=(?:nếu|từ|dưới|trên|đạt|tỷ lệ|[≥≤<>])\s*[^;\n]*[0-9])",
    re.IGNORECASE,
)
_INLINE_MARK = re.compile(rf"({_GIVEN})\s+[-–—•+]\s+(?=[{_CAPITAL}])")
_POINTS_SIGN = re.compile(rf"([:=]\s*{NUMBER})\s*đ(?=\s*(?:[;.,\n\]]|$))")
_SIGNS = ((re.compile(r">\s?="), "≥"), (re.compile(r"<\s?="), "≤"))
_ORDINAL = re.compile(
    rf"\b(?P<word>từ|dưới|trên|sau|trước|ngoài)\s+(?P<noun>hạng|thứ hạng|vị trí)\s+(?={NUMBER})",
    re.IGNORECASE,
)
_ORDINAL_AGAIN = re.compile(
    rf"({NUMBER})\s*(đến|tới|-|–)\s*(?:hạng|thứ hạng|vị trí)\s+(?={NUMBER})", re.IGNORECASE
)
_BETWEEN = re.compile(
    rf"(?P<low>{NUMBER}\s*%?)\s*(?P<over>≤|<)\s*(?P<of>[^0-9<>≤≥;:=\n]+?)\s*(?P<under>≤|<)\s*(?P<high>{NUMBER}\s*%?)"
)
_COUNTED_BY = re.compile(
    r"(?:điểm\s+(?:đánh giá\s+)?)?(?:được\s+)?(?:tính|xác định)(?: điểm)?\s+(?:theo|bằng|như)(?: công thức)?(?: sau)?\s*[:=]?\s*"
    r"(?=.*(?:[×*/÷]|\bx\b))",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"(?:nếu\s+)?(?P<what>.+?)\s*,?\s+thì\s+(?:(?:số\s+)?điểm(?: đánh giá| đạt được| số)?\s*)?"
    rf"(?:là|bằng|được|đạt|=|:)\s*:?\s*(?P<points>{NUMBER}(?:\s*điểm)?)",
    re.IGNORECASE | re.DOTALL,
)
_IF = re.compile(r"nếu\s+(?=.*[:=])", re.IGNORECASE | re.DOTALL)
_SHARE_OF = re.compile(
    rf"\(\s*(?P<of>[^()×*]+?)\s*(?:[×*]|\bx\b)\s*(?P<most>[^()]+?)\s*\)\s*[/:÷]\s*(?P<at>{NUMBER})\s*%",
    re.IGNORECASE,
)
_QUOTIENT = re.compile(
    r"\(\s*(?P<inside>[^()×*]+[/÷][^()×*]+?)\s*\)(?=\s*(?:[×*]|x\b))", re.IGNORECASE
)
_TIMES_HUNDRED = re.compile(
    r"\s*(?:[×*]|\bx\b)\s*100\s*%(?=\s*(?:[≥≤<>÷/×*]|x\b|từ|đạt|dưới|trên))", re.IGNORECASE
)
_REVERSED = re.compile(
    rf"(?P<most>điểm tối đa|điểm chuẩn|{NUMBER}(?=\s*điểm\s*[×x*]))(?:\s*điểm)?\s*(?:[×*]|\bx\b)\s*"
    r"(?P<of>tỷ lệ[^×*;:=]*|[^×*;:=0-9]+[÷/][^×*;:=0-9]+)$",
    re.IGNORECASE,
)


def known_wording(text: str) -> str:
    """Returns a cell in the words that its readers know; what is quoted is left as it is."""
    pieces, at = [], 0
    for quoted in _QUOTES.finditer(text):
        pieces += [_sentences(text[at : quoted.start()], begins=not at), quoted[0]]
        at = quoted.end()
    return "".join([*pieces, _sentences(text[at:], begins=not at)])


def known_clause(body: str) -> str:
    """Returns one clause that is not quoted in the words that its readers know."""
    if len(body) > LONGEST:
        return body
    text = _BETWEEN.sub(_between, body)
    text = _COUNTED_BY.sub(": ", text, count=1) if _COUNTED_BY.search(text) else text
    text = re.sub(r"^\s*:\s*", "", text)
    text = re.sub(r"\s*(?:thì\s*)?:\s*(?:điểm đánh giá\s*)?:\s*", ": ", text)
    text = re.sub(r"\s+thì\s*:\s*", ": ", text)
    text = _SHARE_OF.sub(_times, text)
    text = _TIMES_HUNDRED.sub("", _QUOTIENT.sub(r"\g<inside>", text))
    text = _REVERSED.sub(r"\g<of> × \g<most>", text)
    if match := _THEN.fullmatch(text.strip().rstrip(".")):
        text = f"{match['what']} = {match['points']}"
    return _IF.sub("", text, count=1)


def _sentences(text: str, *, begins: bool) -> str:
    marked = _MARK.sub("", text) if begins else _MARK.sub("", f"\0{text}").removeprefix("\0")
    text = _SENTENCE.sub(r"\1; ", marked)
    for between in (_INLINE_MARK, _LISTED, _BOUNDS_FOLLOW):
        text = between.sub(r"\1; ", text)
    text = _POINTS_SIGN.sub(r"\1 điểm", text)
    for sign, one in _SIGNS:
        text = sign.sub(one, text)
    text = _ORDINAL.sub(r"\g<noun> \g<word> ", text)
    return _ORDINAL_AGAIN.sub(r"\1 \2 ", text)


def _between(match: re.Match[str]) -> str:
    low = "từ" if match["over"] == "≤" else "trên"
    high = "đến" if match["under"] == "≤" else "đến dưới"
    return f"{match['of']} {low} {match['low']} {high} {match['high']}"


def _times(match: re.Match[str]) -> str:
    at = match["at"].rstrip(".,")
    return f"{match['of']} × {match['most']}" + ("" if at == "100" else f" ÷ {at}%")
