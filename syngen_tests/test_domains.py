"""Domains: what an expert may write, and what is said where it cannot be used."""

from pathlib import Path

import pytest

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.errors import DomainError, UsageError
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.recipes import parse
from syngen_assets.storage.folders import DOMAINS, domain_names, domains_of, read_domain, root

HOME = Path(__file__).parent.parent
COLDS = """\
title: Colds
source:
  dataset: owner/name
modifications:
  symptoms:
    instruction: ask about symptoms.
    examples:
      - What are the signs of $topic?
flaws:
  wrong_number:
    instruction: one number is false.
"""
EXAMPLE = "What are the signs of $topic?"
MODIFICATIONS = COLDS[COLDS.index("modifications:") : COLDS.index("flaws:")]
TOP = (
    "title, language, recipe, source, offline_source, offline_license, columns, target, notice, "
    "budget, schedule, freshness, source_share, style, answer_rules, held_out, limits, duplicates, "
    "modifications, aspects, kindred, flaws, row_gates, table_gates, judge, reviews, personas"
)


def colds(more: str = "", instead_of: str = "") -> Preferences:
    """The domain, with lines added to its end or put in the place of others."""
    text = COLDS.replace(instead_of, more) if instead_of else COLDS + more
    return parse("colds", text, "colds/domain.yaml")


def refusal(text: str, name: str = "colds") -> list[str]:
    """The lines of the error for a text, each of which names the file."""
    with pytest.raises(DomainError) as caught:
        parse(name, text, "colds/domain.yaml")
    lines = str(caught.value).split("\n")
    assert all(line.startswith("colds/domain.yaml") and line.endswith(".") for line in lines)
    return [line.removeprefix("colds/domain.yaml") for line in lines]


def project(home: Path, **texts: str) -> Path:
    """A project root with a folder per domain."""
    for name, text in texts.items():
        folder = home / DOMAINS / name
        folder.mkdir(parents=True)
        (folder / "domain.yaml").write_text(text, encoding="utf-8")
    return home


def test_a_small_domain_is_complete_by_its_defaults():
    domain = colds()
    assert (domain.name, domain.title, domain.source.split) == ("colds", "Colds", "train")
    assert (domain.target, domain.source_share, domain.style) == (300, 0.47, "normalized")
    assert domain.limits.question_words == (3, 30)
    assert domain.columns.question == ["question"]


def test_a_budget_is_for_a_run_for_a_month_or_for_neither():
    assert colds().budget.run.usd is colds().budget.month.calls is None
    budget = colds("budget: {run: {usd: 0.5, calls: 900}, month: {usd: 20, tokens: 5}}").budget
    assert (budget.run.usd, budget.run.tokens, budget.run.calls) == (0.5, None, 900)
    assert (budget.month.usd, budget.month.tokens, budget.month.calls) == (20, 5, None)


def test_two_reviewers_must_agree_unless_the_domain_says_otherwise():
    assert colds().reviews.agree == 2
    assert colds("reviews: {agree: 1}\n").reviews.agree == 1


def test_the_version_of_a_domain_changes_with_its_text_and_not_with_its_file():
    assert colds().version == parse("colds", COLDS, "elsewhere.yaml").version
    assert colds().version != colds("target: 5").version


def test_an_aspect_leads_to_its_modification():
    assert colds("aspects: {signs: symptoms}").aspects == {"signs": "symptoms"}


