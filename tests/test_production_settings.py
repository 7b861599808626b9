"""The settings of a real installation, as a process of its own reads them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PRODUCTION = {
    "DATABASE_URL": "sqlite://:memory:",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "par-index.example",
}
READ = """
import json, sys
from parindex import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}))
"""


def settings_read(*names: str, tmp_path: Path, **env: str | None) -> dict[str, Any]:
    given = os.environ | PRODUCTION | {"VAR_DIR": str(tmp_path)} | env
    for name in ("DEBUG", "HTTPS", "PROXIES"):  # the tests' own
        given.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", READ, *names],
        env={name: value for name, value in given.items() if value is not None},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_cookies_are_this_hosts_own_and_go_over_https_alone(tmp_path: Path) -> None:
    asked = {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "DEBUG": False,
    }
    assert settings_read(*asked, tmp_path=tmp_path) == asked


def test_secrets_may_lie_in_files(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("from-a-vault-" * 5)
    database = tmp_path / "database"
    database.write_text("sqlite://:memory:")
    found = settings_read(
        "SECRET_KEY",
        "EMBEDDED",
        "REST_FRAMEWORK",
        tmp_path=tmp_path,
        SECRET_KEY=None,
        SECRET_KEY_FILE=str(secret),
        DATABASE_URL=None,
        DATABASE_URL_FILE=str(database),
    )
    assert found["SECRET_KEY"] == "from-a-vault-" * 5
    assert found["EMBEDDED"] is False
    # The other module of settings reads them too.
    assert found["REST_FRAMEWORK"]["NUM_PROXIES"] == 1


def test_a_key_is_replaced_while_the_one_before_still_counts(tmp_path: Path) -> None:
    before = "b" * 50
    found = settings_read("SECRET_KEY_FALLBACKS", tmp_path=tmp_path, SECRET_KEY_FALLBACKS=before)
    assert found == {"SECRET_KEY_FALLBACKS": [before]}
