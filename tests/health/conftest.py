"""Pretend universities that an administrator tests the connections of."""

import pytest

from tests.health.clinic import Clinic
from tests.launch.conftest import practice_lms, universities, world
from tests.launch.universities import Universities, University

__all__ = ["practice_lms", "universities", "world"]


@pytest.fixture
def clinic(universities: Universities) -> Clinic:
    return Clinic(universities)


@pytest.fixture
def samoa(clinic: Clinic) -> University:
    """A university on a Moodle of its own, whose teacher and a student have launched."""
    return clinic.university("Samoa")
