"""An answer in preparation, the tender it is for, and somebody who has nothing to do with it."""

import pytest

from tests.tenders.answering.factories import (
    adviser,
    preparation,
)


@pytest.fixture
def prepared():
    return preparation()


@pytest.fixture
def project(prepared):
    return prepared.publication.tender.project


@pytest.fixture
def tender(prepared):
    return prepared.publication.tender


@pytest.fixture
def outsider():
    return adviser()
