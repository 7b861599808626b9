"""Write what the demo gives out, so that two states of the code can be compared: ``python -m tests.outputs FOLDER``.

The folder holds the digests of the rankings, the API's answers, the files (XLSX, CSV, JSON, Word)
and the pages of every demo account, each as text without dates, tokens and addresses of assets.
``diff -r`` of two such folders tells what a change gives out otherwise.
"""

import os
import re
import sys
import tempfile
import zipfile
from collections import deque
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

PAGES_OF_AN_ACCOUNT = 60
KINDS_OF_A_PAGE = 3
"""How many pages of one kind (``/sheets/5/`` and ``/sheets/6/``) are looked at."""
API = (
    *("rankings", "ranking-versions", "units", "regions", "region-names"),
    *("rounds", "criteria-sets", "schema"),
)
FILES_OF_A_RANKING = ("export.xlsx", "export.csv", "export.json", "lost.csv", "decision.docx")
FILES_OF_A_SHEET = ("report.docx", "explanation-request.docx", "workbook/", "stages/", "history/")
HIDDEN = (
    # What differs from one run to the next: moments, tokens, names of assets.
    (r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|\+\d\d:\d\d)?)?", "DATE"),
    (r"\b\d{1,2}[:h]\d\d(:\d\d)?\b", "TIME"),
    (r"\b\d{1,2}/\d{1,2}/\d{4}\b", "DATE"),
    (r"ngày \d+ tháng \d+ năm \d+", "DATE"),
    (r"(csrfmiddlewaretoken\"? value=|nonce=|\"X-CSRFToken\": ?)\"[^\"]*\"", "TOKEN"),
    (r"/static/[^\"' ]+", "ASSET"),
    (r"\.eJ[\w-]+(:[\w-]+){2}", "SIGNED"),
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UUID"),
    (r"[Cc]òn \d+ (ngày|giờ|phút)( \d+ \w+)?", "LEFT"),
    (r"\d+ (days?|hours?|minutes?)( \d+ \w+)? left", "LEFT"),
)


def plain(text: str) -> str:
    """Returns a page or file without what differs at each run, a tag or a piece of text a line."""
    text = text.replace(',"', ',\n"')
    for pattern, word in HIDDEN:
        text = re.sub(pattern, word, text)
    text = re.sub(r"(<[^>]+>)", lambda tag: "\n" + " ".join(tag[1].split()) + "\n", text)
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def parts(content: bytes) -> Iterator[tuple[str, str]]:
    """Yields the parts of an Office file or archive that hold text."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            yield name, archive.read(name).decode(errors="replace")


def write(folder: Path, name: str, answer: Any) -> None:
    """Writes down an answer: its status and kind, and what it holds as text."""
    content = answer.getvalue() if hasattr(answer, "getvalue") else answer.content
    kind = answer.headers.get("Content-Type", "")
    path = folder / re.sub(r"[^\w.=&-]+", "_", name)[:180]
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"{answer.status_code} {kind} {answer.headers.get('Location', '')}\n"
    if content[:2] == b"PK":
        body = "\n".join(f"== {part}\n{plain(text)}" for part, text in parts(content))
    elif b"\0" in content[:1000] or "pdf" in kind or kind.startswith("image"):
        body = ""
    else:
        body = plain(content.decode("utf-8-sig", errors="replace"))
    path.with_name(path.name + ".txt").write_text(head + body + "\n")


def links(answer: Any) -> list[str]:
    """The addresses that a page leads to."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return []
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    found = re.findall(r'(?:href|hx-get)="(/[^"#]*)', text.decode(errors="replace"))
    return [one.replace("&amp;", "&") for one in found]


def walk(client: Any, folder: Path) -> None:
    """Looks at the pages that an account is led to from its first one, and writes them down."""
    queue = deque(["/", "/rounds/", "/rankings/"])
    seen: set[str] = set()
    kinds: dict[str, int] = {}
    while queue and len(seen) < PAGES_OF_AN_ACCOUNT:
        address = queue.popleft()
        kind = re.sub(r"\d+", "N", address.partition("?")[0])
        if address in seen or kinds.get(kind, 0) >= KINDS_OF_A_PAGE:
            continue
        if re.search(r"logout|/static/|\.pdf|verify/$|/media/|_pdf|/jobs/", address):
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = client.get(address)
        write(folder, address.strip("/") or "home", answer)
        if not answer.streaming:
            queue.extend(links(answer))


def set_up(var: str) -> None:
    """Makes the demo in an embedded installation of its own, in the folder ``var``."""
    os.environ |= {"VAR_DIR": var, "DJANGO_SETTINGS_MODULE": "parindex.settings"}
    os.environ["ALLOWED_HOSTS"] = "testserver"
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("seed_demo", stdout=StringIO())


def results(folder: Path) -> None:
    """Writes the digests, the API's answers and the files of every ranking."""
    from django.test import Client

    from rankings.models import Ranking

    rankings = list(Ranking.objects.order_by("pk"))
    lines = [f"{one.pk} {one.round_id} {one.status} {one.digest}" for one in rankings]
    (folder / "digests.txt").write_text("\n".join(lines) + "\n")
    anyone = Client()
    for name in API:
        for end in ("", "?format=csv"):
            address = f"/api/v1/{name}/{end}"
            write(folder / "api", address, anyone.get(address))
    for ranking in rankings:
        for name in ("", "rows/", "domains/", "leaves/", "proof/"):
            for end in ("", "?format=csv"):
                address = f"/api/v1/rankings/{ranking.pk}/{name}{end}"
                write(folder / "api", address, anyone.get(address))
        for name in FILES_OF_A_RANKING:
            for language in ("vi", "en"):
                address = f"/rankings/{ranking.pk}/{name}"
                answer = anyone.get(address, headers={"Accept-Language": language})
                write(folder / "files", f"{address}.{language}", answer)


def pages(folder: Path) -> None:
    """Writes the pages of the public and of every account."""
    from django.test import Client

    from assessments.models import User

    walk(Client(), folder / "pages" / "anyone")
    for user in User.objects.exclude(email="").order_by("email"):
        client = Client()
        client.force_login(user)
        walk(client, folder / "pages" / user.email)
        client.cookies["django_language"] = "en"
        write(folder / "pages" / user.email, "rounds.en", client.get("/rounds/"))


def files(folder: Path) -> None:
    """Writes the documents and workbooks of some sheets, councils and rounds."""
    from django.test import Client

    from assessments.models import Assessment, Council, Round, User

    watcher, coordinator = Client(), Client()
    watcher.force_login(User.objects.get(email="inspector@parindex.example"))
    coordinator.force_login(User.objects.get(email="coordinator@parindex.example"))
    for sheet in Assessment.objects.order_by("pk")[:200:25]:
        for name in FILES_OF_A_SHEET:
            address = f"/sheets/{sheet.pk}/{name}"
            write(folder / "files", address, watcher.get(address))
        address = f"/api/v1/assessments/{sheet.pk}/scores/"
        write(folder / "api", address, watcher.get(address))
    for council in Council.objects.order_by("pk"):
        address = f"/councils/{council.pk}/minutes.docx"
        write(folder / "files", address, watcher.get(address))
    for round_ in Round.objects.order_by("pk"):
        address = f"/rounds/{round_.pk}/survey/template/"
        write(folder / "files", address, coordinator.get(address))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var:
        set_up(var)
        for part in (results, pages, files):
            part(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
