"""Scripts are small modules, and find each other under the names that they are stored by."""

import re
from pathlib import Path

import pytest

from tests.messages import ROOT
from tests.static_files import store

FOLDER = ROOT / "static"
SCRIPTS = sorted(FOLDER.rglob("*.js"))
MOST_LINES = 120
IMPORT = re.compile(
    r'(?:^|(?<=;))(?:import|export)\b ?(?:[^";]*?\bfrom ?)?"([^"]+)";', re.MULTILINE
)


def imports(script: Path) -> list[Path]:
    return [(script.parent / name).resolve() for name in IMPORT.findall(script.read_text("utf-8"))]


def reached(script: Path) -> set[Path]:
    return {script}.union(*(reached(one) for one in imports(script)))


def entries() -> set[Path]:
    """Answer the scripts that pages name themselves."""
    named = re.compile(r"""\{% static ["'](parindex/[^"']+\.js)["'] %\}""")
    pages = (path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    return {FOLDER / name for page in pages for name in named.findall(page)}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.relative_to(FOLDER)))
def test_a_script_is_a_small_module(script: Path) -> None:
    lines = script.read_text("utf-8").splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 120
    assert lines[0].startswith("//"), "begins by saying what it does"


def test_pages_reach_every_script() -> None:
    assert entries()
    # Where two imported each other, this would not come to its end.
    assert set().union(*(reached(script) for script in entries())) == set(SCRIPTS)


def test_stored_scripts_import_stored_scripts(tmp_path: Path) -> None:
    names = store(tmp_path)
    stored = {tmp_path / names[str(script.relative_to(FOLDER))] for script in SCRIPTS}
    assert len(stored) == len(SCRIPTS)
    assert not stored & {tmp_path / script.relative_to(FOLDER) for script in SCRIPTS}
    for script in SCRIPTS:
        there = tmp_path / names[str(script.relative_to(FOLDER))]
        assert set(imports(there)) <= stored
        assert len(imports(there)) == len(imports(script))
        # Small: no line of comment is left.
        assert "//" not in there.read_text("utf-8").splitlines()[0]


def test_the_stored_style_sheet_holds_those_that_it_imports(tmp_path: Path) -> None:
    names = store(tmp_path)
    whole = (tmp_path / names["parindex/design/all.css"]).read_text("utf-8")
    assert "@import" not in whole
    assert "/*" not in whole
    # A rule of the first one, of the last, and the stored name of a font between them.
    assert "--paper" in whole
    assert "@media print" in whole
    assert names["fonts/be-vietnam-pro-latin-400.woff2"] in whole


def test_production_stores_them_so() -> None:
    settings = (ROOT / "parindex/settings.py").read_text("utf-8")
    assert '"parindex.static_files.StoredFiles"' in settings


@pytest.mark.parametrize("name", ["app", "by_leaf", "factor", "leaf", "ranking"])
def test_a_page_says_which_scripts_it_waits_for(name: str) -> None:
    assert f'ready("{name}");' in (FOLDER / f"parindex/{name}.js").read_text("utf-8")
    for path in (ROOT / "templates").rglob("*.html"):
        page = path.read_text("utf-8")
        if f"parindex/{name}.js" in page:
            needs = 'data-needs="app ' if name == "app" else rf"block scripts %}}\s+{name}\s+{{%"
            assert re.search(needs, page)


def test_every_script_that_pages_name_says_that_it_has_come() -> None:
    # The looks' own page has no frame, and works without.
    named = {script.name for script in entries()} - {"menus.js"}
    assert named == {
        *("app.js", "by_leaf.js", "factor.js", "leaf.js", "password.js", "ranking.js"),
        "sets.js",
    }
