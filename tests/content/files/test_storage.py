"""Where contents lie: the disk and a bucket, both behind the same port."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from config import Settings
from tests.content.files.bucket import Bucket
from tests.content.files.conftest import Scene, make_scene
from tests.content.files.sending import Tus, fetch
from tests.people import World
from vsm_platform.app import create_app
from vsm_platform.content.files.errors import StoreUnavailable
from vsm_platform.content.files.s3 import PART, S3Store
from vsm_platform.content.files.storage import LocalStore, Store, examine
from vsm_platform.core import clock
from vsm_platform.practice import serve_in_thread

LARGE = bytes(range(256)) * (PART // 256 * 2 + 5)
"""More than two parts of a multipart upload."""


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


@pytest.fixture
def bucket_address(bucket: Bucket) -> Iterator[str]:
    with serve_in_thread(bucket) as server:
        host = f"{server.host}:{server.port}"
        yield f"s3://key:se%2Fcret@{host}/exchange?region=eu-central-1&prefix=vx/&insecure=yes"


@pytest.fixture(params=["disk", "bucket"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "disk":
        yield LocalStore(tmp_path / "contents")
        return
    made = S3Store(request.getfixturevalue("bucket_address"))
    yield made
    made.client.close()


def put(store: Store, folder: Path, content: bytes) -> str:
    path = folder / "arriving"
    path.write_bytes(content)
    arrived = examine(path)
    assert arrived.digest == hashlib.sha256(content).hexdigest()
    store.put(path, arrived.digest)
    return arrived.digest


@pytest.mark.parametrize("content", [b"", b"abc", LARGE], ids=["empty", "small", "large"])
def test_what_is_put_can_be_read_from_any_place(
    any_store: Store, tmp_path: Path, content: bytes
) -> None:
    digest = put(any_store, tmp_path, content)
    assert list(any_store.digests()) == [digest]
    with any_store.open(digest, len(content)) as stream:
        assert stream.read() == content
        middle = len(content) // 2
        stream.seek(middle)
        assert stream.tell() == middle
        assert stream.read(10) == content[middle : middle + 10]
        stream.seek(0, 2)
        assert stream.tell() == len(content)


def test_a_content_is_removed_unless_it_was_put_again(any_store: Store, tmp_path: Path) -> None:
    digest = put(any_store, tmp_path, b"abc")
    assert not any_store.remove(digest, clock.now() - timedelta(days=1))
    assert list(any_store.digests()) == [digest]
    assert any_store.remove(digest, clock.now() + timedelta(minutes=1))
    assert list(any_store.digests()) == []
    with pytest.raises(StoreUnavailable):
        any_store.open(digest, 3)


def test_putting_a_content_again_makes_it_new(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "contents")
    with clock.moved(timedelta(days=-9)):
        digest = put(store, tmp_path, b"abc")
    put(store, tmp_path, b"abc")
    assert not store.remove(digest, clock.now() - timedelta(days=1))


def test_a_bucket_gets_large_contents_in_parts(
    bucket: Bucket, bucket_address: str, tmp_path: Path
) -> None:
    store = S3Store(bucket_address)
    digest = put(store, tmp_path, LARGE)
    assert list(bucket.objects) == [f"vx/{digest[:2]}/{digest}"]
    assert len([line for line in bucket.asked if "partNumber" in line]) == 3
    store.client.close()


def test_a_bucket_that_refuses_is_a_store_that_does_not_answer(
    bucket: Bucket, bucket_address: str, tmp_path: Path
) -> None:
    store = S3Store(bucket_address)
    bucket.is_down = True
    with pytest.raises(StoreUnavailable):
        put(store, tmp_path, b"abc")
    with pytest.raises(StoreUnavailable):
        store.open("0" * 64, 3)
    with pytest.raises(StoreUnavailable):
        list(store.digests())
    store.client.close()


@pytest.fixture
def in_bucket(settings: Settings, bucket_address: str) -> Iterator[Scene]:
    app = create_app(settings.model_copy(update={"files_url": bucket_address}))
    yield make_scene(World(app))
    app.extensions["vsm_file_store"].client.close()
    app.extensions["vsm_database"].engine.dispose()


def test_files_live_in_a_bucket_by_a_setting_alone(in_bucket: Scene, bucket: Bucket) -> None:
    tus = Tus(in_bucket.coordinator.browser, in_bucket.exchange)
    file_id = tus.send(b"0123456789", filename="a.txt")
    assert list(bucket.objects.values()) == [b"0123456789"]
    address = in_bucket.files(f"/{file_id}/a.txt")
    assert fetch(in_bucket.student.browser, address).data == b"0123456789"
    part = fetch(in_bucket.student.browser, address, Range="bytes=3-5")
    assert (part.status_code, part.data) == (206, b"345")


def test_a_bucket_that_is_down_loses_nothing(in_bucket: Scene, bucket: Bucket) -> None:
    bucket.is_down = True
    tus = Tus(in_bucket.coordinator.browser, in_bucket.exchange)
    address = tus.address(3, filename="a.txt")
    sent = tus.piece(address, 0, b"abc")
    assert sent.status_code == 204
    assert "Vsm-File" not in sent.headers
    page = tus.browser.get(in_bucket.files()).get_data(as_text=True)
    assert "is being put away" in page
    bucket.is_down = False
    in_bucket.run_jobs()
    assert tus.browser.head(address, headers={"Tus-Resumable": "1.0.0"}).headers["Vsm-File"]
    assert list(bucket.objects.values()) == [b"abc"]


@pytest.mark.parametrize("address", ["https://host/bucket", "s3://host", "bucket"])
def test_a_wrong_address_of_a_bucket_is_said_at_the_start(address: str) -> None:
    with pytest.raises(ValidationError, match="s3://key:secret@"):
        Settings(files_url=address)
