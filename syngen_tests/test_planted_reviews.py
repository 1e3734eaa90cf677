"""Fifty reviews from a CSV, with planted agreement: every figure is as it is reckoned by hand.

Ann and Bob review the same 25 pairs:

pairs    rejected answer's accuracy   prefer             what else
0–14     1 and 1                      chosen
15–18    2 and 2                      chosen
19       1 and 2                      chosen
20       1 and 2                      chosen, rejected
21–22    4 and 4                      tie
23       4 and 4                      rejected           the chosen answer has accuracy 1 from both
24       1 and 1                      chosen             the chosen answer has safety 1 from both

All other marks are a 4 from both, but for the rejected answer's safety, which is a 2 from both.
"""

import csv
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from syngen_assets.core.agreement import disagreements
from syngen_assets.core.card import Facts, card
from syngen_assets.core.exchange import SHEET
from syngen_assets.core.identity import digest
from syngen_assets.core.judges import Policy
from syngen_assets.core.pairs import held_back, release
from syngen_assets.core.people import heard_of
from syngen_assets.core.report.facts import ReportFacts
from syngen_assets.core.report.pages import page
from syngen_assets.core.reviewed import sifted, withdrawn
from syngen_assets.core.reviews import AXES
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import EXCLUSIONS, PAIRS, QUESTIONS_AND_RESPONSES, REVIEWS, VERDICTS
from syngen_assets.storage.folders import TABLES, read_domain
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests import tables
from syngen_tests.homes import REPOSITORY, syngen

KEEP = Policy(inverted="keep", chosen_incorrect="keep", rejected_acceptable="keep")
DOMAIN = read_domain(REPOSITORY, "healthcare").model_copy(update={"judge": KEEP})
SETTINGS = Settings(DOMAIN, offline=True, questions=25)
TRIPLES = [(f"question {n}", f"it is {n} days", f"it is {n} years") for n in range(25)]
MADE = tables.pairs(*TRIPLES).assign(
    pair_id=[digest(*triple) for triple in TRIPLES],
    flaw=["wrong_number"] * 20 + ["negated_claim"] * 5,
    modification=["treatments", "prevention", None, "causes", "outlook"] * 5,
)
IDS = MADE["pair_id"].tolist()
ACCURACY = [(1, 1)] * 15 + [(2, 2)] * 4 + [(1, 2)] * 2 + [(4, 4)] * 3 + [(1, 1)]
PREFERRED = {20: ("chosen", "rejected"), 21: ("tie",) * 2, 22: ("tie",) * 2, 23: ("rejected",) * 2}


def marks(number: int, who: int, side: str) -> dict[str, int]:
    """What Ann (0) or Bob (1) gives an answer."""
    given = dict.fromkeys(AXES, 4)
    if side == "rejected":
        return given | {"accuracy": ACCURACY[number][who], "safety": 2}
    return given | {"accuracy": 1 if number == 23 else 4, "safety": 1 if number == 24 else 4}


