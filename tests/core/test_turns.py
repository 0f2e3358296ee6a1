"""What many do at the same time is done a few at once, in the order in which they came."""

import threading

from vsm_platform.core.unit_of_work import FifoLock


def _wait_until_queued(line: FifoLock, waiting: int) -> None:
    deadline = threading.Event()
    for _ in range(1000):
        if len(line._waiting) == waiting:
            return
        deadline.wait(0.005)
    raise AssertionError("nobody waits")


def test_as_many_as_there_are_places_are_served_at_once_and_the_others_in_their_order() -> None:
    line, served = FifoLock(places=2), list[int]()
    goes_on = threading.Event()

    def come(number: int) -> None:
        with line:
            served.append(number)
            goes_on.wait(5)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(6)]
    for number, thread in enumerate(threads):
        thread.start()
        _wait_until_queued(line, max(0, number - 1))
    assert sorted(served) == [0, 1]
    goes_on.set()
    for thread in threads:
        thread.join(5)
    assert served[2:] == [2, 3, 4, 5]


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
