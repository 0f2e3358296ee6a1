"""Cartridges that were made to harm, or are broken, and what becomes of them: an answer, no harm."""

import io
import os
import stat
import struct
import time
import zipfile

import pytest

from tests.content.cartridges.building import item, manifest, packed, page, resource, simple
from tests.content.cartridges.conftest import Scene
from vsm_platform.content.cartridges.errors import (
    CartridgeDangerous,
    CartridgeRefused,
    CartridgeTooLarge,
)
from vsm_platform.content.cartridges.plans import Why
from vsm_platform.content.cartridges.reading import read_cartridge
from vsm_platform.content.cartridges.zips import SafeZip

MIB = 1 << 20
SIMPLE = manifest(item("One", inside=item("A page", "r1")), resource("r1", "webcontent", "a.html"))


def opened(data: bytes) -> SafeZip:
    return SafeZip(io.BytesIO(data), largest=64 * MIB)


def named(name: str, mode: int = 0) -> bytes:
    """An archive with one entry of this name, whatever a well-behaved program would write."""
    target = io.BytesIO()
    entry = zipfile.ZipInfo("x" * len(name.encode()))
    entry.external_attr = mode << 16
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(entry, b"content")
        archive.writestr("imsmanifest.xml", SIMPLE)
    return target.getvalue().replace(b"x" * len(name.encode()), name.encode())


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "..\\..\\win.ini",
        "C:\\win.ini",
        "a/../../b",
        "\\\\host\\x",
    ],
)
def test_a_name_that_climbs_out_is_refused(name: str) -> None:
    with pytest.raises(CartridgeDangerous):
        opened(named(name))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_a_link_or_device_is_refused(kind: int) -> None:
    with pytest.raises(CartridgeDangerous):
        opened(named("harmless", kind | 0o777))


def test_a_flat_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed({"imsmanifest.xml": SIMPLE, "zeros": bytes(40 * MIB)})
    assert len(bomb) < MIB
    with pytest.raises(CartridgeDangerous):
        opened(bomb)


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_said() -> None:
    bomb = packed({"imsmanifest.xml": SIMPLE, "zeros": bytes(40 * MIB)})
    size = struct.pack("<L", 40 * MIB)
    lying = opened(bomb.replace(size, struct.pack("<L", 1000)))
    with pytest.raises((CartridgeRefused, zipfile.BadZipFile)):
        lying.read("zeros", MIB)


def test_a_nested_bomb_stays_a_file_that_nobody_unpacks() -> None:
    inner = packed({"zeros": bytes(40 * MIB)})
    archive = opened(simple(**{"inner.zip": inner}))
    assert archive.read("inner.zip", MIB) == inner


def test_too_much_in_all_is_refused() -> None:
    with pytest.raises(CartridgeTooLarge):
        SafeZip(io.BytesIO(simple(a=b"x" * 2000)), largest=MIB, whole=1000)


def test_a_hundred_thousand_entries_are_refused_quickly() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(100_000):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    target.seek(0)
    begun = time.process_time()
    with pytest.raises(CartridgeTooLarge):
        SafeZip(target, largest=MIB)
    assert time.process_time() - begun < 0.5


def test_more_entries_than_a_course_has_are_refused() -> None:
    entries = {f"{number}": b"" for number in range(20_001)}
    with pytest.raises(CartridgeTooLarge):
        opened(packed(entries))


LAUGHS = (
    '<!DOCTYPE m [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in ("ab", "bc", "cd", "de", "ef", "fg")
    )
    + "]><manifest>&g;</manifest>"
)
OUTSIDE = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest><metadata>&x;</metadata></manifest>'


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE])
def test_entities_are_refused(xml: str) -> None:
    with pytest.raises(CartridgeDangerous):
        read_cartridge(opened(packed({"imsmanifest.xml": xml})))


def test_an_entity_in_a_link_is_refused_too() -> None:
    made = manifest(item("One", inside=item("L", "r")), resource("r", "imswl_xmlv1p1", "l.xml"))
    plan = read_cartridge(opened(packed({"imsmanifest.xml": made, "l.xml": OUTSIDE})))
    assert [one.why for one in plan.remarks] == [Why.DAMAGED]
    assert plan.modules[0].items == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"not a zip at all" * 100,
        b"PK\x05\x06" + bytes(18),
        packed({"readme.txt": "no manifest"}),
        packed({"imsmanifest.xml": ""}),
        packed({"imsmanifest.xml": "<manifest"}),
        packed({"imsmanifest.xml": "<html/>"}),
        packed({"imsmanifest.xml": bytes(range(256))}),
        simple()[:-40],
        simple()[40:],
    ],
)
def test_what_is_no_cartridge_is_refused_in_words(scene: Scene, data: bytes) -> None:
    answer = scene.send(data)
    assert answer.status_code == 400, answer.text
    assert "Common Cartridge" in answer.text or "Choose a file" in answer.text
    assert scene.modules() == []


