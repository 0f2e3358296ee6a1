"""What waits in the outbox is carried out: in order, again after failures, and not for ever."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from vsm_platform.core import clock, outbox
from vsm_platform.core.courier import Courier, Outcome, again, delivered, later, refused
from vsm_platform.core.outbox import Claimed, Delivery, DeliveryState, HeldChannel
from vsm_platform.core.unit_of_work import Database


class Address:
    """Where test deliveries go: notes what arrives, and answers as it is told to."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.answer: Callable[[Claimed], Outcome] = lambda _claimed: delivered()

    def take(self, _database: Database, claimed: Claimed) -> Outcome:
        self.arrived.append(claimed.payload["text"])
        return self.answer(claimed)


@pytest.fixture
def address() -> Address:
    return Address()


@pytest.fixture
def courier(database: Database, address: Address) -> Courier:
    return Courier(database, {"test": address.take})


def post(database: Database, *texts: str, lane: str = "", channel: str = "lms:1") -> None:
    with database.unit_of_work(writes=True) as session:
        for text in texts:
            payload = {"text": text}
            outbox.enqueue(session, "test", payload, lane=lane or text, channel=channel)
            session.flush()


def states(database: Database) -> list[tuple[DeliveryState, int, str]]:
    with database.unit_of_work(writes=False) as session:
        query = select(Delivery.state, Delivery.attempts, Delivery.error).order_by(Delivery.id)
        return [tuple(row) for row in session.execute(query)]


def test_everything_arrives_once(database: Database, courier: Courier, address: Address) -> None:
    texts = [str(number) for number in range(100)]
    post(database, *texts)
    assert courier.run_due() == 100
    assert sorted(address.arrived) == sorted(texts)
    assert {state for state, *_ in states(database)} == {DeliveryState.DELIVERED}
    assert courier.run_due() == 0


def test_a_lane_keeps_its_order_even_after_a_failure(
    database: Database, courier: Courier, address: Address
) -> None:
    post(database, "first", "second", "third", lane="one student's mark")
    address.answer = lambda _claimed: later("no answer")
    courier.run_due()
    assert address.arrived == ["first"]
    address.answer = lambda _claimed: delivered()
    with clock.moved(timedelta(hours=1)):
        courier.run_due()
    assert address.arrived == ["first", "first", "second", "third"]


def test_a_silent_channel_rests_and_the_others_go_on(
    database: Database, courier: Courier, address: Address
) -> None:
    post(database, *(str(number) for number in range(30)), channel="lms:silent")
    post(database, "other", channel="lms:well")
    address.answer = lambda claimed: (
        later("no answer", holds_channel=True) if claimed.channel == "lms:silent" else delivered()
    )
    courier.run_due()
    assert "other" in address.arrived
    assert len(address.arrived) < 12, "the rest of the batch is spared"
    assert courier.run_due() == 0
    address.answer = lambda _claimed: delivered()
    with clock.moved(timedelta(minutes=1)):
        courier.run_due()
    assert {state for state, *_ in states(database)} == {DeliveryState.DELIVERED}
    with database.unit_of_work(writes=False) as session:
        assert session.scalars(select(HeldChannel)).all() == []


def test_the_other_side_may_say_how_long_to_wait(
    database: Database, courier: Courier, address: Address
) -> None:
    post(database, "mark")
    address.answer = lambda _claimed: later("busy", wait=timedelta(hours=3), holds_channel=True)
    courier.run_due()
    with clock.moved(timedelta(hours=2, minutes=59)):
        assert courier.run_due() == 0
    with clock.moved(timedelta(hours=3, minutes=1)):
        assert courier.run_due() == 1


def test_what_is_refused_is_not_tried_again_until_somebody_says_so(
    database: Database, courier: Courier, address: Address
) -> None:
    post(database, "mark")
    address.answer = lambda _claimed: refused("no such student")
    courier.run_due()
    assert states(database) == [(DeliveryState.REFUSED, 1, "no such student")]
    with clock.moved(timedelta(days=1)):
        assert courier.run_due() == 0
    address.answer = lambda _claimed: delivered()
    with database.unit_of_work(writes=True) as session:
        outbox.do_send_again(session, session.scalars(select(Delivery)).one())
    courier.run_due()
    assert states(database) == [(DeliveryState.DELIVERED, 2, "")]


