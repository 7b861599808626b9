"""A real S3 server for tests: moto's, in a process of its own."""

import contextlib
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import requests

from tests.processes import Process, free_port
from tests.services import wait_for

KEYS = {"aws_access_key_id": "for-tests", "aws_secret_access_key": "for-tests-only"}


@contextlib.contextmanager
def bucket_server(folder: Path) -> Iterator[str]:
    """The address of a server without buckets."""
    port = free_port()
    command = [Path(sys.executable).parent / "moto_server", "-H", "127.0.0.1", "-p", port]
    process = Process("S3 server", command, log=folder / "s3.log")
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(process, lambda: requests.get(address, timeout=5), requests.ConnectionError)
        yield address
    finally:
        process.stop()


def client_of(address: str) -> Any:
    return boto3.client("s3", endpoint_url=address, region_name="us-east-1", **KEYS)


def new_bucket(address: str) -> dict[str, str]:
    """Makes a bucket; returns the environment of an installation that stores its files there."""
    name = f"evidence-{uuid.uuid4().hex[:8]}"
    client_of(address).create_bucket(Bucket=name)
    return {
        "EVIDENCE_S3_BUCKET": name,
        "EVIDENCE_S3_ENDPOINT": address,
        "EVIDENCE_S3_REGION": "us-east-1",
        "EVIDENCE_S3_KEY": KEYS["aws_access_key_id"],
        "EVIDENCE_S3_SECRET": KEYS["aws_secret_access_key"],
        "EVIDENCE_S3_ENCRYPTION": "AES256",
    }
