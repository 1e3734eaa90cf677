"""Reasons: why a row of one release is not in another, or says something else there.

They are told from what was recorded with the releases; where that does not say it, so does this.
"""

from collections.abc import Iterator, Mapping

from syngen_assets.core.between import UNKNOWN, Between, Reason, Row, shortened
from syngen_assets.core.gone import SOURCE_GONE
from syngen_assets.core.grounds import CLEANING, GATES, PLANNING, RULES
from syngen_assets.core.replanned import retired, target
from syngen_assets.core.reviewed import GATES as REVIEWERS
from syngen_assets.core.reviewed import RETIRED
from syngen_assets.core.settings import OFFLINE_NAME
from syngen_assets.core.settling import FLIPPED
from syngen_assets.core.settling import GATES as JUDGED

MARKS = ("model", "flaw", "verified", "split", "note")
"""What a released row says beside its texts."""

_REWRITE = "rewrite_question"
_OF_ANSWERS = ("answer_rules", "limits", "row_gates", "language")
_OF_ROWS = (CLEANING, PLANNING, GATES)  # any of them may bring a row, take it, or ask it anew
_HAPPENED = {"new": "is new", "back": "is back", "changed": "was changed", "gone": "is gone"}


def why_added(row: Row, between: Between) -> Reason | None:
    """Why a row is in the later release only, if it has a reason of its own."""
    earlier = between.left.get(row["question_id"])
    found = [
        *_source(row, between.moved, ("new", "back", "changed")),
        *_set(between),
        *_modification(row, between, "added"),
        *_coloured(row, between),
        *_rewritten(row, between),
        *_wanted(between, more=True),
    ]
    if not found and earlier and earlier["gate"]:
        found = [Reason("gate passed", f"{earlier['gate']} held it back before, and lets it pass")]
    found += _source(row, between.unseen, ("new", "back"))
    return found[0] if found else None


def why_removed(row: Row, between: Between) -> Reason | None:
    """Why a row is in the earlier release only, if it has a reason of its own."""
    found = [
        *_held(between.left.get(row["question_id"]), between),
        *_source(row, between.moved, ("gone", "changed")),
        *_set(between),
        *_modification(row, between, "removed"),
        *_coloured(row, between),
        *_rewritten(row, between),
        *_wanted(between, more=False),
    ]
    return found[0] if found else None


def why_changed(before: Row, after: Row, between: Between) -> Reason:
    """Why a question has other answers, or other marks, in the later release."""
    turned = [str(row["note"] or "").startswith(FLIPPED) for row in (before, after)]
    if turned[0] != turned[1]:
        word = "turned it round" if turned[1] else "does not turn it round any more"
        return Reason("judge", f"the judge {word}")
    if before["chosen"] != after["chosen"]:
        found = [*_answered("chosen", before, after, between), *_references(before, after, between)]
    elif before["rejected"] != after["rejected"]:
        found = [*_answered("rejected", before, after, between), *_flaw(before, after, between)]
    else:
        marks = [name for name in MARKS if before[name] != after[name]]
        found = [*_model(between)] if before["model"] != after["model"] else []
        found += [Reason("marks", f"the texts are the same, but {', '.join(marks)} changed")]
    return (found or [_unread(before, after, between)])[0]


def because_edited(between: Between) -> Reason | None:
    """What was edited that may be why, where nothing nearer is known."""
    told = f"domain.yaml: {'; '.join(map(str, between.edits))}"
    found = [Reason("domain.yaml edited", told)] if between.edits else []
    found += between.worded(*_OF_ROWS)
    return Reason(found[0].kind, "; ".join(one.text for one in found)) if found else None


def _held(event: Row | None, between: Between) -> Iterator[Reason]:
    """The gate that held a pair back when it left."""
    gate = event and event["gate"]
    if not event or not gate:
        return
    why = event["why"] or gate
    if gate == SOURCE_GONE:
        yield Reason("source row gone", why)
    elif gate in REVIEWERS:
        yield Reason("reviewers", why)
    elif gate == RETIRED:
        yield Reason("modification retired", why)
    elif gate in JUDGED:
        yield Reason("judge", why)
    else:
        yield Reason("gate failed", f"it failed a gate since: {why}")


def _source(row: Row, log: Mapping[str, Row], changes: tuple[str, ...]) -> Iterator[Reason]:
    """What happened to the rows of the source that a pair rests on."""
    rests = {"source_id": "source row", "reference_id": "reference", "donor_id": "lent answer"}
    for name, what in rests.items():
        moved = log.get(row[name] or "")
        if moved and moved["change"] in changes:
            change = moved["change"]
            text = f"its {what} {_HAPPENED[change]} ({_revisions(moved)})"
            yield Reason(f"{what} {change}", text)


def _set(between: Between) -> Iterator[Reason]:
    """Another data set or another seed, with which everything is another."""
    one, other = between.one, between.other
    if one["dataset"] != other["dataset"]:
        told = f"another data set: {one['dataset']} → {other['dataset']}"
        yield Reason("another data set", told)
    if one["seed"] != other["seed"]:
        yield Reason("another seed", f"another seed: {one['seed']} → {other['seed']}")


