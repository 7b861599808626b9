"""Sheet → workbook → sheet changes nothing, whatever was claimed and whoever saved the file between."""

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessments.models import User
from assessments.sheets.workbook.build import build_workbook
from assessments.sheets.workbook.content import Content
from assessments.sheets.workbook.entries import claims_of
from assessments.sheets.workbook.identity import claim_digest, score_digest
from assessments.sheets.workbook.reading import read_book
from criteria.common.text import Refused
from criteria.scales import parse_scale
from tests.assessments.workbook.books import SCALES, Side, cell_of, filled, in_memory, saved
from tests.libreoffice import resaved

PERSON = User(full_name="Nguyễn Văn A")


def differing(content: Content, data: bytes) -> list[Any]:
    """The leaves that the workbook tells otherwise than the sheet."""
    book = read_book(io.BytesIO(data))
    claims = claims_of(book, content.leaves)
    assert (claims.faults, claims.missing) == ([], [])
    assert {code: digest for code, (_, digest) in book.identity.leaves.items()} == {
        code: score_digest(leaf.score) for code, leaf in content.leaves.items()
    }
    return [
        (code, leaf.score.claimed_input, leaf.score.claimed_note, claims.by_code[code])
        for code, leaf in content.leaves.items()
        if claim_digest(claims.by_code[code]) != score_digest(leaf.score)
    ]


def figures(low: int = 0, high: int = 10**15 - 1, places: int = 6) -> Any:
    return st.decimals(low, high, places=places, allow_nan=False)


NOTES = st.one_of(
    st.just(""),
    st.text(max_size=60),
    st.sampled_from(
        [
            *("=1+1", "+84 24", "-", "@SUM(A1)", "'quoted", "#N/A", "2022", "1,5", "TRUE"),
            *(
                "a\r\nb\n\nc",
                "_x000D_",
                "_x005F_x0041_",
                "  cách  đều  ",
                "<b>&amp;</b>",
                "\u0301đầu",
            ),
        ]
    ),
)
ENTRIES = {
    "1.1": st.fixed_dictionaries({"option": st.integers(0, 1)}),
    "1.2": st.fixed_dictionaries({"lines": st.sampled_from([[], [0], [1], [0, 1]])}),
    "1.3": st.fixed_dictionaries({"numerator": figures(), "denominator": figures()}),
    "1.4": st.fixed_dictionaries({"count": st.integers(0, 10**15 - 1)}),
    "1.5": st.fixed_dictionaries({"numerator": figures(), "denominator": figures(places=2)}),
    "1.6": st.fixed_dictionaries({"percent": figures(0, 100)}),
    "1.7": st.fixed_dictionaries({"percent": figures(0, 100, 2)}),
    "1.8": st.fixed_dictionaries({"points": figures(0, 2)}),
}


@st.composite
def sides(draw: Any) -> dict[str, Side]:
    found: dict[str, Side] = {}
    for code, entries in ENTRIES.items():
        note = draw(NOTES).strip().replace("\x00", "")
        scale = parse_scale(SCALES[code], Decimal(2))
        what = draw(st.sampled_from(["empty", "filled", "filled", "na"]))
        if what == "na" and scale.allow_na:
            found[code] = (None, True, note)
            continue
        try:
            entry = scale.score(draw(entries)).entry if what == "filled" else None
        except Refused:
            entry = None
        found[code] = (entry, False, note)
    return found


@settings(max_examples=25)
@given(sides())
def test_a_sheet_comes_back_as_it_went(claimed: dict[str, Side]) -> None:
    content = in_memory(claimed)
    assert differing(content, build_workbook(content, PERSON)) == []


SOME: dict[str, Side] = {
    "1.1": ({"option": 1}, False, "=1+1"),
    "1.2": ({"lines": [0]}, False, "hai\ndòng"),
    "1.3": ({"numerator": "79.99", "denominator": "100"}, False, "a\tb"),
    "1.4": ({"count": "3"}, False, "+84 24 3976"),
    "1.5": (None, True, "Không phát sinh"),
    "1.6": ({"percent": "93.75"}, False, "2022"),
    "1.7": ({"percent": "0.000001"}, False, "-"),
    "1.8": ({"points": "1.2340"}, False, "@a 'b' \"c\" <d> & đ"),
}


