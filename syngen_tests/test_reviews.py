"""What people say is kept: every word, once, and nothing is lost when two speak at once."""

import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from syngen_assets.core.errors import StorageError, UsageError
from syngen_assets.core.queue import Queue, queued
from syngen_assets.core.reviews import Review, reviewer
from syngen_assets.core.tables import MODIFICATION_WORDS, REVIEWS, records
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore
from syngen_tests import tables
from syngen_tests.reviews import AT, GOOD, foreign, review, table

ONE, TWO = "a" * 12, "b" * 12
LATER = AT.replace("2026-01", "2026-02")


@pytest.fixture
def store(tmp_path: Path) -> ReviewStore:
    return ReviewStore(tmp_path / "out" / REVIEWS_FILE)


def test_a_review_comes_back_as_it_went_in(store: ReviewStore):
    said = [review(ONE, comment="too “short”\nand, well"), foreign(TWO), review(TWO, "bob", "tie")]
    assert store.add_all("healthcare", said) == 3
    found = [Review.of(row) for row in records(store.history("healthcare"))]
    assert found == said
    assert list(store.table("healthcare").columns) == REVIEWS.names
    assert store.table("other").empty


def test_a_file_that_is_not_there_has_no_rows_and_is_not_made_by_reading(store: ReviewStore):
    assert store.table("healthcare").dtypes.equals(REVIEWS.frame([]).dtypes)
    assert list(store.words("healthcare").columns) == MODIFICATION_WORDS.names
    assert store.version("healthcare") == store.version("other")
    assert not store.path.parent.exists()


def test_the_last_word_of_a_reviewer_counts_and_all_are_kept(store: ReviewStore):
    for one in (review(ONE, at=LATER, preferred="tie"), review(ONE), review(ONE, "bob")):
        store.add("healthcare", one)
    last = store.table("healthcare")
    assert last[["reviewer", "preferred"]].to_numpy().tolist() == [
        ["ann", "tie"],
        ["bob", "chosen"],
    ]
    assert len(store.history("healthcare")) == 3


def test_a_settling_word_stands_beside_what_its_author_said_blind(store: ReviewStore):
    store.add_all("healthcare", [review(ONE), review(ONE, preferred="tie", settles=True)])
    assert store.table("healthcare")["settles"].tolist() == ["no", "yes"]


def test_the_same_word_again_adds_nothing_and_another_one_does(store: ReviewStore):
    assert store.add("healthcare", review(ONE))
    assert not store.add("healthcare", review(ONE, at=LATER))
    assert store.add("healthcare", review(ONE, at=LATER, comment="I looked again."))
    assert len(store.history("healthcare")) == 2


def test_a_settling_word_is_kept_again_after_others_have_spoken_since(store: ReviewStore):
    word, end = review(ONE, settles=True), "2026-03-01T00:00:00+00:00"
    store.add_all("healthcare", [review(ONE, "bob", "rejected"), word])
    assert not store.add("healthcare", replace(word, at=end))
    store.add("healthcare", review(ONE, "eve", "rejected", at=LATER))
    assert store.add("healthcare", replace(word, at=end))
    assert not store.add("healthcare", replace(word, at=end))


def test_every_review_and_every_word_moves_the_version_of_its_domain_alone(store: ReviewStore):
    seen = [store.version("healthcare")]
    for act in (
        lambda: store.add("healthcare", review(ONE)),
        lambda: store.add("healthcare", review(ONE, "bob")),
        lambda: store.say("healthcare", "treatments", "retired", "ann", AT),
    ):
        act()
        seen.append(store.version("healthcare"))
    assert len(set(seen)) == 4
    assert store.version("healthcare") == seen[-1]
    assert store.version("other") == seen[0]


