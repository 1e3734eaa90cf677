"""Leftovers: what a model leaves in a review that no buyer would have written there."""

from syngen_assets.core.patterns import any_of, union

_SENTENCE = r"(?:^|[.!?:]\s+)"
_MACHINE = r"(?:an? )?(?:(?:large )?language model|ai (?:language )?(?:model|assistant)|chatbot)\b"
_CANNOT = r"\bi (?:can(?:no|['’])t|won['’]t|will not|must decline to|am (?:un|not )able to)"
_WRITE = any_of("write create generate produce provide make fulfil fulfill offer share")
_PART = any_of("rating title headline text review body aspects? stars?")

# A rule is a name and a pattern that is searched for in lower case; to add one, add a line.
REFUSALS = {
    "a machine speaks": rf"\bas {_MACHINE}|\bas an ai\s*[,.;]|\bi(?:['’]m| am) (?:just |only )?"
    rf"(?:{_MACHINE}|an ai\s*(?:[,.;]|$|and\b|so\b))",
    "declined": rf"{_CANNOT} {_WRITE} (?:\w+ ){{0,4}}(?:reviews?|requests?|contents?|texts?)\b"
    rf"|{_CANNOT} (?:comply|assist|help) with (?:that|this|your|the) ?(?:request)?"
    r"|\bagainst my (?:guidelines|programming|policy)\b|\bi apologi[sz]e for (?:the|any) confusion",
    "never bought": r"\bi (?:do not|don['’]t|cannot|can['’]t) have personal (?:experience|opinion)",
}
LEAKS = {
    "as asked": r"\b(?:as|like) (?:you )?(?:requested|instructed)\b|\bas asked\s*[,:]"
    r"|\b(?:per|following) (?:your|the) (?:instructions?|requests?|prompt)\b",
    "presented": rf"{_SENTENCE}(?:sure|certainly|of course|okay|ok)?\W*here(?:['’]s| is| are) "
    r"(?:\w+ ){0,5}reviews?\s*(?:[:.]|$)",
    "numbered": r"^\W*(?:review|example|sample)\s*(?:#|no\.?|number)?\s*\d+\s*[:.)\-]",
    "labelled": rf"^\W*{_PART}\s*:\s|\s(?:rating|stars?)\s*:\s*\d|[\"'“]{_PART}[\"'”]\s*:",
    "called made up": r"\bthis (?:is|was) an? (?:\w+ )?(?:synthetic|generated|simulated|fictional|"
    r"sample|example|made-up|hypothetical|invented) review\b|\bsynthetic (?:review|data|text)\b"
    r"|\bfictional (?:review|customer|buyer|user)\b",
    "the wish": r"\(\s*\d+ words?\s*\)|\bword (?:count|limit)\b|\b\d+[- ]words? review\b"
    r"|\b(?:reading|school|us) grade (?:level|of|\d)|\btarget (?:rating|length|words|grade)\b"
    r"|\b(?:asked|given|required|requested|above|listed) (?:aspects?|ratings?|length|examples?)\b"
    r"|\bthe (?:above|example|sample|original) reviews\b|\bthe prompt\b",
    "markup": r"```|</?(?:review|reviews|text|title|rating|think|br|p|s|div|json)\b[^>]*>|\\n|\\\"|"
    r"&(?:quot|amp|lt|gt|nbsp);|^\s*#{1,4} |\*\*\w",
}
PLACEHOLDERS = {
    "in brackets": r"\[(?!(?:sic|edit(?:ed)?|updated?|ed)\b)[a-z][a-z '/_-]{0,30}\]"
    r"|\{\w[\w ]{0,30}\}|<[a-z][a-z _-]{0,30}>|\$\{?[a-z]\w*",
    "to be filled": r"\blorem ipsum\b|\binsert (?:\w+ ){1,3}here\b"
    r"|\byour (?:text|review|name) here\b|\btbd\b|\btodo\b|\bplaceholder\b|_{3,}|\bx{3,}\b",
    "of no name": r"\b(?:brand|product|model|company|phone|supplement) (?:xyz|abc|name)\b",
    "nothing": r"^\W*(?:n/?a|none|null|nil|undefined|nan|text|title|review|string)\W*$",
}
ADVERTISEMENTS = {
    "call to buy": rf"{_SENTENCE}(?:buy|order|shop|get yours|click|visit|call|hurry)\b"
    r"[^.!?]{0,40}\b(?:now|today|here|our (?:site|website|store|shop|page))\s*(?:[!.]|$)",
    "offer": r"\b(?:use|with|enter) (?:my |the |our )?(?:promo |discount |coupon )?code \w+"
    r"|\blimited[- ]time (?:offer|deal)\b|\bmoney[- ]back guarantee(?:d)?!"
    r"|\bsatisfaction guaranteed\b"
    r"|\bwhile (?:stocks?|supplies) last\b|\blink in (?:my )?bio\b",
    "seller": r"\bour (?:valued )?customers\b|\bwe (?:offer|guarantee|pride ourselves|deliver) "
    r"|\b(?:dear|valued) customers?\b|#(?:ad|sponsored)\b|\bsponsored (?:post|review|content)\b",
}

_KINDS = {
    "refused_reply": union(REFUSALS.values()),
    "prompt_leak": union(LEAKS.values()),
    "placeholder": union(PLACEHOLDERS.values()),
    "advertisement": union(ADVERTISEMENTS.values()),
}
_SAID = {
    "refused_reply": "a machine speaks, or declines",
    "prompt_leak": "it speaks of the task it was written for, or holds signs of its form",
    "placeholder": "something was left to be filled in",
    "advertisement": "it speaks as one who sells",
}


def leftover(text: str) -> str | None:
    """Why a title or a text holds what no buyer would write, as a gate's problem; None if fine.

    Buyers speak of themselves, apologise and decline ("I'm sorry I bought it", "I can't recommend
    it"), and distrust "fake reviews": only what is said of writing reviews counts.
    """
    lowered = text.lower()
    return next(
        (f"{name}: {_SAID[name]}" for name, form in _KINDS.items() if form.search(lowered)), None
    )
