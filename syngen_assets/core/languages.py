"""Languages: whether a text is clearly not in the one that was asked for."""

import re
from collections.abc import Collection
from functools import cache
from unicodedata import normalize

from syngen_assets.core.scripts import LATIN, letters, scripts

NAMES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}

# Words of grammar, not of a subject, so that every text of some length holds several.
_LISTS = {
    "de": "der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine "
    "ist sind war waren wird werden wurde wurden kann können muss müssen soll sollte sollten haben "
    "hat hatte sich auf aus bei beim mit nach von vom vor zu zum zur über unter durch für gegen "
    "ohne um wie was wann warum wer welche welcher welches wenn dass weil auch nur noch sehr mehr "
    "man ich sie er es wir ihr ihre im in am an als bis lange oft viele meist dieser diese dieses",
    "en": "the of and to in is are was were be been being that this these those for with from by "
    "on at as it its or not but have has had can could may might must should would will do does "
    "did how what when where which who why your you i my me we our they their them there he she "
    "his her if than then more most into about also between during after before because such "
    "some any other an a no only over under up out often usually",
    "es": "el la los las un una unos unas de del y o u pero es son era ser está están fue han ha "
    "haber puede pueden debe deben que qué cual cuál cuáles cómo por porque para con sin sobre "
    "entre más muy también este esta estos estas su sus se no lo le les al en si como cuando "
    "cuándo cuánto dónde hay tiene tienen desde hasta después antes durante a mi",
    "fr": "le la les un une des du de d l et ou mais est sont était être ont avoir avez peut "
    "peuvent doit doivent qui que quoi quel quelle quels quelles comment pourquoi combien quand où "
    "dans sur sous avec sans pour par plus très aussi ce cette ces son sa ses leur leurs vous nous "
    "il elle ils elles on je ne pas au aux en si comme dont entre après avant pendant lors chez qu",
    "it": "il lo la i gli le un una uno di del dello della dell dei degli delle e o ma è sono era "
    "essere ha hanno avere può possono deve devono che chi cosa quale quali come perché quando "
    "quanto dove per con senza su sul sulla nel nello nella nell nei nelle dal dalla dall al allo "
    "alla all ai alle da in più molto anche questo questa questi queste suo sua si non se dopo "
    "prima durante tra fra",
    "nl": "de het een en of maar is zijn was waren wordt worden werd werden kan kunnen moet moeten "
    "heeft hebben had niet geen wel ook nog zeer meer dit dat deze die er hij zij ze je jij u uw "
    "we wij mijn hun haar in op aan bij met van voor door naar uit over onder tot tussen zonder om "
    "te als dan wat wie waar wanneer waarom hoe hoeveel welke vaak veel zich",
    "pt": "o a os as um uma uns umas de do da dos das e ou mas é são era ser está estão foi foram "
    "tem têm ter pode podem deve devem que qual quais como por porque para com sem sobre entre "
    "mais muito também este esta estes estas esse essa isso seu sua seus suas se não no na nos nas "
    "ao aos à às em num numa quando quanto onde há desde até depois antes durante pelo pela você",
}
_PROFILES = {language: frozenset(words.split()) for language, words in _LISTS.items()}
_WORD = re.compile(r"[^\W\d_]+")

_MIXED = 0.25  # such a share of letters in a foreign script is more than a name or a symbol
_FEW = 4  # letters that a foreign script must have, so that a symbol is none
_NAMED = 0.1  # where other letters are usual, drugs and tests keep their Latin names
_LONG = 20  # letters of a text that is no mere name
_LEAST = 3  # words of another language that make a text one of it
_TIMES = 3  # so many times as many as of its own language
_DENSE = 0.15  # of all words; every language has twice that


def foreign(text: str, language: str) -> str | None:
    """What a text is clearly written in, if not in the language; None if it is, or may be.

    It looks at the letters first, then at small words such as `und` or `para`. A text that is
    short, or made of names alone, gets the benefit of the doubt.

    Args:
        text: a question or an answer.
        language: the ISO 639-1 code of the language that it should be in.
    """
    text = normalize("NFC", text)  # letters and their accents may come apart
    other = _other_letters(text, scripts(language))
    if other:
        return f"{other} letters"
    if LATIN not in scripts(language):
        return None
    code = _other_words(text, language)
    return NAMES[code] if code else None


def _other_letters(text: str, own: Collection[str]) -> str | None:
    """The script that a text is written in where none of its own would be."""
    if text.isascii() and LATIN in own:
        return None
    found = letters(text)
    total, at_home = found.total(), sum(found[script] for script in own)
    strange = [(count, script) for script, count in found.items() if script not in own]
    for count, script in sorted(strange, reverse=True):
        if script == LATIN:
            clear = count >= _LONG and at_home < _NAMED * total
        else:  # Greek letters are symbols in every science
            share = 0.5 if script == "Greek" else _MIXED
            clear = count >= _FEW and count >= share * total
        if clear:
            return script
    # Japanese and Korean take words from Chinese, but no sentence is made of these alone.
    borrows = any(script in own for script in ("Kana", "Hangul"))
    return "Han" if borrows and found["Han"] == at_home >= _LONG else None


@cache
def _only(code: str, other: str) -> frozenset[str]:
    """The small words of one language that the other does not have."""
    return _PROFILES.get(code, frozenset()) - _PROFILES.get(other, frozenset())


def _other_words(text: str, language: str) -> str | None:
    """The language whose small words a text is full of, if it has hardly any of its own."""
    words = _WORD.findall(text.lower())
    # A language without a list may share words with its neighbours, but hardly with English.
    known = set(_PROFILES) if language in _PROFILES else {"en"}
    full: list[tuple[int, str]] = []
    for code in known - {language}:
        theirs = sum(map(_only(code, language).__contains__, words))
        if theirs < _LEAST:
            continue
        ours = sum(map(_only(language, code).__contains__, words))
        if theirs >= max(_LEAST, _DENSE * len(words)) and theirs > _TIMES * ours:
            full.append((theirs, code))
    return max(full)[1] if full else None
