"""What is typed wrongly: one sentence, exit code 2, and the word that was probably meant."""

from pathlib import Path

import pytest

from syngen_assets.core.nearest import perhaps
from syngen_tests.homes import syngen


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("rnu", "syngen: argument COMMAND: 'rnu' is none of run, status"),
        ("rnu", "; perhaps run is meant. See syngen --help."),
        ("run --ofline", "syngen run: unrecognized arguments: --ofline; perhaps --offline is"),
        ("run --question=5", "unrecognized arguments: --question=5; perhaps --questions is meant"),
        (
            "run --domain healthcar",
            "supplement_reviews; perhaps healthcare is meant.",
        ),
        ("run --preset mistrall", "perhaps mistral is meant. For any other server"),
        ("run --mode bach", "give direct or batch; perhaps batch is meant."),
        ("run --column qestion=Query", "such as question=Query; perhaps question is meant."),
        ("run --base-url localhost:11434", "give an address such as http://127.0.0.1:11434/v1"),
        ("run --prices gone.yaml", "cannot be read (No such file or directory). Set --prices"),
        ("status --domain healthcar", "perhaps healthcare is meant"),
        ("estimate --domain healthcar", "perhaps healthcare is meant"),
        ("spend --domain healthcar", "perhaps healthcare is meant"),
        ("spend --by modle", "'modle' is none of domain, step, model, day; perhaps model is meant"),
        ("audit x.csv --seed one", "syngen audit: argument --seed: 'one' is no whole number."),
        ("review --most few", "'few' is no whole number"),
        ("review --most 0", "'0' is no whole number from 1 on"),
        ("review --port 80000", "'80000' is no port; give a number from 1 to 65535"),
        ("review --import gone.csv --for AB", "There is no gone.csv; give the sheet that was"),
        ("review --agrement", "perhaps --agreement is meant"),
        ("store stat", "syngen store: argument ACTION: 'stat' is none of stats"),
        ("store prune --older-than long", "'long' is no number of days"),
        ("store import gone.jsonl", "There is no gone.jsonl; give a file that syngen store"),
        (
            "store stats --outptu x",
            "syngen store stats: unrecognized arguments: --outptu x; perhaps",
        ),
    ],
)
def test_what_is_typed_wrongly_is_one_sentence(home: Path, capsys, typed: str, says: str):
    assert syngen(*typed.split()) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_what_is_like_nothing_is_not_guessed():
    assert perhaps("gardening", ["healthcare", "reviews"]) == ""
    assert perhaps("helthcare", ["healthcare", "reviews"]) == "; perhaps healthcare is meant"
