"""Contents in an S3 bucket, by boto3, which only the extra ``s3`` brings.

Large contents are sent in parts of 8 MiB and none is read into memory whole. A content is read by
ranges, since browsers ask for the middle of a video.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from vsm_platform.content.files.errors import StoreUnavailable
from vsm_platform.content.files.storage import Beat, quietly

PART = 8 << 20


class S3Store:
    """The bucket that ``s3://key:secret@endpoint/bucket?region=…&prefix=…`` names.

    ``insecure=yes`` speaks plain http, for a server on this machine; without an endpoint's name it
    is Amazon's, and without a key whatever boto3 finds (a role of the machine).
    """

    def __init__(self, address: str) -> None:
        parts, options = urlsplit(address), parse_qs(urlsplit(address).query)
        self.bucket = parts.path.strip("/")
        self._prefix = options.get("prefix", [""])[0]
        scheme = "http" if "insecure" in options else "https"
        host = parts.netloc.rpartition("@")[2]
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=f"{scheme}://{host}" if host else None,
            aws_access_key_id=unquote(parts.username) if parts.username else None,
            aws_secret_access_key=unquote(parts.password) if parts.password else None,
            region_name=options.get("region", ["us-east-1"])[0],
            config=Config(
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 3, "mode": "standard"},
                # Other makers' servers do not all know Amazon's newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if host else "auto"},
            ),
        )
        self._transfer = TransferConfig(
            multipart_threshold=PART, multipart_chunksize=PART, max_concurrency=2
        )

    def _key(self, digest: str) -> str:
        return f"{self._prefix}{digest[:2]}/{digest}"

    def put(self, path: Path, digest: str, beat: Beat = quietly) -> None:
        with _failures():
            self.client.upload_file(
                str(path),
                self.bucket,
                self._key(digest),
                Config=self._transfer,
                Callback=lambda _sent: beat(),
            )

    def open(self, digest: str, size: int) -> BinaryIO:
        found = S3Reader(self.client, self.bucket, self._key(digest), size)
        # What is not there should be said now, and not when the answer is half sent.
        found.check()
        return cast(BinaryIO, io.BufferedReader(found, 1 << 18))

    def digests(self) -> Iterator[str]:
        pages = self.client.get_paginator("list_objects_v2")
        with _failures():
            for page in pages.paginate(Bucket=self.bucket, Prefix=self._prefix):
                for item in page.get("Contents", ()):
                    digest = item["Key"].rpartition("/")[2]
                    if len(digest) == 64:
                        yield digest

    def remove(self, digest: str, unless_put_after: datetime) -> bool:
        where = {"Bucket": self.bucket, "Key": self._key(digest)}
        with _failures():
            if self.client.head_object(**where)["LastModified"] > unless_put_after:
                return False
            self.client.delete_object(**where)
        return True


class S3Reader(io.RawIOBase):
    """An object of a bucket as a file: one request for each place that reading begins at."""

    def __init__(self, client: Any, bucket: str, key: str, size: int) -> None:
        self._client = client
        self._where = {"Bucket": bucket, "Key": key}
        self._size = size
        self._place = 0
        self._body: Any = None

    def check(self) -> None:
        with _failures():
            self._client.head_object(**self._where)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        place = max(base + offset, 0)
        if place != self._place:
            self._drop()
        self._place = place
        return place

    def readinto(self, buffer: Any) -> int:
        if self._place >= self._size:
            return 0
        with _failures():
            if self._body is None:
                asked = self._client.get_object(**self._where, Range=f"bytes={self._place}-")
                self._body = asked["Body"]
            piece = self._body.read(len(buffer))
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
        self._body = None

    def close(self) -> None:
        self._drop()
        super().close()


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError, OSError) as error:
        raise StoreUnavailable(type(error).__name__) from error