def test_after_a_week_it_is_given_up_loudly(
    database: Database, courier: Courier, address: Address, capsys: pytest.CaptureFixture[str]
) -> None:
    post(database, "mark")
    address.answer = lambda _claimed: later("no answer")
    courier.run_due()
    with clock.moved(timedelta(days=3)), database.unit_of_work(writes=False) as session:
        assert outbox.late_deliveries(session) == 1
    with clock.moved(timedelta(days=8)):
        courier.run_due()
        with database.unit_of_work(writes=False) as session:
            assert outbox.late_deliveries(session) == 1
    assert states(database)[0][0] == DeliveryState.GIVEN_UP
    assert "delivery_given_up" in capsys.readouterr().out


def test_what_a_killed_process_had_taken_is_tried_again_and_says_so(
    database: Database, courier: Courier, address: Address
) -> None:
    post(database, "mark")
    with database.unit_of_work(writes=True) as session:
        assert [one.was_interrupted for one in outbox.claim(session, 10)] == [False]
    assert courier.run_due() == 0, "its lease still runs"
    interrupted: list[bool] = []

    def answer(claimed: Claimed) -> Outcome:
        interrupted.append(claimed.was_interrupted)
        return delivered()

    address.answer = answer
    with clock.moved(outbox.LEASE + timedelta(seconds=1)):
        assert courier.run_due() == 1
    assert interrupted == [True]


def test_a_recurring_task_comes_back_at_its_time(
    database: Database, courier: Courier, address: Address
) -> None:
    post(database, "roster")
    address.answer = lambda _claimed: again(clock.now() + timedelta(hours=6))
    assert courier.run_due() == 1
    assert courier.run_due() == 0
    with clock.moved(timedelta(hours=7)):
        assert courier.run_due() == 1


def test_a_task_that_recurs_is_not_late_before_its_time(
    database: Database, courier: Courier, address: Address
) -> None:
    post(database, "roster")
    address.answer = lambda _claimed: again(clock.now() + timedelta(days=60))
    courier.run_due()
    for days, late in ((30, 0), (63, 1)):
        with clock.moved(timedelta(days=days)), database.unit_of_work(writes=False) as session:
            assert outbox.late_deliveries(session) == late


def test_what_a_handler_writes_is_saved_with_the_outcome_or_not_at_all(
    database: Database, courier: Courier, address: Address, capsys: pytest.CaptureFixture[str]
) -> None:
    post(database, "mark")

    def fail(_session: object) -> None:
        raise RuntimeError("broken")

    address.answer = lambda _claimed: delivered(fail)
    with pytest.raises(RuntimeError):
        courier.run_due()
    assert states(database)[0][0] == DeliveryState.WAITING


def test_a_mistake_in_a_handler_is_logged_and_tried_again(
    database: Database, courier: Courier, address: Address, capsys: pytest.CaptureFixture[str]
) -> None:
    post(database, "mark", "other")

    def fail(claimed: Claimed) -> Outcome:
        if claimed.payload["text"] == "mark":
            raise ValueError
        return delivered()

    address.answer = fail
    courier.run_due()
    assert states(database) == [
        (DeliveryState.WAITING, 1, "unexpected ValueError"),
        (DeliveryState.DELIVERED, 1, ""),
    ]
    assert "delivery_failed" in capsys.readouterr().out


def test_what_arrived_is_forgotten_after_half_a_year_and_what_did_not_is_kept(
    database: Database, courier: Courier, address: Address
) -> None:
    post(database, "arrives", "is refused")
    address.answer = lambda claimed: (
        delivered() if claimed.payload["text"] == "arrives" else refused("no such student")
    )
    courier.run_due()
    for days, left in ((179, 2), (181, 1)):
        with clock.moved(timedelta(days=days)), database.unit_of_work(writes=True) as session:
            outbox.forget_old(session)
        assert len(states(database)) == left
    assert states(database)[0][0] == DeliveryState.REFUSED


def test_a_running_courier_works_until_it_is_stopped(
    database: Database, courier: Courier, address: Address
) -> None:
    stopped = threading.Event()

    def answer(_claimed: Claimed) -> Outcome:
        stopped.set()
        return delivered()

    address.answer = answer
    post(database, "mark")
    courier.run(stopped)
    assert states(database) == [(DeliveryState.DELIVERED, 1, "")]
