"""A course as Canvas itself exports one: every file and every habit of it, with words of our own.

Real exports are other people's courses (``test_real_ones`` reads those), so this one was written after
their pattern, entry by entry: ``course_settings`` with its joke, pages with their meta tags, a page that
is named twice, tasks in a folder with their settings, a discussion that is marked and its settings beside
it, a quiz in two formats, an unpublished module, a heading, titles that end in white space, and links by
``$WIKI_REFERENCE$``, ``$CANVAS_OBJECT_REFERENCE$`` and ``$CANVAS_COURSE_REFERENCE$``.
"""

from hashlib import md5

from tests.content.cartridges.building import LAR, QUIZ, packed
from tests.content.files.sending import PNG

CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def named(word: str) -> str:
    """An identifier as Canvas makes them: a letter and a digest."""
    return "g" + md5(word.encode(), usedforsecurity=False).hexdigest()


def _xml(root: str, inside: str, identifier: str = "") -> str:
    said = f' identifier="{identifier}"' if identifier else ""
    return (
        f'{DECLARATION}<{root}{said} xmlns="{CANVAS}" xmlns:xsi="{XSI}" '
        f'xsi:schemaLocation="{CANVAS} https://canvas.instructure.com/xsd/cccv1p0.xsd">\n'
        f"{inside}\n</{root}>\n"
    )


def _page(title: str, word: str, body: str, state: str = "active") -> str:
    return (
        '<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>\n'
        f'<title>{title}</title>\n<meta name="identifier" content="{named(word)}"/>\n'
        '<meta name="editing_roles" content="teachers"/>\n'
        f'<meta name="workflow_state" content="{state}"/>\n</head>\n<body>\n{body}\n</body>\n</html>'
    )


def _task(title: str, word: str, points: str, kinds: str) -> str:
    return _xml(
        "assignment",
        f"  <title>{title}</title>\n  <due_at/>\n  <lock_at/>\n  <unlock_at/>\n"
        "  <module_locked>false</module_locked>\n"
        f"  <assignment_group_identifierref>{named('group')}</assignment_group_identifierref>\n"
        "  <workflow_state>unpublished</workflow_state>\n"
        "  <assignment_overrides>\n  </assignment_overrides>\n"
        "  <has_group_category>false</has_group_category>\n"
        f"  <points_possible>{points}</points_possible>\n  <grading_type>points</grading_type>\n"
        f"  <submission_types>{kinds}</submission_types>\n  <position>1</position>\n"
        "  <peer_reviews>false</peer_reviews>\n"
        "  <post_policy>\n    <post_manually>false</post_manually>\n  </post_policy>",
        named(word),
    )


def _topic(title: str, text: str) -> str:
    space = "http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1"
    return (
        f'{DECLARATION}<topic xmlns="{space}" xmlns:xsi="{XSI}" xsi:schemaLocation="{space} '
        ' http://www.imsglobal.org/profile/cc/ccv1p1/ccv1p1_imsdt_v1p1.xsd">\n'
        f'  <title>{title}</title>\n  <text texttype="text/html">{text}</text>\n</topic>\n'
    )


def _link(title: str, address: str) -> str:
    space = "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1"
    return (
        f'{DECLARATION}<webLink xmlns="{space}" xmlns:xsi="{XSI}">\n  <title>{title}</title>\n'
        f'  <url href="{address}"/>\n</webLink>\n'
    )


