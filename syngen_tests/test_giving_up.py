"""Giving up: a batch that its server no longer knows stops no run for ever."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from syngen_assets.core.errors import ModelError
from syngen_assets.desks import desk_of, fetch, settle
from syngen_assets.llm import lines
from syngen_assets.llm.store import ResponseStore
from syngen_assets.storage.folders import only_run
from syngen_tests.homes import syngen
from syngen_tests.servers.batches import BatchServer
from syngen_tests.test_desks import KEYS, batch, hand_in

STORE = "data/output/replies.sqlite"
KEY = "key of colds"


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer(looks=1) as server:
        yield server


@pytest.fixture
def store(home: Path, server: BatchServer, monkeypatch: pytest.MonkeyPatch) -> ResponseStore:
    """A store where runs keep theirs, with one batch that is out."""
    monkeypatch.setenv("OPENAI_API_KEY", KEYS["OPENAI_API_KEY"])
    with ResponseStore(home / STORE) as store:
        hand_in(store, server)
        return store


def known(home: Path) -> lines.Past:
    """What batches know of the call."""
    with ResponseStore(home / STORE) as store, store.transaction() as db:
        return lines.past(db, [KEY])[KEY]


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_what_is_out_is_listed_for_people_and_for_programs(
    store: ResponseStore, server: BatchServer, capsys: pytest.CaptureFixture[str]
):
    assert syngen("store", "batches") == 0
    told = said(capsys)
    assert told.startswith("batch_1: 1 line of questions (colds), gpt-4o-mini, out since 20")
    assert told.endswith(" UTC, price unknown\n")
    assert syngen("store", "batches", "--json") == 0
    (one,) = json.loads(said(capsys))["batches"]
    assert (one["batch"], one["state"], one["lines"]) == ("batch_1", "sent", 1)
    assert (one["server"], one["usd_at_most"]) == (server.url, None)


def test_a_batch_that_is_gone_is_named_with_the_command_that_gives_it_up(
    store: ResponseStore, home: Path, server: BatchServer
):
    server.jobs.clear()
    with (
        ResponseStore(home / STORE) as again,
        pytest.raises(ModelError, match=r"no longer knows batch_1 \(404: No such thing.*") as error,
    ):
        settle(again, KEYS, "colds")
    assert str(error.value).endswith(
        "If OPENAI_API_KEY is that of another account now, change it back; otherwise give the "
        "batch up, and its 1 line will be handed in again: syngen store give-up batch_1 "
        f"--output {(home / STORE).parent}"
    )


def test_its_lines_are_handed_in_again_and_have_failed_once(
    store: ResponseStore,
    home: Path,
    server: BatchServer,
    capsys: pytest.CaptureFixture[str],
):
    server.jobs.clear()
    assert known(home).out
    assert syngen("store", "give-up", "batch_1") == 0
    assert "it may charge for it (price unknown), and no budget here will know" in said(capsys)
    past = known(home)
    assert (past.out, past.failed, past.refused) == (False, 1, 0)
    assert past.said.startswith("the server no longer knew the batch (404: No such thing")
    assert syngen("store", "batches") == 0
    assert said(capsys) == "No batch is out.\n"
    with ResponseStore(home / STORE) as again:
        settle(again, KEYS, "colds")  # as the next run begins
        assert again.spend() == []


def test_a_batch_that_the_server_knows_is_given_up_by_force_alone(
    store: ResponseStore, home: Path, server: BatchServer, capsys: pytest.CaptureFixture[str]
):
    server.looks = 2
    assert syngen("store", "give-up", "batch_1") == 2
    told = "works at it (in_progress, 0 of 1 line done): wait for it."
    assert told in capsys.readouterr().err
    server.looks = 0
    assert syngen("store", "give-up", "batch_1") == 2
    assert "has done with batch_1 (completed): run again, which" in capsys.readouterr().err
    assert known(home).out
    assert syngen("store", "give-up", "batch_1", "--force", "--json") == 0
    assert json.loads(said(capsys))["batch"] == "batch_1"
    assert known(home) == lines.Past(failed=1, said="the batch was given up")


def test_results_that_are_gone_take_force(
    store: ResponseStore, home: Path, server: BatchServer, capsys: pytest.CaptureFixture[str]
):
    server.looks = 0
    with ResponseStore(home / STORE) as again:
        desk = desk_of(batch(server.url), KEYS)
        assert desk.standing("batch_1").over
        desk.close()
        server.files.clear()
        with pytest.raises(ModelError, match=r"the results of batch_1 .* give-up batch_1 --force"):
            fetch(again, KEYS)
    assert syngen("store", "give-up", "batch_1", "--force") == 0
    assert known(home).failed == 1


def test_a_server_that_does_not_say_is_not_one_that_does_not_know(
    store: ResponseStore, home: Path, server: BatchServer, capsys: pytest.CaptureFixture[str]
):
    server.key = "another"
    assert syngen("store", "give-up", "batch_1") == 1
    assert "refused the key (401)" in capsys.readouterr().err
    assert known(home).out


def test_nothing_is_given_up_while_a_run_may_be_handing_in(
    store: ResponseStore, home: Path, server: BatchServer, capsys: pytest.CaptureFixture[str]
):
    server.jobs.clear()
    with only_run((home / STORE).parent, "run 7", waits=print, died=print):
        assert syngen("store", "give-up", "batch_1") == 1
    assert "A run (run 7) is writing to" in capsys.readouterr().err
    assert known(home).out


def test_a_wrong_name_is_told_the_right_ones(
    store: ResponseStore, capsys: pytest.CaptureFixture[str]
):
    assert syngen("store", "give-up", "batch_2") == 2
    assert 'No batch "batch_2" is out in ' in (told := capsys.readouterr().err)
    assert told.endswith("there are: batch_1.\n")


def test_what_was_only_uploaded_is_forgotten_unless_the_server_has_made_a_batch_of_it(
    store: ResponseStore, home: Path, server: BatchServer, capsys: pytest.CaptureFixture[str]
):
    with ResponseStore(home / STORE) as again, again.transaction() as db:
        db.execute("update batches set state = 'uploaded', id = null")
    assert syngen("store", "give-up", "b-colds") == 2
    assert "The server has b-colds, as batch_1; the next run takes" in capsys.readouterr().err
    server.jobs.clear()
    assert syngen("store", "give-up", "b-colds") == 0
    with ResponseStore(home / STORE) as again, again.transaction() as db:
        assert lines.past(db, [KEY]) == {}