def test_a_locked_cartridge_is_refused_in_words(scene: Scene) -> None:
    data = bytearray(simple())
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    assert "password" in scene.send(bytes(data)).text


def test_duplicates_and_circles_end() -> None:
    needs = '<dependency identifierref="r2"/>'
    back = '<dependency identifierref="r1"/><dependency identifierref="r2"/>'
    made = manifest(
        item("One", inside=item("A", "r1") + item("A again", "r1") + item("Gone", "r9")),
        resource("r1", "webcontent", "a.html", inside=needs)
        + resource("r2", "associatedcontent/x/learning-application-resource", "b", inside=back)
        + resource("r1", "webcontent", "c.html"),
    )
    data = {"imsmanifest.xml": made, "a.html": page("A", "x"), "c.html": page("C", "y"), "b": ""}
    plan = read_cartridge(opened(packed(data)))
    assert [one.title for one in plan.modules[0].items] == ["A", "A again"]
    assert {Why.DUPLICATE, Why.MISSING} <= {one.why for one in plan.remarks}


def test_very_deep_folders_are_flattened() -> None:
    deep = item("Page", "r1")
    for number in range(300):
        deep = item(f"Level {number}", inside=deep)
    made = manifest(deep, resource("r1", "webcontent", "a.html"))
    plan = read_cartridge(opened(packed({"imsmanifest.xml": made, "a.html": page("A", "x")})))
    assert plan.modules[0].items[-1].title == "Page"


def test_wrong_encodings_come_in(scene: Scene) -> None:
    made = SIMPLE.replace("A page", "Así").encode("cp1252")
    scene.bring(packed({"imsmanifest.xml": made, "a.html": "<p>Año</p>".encode("cp1252")}))
    ((_module, (one,)),) = scene.modules()
    assert (one.title, one.text) == ("Así", "Año")


def test_scripts_in_a_page_do_not_come_in(scene: Scene) -> None:
    body = (
        '<script>alert(1)</script><p onclick="x()">Hi <a href="javascript:alert(1)">there</a></p>'
        '<img src="data:image/svg+xml,<svg onload=x()>" alt="p">&lt;script&gt;alert(2)&lt;/script&gt;'
        "<form action='https://evil.example.org'><input name=password></form>"
    )
    address = scene.bring(simple(body))
    ((_module, (one,)),) = scene.modules()
    shown = scene.facilitator.browser.get(
        f"/exchanges/{scene.exchange_id}/modules/items/{one.id}"
    ).text
    for never in ("javascript:", "data:"):
        assert never not in one.text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(2)" in shown
    assert "forms: 1" in scene.facilitator.browser.get(address).text


def test_a_picture_that_is_no_picture_is_only_a_file(scene: Scene) -> None:
    made = SIMPLE.replace(
        "</resources>", resource("f", "webcontent", "x.html.png") + "</resources>"
    )
    body = page("A", '<img src="x.html.png" alt="x">')
    data = {"imsmanifest.xml": made, "a.html": body, "x.html.png": "<script>alert(1)</script>"}
    scene.bring(packed(data))
    text = scene.text("A page")
    address = text[text.index("(") + 1 : text.index(")")]
    with scene.facilitator.browser.get(address) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.mimetype != "text/html"


def test_one_page_that_is_named_a_thousand_times_is_read_within_bounds() -> None:
    many = "".join(item(f"{number}", "r1") for number in range(1_000))
    made = manifest(item("One", inside=many), resource("r1", "webcontent", "a.html"))
    plan = read_cartridge(opened(packed({"imsmanifest.xml": made, "a.html": b"x" * MIB})))
    assert len(plan.modules[0].items) == 128
    assert sum(one.why == Why.TOO_LARGE for one in plan.remarks) == 872


def test_a_manifest_with_more_things_than_any_course_is_refused() -> None:
    many = "".join(resource(f"r{number}", "webcontent", "a") for number in range(20_001))
    with pytest.raises(CartridgeTooLarge):
        read_cartridge(opened(packed({"imsmanifest.xml": manifest("", many)})))


def test_a_link_of_ten_megabytes_is_remarked_and_not_read() -> None:
    made = manifest(item("One", inside=item("L", "r")), resource("r", "imswl_xmlv1p1", "l.xml"))
    data = {"imsmanifest.xml": made, "l.xml": os.urandom(5 * MIB).hex()}
    plan = read_cartridge(opened(packed(data)))
    assert [(one.why, one.title) for one in plan.remarks] == [(Why.TOO_LARGE, "L")]