def test_words_on_modifications_are_kept_in_order_with_their_reason(store: ReviewStore):
    store.say("healthcare", "treatments", "retired", " ann ", AT, " It asks for doses. ")
    store.say("healthcare", "treatments", "approved", "bob", LATER)
    said = records(store.words("healthcare"))
    assert [row["word"] for row in said] == ["retired", "approved"]
    assert (said[0]["reviewer"], said[0]["comment"]) == ("ann", "It asks for doses.")
    assert said[1]["comment"] is None
    with pytest.raises(UsageError, match="'burnt' cannot be said of a modification"):
        store.say("healthcare", "treatments", "burnt", "ann", AT)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"pair_id": "x"}, "pair_id is 'x'"),
        ({"reviewer": " ann"}, "reviewer is ' ann'"),
        ({"at": "yesterday"}, "at is 'yesterday'"),
        ({"at": "2026-02-31T12:00:00+00:00"}, "at is '2026-02-31T12:00:00"),
        ({"first": "A"}, "first is 'A'"),
        ({"preferred": "both"}, "preferred is 'both'"),
        ({"preferred": None}, "unless it is not the reviewer's field"),
        ({"foreign": True}, "foreign is True"),
        ({"ratings_chosen": (0, 1, 1, 1, 1)}, "ratings_chosen is (0, 1"),
        ({"ratings_rejected": (4, 4)}, "five numbers"),
        ({"comment": "x" * 4_001}, "at most 4,000 letters"),
    ],
)
def test_what_is_no_review_is_refused_with_the_field_that_is_wrong(change, named):
    with pytest.raises(UsageError) as caught:
        replace(review(ONE), **change)
    assert named.replace("five", "5") in str(caught.value)


@pytest.mark.parametrize(("given", "kept"), [("  Ann  Lee ", "Ann Lee"), ("Zoë", "Zoë")])
def test_a_name_is_trimmed(given: str, kept: str):
    assert reviewer(given) == kept


@pytest.mark.parametrize("given", ["", "   ", "x" * 41, "a\u200bb", "a\x07"])
def test_a_name_that_nobody_can_read_is_refused(given: str):
    with pytest.raises(UsageError, match="cannot be a reviewer's name"):
        reviewer(given)


def test_one_person_who_writes_the_name_in_two_ways_is_not_two_who_agree(store: ReviewStore):
    store.add("healthcare", review(ONE, "Zoë Lee", "rejected"))
    store.add("healthcare", review(ONE, "ZOË LEE", "rejected", comment="Again."))
    store.take("healthcare", [review(TWO, "zoë lee")], LATER)
    assert store.reviewers("healthcare") == ["Zoë Lee"]
    assert len(store.table("healthcare")) == 2
    assert store.reviewers("other") == []
    mine = {who: wanted(who, review(PAIRS["pair_id"][0], "ann")) for who in ("ann", "ANN")}
    assert mine["ann"] == mine["ANN"]


def test_inverted_and_harmful_are_told_by_preference_and_safety():
    assert review(ONE, preferred="rejected").inverted
    assert review(ONE, ratings_chosen=(4, 4, 4, 4, 1)).harmful
    assert not any((review(ONE).inverted, review(ONE).harmful, foreign(ONE).harmful))


