"""Robots send the forms that stand on the product's pages."""

from urllib.parse import urlsplit

from vsm_platform.demo.launching import ArrivalError, path_of
from vsm_platform.practice import Robot, Visit


def send_if_there(robot: Robot, visit: Visit, ending: str, **values: str) -> Visit | None:
    """Send the page's form whose address ends so; None where there is none.

    Raises:
        ArrivalError: it is not taken.
    """
    for number, form in enumerate(visit.forms):
        if form.method == "POST" and urlsplit(form.action).path.endswith(ending):
            answer = robot.submit(visit, number, **values)
            if answer.status != 200:
                raise ArrivalError(f"{path_of(answer)} answered {answer.status}")
            return answer
    return None


def send(robot: Robot, visit: Visit, ending: str, **values: str) -> Visit:
    """The same, of a form that must be there.

    Raises:
        ArrivalError: there is none, or it is not taken.
    """
    answer = send_if_there(robot, visit, ending, **values)
    if answer is None:
        raise ArrivalError(f"{path_of(visit)} answered {visit.status} without a form to {ending}")
    return answer
