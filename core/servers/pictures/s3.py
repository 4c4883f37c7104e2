"""Pictures in a bucket of an S3-compatible store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from core.servers.pictures.store import Kept, PicturesUnavailableError

REGION = "us-east-1"
# With two attempts less than a batch may take (tasks/writes.py), beside its decoding and its transaction.
CONNECT_S, READ_S = 1.0, 2.0
NOT_THERE = ("404", "NoSuchKey", "NotFound")


class Bucket:
    """A store (core/servers/pictures/store.py)."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        where = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
        bucket, _, folder = unquote(parts.path).strip("/").partition("/")
        self._bucket, self._prefix = bucket, f"{folder}/" if folder else ""
        self._client: Any = boto3.session.Session().client(
            "s3",
            endpoint_url=f"{parts.scheme.removeprefix('s3+')}://{where}",
            aws_access_key_id=unquote(parts.username or ""),
            aws_secret_access_key=unquote(parts.password or ""),
            region_name=parse_qs(parts.query).get("region", [REGION])[0],
            config=Config(
                connect_timeout=CONNECT_S,
                read_timeout=READ_S,
                retries={"total_max_attempts": 2, "mode": "standard"},
                s3={"addressing_style": "path"},
                # Others than Amazon's do not all know the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, name: str, content: bytes) -> None:
        """As the store says."""
        with _failures():
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=content)

    def get(self, name: str) -> bytes | None:
        """As the store says."""
        with _failures():
            if found := self._ask(self._client.get_object, name):
                return bytes(found["Body"].read())
        return None

    def age_s(self, name: str) -> float | None:
        """As the store says."""
        with _failures():
            if found := self._ask(self._client.head_object, name):
                return _age_s(found["LastModified"])
        return None

    def listed(self, after: str) -> Iterator[Kept]:
        """As the store says."""
        pages = self._client.get_paginator("list_objects_v2")
        begins = {"StartAfter": self._prefix + after} if after else {}
        with _failures():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix, **begins):
                for each in page.get("Contents", ()):
                    yield Kept(each["Key"].removeprefix(self._prefix), _age_s(each["LastModified"]))

    def remove(self, name: str) -> None:
        """As the store says."""
        with _failures():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    def _ask(self, call: Any, name: str) -> Any:
        try:
            return call(Bucket=self._bucket, Key=self._prefix + name)
        except ClientError as error:
            if error.response["Error"]["Code"] in NOT_THERE:
                return None
            raise


def _age_s(put_at: datetime) -> float:
    return (datetime.now(UTC) - put_at).total_seconds()


@contextmanager
def _failures() -> Iterator[None]:
    """Wrong keys are a failure of the store as well: what was accepted waits until an operator has mended it."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise PicturesUnavailableError(f"S3: {type(error).__name__}") from error
