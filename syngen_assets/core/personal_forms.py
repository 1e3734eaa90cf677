"""The forms that personal data has: for each kind, the patterns that it is known by."""

import re
from collections.abc import Mapping
from typing import Literal, get_args

from syngen_assets.core.patterns import any_of

Kind = Literal["email", "url", "ip", "record", "birth", "card", "ssn", "phone"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which they are looked for: what one has found is no other's."""

_DASH = "[-‐-―−]"
_GAP = rf"(?:[ .\u00a0]|{_DASH})?"
_ALONE = rf"(?<![\w.+])(?<!\d{_DASH})"  # no digits of a longer number stand before it
_ENDS = rf"(?!\w|{_DASH}\d|\.\d)"  # nor after it

_ENDINGS = any_of(  # those that are no words, so that a lost space makes no address
    "com org net edu gov mil info biz int eu uk de fr es nl ch jp cn ca au ru br pl se fi dk cz"
    " ie nz mx kr app dev xyz online health care clinic hospital io tv site cloud example test"
)
_HOST = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}"
_NAME = (
    r"(?<![\w.+%-])[\w.+%-]{1,64}"  # no longer, or a long code would be searched from each letter
)
_AT, _DOT = r"(?:\(at\)|\[at\]|\{at\}|<at>|＠)", r"(?:\.|\(dot\)|\[dot\]|\{dot\}|<dot>| dot )"
_EMAIL = (
    rf"[\w.+%'&*/=?^`{{|}}~!#$-]{{1,64}}@(?:{_HOST}|\[\d+(?:\.\d+){{3}}\]|[a-z][\w-]+\b)",
    rf"\"[^\"\n]{{1,40}}\"@{_HOST}",
    rf"{_NAME}\s?{_AT}\s?[\w-]+(?:\s?{_DOT}\s?[\w-]+)+",
    rf"{_NAME} at [\w-]+(?: dot [\w-]+)* dot {_ENDINGS}\b",
    rf"{_NAME}\s@\s[\w-]+(?:\s?\.\s?[\w-]+)*\.[a-z]{{2,}}",
)
_REST = r"[^\s<>\"“”]"
_URL = (
    rf"\b(?:https?|ftps?|sftp|hxxps?)://{_REST}+|\bmailto:\S+|\bwww\d?\.{_REST}+",
    rf"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+{_ENDINGS}\b(?:[:/?#]{_REST}*)?",
    rf"(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{{2,}}/{_REST}+",
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IP = (
    rf"(?<![\w.])(?:{_OCTET}\.){{3}}{_OCTET}(?!\w|\.\d)",
    r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4})(?:%\w+)?(?![\w:])",
)

_NUMBER = r"(?:numbers?|num\b\.?|nos?\b\.?|nr\b\.?|id|#|№)"
_OWNER = r"(?:medical|med\.?|health|hospital|hosp\.?|patient|pt\.?|clinic(?:al)?|ehr|emr)"
_FILE = r"(?:rec(?:ords?|\.)?|file|chart|account|acct\.?|case)"
_OTHER = any_of(
    "encounter visit admission accession specimen member subscriber policy insurance beneficiary"
    " medicare medicaid nhs prescription rx"
)
_CUE = (
    rf"\b(?:mrn|empi|nhi|mr\s?{_NUMBER}|{_OWNER}[ -]{_FILE}(?:[ -]?{_NUMBER})?"
    rf"|(?:{_OWNER}|{_FILE}|{_OTHER})[ -]?(?:{_FILE}[ -]?)?{_NUMBER})"
)
_IS = rf"(?:\s?\([^)\d]{{1,20}}\))?\s*(?:(?:is|was|are|of|:|=|#|no\.?|numbers?|{_DASH})\s*)*[\"'(]?"
_RECORD = (
    rf"{_CUE}{_IS}(?P<it>(?:[a-z]{{1,5}}[-/ ]?)?(?=(?:\W?\w){{2,}})\d[a-z0-9]*"
    r"(?:[-/. ][a-z]{0,2}\d[a-z0-9]*)*)(?!\w)",
    rf"\bmedicare{_IS}(?P<it>[1-9][a-z][a-z0-9]\d-?[a-z][a-z0-9]\d-?[a-z]{{2}}\d\d)\b",
)

