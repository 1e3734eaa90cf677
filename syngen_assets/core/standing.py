"""Standing: whether a release is what the same command would make now, and if not, why."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from syngen_assets.core.domain_parts import edits
from syngen_assets.core.flags import flag
from syngen_assets.core.flow import PREFERENCES, Flow, flow_of
from syngen_assets.core.grounds import PROGRAM, Ground, Grounded
from syngen_assets.core.settings import OFFLINE_NAME
from syngen_assets.core.tables import (
    CHOSEN_RESPONSES,
    PERSONA_TEXTS,
    PERSONAS,
    PROMPTS,
    QUESTIONS_AND_RESPONSES,
    VERDICTS,
    Table,
)
from syngen_assets.core.telling import counted

Cause = Literal["source", "wording", "domain", "model", "asked", "reviews", "behind", "missing"]

_OF_PERSONAS = (PERSONAS.name, PERSONA_TEXTS.name)
_SHORT = 8  # digits of a digest that people are shown


@dataclass(frozen=True)
class Reason:
    """Why a release is not what the same command would make now.

    Args:
        cause: its kind, for programs.
        text: the reason in words.
        first: the first asset that comes out otherwise.
    """

    cause: Cause
    text: str
    first: str


def reasons(
    made: Mapping[str, Grounded],
    now: Ground,
    told: Mapping[str, str] | None = None,
    newer: int = 0,
    missing: int = 0,
) -> list[Reason]:
    """Why a release is not what would be made now, in the order of the flow.

    What has changed is asked of the first asset that it shapes, since a release may have been made
    alone, long after what it rests on.

    Args:
        made: every asset as it was made last.
        now: what it would be made from.
        told: what flags and environment say now.
        newer: how many reviews are newer than the release.
        missing: how many pairs it lacks.
    """
    flow = flow_of(next(iter(made), ""))
    found = [
        reason
        for asset, then in made.items()
        for reason in _differences(then.ground, now, flow, newer)
        if reason.first == asset
    ]
    found += _told(made, told or {}, flow, now.model == OFFLINE_NAME)
    coloured = "personas" in now.domain_parts or "personas" in (told or {})
    found += _behind(made, flow, () if coloured else _OF_PERSONAS)
    if missing > 0:
        lacks = f"{counted(missing, flow.row)} of it {'is' if missing == 1 else 'are'} missing"
        found.append(Reason("missing", lacks, flow.plan.name))
    found.sort(key=lambda reason: flow.names.index(reason.first))
    return list({reason.text: reason for reason in reversed(found)}.values())[::-1]


def _differences(then: Ground, now: Ground, flow: Flow, newer: int) -> Iterator[Reason]:
    for find in _FINDERS:
        yield from find(then, now, flow)
    yield from _reviews(then, now, newer)


def _told(
    made: Mapping[str, Grounded], told: Mapping[str, str], flow: Flow, offline: bool
) -> Iterator[Reason]:
    """What was said otherwise, of what no other finder sees."""
    for name, step in flow.flags.items():
        then = made[step.name].overrides.get(name) if step.name in made else told.get(name)
        idle = offline and step is flow.writing[0]
        if then != told.get(name) and not idle:
            said = f"another {flag(name)}: {then or 'none'} → {told.get(name, 'none')}"
            yield Reason("asked", said, step.name)


def _behind(made: Mapping[str, Grounded], flow: Flow, idle: Collection[str]) -> Iterator[Reason]:
    """The first asset for which one before it was made anew, and came out otherwise.

    Those that are idle may never have been made: earlier versions of the program knew none.
    """
    for asset in flow.names[1:]:
        then = made.get(asset)
        if then is None and asset in idle:
            continue
        if then is None:
            yield Reason("behind", f"{asset} was never made", asset)
            return
        for before, content in then.inputs.items():
            if before in made and made[before].content != content:
                yield Reason("behind", f"{before} came out otherwise since {asset} was made", asset)
                return


def merged(made: Mapping[str, Grounded], own: Ground) -> Ground:
    """What a release is made from in truth: part by part, what the first asset of it was made from.

    Args:
        made: every asset as it was made last.
        own: what the release would be made from if all were made with it.
    """

    def of(table: Table) -> Ground:
        is_own = table is QUESTIONS_AND_RESPONSES or table.name not in made
        return own if is_own else made[table.name].ground

    every = [own, *(one.ground for one in made.values())]
    wording, parts = dict[str, str](), dict[str, str]()
    for name in sorted({name for one in every for name in one.wording}):
        wording |= _only(of(PREFERENCES.templates[name]).wording, name)
    for part in sorted({part for one in every for part in one.domain_parts}):
        parts |= _only(of(PREFERENCES.first_of(part)).domain_parts, part)
    return replace(
        own,
        wording=wording,
        domain_parts=parts,
        model=of(CHOSEN_RESPONSES).model,
        judge=of(VERDICTS).judge,
        questions=of(PROMPTS).questions,
        seed=of(PROMPTS).seed,
    )


def _only(digests: Mapping[str, str], name: str) -> dict[str, str]:
    return {name: digests[name]} if name in digests else {}


def again(found: Sequence[Reason]) -> list[str]:
    """The assets that would be made again: the first that comes out otherwise, and what follows."""
    if not found:
        return []
    names = flow_of(found[0].first).names
    return list(names[min(names.index(reason.first) for reason in found) :])


def _source(then: Ground, now: Ground, flow: Flow) -> Iterator[Reason]:
    first = flow.source.name
    if then.dataset != now.dataset:
        yield Reason("source", f"another source: {then.dataset} → {now.dataset}", first)
    elif then.revision != now.revision:
        moved = f"{then.revision[:_SHORT]} → {now.revision[:_SHORT]}"
        yield Reason("source", f"the source has a new revision: {moved}", first)


def _wording(then: Ground, now: Ground, flow: Flow) -> Iterator[Reason]:
    for name in sorted(then.wording.keys() & now.wording.keys()):
        if then.wording[name] != now.wording[name]:
            what = f"the {name} have" if name in PROGRAM else f"template {name} has"
            yield Reason("wording", f"{what} changed", flow.templates[name].name)


def _domain(then: Ground, now: Ground, flow: Flow) -> Iterator[Reason]:
    for edit in edits(then.domain_parts, now.domain_parts):
        yield Reason("domain", f"domain.yaml: {edit}", flow.first_of(edit.part).name)


def _model(then: Ground, now: Ground, flow: Flow) -> Iterator[Reason]:
    if then.model != now.model:
        for step in flow.writing:
            yield Reason("model", f"another model: {then.model} → {now.model}", step.name)
    if then.judge != now.judge:
        told = f"another judge: {then.judge or 'none'} → {now.judge or 'none'}"
        yield Reason("model", told, VERDICTS.name)


def _asked(then: Ground, now: Ground, flow: Flow) -> Iterator[Reason]:
    if then.questions != now.questions:
        told = f"other {flow.size}: {then.questions:,} → {now.questions:,}"
        yield Reason("asked", told, flow.plan.name)
    if then.seed != now.seed:
        yield Reason("asked", f"another seed: {then.seed} → {now.seed}", flow.plan.name)


def _words(then: Ground, now: Ground, flow: Flow) -> Iterator[Reason]:
    for name in sorted(then.words.keys() | now.words.keys()):
        before, word = then.words.get(name), now.words.get(name)
        if word and word != before:
            plans = "retired" in (before, word)
            first = flow.plan if plans else flow.release
            yield Reason("reviews", f"experts have {word} the modification {name}", first.name)


_FINDERS: Sequence[Callable[[Ground, Ground, Flow], Iterator[Reason]]] = (
    _source,
    _wording,
    _domain,
    _model,
    _asked,
    _words,
)


def _reviews(then: Ground, now: Ground, newer: int) -> Iterator[Reason]:
    if then.reviews != now.reviews:
        told = counted(newer, "newer review") if newer else "people have said other things"
        yield Reason("reviews", told, QUESTIONS_AND_RESPONSES.name)
