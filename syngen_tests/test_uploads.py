"""Files that people upload: read where it is certain what they say, refused in words elsewhere."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import SourceError
from syngen_assets.core.product_reviews import uploads
from syngen_assets.core.product_reviews.domain import ReviewColumns
from syngen_assets.core.uploads.cutting import cut
from syngen_assets.core.uploads.decoding import LARGEST, decoded, fits
from syngen_tests.uploaded import BROKEN, rows, written

COLUMNS = ReviewColumns()
CAFÉ = "text,rating\nThe café’s naïve owner – a señor – asked 5 € for it.,5\nÀ bientôt!,4\n"


def read(content: bytes | str, name: str = "mine.csv") -> uploads.Upload:
    return uploads.read(name, content if isinstance(content, bytes) else content.encode(), COLUMNS)


def refusal(content: bytes | str) -> str:
    with pytest.raises(SourceError) as raised:
        read(content)
    return str(raised.value)


def test_a_usual_file_is_read_whole():
    upload = read(written(500))
    assert len(upload.lines) == 500
    assert not upload.broken
    assert not upload.notes
    assert upload.columns == ("stars", "headline", "review")
    found = uploads.guessed(upload, COLUMNS)
    assert found == {"text": "review", "title": "headline", "rating": "stars", "product": None}
    raw = uploads.raw_reviews(upload, found)
    assert raw["text"].tolist() == [row["review"] for row in rows(500)]
    assert raw["row"].tolist() == list(range(2, 502))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_whatever_stands_between_the_cells(mark: str):
    assert len(read(written(30, mark)).lines) == 30


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_an_encoding_that_can_be_told_is_read(codec: str):
    assert decoded("mine.csv", CAFÉ.encode(codec)).text == CAFÉ


def test_an_encoding_that_is_not_utf_8_is_said():
    assert "UTF-16" in read(written(20).encode("utf-16")).notes[0]
    found = decoded("mine.csv", CAFÉ.encode("cp1252"))
    assert found.text == CAFÉ
    assert "Windows-1252" in found.note


@pytest.mark.parametrize(
    "content",
    [
        "text\nОчень хороший телефон, рекомендую\n".encode("cp1251"),
        "text\nПоследний\n".encode("koi8-r"),
        "text\ncafé in the müsli\n".encode("mac-roman"),
        "text\ncafé in the müsli\n".encode("cp437"),
        "text\nとても良い\n".encode("shift-jis"),
        "text\ncafé and cafe\n".encode() + "caf\xe9\n".encode("latin-1"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_not_guessed(content: bytes):
    said = refusal(content)
    assert "is not UTF-8 text: line 2" in said or "line 3" in said
    assert "CSV in UTF-8" in said


def test_utf_16_that_is_cut_off_is_said():
    assert "broken at byte" in refusal(written(20).encode("utf-16")[:-1])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty (0 bytes"),
        (b"\xef\xbb\xbf \n\n", "is empty"),
        (b"PK\x03\x04" + bytes(900), "a spreadsheet or a ZIP archive"),
        (b"\xd0\xcf\x11\xe0" + bytes(900), "an old spreadsheet"),
        (b"%PDF-1.7 text", "a PDF document"),
        (b"\x1f\x8b\x08\x00", "packed with gzip"),
        (b"<!DOCTYPE html><p>", "a web page"),
        (b'[{"text": "Good"}]', "JSON"),
        (bytes(range(256)) * 40, "is no text"),
        (b"\x00\x01\x02" * 900, "is no text"),
        (b"text,rating\n", "a heading (text, rating) and no row"),
        (b"rating\n5\n4\n3\n", "has no column of texts"),
        (b"rating,day\n5,Monday\n4,Friday\n", "has no column of texts"),
        (b'text\n"never closed', "a quotation mark is opened and never closed"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, said: str):
    text = refusal(content)
    assert said in text
    assert text.startswith("mine.csv ")


@pytest.mark.parametrize("name", BROKEN)
def test_every_broken_file_is_refused_with_a_way_out(name: str):
    assert any(way in refusal(BROKEN[name]) for way in ("Save it as", "Choose a file"))


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(SourceError, match=r"200\.0 MB, and 32\.0 MB are read at most"):
        fits("huge.csv", 200 * 2**20)
    fits("large.csv", LARGEST)


def test_stray_nul_signs_are_left_out_and_said():
    upload = read(written(60).encode().replace(b"phone", b"ph\x00one", 2))
    assert "2 control signs (such as NUL) in it were left out." in upload.notes
    assert [line.cells for line in upload.lines] == [tuple(row.values()) for row in rows(60)]


def test_without_a_heading_the_columns_have_numbers_and_no_row_is_lost():
    upload = read(written(30, heading=False))
    assert len(upload.lines) == 30
    assert "no heading" in upload.notes[0]
    found = uploads.guessed(upload, COLUMNS)
    assert (found["text"], found["rating"]) == ("column 3", "column 1")


def test_one_column_of_texts_is_enough():
    texts = "\n".join(f"It was good{', really' * (n % 4)}, number {n} of all" for n in range(9))
    upload = read(f"opinions\n{texts}\n")
    assert len(upload.lines) == 9
    assert uploads.guessed(upload, COLUMNS)["text"] == "opinions"
    assert len(read(texts).lines) == 9


def test_a_doubled_heading_is_told_apart():
    upload = read("text,text,rating\nVery good indeed,so,5\n")
    assert upload.columns == ("text", "text (2)", "rating")
    assert "'text'" in upload.notes[0]
    assert uploads.guessed(upload, COLUMNS)["text"] == "text"


def test_a_heading_that_is_a_word_like_others_keeps_its_column():
    upload = read("What they said,How many\nVery good indeed,5\nA bit dull,2\n")
    found = uploads.guessed(upload, COLUMNS)
    assert (found["text"], found["rating"]) == ("What they said", "How many")


def test_a_row_that_is_broken_is_kept_without_personal_data():
    upload = read("text,rating\nIt is good and I like it.,5\nWrite to ann@example.org,5,x,y\n")
    assert [one.text for one in upload.broken] == ["Write to [e-mail] | 5 | x | y"]


@pytest.mark.parametrize(("begin", "end"), [("", ",5,x,y"), ('"', "")])
@pytest.mark.parametrize("place", [250, 275, 280, 290, 299])
def test_a_broken_row_that_is_kept_in_part_has_no_half_of_an_address(begin, end, place: int):
    row = f"{begin}{'so ' * 100}"[:place] + f" ann.miller@example.org {'and so on ' * 9}{end}"
    (one,) = read(f"text,rating\nIt is good and I like it.,5\n{row}\n").broken
    assert "ann" not in one.text
    assert len(one.text) == 300


def test_a_ragged_row_is_kept_with_its_line_and_breaks_no_other():
    lines = [
        "rating,text",
        "5,All is well here",
        "4,one,two,three",
        "3",
        "2,Not so well,,",
        "1,Bad it is",
    ]
    upload = read("\n".join(lines))
    assert [line.number for line in upload.lines] == [2, 5, 6]
    assert [(one.number, one.problem) for one in upload.broken] == [
        (3, "ragged_row: it has 4 cells in place of 2"),
        (4, "ragged_row: it has 1 cells in place of 2"),
    ]


def test_a_quotation_mark_that_never_closes_breaks_its_own_row():
    lines = [f'{n % 5 + 1},"Fine, number {n}"' for n in range(400)]
    lines[100] = '5,"Fine, number'
    upload = read("\n".join(["rating,text", *lines]))
    assert len(upload.lines) == 399
    assert [one.number for one in upload.broken] == [102]


def test_empty_rows_are_counted():
    upload = read("rating,text\n5,All is well\n,\n\n,\n")
    assert len(upload.lines) == 1
    assert "2 empty rows passed over." in upload.notes


def test_of_very_many_rows_the_same_ones_are_used_whatever_their_order():
    lines = [f"{n % 5 + 1},It was number {n} and it did well" for n in range(uploads.MOST + 500)]
    head = "rating,text\n"
    found = [
        uploads.raw_reviews(upload, uploads.guessed(upload, COLUMNS))
        for upload in (read(head + "\n".join(order)) for order in (lines, lines[::-1]))
    ]
    assert len(found[0]) == uploads.MOST
    assert set(found[0]["text"]) == set(found[1]["text"])


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(content: bytes):
    try:
        read(content)
    except SourceError as error:
        assert str(error).startswith("mine.csv ")  # noqa: PT017


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12))
def test_any_table_that_is_written_properly_comes_back(table: list[tuple[str, str, str]]):
    text = io.StringIO()
    csv.writer(text).writerows([("rating", "title", "text"), *table])
    found = cut(text.getvalue())
    assert not found.broken
    kept = [row for row in table if any(cell.strip() for cell in row)]
    assert [line.cells for line in found.lines[1:]] == kept