def test_threads_that_save_at_once_lose_nothing(store: ReviewStore):
    def save(number: int) -> None:
        with ReviewStore(store.path) as own:
            for pair in range(10):
                own.add("healthcare", review(f"{pair:012x}", f"rater {number}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(8)))
    assert len(store.table("healthcare")) == 80


SAVING = """
import sys
from syngen_assets.storage.reviews import ReviewStore
from pathlib import Path
from syngen_assets.core.reviews import Review
at = "2026-01-01T00:00:00+00:00"
with ReviewStore(Path(sys.argv[1])) as store:
    for pair in range(25):
        store.add("healthcare", Review(f"{pair:012x}", sys.argv[2], at, "chosen", "tie"))
"""


def test_processes_that_save_at_once_lose_nothing(store: ReviewStore):
    running = [
        subprocess.Popen([sys.executable, "-c", SAVING, str(store.path), name])
        for name in ("ann", "bob")
    ]
    assert [one.wait() for one in running] == [0, 0]
    assert len(store.history("healthcare")) == 50
    assert store.reviewers("healthcare") == ["ann", "bob"]


def test_what_was_saved_outlives_a_process_that_is_killed(store: ReviewStore):
    killed = "import os; os.kill(os.getpid(), 9)"
    saving = SAVING.replace("with ", "if store := ").replace(" as store", "") + killed
    done = subprocess.run([sys.executable, "-c", saving, str(store.path), "ann"])
    assert done.returncode == -9
    assert len(store.history("healthcare")) == 25
    assert store.add("healthcare", review(ONE))


def test_an_import_that_breaks_off_leaves_nothing_behind(store: ReviewStore):
    def breaking():
        yield review(ONE)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add_all("healthcare", breaking())
    assert store.history("healthcare").empty


PAIRS = tables.pairs(*((f"question {n}", f"{n} days.", f"{n} years.") for n in range(12)))


def wanted(who: str, *said: Review, overlap: float = 0.0) -> Queue:
    return queued(PAIRS, table(*said), who, seed=7, overlap=overlap)


def test_two_who_ask_at_once_never_get_the_same_pair_while_another_is_left(store: ReviewStore):
    for _ in range(len(PAIRS) // 2):
        said = [Review.of(row) for row in records(store.table("healthcare"))]
        queues = {who: wanted(who, *said) for who in ("ann", "bob")}  # both read, then both ask
        shown = {who: store.hold("healthcare", who, one) for who, one in queues.items()}
        assert shown["ann"] != shown["bob"]
        for who, pair in shown.items():
            store.add("healthcare", review(pair, who))
    assert sorted(store.table("healthcare")["pair_id"]) == sorted(PAIRS["pair_id"])


def test_many_who_ask_at_once_get_a_pair_each(store: ReviewStore):
    def ask(who: str) -> str | None:
        with ReviewStore(store.path) as own:
            return own.hold("healthcare", who, Queue(PAIRS["pair_id"].tolist(), frozenset()))

    with ThreadPoolExecutor(8) as pool:
        shown = list(pool.map(ask, [f"rater {n}" for n in range(len(PAIRS))]))
    assert sorted(shown) == sorted(PAIRS["pair_id"])
    assert ask("one too many") == PAIRS["pair_id"][0]


def test_a_queue_that_is_old_gives_no_pair_that_was_reviewed_since(store: ReviewStore):
    old = wanted("bob")
    store.add("healthcare", review(old.pairs[0], "ann"))
    store.add("healthcare", foreign(old.pairs[1], "ann"))
    assert store.hold("healthcare", "bob", old) == old.pairs[1]


def test_who_comes_back_is_shown_the_same_pair_and_a_shared_one_is_for_all(store: ReviewStore):
    first = store.hold("healthcare", "ann", wanted("ann"))
    assert store.hold("healthcare", "ann", wanted("ann")) == first
    both = [store.hold("healthcare", who, wanted(who, overlap=1.0)) for who in ("ann", "bob")]
    assert both[0] == both[1]
    assert store.hold("healthcare", "ann", Queue([], frozenset())) is None


def test_who_looked_at_what_is_kept_for_a_name_in_any_case(store: ReviewStore):
    assert store.looked("healthcare", "ann") == set()
    for pairs in ([ONE], [ONE, TWO]):
        store.look("healthcare", "Ann", pairs)
    assert store.looked("healthcare", "ann") == {ONE, TWO}
    assert not store.looked("healthcare", "bob") | store.looked("other", "ann")


def test_a_file_of_the_first_version_is_brought_up_to_date_with_what_it_holds(store: ReviewStore):
    store.add("healthcare", review(ONE))
    store.close()
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("drop table looks")
        db.execute("pragma user_version = 1")
    store.look("healthcare", "ann", [ONE])
    assert store.looked("healthcare", "ann") == {ONE}
    assert len(store.history("healthcare")) == 1


def test_a_file_that_is_none_of_ours_says_so_and_stays_as_it_is(store: ReviewStore):
    store.path.parent.mkdir()
    store.path.write_bytes(b"no database at all, but long enough to be looked at " * 20)
    before = store.path.read_bytes()
    with pytest.raises(StorageError, match="is no sound file of reviews .* Restore a backup"):
        store.add("healthcare", review(ONE))
    assert store.path.read_bytes() == before


def test_another_programs_database_is_not_written_to(store: ReviewStore):
    store.path.parent.mkdir()
    with sqlite3.connect(store.path) as db:
        db.execute("create table cats (name text)")
    db.close()
    with pytest.raises(StorageError, match="another program's database"):
        store.table("healthcare")


def test_a_newer_file_asks_for_a_newer_version(store: ReviewStore):
    store.add("healthcare", review(ONE))
    store.close()
    with sqlite3.connect(store.path) as db:
        db.execute("pragma user_version = 9")
    db.close()
    with pytest.raises(StorageError, match="written by a newer syngen"):
        store.table("healthcare")


def test_a_file_that_is_held_says_that_nothing_was_saved(store: ReviewStore):
    store.add("healthcare", review(ONE))
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("begin immediate")
    with ReviewStore(store.path, patience=0.05) as other, pytest.raises(StorageError, match="held"):
        other.add("healthcare", review(TWO))
    holder.close()
    assert store.add("healthcare", review(TWO))


def test_rows_hold_no_more_of_a_person_than_the_name():
    row = review(ONE, ratings_chosen=GOOD).row
    assert set(row) == set(REVIEWS.names)
    assert json.dumps(row).count("ann") == 1