def test_saved_by_libreoffice(tmp_path: Path) -> None:
    content = in_memory(SOME)
    data = build_workbook(content, PERSON)
    big = in_memory({"1.3": ({"numerator": "123456789012345", "denominator": "0.1"}, False, "")})
    books = resaved({"some": data, "big": build_workbook(big, PERSON)}, tmp_path)
    assert differing(content, books["some"]) == []
    assert differing(big, books["big"]) == []
    read = read_book(io.BytesIO(books["some"]))
    sides = claims_of(read, content.leaves).by_code
    assert len(read.points) == 7
    assert read.points == {
        code: side.points for code, side in sides.items() if side.points is not None
    }
    points = load_workbook(io.BytesIO(books["some"]), data_only=True)["_tinh"]
    shown = [row[2] for row in points.iter_rows(max_col=3, values_only=True)]
    assert shown[:4] + shown[5:] == [0, 1, 0, 2, 1.875, 0, 1.234]
    cover = load_workbook(io.BytesIO(books["some"]), data_only=True)["Hướng dẫn"]
    told = [cell.value for row in cover.iter_rows(min_col=5, max_col=6) for cell in row]
    assert 6.109 in told
    assert "8/8" in told


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRINGS_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/>'
)
_STRINGS_RELATION = (
    '<Relationship Id="rIdS" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/sharedStrings"/>'
)


def test_shared_strings_instead_of_inline_ones() -> None:
    """Excel keeps a cell's text in a table of the workbook."""
    content = in_memory(SOME)
    data = build_workbook(content, PERSON)
    out, strings = io.BytesIO(), []

    def shared(match: re.Match[str]) -> str:
        strings.append(f"<si>{match[2]}</si>")
        return f'<c {match[1]}t="s"><v>{len(strings) - 1}</v></c>'

    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        for name in names:
            text = old.read(name).decode()
            if "worksheets/sheet" in name:
                text = re.sub(
                    r'<c ([^>]*?)t="inlineStr"[^>]*><is>(.*?)</is></c>',
                    shared,
                    text,
                    flags=re.DOTALL,
                )
            if name == "[Content_Types].xml":
                text = text.replace("</Types>", f"{_STRINGS_TYPE}</Types>")
            if name == "xl/_rels/workbook.xml.rels":
                text = text.replace("</Relationships>", f"{_STRINGS_RELATION}</Relationships>")
            new.writestr(name, text)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{"".join(strings)}</sst>')
    assert len(strings) > 50
    assert differing(content, out.getvalue()) == []


def test_a_shared_formula_in_input_cells_is_a_fault_in_each() -> None:
    content = in_memory({})
    data = filled(build_workbook(content, PERSON), {"1.3|numerator": 1, "1.3|denominator": 1})
    book = load_workbook(io.BytesIO(data))
    first, second = (
        cell_of(book, f"1.3|{name}").coordinate for name in ("numerator", "denominator")
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "xl/worksheets/sheet2.xml":
                for cell, formula in (
                    (first, f'<f t="shared" ref="{first}:{second}" si="0">D5*2</f>'),
                    (second, '<f t="shared" si="0"/>'),
                ):
                    text, changed = re.subn(
                        rf'(<c r="{cell}"[^>]*?)(?: t="n")?>\s*<v>1</v>',
                        rf"\1>{formula}<v>4</v>",
                        text,
                    )
                    assert changed == 1
            new.writestr(name, text)
    claims = claims_of(read_book(io.BytesIO(out.getvalue())), content.leaves)
    assert [fault.place.cell for fault in claims.faults] == [first, second]
    assert all("công thức" in fault.text.vi for fault in claims.faults)
