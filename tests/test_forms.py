"""The forms of the pages, read as templates."""

import re

import pytest

from tests.messages import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
POSTED = {
    f"{path.relative_to(ROOT / 'templates')}:{number}": form
    for path in TEMPLATES
    for number, form in enumerate(FORM.findall(path.read_text("utf-8")), 1)
    if 'method="post"' in form
}
each_form = pytest.mark.parametrize("form", POSTED.values(), ids=list(POSTED))
OVER_SAVED_VALUES = re.compile(r'name="(?:version|seen)|data-key="|data-parts')
"""What a form shows that others may have saved anew: it names a version, or what was seen."""


@each_form
def test_no_browser_fills_a_form_over_saved_values_with_older_ones(form: str) -> None:
    tag = form[: form.index("{% csrf_token %}")] if "{% csrf_token %}" in form else form
    if OVER_SAVED_VALUES.search(form):
        assert 'autocomplete="off"' in tag


def test_forms_are_found() -> None:
    assert len(POSTED) > 30
    assert sum(bool(OVER_SAVED_VALUES.search(form)) for form in POSTED.values()) >= 8


@each_form
def test_a_form_with_a_key_saves_no_value_that_may_be_saved_again(form: str) -> None:
    # Its page stays, and the same key would stand for the next save too.
    if "{% once %}" in form:
        assert "autosave" not in form
        assert 'class="award"' not in form


FIELD = re.compile(r"<(textarea|input)\b((?:[^>{]|\{[^}]*\}+)*)>")
SHORT = re.compile(
    r'name="(?:code|leaf|login|email|q|day|held_on|issued_on|valid_(?:from|to)|(?:extend-|return-)?until|due-.*|value-.*|\{\{.*)"'
)
"""Codes, addresses, dates and figures: nobody can write at length there. Cells of a rule are read as they are typed."""
BY_LINES = {"members"}
"""Each line has its own limit, said with its name; a browser counts the whole."""


def test_a_field_for_words_tells_its_limit_before_it_is_met() -> None:
    found, without = 0, set()
    for path in TEMPLATES:
        if path.is_relative_to(ROOT / "templates" / "design"):
            continue
        for kind, rest in FIELD.findall(path.read_text("utf-8")):
            typed = re.search(r'type="([\w-]+)"', rest)
            name = re.search(r'name="([^"]*)"', rest)
            is_words = kind == "textarea" or not typed or typed[1] in ("text", "url")
            if not is_words or not name or SHORT.search(rest) or name[1] in BY_LINES:
                continue
            found += 1
            if "maxlength" not in rest:
                without.add(f"{path.name}: {name[1]}")
    assert without == set()
    assert found >= 30
