"""The installation by Docker, as far as it can be read without one."""

from pathlib import Path
from typing import Any

import pytest
import yaml

FILE = Path(__file__).parents[2] / "docker-compose.yml"


@pytest.fixture
def services() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(FILE.read_text())["services"]


def test_every_part_is_there(services: dict[str, dict[str, Any]]) -> None:
    ours = {"migrate", "web", "worker", "beat"}
    assert set(services) == ours | {"db", "redis", "clamav", "proxy"}


@pytest.mark.parametrize("name", ["db", "redis", "clamav", "proxy", "web", "worker", "beat"])
def test_what_stays_up_tells_its_health(services: dict[str, dict[str, Any]], name: str) -> None:
    assert services[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_on_old_tables(services: dict[str, dict[str, Any]], name: str) -> None:
    needed = services[name]["depends_on"]["migrate"]["condition"]
    assert needed == "service_completed_successfully"


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("db", "POSTGRES_PASSWORD"),
        ("web", "SECRET_KEY"),
        ("web", "ALLOWED_HOSTS"),
        ("web", "CSRF_TRUSTED_ORIGINS"),
    ],
)
def test_no_secret_has_a_default(
    services: dict[str, dict[str, Any]], service: str, name: str
) -> None:
    assert services[service]["environment"][name].startswith("${" + name + ":?")


def test_redis_asks_for_a_password(services: dict[str, dict[str, Any]]) -> None:
    redis = services["redis"]
    assert redis["command"][-2:] == ["--requirepass", "${REDIS_PASSWORD}"]
    assert redis["environment"]["REDISCLI_AUTH"].startswith("${REDIS_PASSWORD:?")
    for name in ("web", "worker", "beat", "migrate"):
        address = services[name]["environment"]["REDIS_URL"]
        assert address.startswith("redis://:${REDIS_PASSWORD:?")


def test_the_proxy_alone_is_open_and_to_this_machine_only(
    services: dict[str, dict[str, Any]],
) -> None:
    open_ = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert list(open_) == ["proxy"]
    assert [port.startswith("127.0.0.1:") for port in open_["proxy"]] == [True]


def test_the_proxy_has_its_file_and_waits_for_the_application(
    services: dict[str, dict[str, Any]],
) -> None:
    (volume,) = services["proxy"]["volumes"]
    assert (FILE.parent / volume.partition(":")[0]).is_file()
    assert services["proxy"]["depends_on"]["web"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["web", "worker", "beat", "migrate"])
def test_the_application_has_no_rights_that_it_does_not_need(
    services: dict[str, dict[str, Any]], name: str
) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    # What it writes all the same: uploads, and the files of work under way.
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108  # the container's own
    assert [volume.partition(":")[2] for volume in service["volumes"]] == ["/app/var/evidence"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_application_works_as_a_role_that_owns_nothing(
    services: dict[str, dict[str, Any]], name: str
) -> None:
    owner = services["db"]["environment"]["POSTGRES_USER"]
    migrate = services["migrate"]["environment"]
    ours = services[name]["environment"]
    assert role_in(migrate["DATABASE_URL"]) == owner
    assert role_in(ours["DATABASE_URL"]) not in {owner, ""}
    assert ours["DATABASE_URL"] == migrate["APPLICATION_DATABASE_URL"]
    # It does not know the owner's password.
    assert "POSTGRES_PASSWORD" not in str(ours)
    assert migrate["APPLICATION_DATABASE_URL"].count("${APPLICATION_PASSWORD:?") == 1
    assert "grant_application" in " ".join(services["migrate"]["command"])


def role_in(address: str) -> str:
    return address.removeprefix("postgres://").partition(":")[0]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_evidence_is_scanned_where_nobody_says_otherwise(
    services: dict[str, dict[str, Any]], name: str
) -> None:
    environment = services[name]["environment"]
    assert environment["SCAN_UPLOADS"] == "${SCAN_UPLOADS:-on}"
    assert environment["CLAMD"] == "${CLAMD:-clamav:3310}"
