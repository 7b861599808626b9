"""The design system: fonts within their budget, tokens that hold in both schemes, icons that are there."""

import re
from pathlib import Path

import pytest
from django.test import Client

from parindex.frame.design import COLOURS, ICONS
from tests.messages import ROOT

FONTS = ROOT / "static/fonts"
DESIGN = ROOT / "static/parindex/design"
BUDGET = 60 * 1024
"""Bytes of what a page in two weights loads."""


def declarations(css: str, selector: str) -> dict[str, str]:
    body = re.search(rf"{re.escape(selector)} \{{(.*?)\}}", css, re.DOTALL)
    assert body, selector
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", body[1]))


TOKENS = (DESIGN / "tokens.css").read_text("utf-8")
SCHEMES = {
    "light": declarations(TOKENS, ":root, [data-theme=light]"),
    "dark": declarations(TOKENS, "[data-theme=dark]"),
}


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_two_weights_stay_within_the_budget() -> None:
    heaviest = [
        max(path.stat().st_size for path in FONTS.glob(f"{family}-*.woff2"))
        for family in ("be-vietnam-pro-latin", "be-vietnam-pro-vietnamese", "par-figures")
    ]
    assert 2 * sum(heaviest) < BUDGET


def test_every_font_is_used_and_licensed() -> None:
    css = (DESIGN / "fonts.css").read_text("utf-8")
    files = {path.name for path in FONTS.glob("*.woff2")}
    assert set(re.findall(r'url\("../../fonts/([^"]+)"\)', css)) == files
    assert css.count("font-display: optional") == len(files)
    for family in ("be-vietnam-pro", "inter"):
        assert "SIL OPEN FONT LICENSE" in (FONTS / f"LICENSE-{family}.txt").read_text("utf-8")


def test_the_system_s_dark_is_the_chosen_dark() -> None:
    assert declarations(TOKENS, ":root:not([data-theme=light])") == SCHEMES["dark"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), COLOURS)
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    tokens = SCHEMES[scheme]
    assert contrast(tokens[f"--{text}"], tokens[f"--{ground}"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("token", ["edge", "accent", "bad", "good", "award", "warn-mark"])
def test_what_bounds_a_field_can_be_seen(scheme: str, token: str) -> None:
    assert contrast(SCHEMES[scheme][f"--{token}"], SCHEMES[scheme]["--paper"]) >= 3


def test_colours_stand_in_the_tokens_alone() -> None:
    sheets = [path for path in DESIGN.glob("*.css") if path.name not in ("tokens.css", "media.css")]
    assert sheets
    literal = re.compile(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b")
    assert [path.name for path in sheets if literal.search(path.read_text("utf-8"))] == []


def test_every_token_that_is_named_exists() -> None:
    known = set(re.findall(r"(--[\w-]+):", TOKENS))
    # Set by a page or by scripts/bar.js, each with what holds without it.
    known |= {"--stick", "--bar"}
    used = {name for path in DESIGN.glob("*.css") for name in _tokens_of(path)}
    assert used - known == set()


def _tokens_of(path: Path) -> list[str]:
    return re.findall(r"var\((--[\w-]+)", path.read_text("utf-8"))


def test_the_sprite_holds_every_icon() -> None:
    sprite = (DESIGN / "icons.svg").read_text("utf-8")
    assert set(re.findall(r'id="i-(\w+)"', sprite)) == set(ICONS)
    named = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'\{% icon "(\w+)"', path.read_text("utf-8"))
    }
    assert named - set(ICONS) == set()


@pytest.mark.parametrize("is_open", [True, False])
def test_the_components_are_shown_where_somebody_builds(settings: object, is_open: bool) -> None:
    settings.EMBEDDED = is_open  # type: ignore[attr-defined]
    settings.DEBUG = False  # type: ignore[attr-defined]
    response = Client().get("/design/")
    assert response.status_code == (200 if is_open else 404)
    if is_open:
        text = response.content.decode()
        assert text.count('data-theme="light"') == text.count('data-theme="dark"') > 5
        assert 'style="' not in text
