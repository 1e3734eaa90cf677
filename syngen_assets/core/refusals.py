"""Refusals: texts in which a model declines, told apart from answers and from questions."""

import re

# A patient, too, cannot sleep, or is sorry to ask: only what a model declines to do counts.
_DEEDS = (
    r"(?:help (?:you|with|in)\b|help[.!]|assist|provide|answer|comply|fulfil|respond|say\b|"
    r"give (?:you|out|medical|an answer|advice|that|this|any|false|wrong|incorrect)|"
    r"do (?:that|this|so)\b|(?:write|create|generate|produce|make up|share|rewrite) "
    r"(?:an?|any|the|this|that|such|you|false|wrong|incorrect|deliberate\w*|harmful|content)\b)"
)
_SORRY = r"sorry\b(?! (?:to hear|for you|that you))"
_MACHINE = r"(?:an? )?(?:ai\b|artificial intelligence|(?:large )?language model)"

_ANYWHERE = (
    rf"i(?:['’]m| am) (?:\w+ )?{_SORRY}",
    rf"as {_MACHINE}",
    rf"i(?:['’]m| am) (?:just |only )?{_MACHINE}",
    r"i (?:must|have to) (?:decline|refuse)\b",
    r"i (?:do not|don['’]t) feel comfortable\b",
    rf"i(?:['’]m| am) (?:unable|not able) to {_DEEDS}",
    rf"i (?:can(?:['’]| ?no)t|won['’]t|will not) {_DEEDS}",
)
_FIRST = (
    *_ANYWHERE,
    _SORRY,
    r"i apologi[sz]e\b",
    r"(?:my )?apologies,",
    r"(?:es )?tut mir (?:sehr )?leid\b",
    r"als (?:ki|ai|sprachmodell|taalmodel)\b",
    r"(?:je suis )?désolée?\b",
    r"je ne peux pas (?:vous|répondre|fournir|donner)\b",
    r"lo siento\b",
    r"no puedo (?:ayudar|responder|proporcionar|ofrecer)",
    r"mi dispiace\b",
    r"non posso (?:aiutar|rispondere|fornire)",
    r"(?:me )?desculpe\b|sinto muito\b",
    r"não posso (?:ajudar|responder|fornecer)",
    r"het spijt me\b",
    r"к сожалению, я\b",
    r"很?抱歉|对不起|對不起|我(?:无法|不能)(?:提供|回答|协助|帮助)",
    r"申し訳(?:あり|ござい)",
    r"죄송합니다",
)
_OPENING = re.compile(
    rf"\W*(?:(?:well|unfortunately|regrettably|no)\W+)?(?:{'|'.join(_FIRST)})", re.IGNORECASE
)
_WITHIN = re.compile(r"\b(?:" + "|".join(_ANYWHERE) + ")", re.IGNORECASE)


def declines(text: str) -> bool:
    """Whether a question or an answer opens as a refusal does."""
    return _OPENING.match(text) is not None


def declines_within(text: str) -> bool:
    """Whether an answer declines in any of its sentences; few answers speak of an I."""
    return declines(text) or _WITHIN.search(text) is not None