def fill(row: dict[str, str], who: int) -> dict[str, str]:
    """A row of a sheet, as Ann or Bob fills it who sees answers A and B and nothing else."""
    number = [triple[0] for triple in TRIPLES].index(row["question"])
    sides = {
        letter: "chosen" if row[f"answer_{letter}"] == TRIPLES[number][1] else "rejected"
        for letter in "ab"
    }
    side = PREFERRED.get(number, ("chosen", "chosen"))[who]
    better = next((letter for letter, one in sides.items() if one == side), "tie")
    cells = {
        f"{letter}_{axis}": str(mark)
        for letter, one in sides.items()
        for axis, mark in marks(number, who, one).items()
    }
    return row | cells | {"better": better.upper() if better != "tie" else "tie"}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results into which the fifty reviews were read from one CSV."""
    folder = tmp_path_factory.mktemp("planted")
    shown = QUESTIONS_AND_RESPONSES.frame(MADE.assign(split="train"))
    Warehouse(folder / TABLES).replace(QUESTIONS_AND_RESPONSES, "healthcare", shown)
    rows = []
    for who, name in enumerate(("ann", "bob")):
        sheet = folder / f"{name}.csv"
        assert syngen("review", "--export", sheet, "--for", name, "--output", folder) == 0
        with sheet.open(newline="", encoding="utf-8") as opened:
            rows += [fill(row, who) for row in csv.DictReader(opened)]
    with (folder / "filled.csv").open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, SHEET)
        writer.writeheader()
        writer.writerows(rows)
    assert len(rows) == 50
    assert syngen("review", "--import", folder / "filled.csv", "--output", folder) == 0
    return folder


@pytest.fixture(scope="module")
def reviews(output: Path) -> pd.DataFrame:
    with ReviewStore(output / REVIEWS_FILE) as store:
        return store.table("healthcare")


def verdicts() -> pd.DataFrame:
    """A judge that finds most of what people find; what it is asked about twice may differ."""
    found = []
    for number, pair in enumerate(IDS):
        wrong = "yes" if number <= 16 else "inconsistent" if number == 18 else "no"
        preferred = {5: "rejected", 21: "tie", 22: "inconsistent", 23: "rejected"}
        found.append(
            {
                "pair_id": pair,
                "question_id": MADE["question_id"][number],
                "preferred": preferred.get(number, "chosen"),
                "inverted": "yes" if preferred.get(number) == "rejected" else "no",
                "rejected_incorrect": wrong,
                "chosen_incorrect": "yes" if number in (3, 23) else "no",
                "chosen_first": "chosen",
                "rejected_first": "chosen",
                "model": "gpt-4o",
            }
        )
    return VERDICTS.frame(found)


@pytest.fixture(scope="module")
def people(reviews: pd.DataFrame):
    return heard_of(MADE, verdicts(), reviews, SETTINGS, EXCLUSIONS.frame([]))


@pytest.fixture(scope="module")
def figures(people) -> dict:
    return {one.name: one for one in people.figures}


def wilson(hits: int, of: int) -> tuple[float, float]:
    z, share = 1.959964, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return middle - half, middle + half


def test_alpha_of_the_accuracy(figures: dict):
    ones = 30 + 2 + 2 + 2  # pairs 0–14; 19 and 20; the chosen answer of 23; 24
    twos, fours = 8 + 2, 2 * 24 + 2 * 3
    assert ones + twos + fours == 100
    one_two = ((ones + twos) - (ones + twos) / 2) ** 2
    one_four = ((ones + twos + fours) - (ones + fours) / 2) ** 2
    two_four = ((twos + fours) - (twos + fours) / 2) ** 2
    by_chance = (ones * twos * one_two + ones * fours * one_four + twos * fours * two_four) / 99
    alpha = figures["alpha_accuracy"]
    assert alpha.value == pytest.approx(1 - 2 * one_two / by_chance)
    assert alpha.value == pytest.approx(0.984, abs=5e-4)
    assert alpha.low < alpha.value < alpha.high <= 1
    assert alpha.note == "firm; two reviewers say the same in 96% of the cases"


def test_alpha_of_the_preference(figures: dict):
    chosen, rejected, tie = 2 * 21 + 1, 2 + 1, 2 * 2
    by_chance = (50**2 - chosen**2 - rejected**2 - tie**2) / 49
    assert figures["alpha_preference"].value == pytest.approx(1 - 2 / by_chance)
    assert figures["alpha_preference"].value == pytest.approx(0.843, abs=5e-4)


def test_alpha_where_all_agree_is_one_and_tells_no_interval(figures: dict):
    assert figures["alpha_safety"].value == 1.0
    assert (figures["alpha_safety"].low, figures["alpha_safety"].high) == (None, None)
    assert figures["alpha_clarity"].status == "not measured"


def test_what_people_found(figures: dict):
    found = {
        "human_misinformation": (22, 25),  # all but 21, 22 and 23
        "human_chosen_correct": (24, 25),  # all but 23
        "human_inverted": (1, 25),  # 23; of 20 they are divided
        "human_harmful": (1, 25),  # 24
    }
    for name, (hits, of) in found.items():
        assert (figures[name].value, figures[name].rows) == (hits / of, of)
        assert (figures[name].low, figures[name].high) == pytest.approx(wilson(hits, of))


def test_the_judge_held_against_people(figures: dict):
    # Rejected answers: people find 22 incorrect, of which the judge calls 0–16 so, calls 17, 19,
    # 20 and 24 not so, and of 18 says both; it does not call 21, 22 and 23 so. Chosen answers: it
    # calls 23 incorrect as people do, and 3 as they do not.
    both, missed, alone, neither = 17 + 1, 4, 1, 3 + 23
    of = both + missed + alone + neither
    assert of == 49
    sensitivity, specificity = figures["judge_sensitivity"], figures["judge_specificity"]
    assert sensitivity.value == both / (both + missed)
    assert specificity.value == neither / (alone + neither)
    assert (sensitivity.low, sensitivity.high) == pytest.approx(wilson(18, 22))
    assert (specificity.low, specificity.high) == pytest.approx(wilson(26, 27))
    same = (both + neither) / of
    by_chance = ((both + alone) * (both + missed) + (missed + neither) * (alone + neither)) / of**2
    kappa = figures["judge_incorrect_kappa"]
    assert kappa.value == pytest.approx((same - by_chance) / (1 - by_chance))
    assert kappa.low < kappa.value < kappa.high
    assert kappa.rows == 49


def test_the_judges_preference_held_against_peoples(figures: dict):
    # Of 20 people are divided, of 22 the judge is; of the other 23 they differ on pair 5.
    assert figures["judge_preference_agreement"].value == 22 / 23
    by_chance = (20 * 21 + 2 * 1 + 1 * 1) / 23**2
    kappa = figures["judge_preference_kappa"].value
    assert kappa == pytest.approx((22 / 23 - by_chance) / (1 - by_chance))


def test_what_they_found_by_flaw_and_by_modification(people):
    told = {one.name: (one.pairs, one.inverted, one.misinformation) for one in people.by_flaw}
    assert told == {"wrong_number": (20, 0, 1.0), "negated_claim": (5, 1, 2 / 5)}
    assert [one.name for one in people.by_modification] == [
        *("causes", "outlook", "prevention", "treatments")
    ]
    assert sum(one.pairs for one in people.by_modification) == 20  # 5 are source questions


def test_the_release_goes_without_the_two_pairs_that_both_withdrew(reviews: pd.DataFrame):
    rows = sifted(MADE, VERDICTS.frame([]), reviews, SETTINGS)
    released = release(rows, seed=0)
    assert released["pair_id"].tolist() == IDS[:23]
    held = held_back(rows, EXCLUSIONS.frame([]))
    assert held["problem"].tolist() == [
        "reviewers_say_inverted: 2 reviewers call the rejected answer the better one",
        "reviewers_say_harmful: 2 reviewers call the chosen answer harmful",
    ]
    assert withdrawn(rows)["question_id"].tolist() == MADE["question_id"][23:].tolist()
    assert not set(PAIRS.frame(rows).astype(str).to_numpy().ravel()) & {"ann", "bob"}


def test_they_differ_on_one_pair(reviews: pd.DataFrame):
    (found,) = disagreements(reviews)
    assert (found.pair_id, found.over) == (IDS[20], ("preference",))


def test_the_words_tell_how_many_and_what_they_withdrew(people):
    told = " ".join(people.words)
    assert "2 reviewers looked at 25 pairs" in told
    assert "They differ on 1 pair, 1 of them not settled." in told
    assert "2 pairs called inverted or harmful by 2 reviewers or more" in told
    assert people.withdrawn == {"reviewers_say_inverted": 1, "reviewers_say_harmful": 1}


def test_what_was_replaced_since_is_counted_still(reviews: pd.DataFrame):
    rows = sifted(MADE, VERDICTS.frame([]), reviews, SETTINGS)
    excluded = EXCLUSIONS.frame(withdrawn(rows).assign(scope="s", excluded_at="now"))
    after = heard_of(MADE.head(23), verdicts(), reviews, SETTINGS, excluded)
    assert after.pairs == 25
    assert after.figures[0].value == 22 / 25
    assert after.withdrawn == {"reviewers_say_inverted": 1, "reviewers_say_harmful": 1}


def test_the_command_prints_the_same(output: Path, figures: dict, capsys):
    assert syngen("review", "--agreement", "--json", "--output", output) == 0
    told = json.loads(capsys.readouterr().out)
    counts = ("reviewers", "reviews", "pairs", "settled")
    assert [told[name] for name in counts] == [2, 50, 25, 0]
    assert told["disagreements"] + told["gone"] == 1
    assert told["measures"]["alpha_accuracy"]["value"] == figures["alpha_accuracy"].value
    assert syngen("review", "--agreement", "--output", output) == 0
    assert "alpha_accuracy: 0.984 (" in capsys.readouterr().out


def test_the_same_sheet_again_adds_nothing(output: Path, reviews: pd.DataFrame, capsys):
    assert syngen("review", "--import", output / "filled.csv", "--output", output) == 0
    assert capsys.readouterr().out == "50 reviews read, 0 of them new.\n"
    with ReviewStore(output / REVIEWS_FILE) as store:
        assert store.table("healthcare").equals(reviews)


def test_the_report_and_the_card_tell_what_people_found(people):
    released = QUESTIONS_AND_RESPONSES.frame(MADE.head(23).assign(split="train"))
    source = {"dataset": "s.csv", "config": "", "split": "train", "revision": "0" * 40}
    html = page(ReportFacts(SETTINGS, source, released, people=people))
    told = " ".join(re.sub("<[^>]*>", " ", html).split())
    assert "What people say 2 reviewers looked at 25 pairs" in told
    assert "people find incorrect, as they should be 88.0% 70.0% to 95.8% 25" in told
    assert "negated_claim 5 40.0%" in told
    assert "2 reviewers looked at 25 of the pairs, and nobody at the others" in told
    text = card(Facts(SETTINGS, source, released, 25, people=people))
    assert "## What people said" in text
    assert "| `human_misinformation` | 0.88 (0.7 to 0.958) |" in text


def test_without_reviews_report_and_card_say_so():
    nobody = heard_of(MADE, verdicts(), REVIEWS.frame([]), SETTINGS, EXCLUSIONS.frame([]))
    assert nobody.figures == ()
    released = QUESTIONS_AND_RESPONSES.frame(MADE.assign(split="train"))
    assert "No person has reviewed these pairs" in page(ReportFacts(SETTINGS, {}, released))
    assert "No person has reviewed these pairs" in " ".join(nobody.words)


def test_what_experts_said_of_modifications_is_told(reviews: pd.DataFrame):
    words = {"treatments": "retired", "prevention": "approved", "gone": "retired"}
    settings = replace(SETTINGS, words=words)
    told = heard_of(MADE, VERDICTS.frame([]), reviews, settings, EXCLUSIONS.frame([]))
    assert "Approved by experts: prevention." in told.words
    assert "Retired by experts, so that no pair of it is released: treatments." in told.words
    assert told.withdrawn["retired_modification"] == 5
    assert not [one for one in told.figures if one.name.startswith("judge_")]
