"""Calls of a model as they are shown: every try for one row, with its messages and its price."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.telling import counted

Row = Mapping[str, Any]
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Call:
    """One call of a model, as it is shown.

    Args:
        title: which of the tries it is.
        problem: what was wrong with the reply; empty where it was used.
        meta: when, how long, how many tokens, how much money, each in words.
        messages: role and content of each message that was sent, word for word.
        settings: the rest of what was sent, as JSON.
        reply: what came back, unread.
        is_wrong: whether a deliberately wrong answer stands in it.
    """

    title: str
    problem: str = ""
    meta: Facts = ()
    messages: tuple[tuple[str, str], ...] = ()
    settings: str = ""
    reply: str | None = None
    is_wrong: bool = False


def calls(told: Row, is_wrong: bool = False) -> tuple[Call, ...]:
    """The calls of one row, in order."""
    call = told.get("call") or {}
    return tuple(tries(told.get("earlier", ()), call, "", is_wrong))


def tries(earlier: Iterable[Row], last: Row, title: str, is_wrong: bool) -> Iterator[Call]:
    """A row's last call with those before it; what was never asked is none."""
    tries = [one for one in (*earlier, last) if one.get("request")]
    for number, one in enumerate(tries, 1):
        of = f"Try {number} of {len(tries)}" if len(tries) > 1 else ""
        yield _call(one, ", ".join(filter(None, [title, of])) or "Call", is_wrong)


def _call(call: Row, title: str, is_wrong: bool) -> Call:
    sent = dict(call.get("sent") or {})
    messages = sent.pop("messages", ())
    return Call(
        title,
        problem=str(call.get("problem", "")),
        meta=tuple(_meta(call)),
        messages=tuple((str(one["role"]), _content(one["content"])) for one in messages),
        settings=json.dumps(sent, ensure_ascii=False, indent=2) if sent else "",
        reply=call.get("received"),
        is_wrong=is_wrong,
    )


def _content(content: object) -> str:
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


def _meta(call: Row) -> Iterator[tuple[str, str]]:
    if "received" not in call:
        yield "reply", "not in the store any more"
        return
    yield "money", dollars(call["usd"])
    tokens = f"{call['prompt_tokens']:,} sent, {call['completion_tokens']:,} received"
    yield "tokens", tokens
    yield "when", minute(call["at"])
    if "seconds" in call:
        yield "took", _seconds(call["seconds"])
    if "batch" in call:
        yield "batch", str(call["batch"])
    yield "model", str(call.get("model", "unknown"))
    if "template" in call:
        yield "template", f"{call['template']} {call.get('template_version', '')}".strip()


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 60 else f"{seconds / 60:.1f} min"


def minute(text: object) -> str:
    """A time in UTC as people write it, to the minute."""
    return f"{str(text)[:16].replace('T', ' ')} UTC"


def facts(row: Row, *names: str) -> Facts:
    """Those of the cells that are there, in words."""
    told = ((name.replace("_", " "), row.get(name)) for name in names)
    return tuple((name, str(value)) for name, value in told if value is not None)


def dollars(usd: float | None) -> str:
    """An amount of money, to the digits that say something."""
    if usd is None:
        return "price unknown"
    return (
        f"${usd:,.2f}" if usd >= 1 or not usd else f"${usd:.2g}" if usd >= 1e-4 else f"${usd:.6f}"
    )


def total(cost: Row) -> Facts:
    """What a life took, in words."""
    tokens = cost["prompt_tokens"] + cost["completion_tokens"]
    told = [("calls", f"{cost['calls']:,}"), ("tokens", f"{tokens:,}")]
    told.append(("money", dollars(cost["usd"])))
    if cost["unpriced"]:
        told.append(("of unknown price", counted(cost["unpriced"], "call")))
    if "seconds" in cost:
        told.append(("time", _seconds(cost["seconds"])))
    return tuple(told)
