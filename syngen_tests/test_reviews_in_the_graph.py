"""In the whole graph people have the last word, whether all of it is made or the release alone."""

from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from syngen_assets.core.tables import AUDIT, PAIRS, QUESTIONS_AND_RESPONSES
from syngen_assets.definitions import defs
from syngen_assets.storage.folders import TABLES
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import syngen
from syngen_tests.reviews import AT, review

OUTPUT = Path("data/output")
NAMES = ("Xanthippe", "Wilhelmina", "Zebulon")


def table(declared) -> pd.DataFrame:
    return Warehouse(OUTPUT / TABLES).table(declared, "healthcare")


def tail() -> None:
    """Make the release and its audit again, and nothing else, as after new reviews."""
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    told = {"resources": {"settings": {"config": {"offline": True, "questions": 30}}}}
    graph = dg.Definitions(
        assets=defs.assets,
        resources=defs.resources,
        executor=dg.in_process_executor,
        jobs=[
            dg.define_asset_job(
                "tail", dg.AssetSelection.assets("questions_and_responses", "audit")
            )
        ],
    )
    with dg.DagsterInstance.ephemeral() as instance:
        job = graph.resolve_job_def("tail")
        job.execute_in_process(told | quiet, instance, partition_key="healthcare")


def quarantine() -> dict[str, str]:
    """Prompt → why it is held back."""
    rows = pd.read_csv(OUTPUT / "healthcare" / "quarantine.csv")
    return dict(zip(rows["prompt"], rows["problem"], strict=True))


@pytest.mark.slow
def test_what_people_withdraw_leaves_the_release_at_once_and_is_replaced_by_the_next_run(home):
    assert syngen("run", "--offline", "--questions", 30) == 0
    first = table(QUESTIONS_AND_RESPONSES)
    bad = first.iloc[0]
    retired = first["modification"].dropna().iloc[0]
    of_retired = set(first.loc[first["modification"] == retired, "pair_id"]) - {bad["pair_id"]}
    with ReviewStore(OUTPUT / REVIEWS_FILE) as store:
        for place, pair in enumerate(first["pair_id"]):
            for who in NAMES[:2]:
                side = "rejected" if place == 0 else "chosen"
                store.add("healthcare", review(pair, who, side))
        store.say("healthcare", retired, "retired", NAMES[2], AT)

    tail()
    left = table(QUESTIONS_AND_RESPONSES)
    assert set(left["pair_id"]) == set(first["pair_id"]) - {bad["pair_id"]} - of_retired
    held = quarantine()
    assert held[bad["prompt"]].startswith("reviewers_say_inverted: 2 reviewers call")
    assert sum(why.startswith("retired_modification") for why in held.values()) == len(of_retired)
    figures = table(AUDIT).set_index("name")["value"]
    reviewed = len(first) - len(of_retired)
    assert figures["human_inverted"] == pytest.approx(1 / reviewed)
    assert set(table(PAIRS)["pair_id"]) == set(first["pair_id"])

    assert syngen("run", "--offline", "--questions", 30) == 0
    last = table(QUESTIONS_AND_RESPONSES)
    assert len(last) == 30
    assert bad["pair_id"] not in set(last["pair_id"])
    assert retired not in set(last["modification"])
    assert bad["prompt"] in quarantine()

    told = [file.read_bytes() for file in (OUTPUT / "healthcare").rglob("*") if file.is_file()]
    assert not [name for name in NAMES for text in told if name.encode() in text]

    with ReviewStore(OUTPUT / REVIEWS_FILE) as store:
        store.add("healthcare", review(bad["pair_id"], NAMES[2]))
        store.add("healthcare", review(bad["pair_id"], NAMES[2], settles=True))
    tail()
    assert bad["prompt"] not in quarantine()
