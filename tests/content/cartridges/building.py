"""Cartridges as LMSs write them, byte for byte of our own making.

Each builder says whose structure it imitates; what stands in them is our own.
"""

import io
import zipfile
from collections.abc import Mapping

from tests.content.files.sending import PNG

V1 = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
V3 = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"


def packed(entries: Mapping[str, bytes | str]) -> bytes:
    """A zip archive of these entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def manifest(
    items: str, resources: str, *, title: str = "Oceans", version: str = "1.1.0", space: str = V1
) -> str:
    """The frame that all of them share."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m1" xmlns="{space}"
    xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
    xmlns:cpx="http://www.imsglobal.org/xsd/imsccv1p3/imscp_extensionv1p2">
  <metadata><schema>IMS Common Cartridge</schema><schemaversion>{version}</schemaversion>
    <lomimscc:lom><lomimscc:general><lomimscc:title>
      <lomimscc:string>{title}</lomimscc:string></lomimscc:title>
      <lomimscc:language>en</lomimscc:language></lomimscc:general></lomimscc:lom></metadata>
  <organizations><organization identifier="org_1" structure="rooted-hierarchy">
    <item identifier="LearningModules">{items}</item></organization></organizations>
  <resources>{resources}</resources>
</manifest>"""


def resource(identifier: str, kind: str, *files: str, inside: str = "", href: str = "") -> str:
    href = f' href="{href or files[0]}"' if files else ""
    listed = "".join(f'<file href="{name}"/>' for name in files)
    return f'<resource identifier="{identifier}" type="{kind}"{href}>{inside}{listed}</resource>'


def item(title: str, reference: str = "", inside: str = "") -> str:
    refers = f' identifierref="{reference}"' if reference else ""
    number = abs(hash((title, reference, inside)))
    return f'<item identifier="i{number}"{refers}><title>{title}</title>{inside}</item>'


def page(title: str, body: str) -> str:
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>'
        f"<title>{title}</title></head><body>{body}</body></html>"
    )


LAR = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
QUIZ = """<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">
<assessment ident="q1" title="What do you know?"><section ident="s">
<item ident="a"/><item ident="b"/></section></assessment></questestinterop>"""
TOOL = """<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0"
 xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0"><blti:title>A pinboard</blti:title>
 </cartridge_basiclti_link>"""


_CANVAS_FILES: dict[str, bytes | str] = {
    "course_settings/syllabus.html": page("Syllabus", ""),
    "course_settings/module_meta.xml": "<modules/>",
    "wiki_content/heat.html": page(
        "Heat",
        '<h2>Where it <em>goes</em></h2><p>See <a href="$WIKI_REFERENCE$/pages/reef">the'
        ' reef</a>.</p><img src="$IMS-CC-FILEBASE$/pictures/my%20reef.png" alt="A reef">'
        '<iframe src="https://elsewhere.example.org/game"></iframe>',
    ),
    "wiki_content/reef.html": page("The reef", "<p>It lives.</p>"),
    "web_resources/pictures/my reef.png": PNG,
    "w1.xml": '<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1">'
    '<title>A map</title><url href="https://maps.example.org/"/></webLink>',
    "a1/write.html": page("Write", "<p>Write <b>200 words</b>.</p>"),
    "a1/assignment_settings.xml": '<assignment xmlns="http://canvas.instructure.com/xsd/'
    'cccv1p0"><title>Write</title><points_possible>12.5</points_possible>'
    "<submission_types>online_upload</submission_types></assignment>",
    "d1.xml": '<topic xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1"><title>Talk'
    '</title><text texttype="text/html">&lt;p&gt;Who are you?&lt;/p&gt;</text></topic>',
    "m1.xml": "<topicMeta/>",
    "q1/assessment_qti.xml": QUIZ,
    "t1.xml": TOOL,
}


def canvas() -> bytes:
    """As Canvas exports: ``wiki_content``, ``web_resources``, ``course_settings``, tasks as HTML with
    ``assignment_settings.xml`` beside it, and links by ``$IMS-CC-FILEBASE$`` and ``$WIKI_REFERENCE$``."""
    week = (
        item("Heat", "p1")
        + item("Before we meet")
        + item("A map", "w1")
        + item("Write to a partner", "a1")
        + item("Talk", "d1")
        + item("Quiz", "q1")
        + item("Our pinboard", "t1")
    )
    resources = [
        resource("set", LAR, "course_settings/syllabus.html", "course_settings/module_meta.xml"),
        resource("p1", "webcontent", "wiki_content/heat.html"),
        resource("p2", "webcontent", "wiki_content/reef.html"),
        resource("f1", "webcontent", "web_resources/pictures/my reef.png"),
        resource("w1", "imswl_xmlv1p1", "w1.xml"),
        resource("a1", LAR, "a1/write.html", "a1/assignment_settings.xml"),
        resource("d1", "imsdt_xmlv1p1", "d1.xml", inside='<dependency identifierref="m1"/>'),
        resource("m1", LAR, "m1.xml"),
        resource("q1", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "q1/assessment_qti.xml"),
        resource("t1", "imsbasiclti_xmlv1p0", "t1.xml"),
    ]
    made = manifest(item("Warm water", inside=week), "".join(resources))
    return packed({"imsmanifest.xml": made, **_CANVAS_FILES})


def moodle() -> bytes:
    """As Moodle exports: 1.1, one folder of numbered files, sections as folders, labels as folders
    within them, links to files relative to the page, and names in other letters."""
    sections = item(
        "Tema 1",
        inside=item("Lectura", "I_1_R")
        + item("Antes", inside=item("Enlace", "I_2_R"))
        + item("Folleto", "I_3_R"),
    ) + item("Tema 2", inside=item("Foro", "I_4_R"))
    resources = [
        resource("I_1_R", "webcontent", "i_1/lectura.html", "i_1/niño.png"),
        resource("I_2_R", "imswl_xmlv1p1", "i_2/weblink.xml"),
        resource("I_3_R", "webcontent", "i_3/folleto.pdf"),
        resource("I_4_R", "imsdt_xmlv1p1", "i_4/discussion.xml"),
    ]
    return packed(
        {
            "imsmanifest.xml": manifest(sections, "".join(resources), title="Océanos"),
            "i_1/lectura.html": page(
                "Lectura", '<p>Hola</p><p><img src="ni%C3%B1o.png" alt=""></p>'
            ),
            "i_1/niño.png": PNG,
            "i_2/weblink.xml": '<wl:webLink xmlns:wl="http://www.imsglobal.org/xsd/imsccv1p1/'
            'imswl_v1p1"><title>Enlace</title><url href="https://youtu.be/dQw4w9WgXcQ"/>'
            "</wl:webLink>",
            "i_3/folleto.pdf": b"%PDF-1.4 ours",
            "i_4/discussion.xml": '<topic><title>Foro</title><text texttype="text/html">'
            "&lt;p&gt;Hola&lt;/p&gt;</text></topic>",
        }
    )


def blackboard() -> bytes:
    """As Blackboard exports: 1.2 and 1.3, a titled root with content areas, deep folders, tasks as
    the extension resource with a page as fallback, and files below ``csfiles``."""
    area = item(
        "Content",
        inside=item(
            "Unit 1",
            inside=item("Read", "res1") + item("Deep", inside=item("Task", "res2_fallback")),
        ),
    )
    variant = '<cpx:variant identifier="v" identifierref="res2"><cpx:metadata/></cpx:variant>'
    resources = [
        resource("res1", "webcontent", "res1/read.htm", "csfiles/home_dir/notes.txt"),
        resource("res2", "assignment_xmlv1p0", "res2.xml"),
        resource("res2_fallback", "webcontent", "res2/task.html", inside=variant),
        resource("res3", "imsqti_xmlv1p2/imscc_xmlv1p3/question-bank", "res3.qti"),
    ]
    return packed(
        {
            "imsmanifest.xml": manifest(
                area + item("Information"), "".join(resources), version="1.3.0", space=V3
            ),
            "res1/read.htm": page("Read", '<a href="../csfiles/home_dir/notes.txt">Notes</a>'),
            "csfiles/home_dir/notes.txt": "notes",
            "res2.xml": '<assignment xmlns="http://www.imsglobal.org/xsd/imscc_extensions/assignment">'
            '<title>Task</title><text texttype="text/html">&lt;p&gt;Draw.&lt;/p&gt;</text>'
            '<gradable points_possible="10">true</gradable></assignment>',
            "res2/task.html": page("Task", "<p>Draw.</p>"),
            "res3.qti": "<questestinterop/>",
        }
    )


def simple(body: str = "<p>Hello</p>", **more: bytes | str) -> bytes:
    """The least cartridge: one module with one page."""
    made = manifest(
        item("One", inside=item("A page", "r1")), resource("r1", "webcontent", "a.html")
    )
    return packed({"imsmanifest.xml": made, "a.html": page("A page", body), **more})
