"""Decoding: the bytes of a person's file as text, where it is certain what they mean."""

import re
from dataclasses import dataclass

from syngen_assets.core.errors import SourceError

LARGEST = 32 * 2**20
"""Bytes that a file may have: some 100,000 reviews."""

_SAVE = "Save it as CSV in UTF-8 (in a spreadsheet: Save as, CSV UTF-8), and choose that file."
_FORMS = (
    (b"PK\x03\x04", "a spreadsheet or a ZIP archive (it begins with PK)"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or document (it begins with D0 CF 11 E0)"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a document of a word processor"),
)
_PAGE = re.compile(rb"\s*<(?:!doctype|html|\?xml|body|table)", re.IGNORECASE)
_JSON = re.compile(rb'\s*(?:\[\s*[\[{]|\{\s*")')
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8", ""),
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_STRAY, _ZEROS = 0.001, 0.3
"""The share of control signs that a text has by accident, and of zeros that UTF-16 has at least."""

# In Windows-1252 all bytes but five mean something, so that a file of any old encoding can be read
# so, and reads wrong. What people write in it has single accented letters among plain ones and the
# marks of a word processor; three in a row, a capital inside a word or a rare sign tell another.
_WESTERN = re.compile(r"[\x00-\x7f]|[À-ÖØ-öø-ÿŒœŠšŽžŸ]|[‘’“”‚„–—…•€£¥§°´·«»®©™½¼¾¿¡ºª²³µ±×\xa0]")
_FOREIGN = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ]{3}|[a-zß-öø-ÿ][À-ÖØ-ÞŒŠŽŸ]|[^\W\d_][‚„£¥§·½¼¾¿¡²³µ±×©]")


@dataclass(frozen=True)
class Decoded:
    """A file as text.

    Args:
        text: what it says.
        note: a sentence on how it was read, where that was not plain.
    """

    text: str
    note: str = ""


def fits(name: str, size: int) -> None:
    """Refuse a file by its size, before anything of it is read.

    Raises:
        SourceError: it is larger than `LARGEST`.
    """
    if size > LARGEST:
        raise SourceError(
            f"{name} has {_size(size)}, and {_size(LARGEST)} are read at most. Take fewer rows: "
            "some thousand reviews are plenty to learn from."
        )


def decoded(name: str, content: bytes) -> Decoded:
    """The text of a file.

    Args:
        name: what the file is called, for error texts.
        content: its bytes.

    Raises:
        SourceError: it is too large, empty or no text, or cannot be read for certain.
    """
    fits(name, len(content))
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise SourceError(
            f"{name} is empty ({_size(len(content))}, no letter in it). Choose a file with reviews."
        )
    _refuse_other_forms(name, content)
    for mark, codec, said in _MARKS:
        if content.startswith(mark):
            text = _whole(name, content, codec, said or "UTF-8").removeprefix("\ufeff")
            return _cleaned(name, text, f"It is {said}, and was read as such." if said else "")
    if content.count(0) > _ZEROS * len(content):
        return _wide(name, content)
    try:
        return _cleaned(name, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _western(name, content, error)


def _refuse_other_forms(name: str, content: bytes) -> None:
    form = next((said for mark, said in _FORMS if content.startswith(mark)), "")
    if not form and _PAGE.match(content):
        form = "a web page"
    if not form and _JSON.match(content):
        form = "JSON"
    if form:
        raise SourceError(f"{name} is no CSV but {form}. {_SAVE}")


def _wide(name: str, content: bytes) -> Decoded:
    """A file with a zero beside every letter, as UTF-16 has them where it does not say so."""
    odd, even = content[1::2].count(0), content[0::2].count(0)
    codec = "utf-16-le" if odd > 9 * even else "utf-16-be" if even > 9 * odd else ""
    if not codec:
        raise _binary(name, content.count(0), len(content))
    text = _whole(name, content, codec, "UTF-16")
    return _cleaned(name, text, "It is UTF-16 without saying so, and was read as such.")


def _whole(name: str, content: bytes, codec: str, said: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{name} begins as {said} and is broken at byte {error.start:,} of {len(content):,}. "
            f"{_SAVE}"
        ) from error


def _western(name: str, content: bytes, error: UnicodeDecodeError) -> Decoded:
    """The text in Windows-1252, of which Latin-1 is a part, where all of it looks so."""
    try:
        text = content.decode("cp1252")
        sure = not _FOREIGN.search(text) and not _WESTERN.sub("", text)
    except UnicodeDecodeError:
        sure = False
    if sure:
        note = "It is not UTF-8; it was read as Windows-1252 (Latin-1), as which all of it fits."
        return _cleaned(name, text, note)
    strange = len(_CONTROL.findall(content.decode("latin-1")))
    if strange > _STRAY * len(content):
        raise _binary(name, strange, len(content))
    line = content.count(b"\n", 0, error.start) + 1
    raise SourceError(
        f"{name} is not UTF-8 text: line {line:,} has the byte {content[error.start]:02X} at a "
        f"place where it means nothing, and which other encoding it is cannot be told. {_SAVE}"
    )


def _cleaned(name: str, text: str, note: str = "") -> Decoded:
    """The text without stray control signs; a text full of them is none."""
    strange = len(_CONTROL.findall(text))
    if strange > max(_STRAY * len(text), 3):
        raise _binary(name, strange, len(text))
    if not strange:
        return Decoded(text, note)
    signs = f"{strange} control sign{'s' if strange > 1 else ''} (such as NUL)"
    said = f"{signs} in it {'were' if strange > 1 else 'was'} left out."
    return Decoded(_CONTROL.sub("", text), f"{note} {said}".strip())


def _binary(name: str, strange: int, size: int) -> SourceError:
    return SourceError(
        f"{name} is no text: {strange:,} of its {size:,} bytes are control signs, as programs "
        f"and pictures have them. {_SAVE}"
    )


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 2**20:,.1f} MB" if size >= 2**20 else f"{size / 1000:,.0f} kB"