_MONTH = any_of(
    "jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? sept?(?:ember)?"
    " oct(?:ober)? nov(?:ember)? dec(?:ember)?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR, _SHORT = r"(?:1[89]|20)\d\d", r"(?:(?:1[89]|20)\d\d|['’]?\d\d)\b"
_DATES = (
    rf"{_YEAR}\s?[-/.]\s?\d\d?\s?[-/.]\s?\d\d?",
    rf"\d\d?\s?(?P<mark>[-/.])\s?\d\d?\s?(?P=mark)\s?{_SHORT}",
    rf"\d\d? \d\d? {_YEAR}",
    rf"{_YEAR}(?:0\d|1[012])[0-3]\d",
    rf"\d{{4}}{_YEAR}",
    rf"{_DAY}(?: day)?(?: of)?[ .,-]*{_MONTH}[ .,'’-]*{_SHORT}",
    rf"{_MONTH}\.?[ .-]*(?:the )?{_DAY}[ ,.-]*{_SHORT}",
    rf"{_YEAR}[ ,.-]*{_MONTH}[ .-]*{_DAY}",
)
_BORN = (
    r"\b(?:born|dob|d\.\s?o\.\s?b\b|b\.(?= ?\d)|birth\s?-?date|date[- ]of[- ]birth|birth\s?day|bday"
    r"|day of birth)\b"
)
_BIRTH = (
    *(rf"{_BORN}[^\n\d]{{0,40}}?(?<!\d)(?P<it>{date})(?!\d)" for date in _DATES),
    *(rf"(?<!\d)(?P<it>{date})(?!\d)(?=[^\n\d.]{{0,40}}?(?:{_BORN}))" for date in _DATES),
)
_CARD = (
    rf"{_ALONE}(?:[1-9]\d{{12,18}}|(?:5[0678]\d\d|6\d{{3}}|0604)\d{{8}}){_ENDS}",
    rf"{_ALONE}[1-9]\d{{3}}(?P<mark>[ .]|{_DASH})\d{{4}}(?P=mark)\d{{4}}(?P=mark)\d{{1,4}}"
    rf"(?:(?P=mark)\d{{1,3}})?{_ENDS}",
    rf"{_ALONE}[1-9]\d{{3}}(?P<mark>[ .]|{_DASH})\d{{6}}(?P=mark)\d{{4,5}}{_ENDS}",
)
_SSN = (
    rf"{_ALONE}(?!000)\d{{3}}(?:{_DASH}(?!00)\d\d{_DASH}|\.(?!00)\d\d\.| (?!00)\d\d )"
    rf"(?!0000)\d{{4}}{_ENDS}",
    r"\b(?:ssn|ss#|ss no|social security|social sec\.?|soc\.? sec\.?|sin|tin|itin|taxpayer)\b"
    rf"[^\n\d]{{0,30}}(?P<it>\d{{3}}{_GAP}\d\d{_GAP}\d{{4}})(?!\d)",
)

_MORE = r"(?:[ ,;]*(?:x|ext\.?|extension|#)\s?\d{1,6})?"
_AREA = r"[2-9]\d\d"
_MARK = r"\s?[-./‐-―· ]\s?"
_LAST = r"(?![\w%]|[-/]\d|[.,]\d)"
_CALL = any_of(
    "call(?:ing)? phone telephone tel mobile cell fax dial text ring reach contact hotline helpline"
    " ph whatsapp pager number"
)
_PHONE = (
    rf"(?<![\w.$€£/+])(?<!\d[-,])(?:(?:\+|00)?1{_GAP})?(?:\({_AREA}\){_GAP}\s?|{_AREA}{_MARK})"
    rf"\d{{3}}(?:{_MARK})?\d{{4}}{_MORE}{_LAST}",
    rf"(?<![\w.])(?:\+|00(?=[1-9]))\d(?:[ .()/-]{{0,2}}\d){{6,14}}{_MORE}(?!\w)",
    rf"(?<![\w.,])(?:1{_GAP})?\(?8(?:00|33|44|55|66|77|88)\)?[-. ]{{1,2}}(?=[\w-]*(?-i:[A-Z]))"
    r"(?-i:[A-Z0-9]-?){6,9}(?-i:[A-Z0-9])\b|(?<![\w.,])1-8\d\d-[a-z]{6,9}\b",
    rf"(?<![\w.+$-])(?:\+?1)?{_AREA}[2-9]\d{{6}}{_MORE}(?![\w%]|[-.,/]\d)",
    # A trunk prefix, as in most countries; and ten digits together, if they are no round number.
    r"(?<![\w.,])0(?!\d[./-]\d\d[./-](?:19|20)\d\d)\d{1,5}(?:[ ./-]{0,2}\d){7,9}(?!\w|[-.]\d)",
    r"\(0\d{1,5}\)[ .-]{0,2}\d(?:[ .-]?\d){4,9}(?!\w|[-.]\d)",
    r"(?<![\w.,+$-])[1-9]\d{9}(?<!000)(?![\w%]|[-.,/]\d)|(?<![\w.,-])\d\d \d{4,5}-\d{4}(?!\w)",
    rf"\b{_CALL}\b[^\n\d+(]{{0,25}}(?P<it>(?:\(?\d{{1,5}}\)?[ ./-]?)?\d{{3}}[-. ]\d{{4}}"
    rf"|\d{{10,12}}){_MORE}(?!\w|[-.]\d)",
)

_ALL: Mapping[Kind, tuple[str, ...]] = {
    "email": _EMAIL,
    "url": _URL,
    "ip": _IP,
    "record": _RECORD,
    "birth": _BIRTH,
    "card": _CARD,
    "ssn": _SSN,
    "phone": _PHONE,
}
_SIGNS: Mapping[Kind, str] = {  # without which no form of the kind is there
    "email": r"[@＠]|[(\[{<]at[)\]}>]| dot ",
    "url": r"://|www|mailto:|\w\.[a-z]",
    "ip": r"\d\.\d{1,3}\.\d|:[0-9a-f]{0,4}:",
    "record": r"\d\w*\d",
    "birth": r"\bborn\b|birth|\bd\.? ?o\.? ?b\b|bday|\bb\. ?\d",
    "card": r"\d(?:\W?\d){11}",
    "ssn": r"\d(?:\W?\d){8}",
    "phone": r"\d(?:\W{0,3}\d){6}|8\d\d\W{1,3}[a-z0-9]",
}

SIGNS: Mapping[Kind, re.Pattern[str]] = {kind: re.compile(sign) for kind, sign in _SIGNS.items()}
"""What a text in lower case has if it may hold a piece of the kind; it spares most searches."""

FORMS: Mapping[Kind, tuple[re.Pattern[str], ...]] = {
    kind: tuple(re.compile(form, re.IGNORECASE) for form in forms) for kind, forms in _ALL.items()
}
"""The group `it`, where there is one, is the piece itself; a cue stands before or after it."""