@pytest.mark.parametrize("name", ["Colds", "1a", "", "a-b", "a b", "../x", "a\n", "é", "_a"])
def test_a_folder_with_a_bad_name_is_no_domain(name):
    (line,) = refusal(COLDS, name)
    assert repr(name) in line
    assert "take lower-case letters, digits and _ and begin with a letter" in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (COLDS.replace("Colds", "[Colds"), ", line 2: this is not YAML: expected ',' or ']'"),
        (COLDS.replace("  dataset", "\tdataset"), ", line 3: this is not YAML: found character"),
        (COLDS + "title: Flu", ", line 12: this is not YAML: the key 'title' is there twice."),
        (
            COLDS.replace("    examples", "    instruction: x\n    examples"),
            ", line 7: this is not YAML: the key 'instruction' is there twice.",
        ),
        (COLDS + "x: !!python/object:os.x {}", ", line 12: this is not YAML: could not determine"),
        (COLDS + "x: *nowhere", ", line 12: this is not YAML: found undefined alias"),
        ("", ": expected keys such as title, source, modifications, flaws."),
        ("- Colds", ": expected keys such as title, source, modifications, flaws."),
        ("Colds", ": expected keys such as title, source, modifications, flaws."),
        (COLDS + "name: flu", ": the key 'name' is not set here; leave it out."),
        (COLDS + "version: 2", ": the key 'version' is not set here; leave it out."),
    ],
)
def test_a_text_that_holds_no_domain_is_refused_with_its_line(text, said):
    (line,) = refusal(text)
    assert line.startswith(said)


def test_a_control_character_is_refused():
    with pytest.raises(DomainError, match=r"^colds/domain.yaml: this is not YAML"):
        colds("Co\0lds", "Colds")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Colds\n", "", ", line 1: title is missing."),
        ("  dataset: owner/name", "  split: x", ", line 2: source.dataset is missing."),
        (
            "instruction: one number is false.",
            "weight: 1",
            "flaws.wrong_number.instruction is miss",
        ),
        ("Colds", "''", ", line 1: title is '': string should have at least 1 character."),
        ("Colds", "5", ", line 1: title is 5: here belongs a text; put it in quotes."),
        ("Colds", "yes", ", line 1: title is True: here belongs a text; put it in quotes."),
        (MODIFICATIONS, "modifications: {}\n", ", line 4: modifications is {}: dictionary should"),
        (MODIFICATIONS, "modifications:\n", ", line 4: modifications is None: here belong keys"),
        (
            "  symptoms",
            "  Symp-toms",
            ", line 5: modifications.Symp-toms: a name has lower-case letters",
        ),
        (
            "    instruction: ask",
            "    hint: x\n    instruction: ask",
            "allowed here: instruction, ex",
        ),
        (EXAMPLE, "5", ", line 8: modifications.symptoms.examples.0 is 5: here belongs a text"),
        (EXAMPLE, "What is it?", ", line 7: modifications.symptoms.examples: 'What is it?' must"),
        (EXAMPLE, "Is $topic like $it?", "must hold the blank $topic, and no other."),
        (EXAMPLE, "Is $topic worth 5 $?", "must hold the blank $topic, and no other."),
        (EXAMPLE, f"{EXAMPLE}\n      - {EXAMPLE}", "examples: must differ from one another."),
    ],
)
def test_a_part_that_is_missing_or_wrong_is_named_with_its_line(old, new, said):
    assert old in COLDS
    (line,) = refusal(COLDS.replace(old, new, 1))
    assert said in line


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("colour: red", f"colour is not a known key; allowed here: {TOP}."),
        ("    colour: red", "wrong_number.colour is not a known key; allowed here: instruction, n"),
        ("limits: {x: 3}", "allowed here: question_words, answer_tokens, answer_words"),
        ("judge: {invert: flip}", "inverted, chosen_incorrect, rejected_acceptable."),
        ("judge: {inverted: turn}", "judge.inverted is 'turn': input should be 'drop', 'flip' or"),
        ("duplicates: {euclid: 1}", "euclid is not a known key; allowed here: jaccard, cosine."),
        (
            "duplicates: {cosine: 1.5}",
            "duplicates.cosine is 1.5: input should be less than or equal",
        ),
        ("duplicates: {jaccard: 0}", "duplicates.jaccard is 0: input should be greater than 0."),
        ("budget: {day: 3}", "budget.day is not a known key; allowed here: run, month."),
        ("budget: {run: {eur: 3}}", "run.eur is not a known key; allowed here: usd, tokens, calls"),
        ("budget: {run: {usd: 0}}", "budget.run.usd is 0: input should be greater than 0."),
        ("budget: {run: {usd: .inf}}", "run.usd is inf: input should be a finite number."),
        ("budget: {month: {usd: '5'}}", "month.usd is '5': input should be a valid number."),
        ("budget: {month: {tokens: 1.5}}", "month.tokens is 1.5: input should be a valid integer."),
        ("budget: {run: {calls: 0}}", "run.calls is 0: input should be greater than or equal to 1"),
        ("columns: {x: [a]}", "allowed here: question, answer, topic, aspect, synonyms."),
        ("target: 0", "target is 0: input should be greater than or equal to 1."),
        ("target: 1.5", "target is 1.5: input should be a valid integer."),
        ("target: true", "target is True: input should be a valid integer."),
        ("target:", "target is None: input should be a valid integer."),
        ("source_share: 1", "source_share is 1: input should be less than 1."),
        ("source_share: -0.1", "source_share is -0.1: input should be greater than or equal to 0."),
        ("source_share: .nan", "source_share is nan: input should be less than 1."),
        ("style: fancy", "style is 'fancy': input should be 'normalized' or 'natural'."),
        ("language: english", "language is 'english': string should match pattern '^[a-z]{2}$'."),
        ("recipe: magic", "recipe is 'magic': input should be 'preferences' or 'product_reviews'."),
        ("offline_source: ''", "offline_source is '': string should have at least 1 character."),
        ("limits: {question_words: [5, 3]}", "limits.question_words: must be two whole numbers"),
        ("limits: {question_words: [0, 3]}", "limits.question_words: must be two whole numbers"),
        ("limits: {question_words: [3, 4, 5]}", "limits.question_words is [3, 4, 5]: tuple should"),
        ("limits: {question_words: [a, 3]}", "limits.question_words.0 is 'a': input should be"),
        ("limits: {answer_tokens: 9}", "answer_tokens is 9: input should be greater than or equal"),
        ("limits: {answer_words: 4}", "answer_words is 4: input should be greater than or equal"),
        ("columns: {question: []}", "columns.question is []: list should have at least 1 item"),
        ("columns: {question: Query}", "columns.question is 'Query': input should be a valid list"),
        ("aspects: {1: symptoms}", "aspects.1 is 1: here belongs a text; put it in quotes."),
        (
            "aspects: {a: A-b}",
            "aspects.a: a name has lower-case letters, digits and _",
        ),
        ("    weight: 0", "flaws.wrong_number.weight is 0: input should be greater than 0."),
    ],
)
def test_a_value_out_of_bounds_is_named_with_what_is_allowed(more, said):
    (line,) = refusal(COLDS + more)
    assert line.startswith(", line 12: ")
    assert said in line