def _modification(row: Row, between: Between, change: str) -> Iterator[Reason]:
    """What became of the way in which the question was changed."""
    name = row["modification"]
    for edit in between.edits:
        if edit.part == f"modifications.{name}" and edit.change in (change, "edited"):
            yield Reason("domain.yaml edited", f"domain.yaml: {edit}")
    said = [release["words"].get(name) for release in (between.one, between.other)]
    if change == "added" and said[0] == "retired" != said[1]:
        yield Reason("modification approved", f"experts have approved the modification {name}")
    if change == "removed" and name in retired(between):
        yield Reason("modification retired", f"experts have retired the modification {name}")


def _coloured(row: Row, between: Between) -> Iterator[Reason]:
    """That personas colour another part of the questions, as flags say."""
    said = [release["overrides"].get("personas") for release in (between.one, between.other)]
    if row["origin"] == "synthetic" and said[0] != said[1]:
        told = " → ".join(word or "as the domain says" for word in said)
        yield Reason("personas", f"personas colour another share of the questions: {told}")


def _rewritten(row: Row, between: Between) -> Iterator[Reason]:
    """What asks for other questions: the wording of the request, or who is asked."""
    if row["origin"] == "synthetic":
        yield from between.worded(_REWRITE, RULES)
        yield from _model(between)


def _model(between: Between) -> Iterator[Reason]:
    if between.one["model"] != between.other["model"]:
        told = f"another model: {between.one['model']} → {between.other['model']}"
        yield Reason("another model", told)


def _wanted(between: Between, more: bool) -> Iterator[Reason]:
    one, other = int(between.one["questions"]), int(between.other["questions"])
    if other > one if more else other < one:
        yield Reason("another target", f"the plan has {target(between)}")


def _answered(side: str, before: Row, after: Row, between: Between) -> Iterator[Reason]:
    """Why a question got another answer: what it rests on, how it was asked, and who."""
    one, other = before[f"{side}_template"], after[f"{side}_template"]
    if side == "chosen" and one != other:
        yield Reason("another template", f"it is asked for with {other}, and not with {one}")
    elif before[f"{side}_version"] != after[f"{side}_version"]:
        yield from between.worded(one)
    yield from between.worded(RULES)
    if before["model"] != after["model"]:
        told = f"another model: {before['model']} → {after['model']}"
        yield Reason("another model", told)
    if before["source_digest"] != after["source_digest"]:
        yield _row_changed("source row", "its source row", after["source_id"], between)
    for edit in between.edits:
        if edit.part in _OF_ANSWERS or edit.part == f"flaws.{after['flaw']}":
            yield Reason("domain.yaml edited", f"domain.yaml: {edit}")


def _references(before: Row, after: Row, between: Between) -> Iterator[Reason]:
    if before["reference_id"] != after["reference_id"]:
        yield Reason("another reference", "its chosen answer rests on another row of the source")
    elif before["reference_digest"] != after["reference_digest"]:
        what = "the row that it rests on"
        yield _row_changed("reference", what, after["reference_id"], between)


def _flaw(before: Row, after: Row, between: Between) -> Iterator[Reason]:
    """Why a wrong answer is another one, though the correct answer is not."""
    donor = between.moved.get(before["donor_id"] or "")
    if donor and donor["change"] in ("gone", "changed"):
        told = f"the row that lent the wrong answer {_HAPPENED[donor['change']]}"
        yield Reason(f"lent answer {donor['change']}", f"{told} ({_revisions(donor)})")
    yield from _set(between)
    for edit in between.edits:
        if edit.part.startswith("flaws."):
            yield Reason("domain.yaml edited", f"domain.yaml: {edit}")
    if between.others and (after["model"] == OFFLINE_NAME or before["flaw"] != after["flaw"]):
        told = "other rows came or went, and the flaws were evened out over all anew"
        yield Reason("flaws evened out", told)


def _unread(before: Row, after: Row, between: Between) -> Reason:
    """Why texts differ that were asked for alike: they are read otherwise, or the rules moved."""
    side = "chosen" if before["chosen"] != after["chosen"] else "rejected"
    if before[f"{side}_request"] == after[f"{side}_request"] is not None:
        return Reason("read otherwise", f"the same reply is read otherwise, for its {side} answer")
    return next(between.worded(*_OF_ROWS), UNKNOWN)


def _revisions(moved: Row) -> str:
    return f"revision {shortened(moved['before'])} → {shortened(moved['after'])}"


def _row_changed(kind: str, what: str, id: str, between: Between) -> Reason:
    """That a row of the source says something else, with the revisions between which it came."""
    whole = {"before": between.one["revision"], "after": between.other["revision"]}
    moved = between.moved.get(id) or whole
    if moved["before"] != moved["after"]:
        return Reason(f"{kind} changed", f"{what} was changed ({_revisions(moved)})")
    told = f"other cells of {what} are used, though the source is the same"
    return Reason(f"{kind} read otherwise", told)
