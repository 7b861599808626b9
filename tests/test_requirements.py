"""What is installed to run: locked with the hashes of every file, and agreeing with what is asked for."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text()
ENTRIES = re.findall(r"^([\w.-]+)==([\w.]+)([^\n]*(?:\n    [^\n]*)*)", LOCK, re.MULTILINE)


def asked() -> dict[str, str]:
    lines = (ROOT / "requirements.txt").read_text().split()
    # A part of a package (``django-allauth[mfa]``) is locked with the whole.
    return dict(re.sub(r"\[.*?\]", "", line).split("==") for line in lines)


def test_the_lock_has_what_is_asked_for() -> None:
    locked = {name: version for name, version, _rest in ENTRIES}
    assert {name: locked.get(name) for name in asked()} == asked(), "run make lock"


def test_each_package_has_its_hashes() -> None:
    without = [
        name
        for name, _version, rest in ENTRIES
        if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", rest)
    ]
    assert ENTRIES
    assert not without


def test_packages_in_c_have_a_file_for_more_than_one_machine() -> None:
    found = {name: rest.count("--hash=") for name, _version, rest in ENTRIES}
    assert min(found[name] for name in ("pillow", "pikepdf", "psycopg2-binary", "lxml")) > 20


def test_the_lock_names_no_registry() -> None:
    assert not re.findall(r"://|--(?:extra-)?index|--find-links", LOCK)


def test_the_image_takes_the_lock_alone() -> None:
    docker = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"pip install (.*)", docker) == ["--require-hashes -r requirements.lock"]
    assert "!requirements.lock" in (ROOT / ".dockerignore").read_text().split()


def test_a_list_of_the_parts_can_be_made(tmp_path: Path) -> None:
    out = tmp_path / "sbom.json"
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "requirements",
        "--no-validate",
        str(ROOT / "requirements.lock"),
    ]
    subprocess.run([*command, "--output-file", str(out)], check=True, capture_output=True)
    parts = {part["name"]: part["version"] for part in json.loads(out.read_text())["components"]}
    assert parts == {name: version for name, version, _rest in ENTRIES}
