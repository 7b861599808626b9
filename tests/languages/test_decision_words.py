"""The decision's words have no English: pages in English mark them as Vietnamese, and say the rest in English."""

import re

import pytest
from django.db.models import QuerySet
from django.template import Context, Template
from django.test import Client
from django.utils.translation import override

from assessments.models import Assessment, Role
from criteria.common.text import Text
from criteria.models import Criterion
from tests.factories import make_person, make_round
from tests.languages.words import VIETNAMESE
from tests.markup import markup
from tests.rankings.worlds import make_tree


def shown(text: Text, language: str) -> str:
    with override(language):
        return Template("{% load par %}{{ text|say_marked }}").render(Context({"text": text}))


@pytest.mark.parametrize(
    ("en", "markup_"),
    [
        ("105 cơ quan được kiểm tra / 275 files = 38.18% → 1 point",
         '105 <span lang="vi">cơ quan được kiểm tra</span> / 275 files = 38.18% → 1 point'),
        ("“Đạt” (met when: có kế hoạch) = 2 points",
         '“<span lang="vi">Đạt</span>” (met when: <span lang="vi">có kế hoạch</span>) = 2 points'),
        ("<b>Đủ</b> & 3 × 2", '&lt;b&gt;<span lang="vi">Đủ</span>&lt;/b&gt; &amp; 3 × 2'),
        ("6 × 100 ÷ 80", "6 × 100 ÷ 80"),
    ],
)  # fmt: skip
def test_vietnamese_words_in_an_english_sentence_are_marked(en: str, markup_: str) -> None:
    assert shown(Text("tiếng Việt", en), "en") == markup_


def test_a_vietnamese_page_needs_no_marks() -> None:
    assert shown(Text("Đạt <1>", "Met"), "vi") == "Đạt &lt;1&gt;"


RULE = {
    "figures": [
        {"key": "dat", "label": "Số việc đạt", "unit": "việc"},
        {"key": "tong", "label": "Tổng số việc", "unit": "việc"},
    ],
    "parts": [
        {
            "part": "choice",
            "options": [
                {"label": "Ban hành đúng hạn", "points": "1", "when": "trước 31/3"},
                {"label": "Không ban hành", "points": "0"},
            ],
        },
        {
            "part": "bands",
            "of": {"ratio": ["dat", "tong"]},
            "bands": [{"min": "100", "points": "1"}],
        },
    ],
    "how": "Tính theo số việc được giao",
}


@pytest.mark.django_db
def test_what_is_left_of_a_rule_in_english_has_no_vietnamese() -> None:
    tree = make_tree({"1.1": "2"})
    # Published sets are frozen; this one never had another scale.
    QuerySet(Criterion).filter(criteria_set=tree).update(scale=RULE, title_en="A title")
    sheet = Assessment.objects.get(round=make_round(tree))
    for role, address, first, last in (
        (Role.COORDINATOR, f"/criteria/{tree.pk}/leaves/1.1/", 'id="understood"', "</form>"),
        (Role.OFFICER, f"/sheets/{sheet.pk}/leaves/1.1/", 'class="how"', 'name="note"'),
    ):
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(make_person(role, unit=sheet.unit if role == Role.OFFICER else None))
        text = markup(client.get(address))
        said = " ".join(re.sub(r"<[^>]*>", " ", text).split())
        assert re.search(r"[Mm]ax(imum)? 2 points", said), said[:2000]
        part = text[text.index(first) :]
        part = part[: part.index(last)]
        assert '<span lang="vi">Tính theo số việc được giao</span>' in part
        assert '<span lang="vi">Ban hành đúng hạn</span>' in part
        left = re.sub(r'<span lang="vi">[^<]*</span>', "", part)
        assert VIETNAMESE.search(re.sub(r"<[^>]*>", "", left)) is None, left