WELCOME = f"""<h3><span style="font-size: 14pt;"><strong>Kia orana!</strong></span></h3>
<p>First read <a title="Heat" href="$WIKI_REFERENCE$/pages/heat-and-water">about heat</a>, then
<a title="Write" href="$CANVAS_OBJECT_REFERENCE$/assignments/{named("write")}">write to a partner</a> and
<a href="$CANVAS_OBJECT_REFERENCE$/discussion_topics/{named("talk")}">say who you are</a>.&nbsp;</p>
<p><a class="instructure_file_link instructure_scribd_file" title="Map.pdf"
 href="$IMS-CC-FILEBASE$/Hand%20outs/Map.pdf?canvas_=1&amp;canvas_qs_wrap=1">Map.pdf</a>,
<a href="$CANVAS_COURSE_REFERENCE$/file_ref/{named("map")}/download?wrap=1">the same map</a>,
<a href="$CANVAS_OBJECT_REFERENCE$/quizzes/{named("quiz")}">a quiz</a>,
<a href="$CANVAS_COURSE_REFERENCE$/grades">your grades</a></p>"""
HEAT = f"""<p>It is <img class="equation_image" title="Q=mc\\Delta T" alt="LaTeX: Q=mc\\Delta T"
 src="/equation_images/Q%253Dmc%255CDelta%2520T" data-equation-content="Q=mc\\Delta T">.</p>
<p><img src="$IMS-CC-FILEBASE$/Images/Wave%20Icon.png" alt="A wave" width="80" height="80"></p>
<p><a href="$WIKI_REFERENCE$/pages/{named("welcome")}?module_item_id=1">Back</a></p>"""
ENTRIES: dict[str, bytes | str] = {
    "web_resources/Images/Wave Icon.png": PNG,
    "web_resources/Hand outs/Map.pdf": b"%PDF-1.4 our map",
    "wiki_content/welcome.html": _page("Welcome ", "welcome", WELCOME),
    "wiki_content/heat-and-water.html": _page("Heat &amp; water", "heat", HEAT, "unpublished"),
    f"{named('write')}/write-to-a-partner.html": "<html>\n<head>\n"
    "<title>Assignment: Write to a partner</title>\n</head>\n<body>\n<p>Look at "
    '<a href="$WIKI_REFERENCE$/pages/heat-and-water">heat</a> first.</p>\n</body>\n</html>',
    f"{named('write')}/assignment_settings.xml": _task(
        "Write to a partner ", "write", "12.5", "online_upload,online_text_entry"
    ),
    f"{named('talk')}.xml": _topic(
        "Who are you?",
        "&lt;p&gt;&lt;strong&gt;One picture&lt;/strong&gt; and three sentences, as in&amp;nbsp;"
        '&lt;a href="$WIKI_REFERENCE$/pages/welcome"&gt;the welcome&lt;/a&gt;.&lt;/p&gt;',
    ),
    f"{named('talk meta')}.xml": _xml(
        "topicMeta",
        f"  <topic_id>{named('talk')}</topic_id>\n  <title>Who are you?</title>\n"
        "  <type>topic</type>\n  <discussion_type>side_comment</discussion_type>\n"
        f'  <assignment identifier="{named("talk task")}">\n    <title>Who are you?</title>\n'
        "    <points_possible>5.0</points_possible>\n  </assignment>",
        named("talk meta"),
    ),
    f"{named('map link')}.xml": _link("A map of currents", "https://maps.example.org/?a=1&amp;b=2"),
    f"{named('quiz')}/assessment_qti.xml": QUIZ,
    f"{named('quiz')}/assessment_meta.xml": _xml(
        "quiz", "  <title>What do you know?</title>", named("quiz")
    ),
    f"non_cc_assessments/{named('quiz')}.xml.qti": QUIZ,
    "course_settings/syllabus.html": "<html>\n<head>\n<title>Syllabus</title>\n</head>\n<body>\n"
    "<p>Two weeks by the sea.</p>\n</body>\n</html>",
    "course_settings/course_settings.xml": _xml("course", "  <title>Our Ocean</title>", named("c")),
    "course_settings/module_meta.xml": _xml(
        "modules",
        f'  <module identifier="{named("module 1")}">\n    <title>Week 1 </title>\n'
        "    <workflow_state>active</workflow_state>\n  </module>",
    ),
    "course_settings/assignment_groups.xml": _xml("assignmentGroups", ""),
    "course_settings/files_meta.xml": _xml("fileMeta", ""),
    "course_settings/media_tracks.xml": _xml("media_tracks", ""),
    "course_settings/canvas_export.txt": "Q: What did the panda say?\nA: ...",
}


