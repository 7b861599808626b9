"""The catalogues, brought up to date from what templates and code say: ``python -m tests.messages``.

Our msgids are Vietnamese; ``locale/en`` holds their English. ``locale/vi`` holds the Vietnamese of
what the libraries behind our pages say in English. Needs no GNU gettext, where Django's does.
"""

import importlib.util
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import polib

from tests.languages.extract import Message, of_files

ROOT = Path(__file__).resolve().parent.parent
APPS = ("assessments", "criteria", "parindex", "rankings")

LIBRARIES = {
    "allauth": ("account", "core", "templates/account", "templates/allauth"),
    "django": (
        "contrib/admin",
        "contrib/auth/admin.py",
        "contrib/auth/forms.py",
        "contrib/auth/password_validation.py",
        "core/paginator.py",
        "core/validators.py",
        "forms",
        "views/csrf.py",
    ),
    "import_export": ("admin.py", "forms.py", "templates"),
}
"""What shows its own words on our pages in English where it ships no Vietnamese for them."""

UNUSED_FILES = re.compile(
    r"phone|passkey|login_code|confirm_\w*code|reset_code|email_change\.|stages|management"
    r"|signup\.|email/(account_already|base_notification|email_(changed|deleted|confirm)_)"
    r"|email/(password_changed|password_reset_message|password_set|\w*signup)|migrations"
)
UNUSED_WORDS = re.compile(
    r"[Pp]hone|[Uu]sername|security key|authenticator|verification code|Incorrect code|is_valid"
    r"|to register an account|^Code$|ManagementForm|Email \((again|optional)|same email each"
    r"|signup process|multiple of step|DEBUG"
)
"""Where the libraries speak of what is switched off here, or to developers: nobody meets it."""


def modules() -> list[Path]:
    """Our own code, without what Django writes."""
    paths = (path for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    return [path for path in paths if "migrations" not in path.parts]


@cache
def own() -> dict[Message, set[str]]:
    """Our own messages with their files; msgids are Vietnamese."""
    templates = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    return of_files([*templates, *modules()], ROOT)


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _in_library(package: str, parts: Iterable[str]) -> Iterator[Path]:
    folder = _folder(package)
    for part in parts:
        paths = [folder / part] if part.endswith(".py") else (folder / part).rglob("*")
        for path in paths:
            inside = path.relative_to(folder).as_posix()
            if path.suffix not in {".py", ".html", ".txt"} or UNUSED_FILES.search(inside):
                continue
            # Where a template of ours stands in its place, the library's is never shown.
            if not (ROOT / inside).exists():
                yield path


def _has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


@cache
def foreign() -> dict[Message, set[str]]:
    """What libraries say and Django's Vietnamese catalogue lacks, or says to "bạn"; msgids are English."""
    entries = [
        entry
        for folder in ("conf", "contrib/admin", "contrib/auth")
        for entry in polib.mofile(
            str(_folder("django") / folder / "locale/vi/LC_MESSAGES/django.mo")
        )
        if not re.search(
            r"\bbạn\b", " ".join([entry.msgstr, *entry.msgstr_plural.values()]), re.IGNORECASE
        )
    ]
    # One that is known in the singular alone is not found by who asks for a number of it.
    django = {entry.msgid for entry in entries}
    counted = {(entry.msgid, entry.msgid_plural) for entry in entries if entry.msgid_plural}
    return {
        one: files
        for package, parts in LIBRARIES.items()
        for one, files in of_files(_in_library(package, parts), _folder(package).parent).items()
        if not ((one.one, one.many) in counted if one.many else one.one in django)
        and not UNUSED_WORDS.search(one.one)
        and _has_words(one.one)
    }


HEADERS = {
    "en": "English of our own messages; msgids are Vietnamese. Brought up to date by `make messages`.",
    "vi": "Vietnamese of what libraries say on our pages. Brought up to date by `make messages`.",
}
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "vi": "nplurals=1; plural=0;"}


def wanted(language: str) -> dict[Message, set[str]]:
    """What the catalogue of a language is to hold."""
    return own() if language == "en" else foreign()


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> polib.POFile:
    path = path_of(language)
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def merged(language: str) -> polib.POFile:
    """The catalogue with what is new, empty, and without what is gone; always in the same order."""
    known = {(entry.msgid, entry.msgctxt or ""): entry for entry in read(language)}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.header = HEADERS[language]
    # No dates or names: the same messages give the same file.
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    forms = 1 if language == "vi" else 2
    for one, files in sorted(wanted(language).items()):
        old = known.get(one.key)
        entry = polib.POEntry(msgid=one.one, msgctxt=one.context or None)
        entry.occurrences = [(name, "") for name in sorted(files)]
        entry.flags = ["python-format"] if "%(" in one.one else []
        if old is not None and old.fuzzy:
            entry.flags.append("fuzzy")
        if one.many:
            entry.msgid_plural = one.many
            kept = old.msgstr_plural if old is not None else {}
            entry.msgstr_plural = {form: kept.get(form, "") for form in range(forms)}
        else:
            entry.msgstr = old.msgstr if old is not None else ""
        catalogue.append(entry)
    return catalogue


def main() -> None:
    for language in PLURALS:
        catalogue = merged(language)
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        empty = [entry for entry in catalogue if not entry.translated()]
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} messages, {len(empty)} to translate")
        for entry in empty:
            print(f"  {entry.msgid}")


if __name__ == "__main__":
    main()
