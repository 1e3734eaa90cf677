"""Plain words: what a preference set is, what of it one can trust, and what one cannot."""

from collections.abc import Sequence

from syngen_assets.core import hearing, telling
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.report.facts import ReportFacts
from syngen_assets.core.telling import counted

WARNING = (
    "Every rejected answer is deliberately wrong. On a medical question it is false medical "
    "content, written to sound right. Never show it, serve it or quote it as an answer, and never "
    "train on it as one: it is there only so that a model learns to prefer the other answer."
)

FOREIGN_WARNING = (
    "Treat every rejected answer as false. Some sets make them wrong on purpose, and on a medical "
    "question that is false medical content. Never show one, serve it or quote it as an answer."
)

METHOD_LIMITS = (
    "A figure tells what the set is like on the whole, and nothing of any single pair.",
    "A gate that has passed found no fault of its own kind. It does not make an answer true.",
    "Tells such as hedges, refusals, absurd words and sentiment are found by lists of English "
    "words; what stands on no list is not seen.",
    "Near-duplicates are found by shared words. Two questions that ask the same in other words are "
    "seen only where an embedder is installed.",
    "The classifier that never sees the question is a bag of words. A larger model may find tells "
    "that it misses.",
    "Intervals are 95% intervals of this set. They say how much a figure would move with other "
    "questions of the same kind, and not whether the estimator is right.",
    hearing.LIMITS,
)
_RULES = (
    "Offline flaws are made and verified by rules: a rule sees that a number, a name or a claim "
    "was changed, and not how a patient would understand it. {read}."
)
_FEW = 500


def lead(facts: ReportFacts) -> str:
    """What the set is, in a sentence or two."""
    rows, writer = facts.released, f"by the model {facts.settings.model_name}"
    if facts.settings.offline:
        writer = "by rules from reference answers, without any model"
    made = int((rows["origin"] == "synthetic").sum())
    return (
        f"{counted(len(rows), 'question')}, each with an answer meant to be correct and one "
        "that is wrong on purpose, for training a language model to prefer the first. "
        f"{made:,} of the questions are synthetic; the others are source questions. "
        f"The answers were made {writer}."
    )


def trusted(facts: ReportFacts) -> list[str]:
    """What a reader can rely on, a sentence each."""
    said = []
    if facts.settings.offline:
        said.append(
            "Each chosen answer consists of whole sentences of a reference answer. It is as right "
            "as that reference is."
        )
    verified = next((one for one in facts.figures if one.name == "verified_share"), None)
    if verified and telling.measured(verified):
        said.append(
            f"A program has found the named flaw in {telling.value(verified)} of the rejected "
            "answers that it can check, apart from the program that made it."
        )
    said += measured(facts.figures)
    said.append(
        f"No pair was dropped unseen: {counted(len(facts.held), 'pair')} held back by a gate "
        + ("is" if len(facts.held) == 1 else "are")
        + " listed with the reason, and `syngen explain` traces every pair to its source question. "
        "Source questions that give no pair have the reason in the table `clean_questions`."
    )
    return said


def measured(figures: Sequence[Figure]) -> list[str]:
    """That the figures can be checked, and how many keep to their limits."""
    return [
        f"{telling.tally(figures)}. What passed was measured on these very rows, and the method "
        "stands under each figure."
    ]


def doubted(facts: ReportFacts) -> list[str]:
    """What a reader cannot rely on, a sentence each."""
    settings = facts.settings
    said = [*([settings.domain.notice] if settings.domain.notice else [])]
    if settings.offline:
        said.append(_RULES.format(read=_readers(facts)))
    else:
        said.append(
            f"The model {settings.model_name} wrote the answers. What it takes to be correct may "
            "be wrong, and what it takes to be wrong may be acceptable. " + _readers(facts) + "."
        )
    heard = [words for words in facts.hearing.words if words != hearing.LIMITS]
    return [*said, *open_gates(facts.figures), *_size(len(facts.released)), *heard]


def _readers(facts: ReportFacts) -> str:
    """Who has read the answers."""
    people = facts.people
    if not people.reviews:
        return "No clinician has reviewed them"
    return (
        f"{counted(people.reviewers, 'reviewer')} looked at {people.pairs:,} of the pairs, and "
        "nobody at the others"
    )


def open_gates(figures: Sequence[Figure]) -> list[str]:
    """The gates that were not passed, and what has nothing to be compared with."""
    said = []
    for verdict, words in (
        ("failed", "Failed"),
        ("warning", "Beyond the limit, though perhaps by chance or not decisive"),
        ("not measured", "Not measured, which is no pass"),
    ):
        names = [one.name for one in telling.gated(figures) if telling.verdict(one) == verdict]
        if names:
            said.append(f"{words}: {', '.join(names)}.")
    if figures and all(figure.floor is None for figure in figures):
        said.append(
            "No real questions were given to compare with, so no figure has a floor: what real "
            "questions come to was not measured."
        )
    return said


def _size(rows: int) -> list[str]:
    if rows >= _FEW:
        return []
    return [
        f"The set has {counted(rows, 'pair')}. With fewer than {_FEW} the intervals are wide, and "
        "small faults hide."
    ]


def audited(figures: Sequence[Figure], rows: int) -> tuple[str, list[str]]:
    """What a foreign set is, in a sentence or two, and what its figures do not tell."""
    text = (
        f"{counted(rows, 'pair')} of answers, one of which is meant to be preferred, measured as "
        "they stand in the file. No model was asked."
    )
    return text, [
        "Who wrote these answers, from what, and whether anybody checked them is not known here.",
        *open_gates(figures),
        *_size(rows),
    ]
