"""What other rooms may use of discussion."""

import vsm_platform.discussion.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.discussion.actions.keeping import (
    OwnPost,
    do_copy_topics,
    do_erase_person,
    posts_of,
)
from vsm_platform.discussion.actions.kept_talk import KeptTalk, Turn, do_keep_talk
from vsm_platform.discussion.jobs import HANDLERS
from vsm_platform.discussion.models import Post, SpaceKind, Topic
from vsm_platform.discussion.policies import Place
from vsm_platform.discussion.prompts import language_of_library, prompts
from vsm_platform.discussion.spaces import discussion_path, post_path, space_path, topic_path

__all__ = [
    "HANDLERS",
    "KeptTalk",
    "OwnPost",
    "Place",
    "Post",
    "SpaceKind",
    "Topic",
    "Turn",
    "discussion_path",
    "do_copy_topics",
    "do_erase_person",
    "do_keep_talk",
    "language_of_library",
    "post_path",
    "posts_of",
    "prompts",
    "space_path",
    "topic_path",
]