def test_an_aspect_that_leads_nowhere_is_named_with_the_modifications_there_are():
    (line,) = refusal(COLDS + "aspects: {a: b}")
    assert line.startswith(", line 12: aspects.a: leads to 'b', which is no modification")


def test_two_errors_are_reported_together():
    first, second = refusal(COLDS.replace("title: Colds\n", "") + "target: 0")
    assert first == ", line 1: title is missing."
    assert second.startswith(", line 11: target is 0")


def test_the_bundled_domain_has_six_modifications_with_examples_that_open_differently():
    modifications = read_domain(HOME, "healthcare").modifications
    assert len(modifications) == 6
    for modification in modifications.values():
        openings = {tuple(normalize(text).split()[:3]) for text in modification.examples}
        assert len(openings) == len(modification.examples) >= 8


def test_an_example_of_the_bundled_domain_fits_the_limits_when_it_is_filled():
    domain = read_domain(HOME, "healthcare")
    topics = ("acne", "chronic obstructive pulmonary disease of the lung")
    filled = [
        example.replace("$topic", topic)
        for modification in domain.modifications.values()
        for example in modification.examples
        for topic in topics
    ]
    least, most = domain.limits.question_words
    assert (least, most) == (3, 30)
    assert [text for text in filled if not least <= len(normalize(text).split()) <= most] == []


