"""A quiz as it is written into one field: a question on a line, its answers below, right ones with a star."""

import re
from collections.abc import Iterator

from flask_babel import gettext

from vsm_platform.live.actions.quizzing import QuizQuestion
from vsm_platform.live.models import MOST_OPTIONS, MOST_QUESTIONS, OPTION, WORDS

_MARK = re.compile(r"^(?:([*✓])|[-•])\s*")


class NotAQuiz(ValueError):
    """The text cannot be read; the message says where, and what to do."""


def read_quiz(text: str) -> list[QuizQuestion]:
    """The questions of a text; an empty line stands between two.

    Raises:
        NotAQuiz: one of them is no question with from two to eight answers, of which some are right.
    """
    questions = [_question(number, lines) for number, lines in enumerate(_blocks(text), 1)]
    if not questions:
        raise NotAQuiz(gettext("Write at least one question."))
    if len(questions) > MOST_QUESTIONS:
        raise NotAQuiz(gettext("A quiz has at most %(most)d questions.", most=MOST_QUESTIONS))
    return questions


def _blocks(text: str) -> Iterator[list[str]]:
    for block in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n")):
        lines = [" ".join(line.split()) for line in block.splitlines()]
        found = [line for line in lines if line]
        if found:
            yield found


def _question(number: int, lines: list[str]) -> QuizQuestion:
    question, answers = lines[0], lines[1:]
    options = [_MARK.sub("", line) for line in answers]
    marks = (_MARK.match(line) for line in answers)
    right = [place for place, mark in enumerate(marks) if mark and mark[1]]
    if not 2 <= len(options) <= MOST_OPTIONS or len(set(options)) < len(options):
        raise NotAQuiz(
            gettext(
                "Question %(number)d needs from two to eight different answers, one on each line "
                "below it.",
                number=number,
            )
        )
    if not right:
        raise NotAQuiz(
            gettext("Put a star (*) before what is right in question %(number)d.", number=number)
        )
    if len(question) > WORDS or any(not 0 < len(option) <= OPTION for option in options):
        raise NotAQuiz(
            gettext("An answer of question %(number)d is empty or too long.", number=number)
        )
    return QuizQuestion(question, options, right)
