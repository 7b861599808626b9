"""The installation on Kubernetes, as far as it can be read without a cluster: valid, closed, and of one piece."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]  # it ships no types
import pytest
import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "deploy/kubernetes"
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
OBJECTS: dict[tuple[str, str], dict[str, Any]] = {
    (one["kind"], one["metadata"]["name"]): one
    for file in KUSTOMIZATION["resources"]
    for one in yaml.safe_load_all((FOLDER / file).read_text())
}
OURS = ("migrate", "web", "worker", "beat")
WORKLOADS = {
    name: one
    for (kind, name), one in OBJECTS.items()
    if kind in ("Deployment", "StatefulSet", "Job")
}
DOCS = (ROOT / "docs/operations.md").read_text()


def pod(name: str) -> dict[str, Any]:
    spec: dict[str, Any] = WORKLOADS[name]["spec"]["template"]["spec"]
    return spec


def containers(name: str) -> Iterator[dict[str, Any]]:
    yield from pod(name).get("initContainers", [])
    yield from pod(name)["containers"]


@pytest.mark.parametrize("key", OBJECTS, ids="-".join)
def test_it_holds_against_kubernetes_own_schemas(key: tuple[str, str]) -> None:
    assert kubernetes_validate.validate(OBJECTS[key], "1.37", strict=True)


def test_a_wrong_object_would_be_found() -> None:
    wrong = {**OBJECTS["Deployment", "web"], "spec": {"replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, "1.37", strict=True)


def test_every_file_is_taken() -> None:
    there = {file.name for file in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert there == set(KUSTOMIZATION["resources"])
    for made in KUSTOMIZATION["configMapGenerator"]:
        for file in [*made.get("files", []), *made.get("envs", [])]:
            assert (FOLDER / file).is_file()


@pytest.mark.parametrize("name", WORKLOADS)
def test_services_and_policies_find_their_pods(name: str) -> None:
    labels = WORKLOADS[name]["spec"]["template"]["metadata"]["labels"]
    if WORKLOADS[name]["kind"] != "Job":
        assert WORKLOADS[name]["spec"]["selector"]["matchLabels"] == labels
    if service := OBJECTS.get(("Service", name)):
        assert service["spec"]["selector"] == labels
        ports = {port["name"] for one in containers(name) for port in one.get("ports", [])}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports
        assert (
            OBJECTS["NetworkPolicy", f"to-{name}"]["spec"]["podSelector"]["matchLabels"] == labels
        )


@pytest.mark.parametrize("name", WORKLOADS)
def test_no_process_may_become_more_than_it_is(name: str) -> None:
    assert pod(name)["automountServiceAccountToken"] is False
    for one in containers(name):
        assert one["securityContext"]["allowPrivilegeEscalation"] is False
        assert one["securityContext"]["capabilities"]["drop"] == ["ALL"]
        assert one["resources"]["limits"]["memory"]
        if name != "clamav":
            assert pod(name)["securityContext"]["runAsNonRoot"] is True
            assert one["securityContext"]["readOnlyRootFilesystem"] is True


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_on_old_tables(name: str) -> None:
    (first,) = pod(name)["initContainers"]
    assert "migrate --check" in first["command"][-1]


def test_the_owner_of_the_tables_is_known_to_the_migration_alone() -> None:
    for name in OURS:
        secrets = {
            one["secretRef"]["name"]
            for container in containers(name)
            for one in container["envFrom"]
            if "secretRef" in one
        }
        assert secrets == ({"parindex-owner"} if name == "migrate" else {"parindex"})


def test_the_docs_name_every_secret() -> None:
    for secret in ("parindex", "parindex-owner", "redis"):
        assert f"create secret generic {secret} " in DOCS
    assert not [one for one in OBJECTS.values() if one["kind"] == "Secret"]


def test_the_settings_are_some_that_there_are() -> None:
    source = "".join(file.read_text() for file in (ROOT / "parindex").glob("*settings.py"))
    for line in (FOLDER / "settings.env").read_text().splitlines():
        assert f'"{line.partition("=")[0]}"' in source


def test_the_proxy_is_the_one_that_is_tried_without_the_names_of_docker() -> None:
    tried = (ROOT / "deploy/nginx.conf").read_text().splitlines()
    here = (FOLDER / "nginx.conf").read_text().splitlines()
    assert [line.strip() for line in here if line not in tried] == ["proxy_pass http://web:8000;"]
    only_docker = [line.strip() for line in tried if line not in here]
    assert only_docker == [
        "# Docker's own names, asked again: a new container has another address.",
        "resolver 127.0.0.11 valid=10s;",
        "set $application http://web:8000;",
        "proxy_pass $application;",
    ]


def test_the_restart_asks_for_life_and_the_traffic_for_health() -> None:
    (web,) = pod("web")["containers"]
    assert web["livenessProbe"]["httpGet"]["path"] == "/livez/"
    assert web["readinessProbe"]["httpGet"]["path"] == "/healthz/"
