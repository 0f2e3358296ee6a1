"""107 synthetic answers with the figures of UNESCO IESALC's "Moving minds" (2022), chapter 5.

Nobody gave these answers: they are made so that their shares are those that the report prints
(``data/vsm_student_survey.toml``), always in the same way. Where the report says "over 60" or
"almost 75", the nearest number of people below or above is taken.
"""

from collections.abc import Sequence

PEOPLE = 107
Said = dict[str, object]


def spread(key: str, numbers: Sequence[tuple[str, int]], step: int) -> list[str]:
    """So many people for each answer, spread over everybody so that no two questions agree."""
    said = [value for value, number in numbers for _ in range(number)]
    assert len(said) == PEOPLE, (key, len(said))
    return [said[person * step % PEOPLE] for person in range(PEOPLE)]


SINGLE = {
    "discovery": [("home_institution", 65), ("partner", 20), ("students", 12), ("online", 10)],
    "first_time": [("yes", 80), ("no", 27)],
    "satisfaction": [("5", 22), ("4", 38), ("3", 27), ("2", 13), ("1", 7)],
    "again": [("yes", 80), ("no", 27)],
    "recommend": [("5", 30), ("4", 36), ("3", 24), ("2", 10), ("1", 7)],
    "future_mode": [("virtual", 9), ("hybrid", 39), ("physical", 59)],
    "age": [("from_18", 89), ("from_26", 12), ("over_35", 6)],
    "gender": [("female", 68), ("male", 39)],
}
MOTIVES = {
    "academic": range(82),
    "work_experience": range(66, 107),
    "could_not_travel": range(22),
    "financial": range(22, 36),
    "environmental": range(36, 49),
}
IMPROVE = [
    ("More time to talk with the students of the other university.", 40, "more interaction"),
    ("Nothing comes to my mind.", 21, "nothing or do not know"),
    ("Meeting once in person would have helped.", 15, "in person"),
    ("Shorter readings, please.", 20, ""),
    ("", 11, ""),
]
"""What people wrote, how many, and the tag that somebody who reads it gives."""


def best(person: int) -> list[str]:
    """35 put flexibility first and 28 staying at home; 75, 59 and 55 name flexibility, home, cost."""
    if person < 31:
        return ["flexibility", "home", "cost"]
    if person < 35:
        return ["flexibility", "cost"]
    if person < 63:
        return ["home", "flexibility", "people"]
    if person < 75:
        return ["people", "flexibility", "skills"]
    return ["teaching", "cost", "skills"] if person < 95 else ["teaching", "people"]


def challenge(place: int) -> list[str]:
    """40 put the internet first; 73, 60, 48, 47 name internet, time zones, feedback, teaching."""
    if place < 27:
        return ["internet", "time_zones", "feedback"]
    if place < 40:
        return ["internet", "teaching_quality", "language"]
    if place < 73:
        return ["time_zones", "internet", "teaching_quality"]
    if place < 94:
        return ["feedback", "contact"]
    return ["teaching_quality"] if place == 94 else ["contact", "language"]


def _lives() -> tuple[set[int], set[int], set[int]]:
    """Who works, who cares for somebody, who studies part-time, as the report crosses them.

    Of the 35 who put flexibility first 11 work, 11 care and 6 study part-time; of the 40 who put
    the internet first 12 work, 12 care and 5 do both.
    """
    flexible = set(range(35))
    online = {
        person for person in range(PEOPLE) if challenge(person * 37 % PEOPLE)[0] == "internet"
    }
    both, one = sorted(flexible & online), sorted(flexible - online)
    other, none = sorted(online - flexible), sorted(set(range(PEOPLE)) - flexible - online)
    work = both[:5] + one[:6] + other[:7] + none[:21]
    care = both[3:8] + one[4:10] + other[4:11] + none[15:26]
    part_time = both[:2] + one[:2] + one[12:14] + none[30:38]
    return set(work), set(care), set(part_time)


def everybody() -> list[dict[str, Said]]:
    """What each of the 107 sends, by section of the questionnaire."""
    single = {
        key: spread(key, numbers, step)
        for step, (key, numbers) in zip(
            (5, 11, 17, 23, 31, 43, 53, 61), SINGLE.items(), strict=True
        )
    }
    wrote = spread("improve", [(text, number) for text, number, _tag in IMPROVE], 71)
    work, care, part_time = _lives()
    return [
        {
            "before": {
                "discovery": single["discovery"][person],
                "first_time": single["first_time"][person],
                "motivation": [
                    key for key, places in MOTIVES.items() if person * 13 % PEOPLE in places
                ],
            },
            "experience": {
                "satisfaction": single["satisfaction"][person],
                "best": best(person),
                "challenge": challenge(person * 37 % PEOPLE),
            },
            "after": {
                "again": single["again"][person],
                "recommend": single["recommend"][person],
                "improve": wrote[person],
                "future_mode": single["future_mode"][person],
            },
            "background": {
                "age": single["age"][person],
                "gender": single["gender"][person],
                "study_mode": "part_time" if person in part_time else "full_time",
                "caring": "yes" if person in care else "no",
                "work": "part_time" if person in work else "no",
            },
        }
        for person in range(PEOPLE)
    ]
