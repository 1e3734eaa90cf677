"""The steps of a life: the record of a pair, cut into what a page shows one below the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.called import Call, Facts, calls, facts, minute, tries
from syngen_assets.core.settling import FLIPPED
from syngen_assets.core.telling import counted

WRONG = "deliberately wrong"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One step of a life.

    Args:
        title: what happened.
        text: the text that came of it; empty where none did.
        is_wrong: whether the text is deliberately wrong.
        said: sentences about it.
        facts: name and value of what else is known.
        calls: the calls that it took, in order.
    """

    title: str
    text: str = ""
    is_wrong: bool = False
    said: tuple[str, ...] = ()
    facts: Facts = ()
    calls: tuple[Call, ...] = ()


def steps(record: Row) -> list[Step]:
    """The steps, in the order in which they happened."""
    found = [
        _source(record["source"]),
        *map(_persona, record.get("persona", ())),
        _question(record),
        _chosen(record),
        _rejected(record),
        _gates(record["gates"]),
        _verdict(record["verdict"]),
        _reviews(record["reviews"]),
        _releases(record),
    ]
    return [step for step in found if step]


def _source(source: Row) -> Step | None:
    if not source:
        return Step("Source", said=("Its source row is not in the tables any more.",))
    gone = source.get("gone")
    said = [f"The source does not have this row any more: {_gone(gone)}."] if gone else []
    if "answer" in source:
        said.append(f"Its reference answer: {source['answer']}")
    place = facts(source, "dataset", "config", "split", "revision", "row", "topic", "aspect")
    return Step("Source", str(source.get("question", "")), said=tuple(said), facts=place)


def _gone(gone: Row) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in gone.items())


def _persona(told: Row) -> Step:
    """Somebody who asks, or from whom that persona was grown."""
    found = {
        "text": "Found in a text of the source, as somebody who is likely to {relation} it.",
        "persona": "Found beside the persona before, as somebody close to them {relation}.",
    }
    said = found.get(told.get("origin", ""), "It is not in the tables any more.")
    return Step(
        "Persona",
        str(told.get("persona", "")),
        said=(said.format(**told),),
        facts=facts(
            told, "persona_id", "role", "age", "literacy", "goal", "iteration", "source_id"
        ),
        calls=calls(told),
    )


def _question(record: Row) -> Step:
    told, made = record["question"], calls(record["question"])
    plain = {"source": "It is the source question itself, without a call."}
    said = plain.get(told.get("origin", ""), "")
    known = facts(told, "origin", "modification", "topic", "aspect")
    text = str(record["pair"].get("prompt", ""))
    return Step("Question", text, said=(said,) if said else (), facts=known, calls=made)


def _chosen(record: Row) -> Step:
    told, source = record["chosen"], record["source"]
    reference = told.get("reference") or {}
    said = []
    if reference.get("question_id") not in (None, source.get("question_id")):
        said.append(
            f"It rests on the reference answer of row {reference.get('row')}: "
            f"{reference.get('answer', '')}"
        )
    said += _turned(record, "rejected")
    text = str(record["pair"].get("chosen", ""))
    return Step("Chosen answer", text, said=tuple(said), calls=calls(told))


def _rejected(record: Row) -> Step:
    told = record["rejected"]
    donor = told.get("donor") or {}
    said = (
        [f"Its words were lent by row {donor.get('row')}: {donor.get('answer')}"] if donor else []
    )
    return Step(
        f"Rejected answer: {WRONG}",
        str(record["pair"].get("rejected", "")),
        is_wrong=True,
        said=(*said, *_turned(record, "chosen")),
        facts=facts(told, "flaw", "before", "after"),
        calls=calls(told, is_wrong=True),
    )


def _turned(record: Row, side: str) -> list[str]:
    """What an answer is now, where a judge had the pair turned round after it was made."""
    turned = str(record["release"].get("note", "")).startswith(FLIPPED)
    return [f"A judge turned the pair round: it is released as the {side} answer."] * turned


def _gates(gates: Row) -> Step:
    failed = [f"{one['of']} failed {one['problem']}" for one in gates.get("failed", ())]
    if "unknown" in gates:
        failed.append(str(gates["unknown"]))
    passed = sum(map(len, gates.get("passed", {}).values()))
    said = (*failed, *([f"It passes {counted(passed, 'gate')} of its domain."] if passed else []))
    listed = [(of, ", ".join(names)) for of, names in gates.get("passed", {}).items()]
    off = [(f"{of}, off", ", ".join(names)) for of, names in gates.get("off", {}).items()]
    return Step("Gates", said=said, facts=(*listed, *off))


def _verdict(verdict: Row) -> Step | None:
    if not verdict:
        return None
    asked = [
        one
        for order in ("chosen", "rejected")
        for one in tries(
            verdict.get(f"{order}_first_earlier", ()),
            verdict.get(f"{order}_first_call", {}),
            f"With the {order} answer first",
            is_wrong=True,
        )
    ]
    plain = {name: value for name, value in verdict.items() if not isinstance(value, dict | list)}
    return Step("Judge", facts=facts(plain, *plain), calls=tuple(asked))


def _reviews(reviews: Sequence[Row]) -> Step | None:
    if not reviews:
        return None
    return Step("Reviewers", facts=tuple((_who(one), _word(one)) for one in reviews))


def _who(review: Row) -> str:
    settled = ", settling" if review.get("settles") == "yes" else ""
    return f"{review['reviewer']}{settled}, {minute(review['at'])}"


def _word(review: Row) -> str:
    if review.get("foreign") == "yes":
        return "not their field"
    preferred = review.get("preferred")
    better = "no answer is better" if preferred == "tie" else f"the {preferred} answer is better"
    rated = []
    for side in ("chosen", "rejected"):
        axes = [
            f"{name.removeprefix(side + '_')} {value}"
            for name, value in review.items()
            if name.startswith(f"{side}_")
        ]
        rated += [f"{side}: {', '.join(axes)}"] if axes else []
    return "; ".join([better, *rated, *filter(None, [review.get("comment")])])


def _releases(record: Row) -> Step:
    release, stood = record["release"], record.get("releases", ())
    listed = tuple((f"release {one['release']}", _issued(one)) for one in stood)
    standing = {
        "released": "It stands in the release.",
        "quarantine": "It is in quarantine and not released.",
        "replaced": "It failed a gate, and another question has taken its place.",
        "waiting": "It has passed its gates and is not released yet.",
        "gone": "It stood in earlier releases and does not any more.",
    }
    said = [standing[record["pair"]["standing"]]]
    said += [_left(left)] if (left := record.get("left")) else []
    said += [str(release["problem"])] if "problem" in release else []
    return Step("Release", said=tuple(said), facts=(*facts(release, "split", "note"), *listed))


def _left(left: Row) -> str:
    why = f": {left['why']}" if "why" in left else ""
    return f"It stands in none from release {left['release']} on{why}."


def _issued(release: Row) -> str:
    parts = [minute(release["released_at"]), counted(release["pairs"], "pair")]
    return ", ".join([*parts, f"source at {release['revision'][:8]}"])