def test_a_folder_with_a_domain_file_is_a_domain_and_no_other(tmp_path):
    project(tmp_path, flu=COLDS, colds=COLDS)
    (tmp_path / DOMAINS / "empty").mkdir()
    (tmp_path / DOMAINS / "notes.txt").touch()
    assert domain_names(tmp_path) == ["colds", "flu"]
    assert read_domain(tmp_path, "flu").name == "flu"


def test_a_project_without_domains_has_none(tmp_path):
    assert domain_names(tmp_path) == domains_of(tmp_path) == []
    with pytest.raises(DomainError, match=r"no domain 'colds' under data/domains; there are: none"):
        read_domain(tmp_path, "colds")


def test_an_unknown_domain_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(
        DomainError, match=r"no domain 'cold' .* there are: colds, flu; perhaps colds is meant\."
    ):
        read_domain(project(tmp_path, flu=COLDS, colds=COLDS), "cold")


def test_a_broken_domain_stays_in_the_list_and_says_what_is_broken_when_it_is_read(tmp_path):
    project(tmp_path, colds=COLDS, flu="title: [", Sars="", acne=COLDS + "target: 0")
    assert domains_of(tmp_path) == ["acne", "colds", "flu"]
    with pytest.raises(DomainError, match=r"data/domains/flu/domain.yaml, line 1: .* not YAML"):
        read_domain(tmp_path, "flu")


def test_a_domain_of_another_recipe_is_not_in_the_list_even_if_it_is_broken(tmp_path):
    project(tmp_path, colds=COLDS, phones="recipe: product_reviews\ntitle: 5\n", flu="recipe: no")
    assert domains_of(tmp_path, "preferences") == ["colds", "flu"]
    assert domains_of(tmp_path, "product_reviews") == ["phones"]


def test_a_domain_file_that_is_no_text_is_refused(tmp_path):
    project(tmp_path, colds="")
    (tmp_path / DOMAINS / "colds" / "domain.yaml").write_bytes(b"title: \xff\xfe")
    with pytest.raises(DomainError, match=r"colds/domain.yaml cannot be read as UTF-8 text"):
        read_domain(tmp_path, "colds")


def test_an_offline_source_that_is_missing_is_named_with_its_folder(tmp_path):
    project(tmp_path, colds=COLDS + "offline_source: sample.csv")
    with pytest.raises(DomainError, match=r"'sample.csv', but the folder data/domains/colds has"):
        read_domain(tmp_path, "colds")
    (tmp_path / DOMAINS / "colds" / "sample.csv").touch()
    assert read_domain(tmp_path, "colds").offline_source == "sample.csv"


def test_the_bundled_project_is_a_root_and_healthcare_is_its_domain(monkeypatch):
    monkeypatch.setenv("SYNGEN_HOME", str(HOME))
    assert root() == HOME
    assert domains_of(HOME) == ["healthcare"]


def test_a_folder_without_domains_is_no_root_and_the_error_says_what_to_set(monkeypatch, tmp_path):
    monkeypatch.setenv("SYNGEN_HOME", str(tmp_path))
    with pytest.raises(UsageError, match=r"is no project root: .* or set SYNGEN_HOME to it\.$"):
        root()


@pytest.mark.parametrize(
    "broken",
    [
        "? [a, b]\n: 1",
        "title2: 2020-13-45",
        "target: !!int x",
        "limits: {question_words: [3]}",
        "x: " + "[" * 3000,
    ],
)
def test_nothing_that_yaml_can_hold_brings_the_list_of_domains_down(tmp_path: Path, broken: str):
    folder = tmp_path / "data/domains/colds"
    folder.mkdir(parents=True)
    (folder / "domain.yaml").write_text(COLDS + broken)
    assert domains_of(tmp_path) == ["colds"]
    with pytest.raises(DomainError, match=r"domain\.yaml"):
        read_domain(tmp_path, "colds")
