"""One document at a time becomes a PDF, and one that was made is kept for the next who asks."""

import fcntl
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from assessments.documents import pdf
from assessments.documents.pdf import to_pdf, to_pdfs
from criteria.common.text import Refused
from tests.assessments import samples


@pytest.fixture(autouse=True)
def lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(pdf, "_LOCK", tmp_path / "pdf.lock")
    cache.clear()
    return tmp_path / "pdf.lock"


class Converter:
    """Stands in for LibreOffice; it goes on only once it may."""

    def __init__(self) -> None:
        self.made: list[list[bytes]] = []
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, contents: Mapping[str, bytes]) -> dict[str, bytes]:
        self.made.append(list(contents.values()))
        self.begun.set()
        assert self.may_end.wait(30)
        return {name: b"%PDF-" + content for name, content in contents.items()}


@pytest.fixture
def converter(monkeypatch: pytest.MonkeyPatch) -> Converter:
    one = Converter()
    monkeypatch.setattr(pdf, "_converted", one)
    return one


def word(text: str, at: tuple[int, ...] = (2026, 11, 30, 8, 0, 0)) -> bytes:
    """A Word file of that text, packed at that time."""
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml", at), text)  # type: ignore[arg-type]
    return out.getvalue()


def test_the_same_content_is_converted_once(converter: Converter) -> None:
    converter.may_end.set()
    first, later = word("a"), word("a", (2026, 11, 30, 9, 30, 0))
    assert first != later
    assert to_pdf(first) == to_pdf(later) == b"%PDF-" + first
    assert to_pdf(word("b")) == b"%PDF-" + word("b")
    assert len(converter.made) == 2


def test_what_is_large_or_fails_is_not_kept(
    converter: Converter, monkeypatch: pytest.MonkeyPatch
) -> None:
    converter.may_end.set()
    monkeypatch.setattr(pdf, "MOST_KEPT", 10)
    to_pdf(word("a"))
    to_pdf(word("a"))
    assert len(converter.made) == 2


def in_thread(answers: list[Any], content: bytes) -> threading.Thread:
    def ask() -> None:
        try:
            answers.append(to_pdf(content))
        except Refused as refused:
            answers.append(refused.causes[0])

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_sixteen_at_once_are_one_conversion_and_leave_threads_free(converter: Converter) -> None:
    answers: list[Any] = []
    first = in_thread(answers, word("a"))
    assert converter.begun.wait(30)
    others = [in_thread(answers, word("a")) for _ in range(15)]
    # One waits for the first; the rest are told at once.
    while len(answers) < 14:
        threading.Event().wait(0.01)
    assert answers == [pdf.BUSY] * 14
    converter.may_end.set()
    for thread in (first, *others):
        thread.join()
    assert answers[14:] == [b"%PDF-" + word("a")] * 2
    assert len(converter.made) == 1
    # Their turns are free again.
    assert to_pdf(word("b"))


def test_another_process_is_waited_for_so_long_and_no_longer(
    converter: Converter, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    converter.may_end.set()
    monkeypatch.setattr(pdf, "PAGE_PATIENCE", 0.1)
    monkeypatch.setattr(pdf, "WORK_PATIENCE", 0.1)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for ask in (lambda: to_pdf(word("a")), lambda: to_pdfs({"a": word("a")})):
            with pytest.raises(Refused, match="thử lại sau nửa phút hoặc tải bản Word"):
                ask()
    assert to_pdf(word("a"))
    assert to_pdfs({"a": samples.EXE}) == {"a": b"%PDF-" + samples.EXE}
