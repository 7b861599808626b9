"""The rules of a set in words, as readers of a ranking see them."""

from decimal import Decimal

from criteria.common.numbers import show
from criteria.common.text import NO_TEXT, Text
from criteria.set_rules.rules import ANY_DOMAIN, TODAY, Condition, SetRules, UnitClass


def class_words(rules: SetRules) -> Text:
    """Returns the classes with their bounds and conditions, in one sentence."""
    noun = Text("nhóm", "group") if rules.classes == TODAY.classes else Text("loại", "class")
    vi, en = [], []
    for place, one in enumerate(rules.classes):
        above = rules.classes[place - 1] if place else None
        said = [_condition(condition) for condition in one.conditions]
        if not one.is_by_conditions:
            said.insert(0, _bound(one, above, is_last=place == len(rules.classes) - 1))
        vi.append(f"{noun.vi} {one.name}: {', '.join(text.vi for text in said)}")
        en.append(f"{one.name}: {', '.join(text.en for text in said)}")
    vi_text, en_text = "; ".join(vi), "; ".join(en)
    lowered = [_condition(one) for one in rules.lowers]
    more, more_en = "", ""
    if lowered:
        more = f" Hạ một {noun.vi} khi {' hoặc '.join(text.vi for text in lowered)}."
        more_en = f" One {noun.en} lower where {' or '.join(text.en for text in lowered)}."
    return Text(
        f"{vi_text[0].upper()}{vi_text[1:]}.{more}", f"{noun.en.capitalize()} {en_text}.{more_en}"
    )


def _bound(one: UnitClass, above: UnitClass | None, *, is_last: bool) -> Text:
    if above is None:
        if is_last:
            return Text("mọi đơn vị", "all units")
        text = Text(f"từ {_percent(one.least).vi}", f"{_percent(one.least).en} and above")
    elif is_last:
        if above.conditions or above.by_block:
            return Text("còn lại", "all others")
        return Text(f"dưới {_percent(above.least).vi}", f"under {_percent(above.least).en}")
    elif above.conditions or above.by_block or above.least == one.least:
        # Who misses a condition of the class above has an index above its bound too.
        text = Text(f"từ {_percent(one.least).vi}", f"from {_percent(one.least).en}")
    else:
        text = Text(
            f"từ {_percent(one.least).vi} đến dưới {_percent(above.least).vi}",
            f"{_percent(one.least).en} to under {_percent(above.least).en}",
        )
    others = _others(one)
    return Text(f"{text.vi}{others.vi}", f"{text.en}{others.en}")


def _others(one: UnitClass) -> Text:
    if not one.by_block:
        return NO_TEXT
    said = [(block, _percent(least)) for block, least in one.by_block]
    vi = "; ".join(f"{block}: {least.vi}" for block, least in said)
    en = "; ".join(f"{block}: {least.en}" for block, least in said)
    return Text(f" ({vi})", f" ({en})")


def _percent(value: Decimal) -> Text:
    return Text(f"{show(value)}%", f"{show(value, 'en')}%")


def _condition(one: Condition) -> Text:
    least = _percent(one.least)
    labels = " hoặc ".join(f"“{label}”" for label in one.labels)
    labels_en = " or ".join(f"“{label}”" for label in one.labels)
    match one.about:
        case "no_zero":
            return Text("không tiêu chí nào 0 điểm", "no criterion at 0 points")
        case "inside":
            return Text(
                f"không kể điểm cộng, điểm trừ từ {least.vi}",
                f"{least.en} without bonus and penalty points",
            )
        case "domain" if one.code == ANY_DOMAIN:
            return Text(f"mọi lĩnh vực từ {least.vi}", f"every domain from {least.en}")
        case "domain":
            return Text(f"lĩnh vực {one.code} từ {least.vi}", f"domain {one.code} from {least.en}")
        case "leaf":
            points = show(one.least), show(one.least, "en")
            return Text(
                f"tiêu chí {one.code} từ {points[0]} điểm",
                f"criterion {one.code} from {points[1]} points",
            )
        case "is":
            return Text(f"tiêu chí {one.code} là {labels}", f"criterion {one.code} is {labels_en}")
    return Text(
        f"tiêu chí {one.code} không là {labels}", f"criterion {one.code} is not {labels_en}"
    )


def tie_words(rules: SetRules) -> Text:
    """Returns what parts equal indices, and the blocks in which units are ranked; nothing where neither is said."""
    vi, en = [], []
    if rules.ties:
        codes = ", ".join(rules.ties)
        vi.append(
            f"Bằng chỉ số thì xét lần lượt điểm, chỉ số của {codes}; vẫn bằng nhau thì đồng hạng."
        )
        en.append(f"Equal indices are parted by {codes} in turn; who is still equal shares a rank.")
    if rules.blocks:
        blocks = ", ".join(rules.blocks)
        vi.append(f"Xếp hạng riêng từng khối: {blocks}; các đơn vị còn lại là một khối.")
        en.append(f"Ranked within each block: {blocks}; all other units are one block.")
    return Text(" ".join(vi), " ".join(en))