def _item(title: str, reference: str = "", inside: str = "") -> str:
    refers = f' identifierref="{reference}"' if reference else ""
    return (
        f'<item identifier="{named("item" + title + reference)}"{refers}>\n'
        f"<title>{title}</title>\n{inside}</item>\n"
    )


def _resource(word: str, kind: str, *files: str, href: bool = True, more: str = "") -> str:
    leads = f' href="{files[0]}"' if href else ""
    listed = "".join(f'\n<file href="{name}"/>' for name in files)
    return (
        f'<resource identifier="{named(word)}" type="{kind}"{leads}>{listed}{more}\n</resource>\n'
    )


def _modules() -> str:
    week = (
        _item("Welcome", named("welcome"))
        + _item("Before we meet")
        + _item("Heat &amp; water", named("heat"))
        + _item("A map of currents", named("map link"))
        + _item("Who are you?", named("talk"))
        + _item("What do you know?", named("quiz"))
    )
    again = _item("Write to a partner", named("write")) + _item("Once more", named("heat"))
    return _item("Week 1 ", inside=week) + _item("Week 2", inside=again)


def _resources() -> str:
    settings = [name for name in ENTRIES if name.startswith("course_settings/")]
    quiz = f'\n<dependency identifierref="{named("quiz meta")}"/>'
    talk = f'\n<dependency identifierref="{named("talk meta")}"/>'
    return (
        _resource("syllabus", LAR, settings[0]).replace(
            '.html">', '.html" intendeduse="syllabus">', 1
        )
        + _resource("settings", LAR, settings[-1], *settings[1:-1])
        + _resource("write", LAR, *[one for one in ENTRIES if one.startswith(named("write"))])
        + _resource("talk", "imsdt_xmlv1p1", f"{named('talk')}.xml", href=False, more=talk)
        + _resource("talk meta", LAR, f"{named('talk meta')}.xml")
        + _resource("map link", "imswl_xmlv1p1", f"{named('map link')}.xml", href=False)
        + _resource(
            "quiz",
            "imsqti_xmlv1p2/imscc_xmlv1p1/assessment",
            f"{named('quiz')}/assessment_qti.xml",
            href=False,
            more=quiz,
        )
        + _resource(
            "quiz meta",
            LAR,
            f"{named('quiz')}/assessment_meta.xml",
            f"non_cc_assessments/{named('quiz')}.xml.qti",
        )
        + _resource("welcome", "webcontent", "wiki_content/welcome.html")
        + _resource("heat", "webcontent", "wiki_content/heat-and-water.html")
        + _resource("wave", "webcontent", "web_resources/Images/Wave Icon.png")
        + _resource("map", "webcontent", "web_resources/Hand outs/Map.pdf")
    )


def _manifest() -> str:
    space = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
    lom = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM"
    return f"""{DECLARATION}<manifest identifier="{named("manifest")}" xmlns="{space}"
 xmlns:lom="{lom}/resource" xmlns:lomimscc="{lom}/manifest" xmlns:xsi="{XSI}">
<metadata>
<schema>IMS Common Cartridge</schema>
<schemaversion>1.1.0</schemaversion>
<lomimscc:lom><lomimscc:general><lomimscc:title><lomimscc:string>Our Ocean</lomimscc:string>
</lomimscc:title></lomimscc:general><lomimscc:lifeCycle><lomimscc:contribute><lomimscc:date>
<lomimscc:dateTime>2026-08-01</lomimscc:dateTime></lomimscc:date></lomimscc:contribute>
</lomimscc:lifeCycle></lomimscc:lom>
</metadata>
<organizations>
<organization identifier="org_1" structure="rooted-hierarchy">
<item identifier="LearningModules">
{_modules()}</item>
</organization>
</organizations>
<resources>
{_resources()}</resources>
</manifest>
"""


def canvas_export() -> bytes:
    """The whole of it, with the manifest last, as Canvas packs it."""
    return packed({**ENTRIES, "imsmanifest.xml": _manifest()})
