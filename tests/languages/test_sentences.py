"""Sentences that code makes have both languages."""

import ast
from collections.abc import Iterator

from tests.languages.words import VIETNAMESE
from tests.messages import ROOT, modules


def literal_parts(node: ast.expr) -> str | None:
    """The letters of a literal or an f-string, values standing as «…»; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(literal_parts(value) or "«…»" for value in node.values)
    return None


def sentences() -> Iterator[tuple[str, dict[str, ast.expr]]]:
    """Every ``Text(…)`` of the apps: where it stands, and its arguments by language."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text"):
                continue
            given = dict(zip(("vi", "en"), node.args, strict=False))
            given |= {word.arg: word.value for word in node.keywords if word.arg}
            starred = any(isinstance(one, ast.Starred) for one in node.args)
            # A *tuple or a **mapping could hold anything.
            if not starred and all(word.arg for word in node.keywords):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", given


def test_every_sentence_has_both_languages() -> None:
    found = list(sentences())
    assert len(found) > 100
    bad = []
    for place, given in found:
        if place.startswith("criteria/common/text.py:"):
            continue  # the one text that says nothing
        texts = [literal_parts(given[key]) if key in given else "" for key in ("vi", "en")]
        if any(text is not None and not text.strip() for text in texts):
            bad.append(place)
    assert bad == []


def test_english_sentences_hold_no_vietnamese() -> None:
    assert [
        place
        for place, given in sentences()
        if "en" in given
        and VIETNAMESE.search(literal_parts(given["en"]) or "")
        and "/demo/" not in place  # names of units
    ] == []
