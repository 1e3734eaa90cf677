"""The history of runs: where it cannot be written, the run ends with a sentence."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from syngen_assets.core.errors import GateError, StorageError
from syngen_assets.core.settings import Settings
from syngen_assets.instances import kept
from syngen_assets.storage.folders import read_domain
from syngen_tests.homes import REPOSITORY

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
BROKEN = OperationalError("insert", {}, sqlite3.OperationalError("disk I/O error"))


@pytest.mark.parametrize(
    ("fault", "says"), [(FULL, "No space left on device"), (BROKEN, "disk I/O error")]
)
def test_a_full_disk_ends_a_run_with_a_sentence(home: Path, fault: Exception, says: str):
    settings = Settings(read_domain(REPOSITORY, "healthcare"), output="trial")
    with pytest.raises(StorageError, match=f"cannot be written: {says}. Make room"), kept(settings):
        raise fault


def test_our_own_errors_pass_as_they_are(home: Path):
    settings = Settings(read_domain(REPOSITORY, "healthcare"), output="trial")
    with pytest.raises(GateError, match="too few"), kept(settings):
        raise GateError("too few")
