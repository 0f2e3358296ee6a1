"""What many do at the same time is done a few at once, in the order in which they came."""

import threading
from collections.abc import Callable
from functools import partial

from vsm_platform.core.unit_of_work import FifoLock


def _wait_until(happened: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(1000):
        if happened():
            return
        pause.wait(0.005)
    raise AssertionError("it did not happen")


class Queue:
    """People who come to a line one after the other, and stay until they are let go."""

    def __init__(self, places: int, people: int) -> None:
        self.served: list[int] = []
        self._line, self._goes_on = FifoLock(places), threading.Event()
        self._threads = [threading.Thread(target=self._come, args=(one,)) for one in range(people)]
        for number, thread in enumerate(self._threads):
            thread.start()
            _wait_until(partial(self._have_come, number + 1))

    def _come(self, number: int) -> None:
        with self._line:
            self.served.append(number)
            self._goes_on.wait(5)

    def _have_come(self, people: int) -> bool:
        return len(self.served) + len(self._line._waiting) == people

    def go_on(self) -> None:
        self._goes_on.set()
        for thread in self._threads:
            thread.join(5)


def test_as_many_as_there_are_places_are_served_at_once() -> None:
    queue = Queue(places=2, people=5)
    assert queue.served == [0, 1]
    queue.go_on()
    assert sorted(queue.served) == [0, 1, 2, 3, 4]


def test_who_waits_is_served_in_the_order_in_which_they_came() -> None:
    queue = Queue(places=1, people=6)
    assert queue.served == [0]
    queue.go_on()
    assert queue.served == [0, 1, 2, 3, 4, 5]


def test_whoever_fails_gives_the_place_back() -> None:
    line = FifoLock()
    for _ in range(3):
        try:
            with line:
                raise ValueError
        except ValueError:
            pass
    with line:
        assert not line._waiting
