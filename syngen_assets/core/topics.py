"""Topics: how what a question is about is written and spoken in running text."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from syngen_assets.core.cleaning import capital, plain
from syngen_assets.core.names import is_plural

_OF_ONE = re.compile(  # a verb or a pronoun that stands with a thing in the singular
    r"\b(?:is|was|does|has) \$topic\b|\$topic (?:is|was|does|has|\w+[^s\W]s)\b|\bit(?:self)?\b",
    re.IGNORECASE,
)
_LOWER_WORD_BEFORE = re.compile(r"(?<![\w-])[a-z]+\s+$")


def topic_form(topic: str, texts: Iterable[str]) -> str:
    """How the topic is written in running text: `glaucoma`, though its heading is `Glaucoma`.

    The most frequent spelling in mid-sentence, or the topic itself where none is found.
    """
    topic = " ".join(topic.split())
    pattern = _found(topic)
    forms = Counter(
        " ".join(match[0].split())
        for text in texts
        for match in (pattern.finditer(text) if topic else ())
        if _LOWER_WORD_BEFORE.search(text[max(0, match.start() - 40) : match.start()])
    )
    return max(forms, key=lambda form: (forms[form], form), default=topic)


def lower_topic(question: str, topic: str, form: str) -> str:
    """The question with its topic as in running text, and still a capital where it begins."""
    if not (topic := plain(topic)):
        return question

    def put(found: re.Match[str]) -> str:
        begins = question[: found.start()].rstrip()[-1:] in ".?!" and found[0][0].isupper()
        return capital(form) if begins else form

    return _found(topic).sub(put, question)


def _found(topic: str) -> re.Pattern[str]:
    spelled = r"\s+".join(re.escape(word) for word in topic.split())
    return re.compile(rf"(?<!\w){spelled}(?!\w)", re.IGNORECASE)


def spoken_topic(topic: str, texts: Iterable[str]) -> str:
    """The topic with its article, if running text mostly gives it one: `a stroke`, but `gout`."""
    found = re.compile(rf"(?:\b(an?) )?(?<!\w){re.escape(topic)}(?!\w|['’-])", re.IGNORECASE)
    articles = [match[1] for text in texts for match in found.finditer(text)]
    given = [article.lower() for article in articles if article]
    return f"{given[0]} {topic}" if 2 * len(given) > len(articles) else topic


def agreeing(examples: Sequence[str], topic: str) -> Sequence[str]:
    """The examples that one may ask of the topic: of kidney stones nobody asks what it is.

    All of them, if none would be left.
    """
    if not is_plural(topic):
        return examples
    return [example for example in examples if not _OF_ONE.search(example)] or examples
