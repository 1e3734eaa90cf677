"""OfflineChat: a generator that works from reference answers and needs no network."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cached_property
from importlib import resources
from string import Template as Blanks
from typing import Any

from syngen_assets.core.donors import Donor
from syngen_assets.core.excerpts import excerpt
from syngen_assets.core.flaws import apply
from syngen_assets.core.identity import digest, draw
from syngen_assets.core.personas import by_rule
from syngen_assets.core.product_reviews.domain import KINDS
from syngen_assets.core.product_reviews.wording import written
from syngen_assets.core.settings import OFFLINE_NAME
from syngen_assets.core.topics import agreeing
from syngen_assets.llm.chat import Keep, Pulse, Reply, Request, ignore, key

_MAKERS = (
    *("core/excerpts.py", "core/furniture.py", "core/patterns.py", "core/text.py"),
    *("core/donors.py", "core/generic.py", "core/likeness.py", "core/names.py"),
    *("core/flaws.py", "core/edits.py", "core/numbers.py", "core/rewordings.py"),
    *("core/negations.py", "core/overclaims.py", "core/swaps.py", "llm/offline.py"),
    *("core/product_reviews/wording.py", "core/measures/syllables.py"),
    *("core/personas/by_rule.py", "core/personas/portrait.py"),
    *("core/collocations.py", "core/sizes.py", "core/topics.py"),
)

_ARTICLE_TOKENS = 160


class OfflineChat:
    """Answers requests by rule, from what their facts say; it never parses a prompt.

    - `rewrite_question`: one of the modification's examples, with the topic in its blank.
    - `answer_from_reference`: whole sentences of the reference answer, under the token limit.
    - `answer_badly`: the chosen answer with one flaw applied, and a record of what was changed.
    - `write_reviews_…`: the pieces of each review as one text, in the school grade asked for.
    - those for personas: what the domain's roles give, and the answers that there would be anyhow.

    Where a rule finds nothing to work on, the reply is empty.
    """

    name = OFFLINE_NAME

    @cached_property
    def version(self) -> str:
        """A digest of the code that writes the replies: other rules make other requests."""
        package = resources.files("syngen_assets")
        return digest([(package / file).read_text(encoding="utf-8") for file in _MAKERS])

    @property
    def pulse(self) -> Pulse:
        """Nothing is ever on its way."""
        return Pulse()

    def body(self, request: Request) -> dict[str, Any]:
        """Template, values, facts and the version of the rules."""
        return {
            "model": self.name,
            "version": self.version,
            "template": request.template.name,
            "values": dict(request.values),
            "facts": dict(request.facts),
        }

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order."""
        for request in requests:
            made = _WRITERS[request.template.name](request)
            text = json.dumps(made, ensure_ascii=False) if made else ""
            reply = Reply(key(self, request), text)
            keep(request, reply)
            yield reply


def _rewrite(request: Request) -> dict[str, Any] | None:
    topic = request.facts["topic"]
    if not topic:
        return None
    chance = request.facts["chance"]
    named = agreeing(request.facts["examples"], topic)
    examples = sorted(named, key=lambda example: draw(*chance, example))
    example = examples[request.attempt % len(examples)]
    return {"question": Blanks(example).substitute(topic=topic)}


def _answer(request: Request) -> dict[str, Any] | None:
    limit = int(request.values["limit"])
    found = excerpt(request.values["reference"], limit=limit, topic=request.facts["topic"])
    return {"answer": found} if found else None


def _persona(request: Request) -> dict[str, Any] | None:
    return by_rule.persona(request.facts, request.attempt)


def _persona_text(request: Request) -> dict[str, Any] | None:
    return by_rule.text(request.facts, request.attempt)


def _rewrite_as(request: Request) -> dict[str, Any] | None:
    return by_rule.question(request.facts, request.attempt)


def _article(request: Request) -> dict[str, Any] | None:
    topic = request.facts["topic"]
    found = excerpt(request.values["reference"], limit=_ARTICLE_TOKENS, topic=topic)
    return {"text": found} if found else None


def _spoil(request: Request) -> dict[str, Any] | None:
    facts = request.facts
    change = apply(
        facts["flaw"],
        request.values["answer"],
        topic=facts["topic"],
        donor=Donor(**facts["donor"]) if facts["donor"] else None,
        variant=facts["variant"],
        limit=int(request.values["limit"]),
        chance=tuple(facts["chance"]),
    )
    return asdict(change) if change else None


def _reviews(request: Request) -> dict[str, Any] | None:
    found = written(request.facts)
    return {"reviews": found} if found else None


_WRITERS: Mapping[str, Callable[[Request], dict[str, Any] | None]] = {
    "rewrite_question": _rewrite,
    "answer_from_reference": _answer,
    "answer_well": lambda request: None,
    "answer_badly": _spoil,
    "persona_from_text": _persona,
    "persona_from_persona": _persona,
    "persona_question": _persona_text,
    "persona_instruction": _persona_text,
    "persona_problem": _persona_text,
    "persona_article": _article,
    "rewrite_question_as": _rewrite_as,
    "answer_from_reference_as": _answer,
    "answer_well_as": lambda request: None,
    **{f"write_reviews_{kind}": _reviews for kind in KINDS},
}
