"""Our course as a cartridge: what the specification asks of it, and back again through the reader."""

import io
import zipfile

from defusedxml import ElementTree

from tests.content.cartridges.building import canvas
from tests.content.cartridges.conftest import Scene
from vsm_platform.content.modules.api import do_add_link, do_add_module, do_add_page

NAMES = {
    "cc": "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1",
    "cpx": "http://www.imsglobal.org/xsd/imsccv1p3/imscp_extensionv1p2",
}


def exported(scene: Scene) -> bytes:
    with scene.facilitator.browser.get(scene.path("/course.imscc")) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return answer.data


def test_a_manifest_is_as_the_specification_asks(scene: Scene) -> None:
    scene.bring(canvas())
    archive = zipfile.ZipFile(io.BytesIO(exported(scene)))
    root = ElementTree.fromstring(archive.read("imsmanifest.xml"))
    assert root.findtext("cc:metadata/cc:schema", namespaces=NAMES) == "IMS Common Cartridge"
    assert root.findtext("cc:metadata/cc:schemaversion", namespaces=NAMES) == "1.3.0"
    organization = root.findall("cc:organizations/cc:organization", NAMES)
    assert [one.get("structure") for one in organization] == ["rooted-hierarchy"]
    assert len(organization[0].findall("cc:item", NAMES)) == 1
    resources = {one.get("identifier"): one for one in root.findall("cc:resources/*", NAMES)}
    everything = [one.get("identifier") for one in root.iter() if one.get("identifier")]
    assert len(everything) == len(set(everything))
    references = [one.get("identifierref") for one in root.iter() if one.get("identifierref")]
    assert set(references) <= resources.keys()
    for one in resources.values():
        files = [file.get("href") for file in one.findall("cc:file", NAMES)]
        assert one.get("href") in files
        assert set(files) <= set(archive.namelist())
    for one in root.iter(f"{{{NAMES['cc']}}}item"):
        # Whoever refers to a thing holds no others (section 4.4).
        assert not (one.get("identifierref") and one.findall("cc:item", NAMES))
    assert len(list(root.iter(f"{{{NAMES['cpx']}}}variant"))) == 1


def test_a_course_comes_back_as_it_was(scene: Scene) -> None:
    scene.bring(canvas())
    first = [
        (module.title, [(one.kind, one.title) for one in items])
        for module, items in scene.modules()
    ]
    scene.bring(exported(scene))
    both = [
        (module.title, [(one.kind, one.title) for one in items])
        for module, items in scene.modules()
    ]
    assert both == first * 2
    heat = [one.text for _m, items in scene.modules() for one in items if one.title == "Heat"]
    assert "![A reef](/exchanges/" in heat[1]


def test_markdown_survives_the_way_there_and_back(scene: Scene) -> None:
    text = (
        "## Heat\n\n1. one\n2. two\n\n- **a**\n- *b*\n\n> quoted\n\n```\ncode  here\n```\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\nSee [us](https://x.example.org/)."
    )
    with scene.world.work() as session:
        module = do_add_module(session, scene.exchange_id, "Ours & <theirs>", actor_id=None)
        do_add_page(session, module, "Heat \x01", text, actor_id=None)
        do_add_link(session, module, "Ö", "https://x.example.org/?a=1&b=2", actor_id=None)
    scene.bring(exported(scene))
    (_first, _items), (second, items) = scene.modules()
    assert second.title == "Ours & <theirs>"
    assert items[0].text == text
    assert items[1].url == "https://x.example.org/?a=1&b=2"
