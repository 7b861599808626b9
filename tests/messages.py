"""The catalogues, brought up to date from what templates and code say: ``python -m tests.messages``.

Our msgids are Vietnamese; ``locale/en`` holds their English. ``locale/vi`` holds the Vietnamese of
what the libraries behind our pages say in English. Needs no GNU gettext, where Django's does.
"""

import ast
import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polib
from django.utils.translation.template import templatize

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
    r"|signup process|create.* a user|multiple of step|[Ss]ingle [Ss]ign-[Oo]n|DEBUG"
)
"""Where the libraries speak of what is switched off here, or to developers: nobody meets it."""

CALLS = {
    "gettext": ("one",),
    "gettext_lazy": ("one",),
    "gettext_noop": ("one",),
    "ngettext": ("one", "many"),
    "ngettext_lazy": ("one", "many"),
    "pgettext": ("context", "one"),
    "pgettext_lazy": ("context", "one"),
    "npgettext": ("context", "one", "many"),
    "npgettext_lazy": ("context", "one", "many"),
}
"""The roles of the leading arguments of Django's functions."""

_STRING = r"u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\""
_IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\(((?:\s*(?:{_STRING})\s*,?)+)(?:\s*count)?\s*\)")


@dataclass(frozen=True, order=True)
class Message:
    """What the catalogue knows a message by, and its plural."""

    one: str
    context: str = ""
    many: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.one, self.context


def message(function: str, arguments: Iterable[str]) -> Message:
    """The message of a call of one of Django's functions with these leading arguments."""
    return Message(**dict(zip(CALLS[function], arguments, strict=False)))


def of_template(source: str) -> Iterator[Message]:
    """Every message of a template: translate, blocktranslate and ``_("…")`` in other tags."""
    # Django turns the tags into calls; all other text it blots out.
    for name, arguments in _IN_TEMPLATE.findall(templatize(source)):
        yield message("gettext" if name == "_" else name, ast.literal_eval(f"[{arguments}]"))


def _literal(node: ast.expr) -> str | None:
    """The text of a literal, in one piece or joined by ``+``; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _literal(node.left), _literal(node.right)
        return None if left is None or right is None else left + right
    return None


def of_python(source: str) -> Iterator[Message | None]:
    """Every message of a module, by whatever name it imports Django's functions.

    None stands for one that is not a literal: no catalogue could know it.
    """
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in CALLS
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if function := names.get(node.func.id):
            given = [_literal(argument) for argument in node.args[: len(CALLS[function])]]
            known = [text for text in given if text is not None]
            yield message(function, known) if len(known) == len(given) else None


def of_files(paths: Iterable[Path], base: Path) -> dict[Message, set[str]]:
    """The messages of templates (.html, .txt) and modules (.py), each with the files it is in."""
    found: dict[Message, set[str]] = defaultdict(set)
    for path in paths:
        source = path.read_text(encoding="utf-8")
        for one in of_python(source) if path.suffix == ".py" else of_template(source):
            if one is not None:
                found[one].add(path.relative_to(base).as_posix())
    return found


@cache
def own() -> dict[Message, set[str]]:
    """Our own messages with their files; msgids are Vietnamese."""
    templates = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    modules = [
        path
        for app in APPS
        for path in (ROOT / app).rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts
    ]
    return of_files([*templates, *modules], ROOT)


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
            ours = ROOT / inside  # a template of ours in its place: the library's is never shown
            if path.suffix in {".py", ".html", ".txt"} and not UNUSED_FILES.search(inside):
                if not ours.exists():
                    yield path


def _has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


@cache
def foreign() -> dict[Message, set[str]]:
    """The libraries' messages that neither our own nor Django's catalogue has; msgids are English."""
    django = {
        entry.msgid
        for folder in ("conf", "contrib/admin", "contrib/auth")
        for entry in polib.mofile(
            str(_folder("django") / folder / "locale/vi/LC_MESSAGES/django.mo")
        )
    }
    return {
        one: files
        for package, parts in LIBRARIES.items()
        for one, files in of_files(_in_library(package, parts), _folder(package).parent).items()
        if one.one not in django and not UNUSED_WORDS.search(one.one) and _has_words(one.one)
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
