"""A store on S3 (or a server that speaks it) in the place of a disk, for several machines."""

import contextlib
from collections.abc import Iterator
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from criteria.common.files.storing import StoreAway, StoredFile

IN_MEMORY = 2_621_440
"""The bytes of an opened file up to which it is held in memory and not in a temporary file; Django's own limit."""


class BucketStorage(S3Storage):  # type: ignore[misc]  # without types
    """The storage of everything uploaded and made, in one bucket.

    What the server has answered for lasts. A server that does not answer, or refuses, is a ``StoreAway``.
    """

    def get_default_settings(self) -> dict[str, Any]:
        # Such servers at an address of their own know a bucket by the path. They need not know the newest checksums.
        config = Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"total_max_attempts": 3},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        own = {"client_config": config, "file_overwrite": False, "max_memory_size": IN_MEMORY}
        return {**super().get_default_settings(), **own}

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        with _faults_said():
            file: File[bytes] = super()._open(name, mode)
            # It is fetched now, where a fault can still be told, and not while the answer is under way.
            file.open()
        return file

    def _save(self, name: str, content: "File[Any]") -> str:
        with _faults_said():
            stored: str = super()._save(name, content)
        return stored

    def delete(self, name: str) -> None:
        with _faults_said():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _faults_said():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _faults_said():
            return int(super().size(name))

    def walk(self) -> Iterator[StoredFile]:
        """Yields every file of the bucket, a thousand with each question."""
        with _faults_said():
            for one in self.bucket.objects.all():
                yield StoredFile(one.key, one.size, one.last_modified.timestamp())

    def room(self) -> None:
        """Returns nothing: a bucket has no end that it tells."""


@contextlib.contextmanager
def _faults_said() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as fault:
        raise StoreAway(str(fault)) from fault
