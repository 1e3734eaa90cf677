"""The sensor of batches asks for the run that handed them in, once all of them have landed."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from dagster._core.test_utils import create_run_for_test

from syngen_assets.automation.batches import LANDED, batches_landed, looked_at
from syngen_assets.core.watching import GAPS
from syngen_assets.definitions import defs
from syngen_assets.llm import batches
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.ledger import Account
from syngen_assets.llm.lines import Line
from syngen_assets.llm.rows import now
from syngen_assets.llm.sending import send
from syngen_assets.llm.store import ResponseStore
from syngen_assets.past import PARTITION
from syngen_tests.servers.batches import BatchServer

OUTPUT = Path("data/output")
STORE = OUTPUT / "replies.sqlite"
LATER = 4_000_000_000.0  # than any run of these tests
CONFIG = {"resources": {"settings": {"config": {"questions": 20, "mode": "batch"}}}}


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer() as server:
        yield server


@pytest.fixture
def instance(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def run(instance: dg.DagsterInstance, status: DagsterRunStatus, **tags: str) -> str:
    told = {PARTITION: "healthcare", **{f"syngen/{name}": text for name, text in tags.items()}}
    made = create_run_for_test(
        instance, job_name="preferences", status=status, tags=told, run_config=CONFIG
    )
    return str(made.run_id)


def handed(question: str, server: BatchServer, asked_by: str) -> Batch:
    """A batch of one line, which that run has for the server."""
    return Batch(
        name=f"batch of {question}",
        account=Account("healthcare", "job 1", "questions"),
        model="gpt-4o-mini",
        base_url=server.url,
        key_variable="OPENAI_API_KEY",
        tariff=None,
        asked_by=asked_by,
        calls=1,
        created=now(),
    )


def hand_in(server: BatchServer, asked_by: str, question: str = "What helps?") -> None:
    """A batch of one line, which that run handed in."""
    from syngen_assets.desks import desk_of

    batch = handed(question, server, asked_by)
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": question}]}
    with ResponseStore(STORE) as store:
        with store.transaction() as db:
            batches.intend(db, batch, [Line(f"key of {question}", 0, body)])
        desk = desk_of(batch, {"OPENAI_API_KEY": "sk-test-123"})
        send(store, desk, batch, lambda line: dict(line.body))
        desk.close()


def tick(instance: dg.DagsterInstance) -> dg.SensorResult:
    with dg.build_sensor_context(instance, definitions=defs) as context:
        result = batches_landed(context)
    assert isinstance(result, dg.SensorResult)
    return result


def after(instance: dg.DagsterInstance, now: float = LATER) -> dg.SensorResult:
    with ResponseStore(STORE) as store:
        return looked_at(instance, store, OUTPUT, now)


def why(result: dg.SensorResult) -> str:
    assert not result.run_requests
    assert result.skip_reason
    return str(result.skip_reason.skip_message)


def test_it_waits_to_be_switched_on():
    assert batches_landed.default_status is dg.DefaultSensorStatus.STOPPED
    assert batches_landed in (defs.sensors or ())


def test_where_nothing_was_ever_handed_in_there_is_nothing_to_do(instance: dg.DagsterInstance):
    assert why(tick(instance)) == "No batch is out."


def test_a_batch_that_has_landed_asks_for_its_run_with_its_settings_and_budget(
    instance: dg.DagsterInstance, server: BatchServer
):
    before = run(instance, DagsterRunStatus.SUCCESS, revision="abc", cause="source", batch="x")
    hand_in(server, before)
    (request,) = tick(instance).run_requests or ()
    assert (request.run_key, request.partition_key) == ("batch_1+0", "healthcare")
    assert request.run_config["resources"]["settings"]["config"] == {
        "questions": 20,
        "mode": "batch",
        "run": "job 1",
    }
    told = {name: text for name, text in request.tags.items() if name.startswith("syngen/")}
    assert told == {"syngen/revision": "abc", "syngen/cause": "batch", LANDED: "batch_1"}
    with ResponseStore(STORE) as store:
        assert store.get_many(["key of What helps?"])


def test_a_run_of_some_assets_goes_on_with_these_and_buys_no_others(
    instance: dg.DagsterInstance, server: BatchServer
):
    one = frozenset({dg.AssetKey("synthetic_questions")})
    told = {PARTITION: "healthcare"}
    before = create_run_for_test(
        instance, status=DagsterRunStatus.SUCCESS, tags=told, asset_selection=one
    )
    hand_in(server, before.run_id)
    (request,) = tick(instance).run_requests or ()
    assert request.asset_selection == [*one]


def test_while_one_of_its_batches_is_out_no_run_is_asked_for(
    instance: dg.DagsterInstance, server: BatchServer
):
    before = run(instance, DagsterRunStatus.SUCCESS)
    hand_in(server, before)
    server.looks = 2
    hand_in(server, before, "What harms?")
    assert why(tick(instance)) == "healthcare waits for batch_1, batch_2."
    server.looks = 0
    assert tick(instance).run_requests


def of_another_domain(server: BatchServer) -> None:
    """A batch that the run of another domain handed in."""
    hand_in(server, "a run of law")
    with ResponseStore(STORE) as store, store.transaction() as db:
        db.execute("update batches set domain = 'law'")


def test_a_run_that_awaits_what_another_domain_has_out_goes_on_when_that_has_landed(
    instance: dg.DagsterInstance, server: BatchServer
):
    server.looks = 1
    of_another_domain(server)
    waits = run(instance, DagsterRunStatus.SUCCESS, batch="batch_1", cause="source")
    assert "healthcare waits for batch_1." in why(tick(instance))
    (request,) = tick(instance).run_requests or ()
    assert (request.partition_key, request.tags[LANDED]) == ("healthcare", "batch_1")
    told = {"questions": 20, "mode": "batch", "run": waits}
    assert request.run_config["resources"]["settings"]["config"] == told
    run(instance, DagsterRunStatus.FAILURE, landed="batch_1")
    (request,) = after(instance).run_requests or ()
    assert request.run_key == "batch_1+1"
    run(instance, DagsterRunStatus.SUCCESS, landed="batch_1")
    assert "healthcare" not in why(after(instance))


def test_a_run_whose_batch_landed_while_it_ended_goes_on(
    instance: dg.DagsterInstance, server: BatchServer
):
    of_another_domain(server)
    assert "healthcare" not in why(tick(instance))
    for _ in range(2):
        waits = run(instance, DagsterRunStatus.SUCCESS, batch="landed")
        (request,) = after(instance).run_requests or ()
        assert request.tags[LANDED] == waits
        run(instance, DagsterRunStatus.SUCCESS, landed=waits)
        assert "healthcare" not in why(after(instance))


def test_reviews_meanwhile_do_not_hide_what_a_domain_waits_for(
    instance: dg.DagsterInstance, server: BatchServer
):
    of_another_domain(server)
    run(instance, DagsterRunStatus.SUCCESS, batch="batch_1")
    run(instance, DagsterRunStatus.SUCCESS, cause="reviews")
    assert tick(instance).run_requests


def test_a_run_waits_for_its_own_batches_and_for_those_of_others(
    instance: dg.DagsterInstance, server: BatchServer
):
    of_another_domain(server)
    hand_in(server, run(instance, DagsterRunStatus.SUCCESS, batch="batch_1,batch_2"), "What harms?")
    with ResponseStore(STORE) as store, store.transaction() as db:
        db.execute("update batches set state = 'landed' where id = 'batch_2'")
    assert "healthcare waits for batch_1." in why(after(instance))
    (request,) = tick(instance).run_requests or ()
    assert request.tags[LANDED] == "batch_2"


def test_after_the_release_nobody_waits_for_what_was_its_own(
    instance: dg.DagsterInstance, server: BatchServer
):
    hand_in(server, run(instance, DagsterRunStatus.SUCCESS, batch="batch_1"))
    assert tick(instance).run_requests
    with ResponseStore(STORE) as store, store.transaction() as db:
        batches.finish(db, "job 1")
    run(instance, DagsterRunStatus.FAILURE, landed="batch_1")  # after it had released
    assert why(after(instance)) == "No batch is out."


def test_a_server_that_refuses_to_say_is_a_reason(
    instance: dg.DagsterInstance, server: BatchServer, monkeypatch: pytest.MonkeyPatch
):
    hand_in(server, run(instance, DagsterRunStatus.SUCCESS))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    assert "refused the key (401). Check OPENAI_API_KEY. healthcare waits" in why(tick(instance))


def test_what_went_on_is_not_asked_for_again(instance: dg.DagsterInstance, server: BatchServer):
    hand_in(server, run(instance, DagsterRunStatus.SUCCESS))
    assert tick(instance).run_requests
    run(instance, DagsterRunStatus.SUCCESS, landed="batch_1")
    assert why(after(instance)) == "healthcare has gone on after batch_1."


def test_a_run_that_failed_is_asked_for_again_with_growing_gaps(
    instance: dg.DagsterInstance, server: BatchServer
):
    hand_in(server, run(instance, DagsterRunStatus.SUCCESS))
    assert tick(instance).run_requests
    for number in range(1, len(GAPS) + 1):
        run(instance, DagsterRunStatus.FAILURE, landed="batch_1")
        (request,) = after(instance).run_requests or ()
        assert request.run_key == f"batch_1+{number}"
    run(instance, DagsterRunStatus.FAILURE, landed="batch_1")
    assert "It is not tried again" in why(after(instance))


def test_a_run_that_was_killed_is_asked_for_again(
    instance: dg.DagsterInstance, server: BatchServer
):
    hand_in(server, run(instance, DagsterRunStatus.SUCCESS))
    assert tick(instance).run_requests
    killed = run(instance, DagsterRunStatus.STARTED, landed="batch_1")
    (OUTPUT / ".lock").write_text(killed)  # as it leaves the folder, which nobody holds now
    (request,) = after(instance).run_requests or ()
    assert request.run_key == "batch_1+1"


def test_a_run_that_was_killed_between_upload_and_batch_is_asked_for_again(
    instance: dg.DagsterInstance, server: BatchServer
):
    hand_in(server, run(instance, DagsterRunStatus.SUCCESS))
    assert tick(instance).run_requests
    killed = run(instance, DagsterRunStatus.STARTED, landed="batch_1")
    (OUTPUT / ".lock").write_text(killed)
    left = handed("What harms?", server, killed)
    with ResponseStore(STORE) as store, store.transaction() as db:
        batches.intend(db, left, [Line("key", 0, {"model": "gpt-4o-mini", "messages": []})])
        batches.uploaded(db, left.name, "file-9")
    (request,) = after(instance).run_requests or ()
    assert request.tags[LANDED] == left.shown


def test_the_release_ends_the_job(instance: dg.DagsterInstance, server: BatchServer):
    hand_in(server, run(instance, DagsterRunStatus.SUCCESS))
    assert tick(instance).run_requests
    with ResponseStore(STORE) as store, store.transaction() as db:
        batches.finish(db, "job 1")
    assert why(after(instance)) == "No batch is out."


def test_a_run_of_another_instance_is_not_asked_for(
    instance: dg.DagsterInstance, server: BatchServer
):
    hand_in(server, "a run of another folder")
    assert "is not known here (a run of another folder)" in why(tick(instance))
