"""How messages are found in templates and code."""

import pytest

from tests.languages import extract
from tests.languages.extract import Message
from tests.messages import ROOT, modules


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "Lưu" %}', Message("Lưu")),
        ("<p title=\"{% translate 'Lưu' %}\">", Message("Lưu")),
        ('{% translate "Lưu" context "nút" %}', Message("Lưu", "nút")),
        ('{% trans "Tỷ lệ (%)" %}', Message("Tỷ lệ (%%)")),
        ("{% blocktranslate %}Còn {{ n }} lỗi{% endblocktranslate %}", Message("Còn %(n)s lỗi")),
        (
            "{% blocktranslate count n=x %}{{ n }} tệp{% plural %}{{ n }} các tệp{% endblocktranslate %}",
            Message("%(n)s tệp", many="%(n)s các tệp"),
        ),
        (
            "{% blocktranslate trimmed context 'a' %}\n  Một\n  hai\n{% endblocktranslate %}",
            Message("Một hai", "a"),
        ),
        ('{{ x|default:_("không có") }}', Message("không có")),
        ('{% include "a.html" with title=_("Kỳ") %}', Message("Kỳ")),
    ],
)
def test_messages_of_templates(source: str, found: Message) -> None:
    assert list(extract.of_template(source)) == [found]


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('_("Lưu")', Message("Lưu")),
        ('_("Lưu " "lại")', Message("Lưu lại")),
        ('_("Lưu " + "lại")', Message("Lưu lại")),
        ('plain("Lưu")', Message("Lưu")),
        ('pgettext("nút", "Lưu")', Message("Lưu", "nút")),
        ('ngettext("%d tệp", "%d các tệp", n)', Message("%d tệp", many="%d các tệp")),
        ('_(f"Lưu {n}")', None),
        ("_(n)", None),
    ],
)
def test_messages_of_code(call: str, found: Message | None) -> None:
    imports = (
        "from django.utils.translation import gettext as plain, ngettext, pgettext\n"
        "from django.utils.translation import gettext_lazy as _\n"
    )
    assert list(extract.of_python(imports + call)) == [found]


def test_only_djangos_functions_count() -> None:
    assert list(extract.of_python('_, x = split()\n_("Lưu")\ngettext("Lưu")')) == []


def test_messages_in_code_are_literals() -> None:
    computed = [
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if None in extract.of_python(path.read_text(encoding="utf-8"))
    ]
    assert computed == []
