"""Scripts: in which letters a text is written, and which letters a language is written in."""

import re
from collections import Counter

LATIN = "Latin"

_BLOCKS = {
    LATIN: r"A-Za-z\xaa\xba\xc0-\xd6\xd8-\xf6\xf8-\u02af\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff"
    r"\ufb00-\ufb06\uff21-\uff3a\uff41-\uff5a",
    "Greek": r"\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": r"\u0400-\u052f\u1c80-\u1c8a\ua640-\ua69f",
    "Armenian": r"\u0531-\u0588",
    "Hebrew": r"\u05d0-\u05f2\ufb1d-\ufb4f",
    "Arabic": r"\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Devanagari": r"\u0900-\u097f",
    "Bengali": r"\u0980-\u09ff",
    "Gurmukhi": r"\u0a00-\u0a7f",
    "Gujarati": r"\u0a80-\u0aff",
    "Odia": r"\u0b00-\u0b7f",
    "Tamil": r"\u0b80-\u0bff",
    "Telugu": r"\u0c00-\u0c7f",
    "Kannada": r"\u0c80-\u0cff",
    "Malayalam": r"\u0d00-\u0d7f",
    "Sinhala": r"\u0d80-\u0dff",
    "Thai": r"\u0e00-\u0e7f",
    "Lao": r"\u0e80-\u0eff",
    "Tibetan": r"\u0f00-\u0fff",
    "Burmese": r"\u1000-\u109f",
    "Georgian": r"\u10a0-\u10ff",
    "Ethiopic": r"\u1200-\u137f",
    "Khmer": r"\u1780-\u17ff",
    "Hangul": r"\u1100-\u11ff\u3131-\u318e\uac00-\ud7af",
    "Kana": r"\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d",
    "Han": r"\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f",
}
_LETTERS = {script: re.compile(f"[{blocks}]") for script, blocks in _BLOCKS.items()}

_LANGUAGES = {  # those that are not written in Latin letters, or not in them alone
    "am ti": ("Ethiopic",),
    "ar dv fa ps sd ug ur": ("Arabic",),
    "as bn": ("Bengali",),
    "az sr tk uz": ("Cyrillic", LATIN),
    "ba be bg cv kk ky mk mn os ru tg tt uk": ("Cyrillic",),
    "bo dz": ("Tibetan",),
    "el": ("Greek",),
    "gu": ("Gujarati",),
    "he yi": ("Hebrew",),
    "hi mr ne sa": ("Devanagari",),
    "hy": ("Armenian",),
    "ja": ("Kana", "Han"),
    "ka": ("Georgian",),
    "km": ("Khmer",),
    "kn": ("Kannada",),
    "ko": ("Hangul", "Han"),
    "ku": ("Arabic", LATIN),
    "lo": ("Lao",),
    "ml": ("Malayalam",),
    "my": ("Burmese",),
    "or": ("Odia",),
    "pa": ("Gurmukhi", "Arabic"),
    "si": ("Sinhala",),
    "ta": ("Tamil",),
    "te": ("Telugu",),
    "th": ("Thai",),
    "zh": ("Han",),
}
_WRITTEN = {code: scripts for codes, scripts in _LANGUAGES.items() for code in codes.split()}


def letters(text: str) -> Counter[str]:
    """Script → how many letters of the text are written in it; 0 for the others."""
    if text.isascii():
        return Counter({LATIN: len(_LETTERS[LATIN].findall(text))})
    return Counter({script: len(letter.findall(text)) for script, letter in _LETTERS.items()})


def scripts(language: str) -> tuple[str, ...]:
    """The scripts that a language (ISO 639-1) is written in; Latin where nothing else is known."""
    return _WRITTEN.get(language, (LATIN,))
