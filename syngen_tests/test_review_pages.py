"""The pages of the review app, without a browser: what they ask, say, and keep."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from syngen_assets.core.settling import FLIPPED
from syngen_assets.core.tables import PAIRS, QUESTIONS_AND_RESPONSES
from syngen_assets.storage.folders import TABLES
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import make_home
from syngen_tests.reviewing import DOMAIN, pairs, stock, store
from syngen_tests.reviews import review

testing = pytest.importorskip("streamlit.testing.v1")
pytestmark = pytest.mark.usefixtures("own_main")

ROWS = pairs(12)
IDS = ROWS["pair_id"].tolist()
Look = Callable[..., "testing.AppTest"]


def opened(module: str) -> None:
    """A page, as the app opens it."""
    from importlib import import_module

    from syngen_assets.app import welcome

    here = welcome.visitor()
    if here:
        import_module(f"syngen_assets.app.{module}").page(here)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNGEN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SYNGEN_OUTPUT", raising=False)
    return tmp_path / "home"


@pytest.fixture
def look(folder: Path) -> Look:
    stock(folder, len(ROWS))

    def look(module: str, name: str = "AB", domain: str = DOMAIN) -> "testing.AppTest":
        test = testing.AppTest.from_function(opened, args=(module,), default_timeout=60)
        test.session_state["name"], test.session_state["domain"] = name, domain
        test.run()
        assert not test.exception
        return test

    return look


def test_the_list_of_pages_is_right():
    from syngen_assets.app.review import PAGES

    assert PAGES[0][2] == "label"
    for _, _, module in PAGES:
        assert callable(import_module(f"syngen_assets.app.{module}").page)


def test_who_is_new_is_asked_for_a_name_and_nothing_else(look: Look):
    page = look("label", name="", domain="")
    assert [field.label for field in page.text_input] == ["Your initials, or a name of your choice"]
    page.text_input[0].input("x" * 41)
    page.button[0].click().run()
    assert "cannot be a reviewer's name" in page.error[0].value
    page.text_input[0].input("  A  B ")
    page.button[0].click().run()
    assert page.session_state["name"] == "A B"


def test_two_people_do_not_slip_into_one_name(look: Look, folder: Path):
    with store(folder) as kept:
        kept.add(DOMAIN, review(IDS[0], "AB"))
    page = look("label", name="", domain="")
    page.text_input[0].input("ab")
    page.button[0].click().run()
    assert "Somebody called AB has reviewed here before" in page.info[0].value
    assert not page.session_state["name"]
    page.text_input[0].input("AB")
    page.button[0].click().run()
    assert page.info
    page.button[0].click().run()
    assert page.session_state["name"] == "AB"


def test_a_domain_that_is_not_there_is_asked_for_again(look: Look):
    assert look("label", domain="astrology").title[0].value == "Which answer is better?"


def test_without_a_release_there_is_nothing_to_review(folder: Path):
    make_home(folder)
    page = testing.AppTest.from_function(opened, args=("label",), default_timeout=60).run()
    assert "There are no pairs to review yet" in page.exception[0].message


def test_one_pair_is_laid_and_held(look: Look, folder: Path):
    page = look("label")
    assert page.session_state["shown"] in IDS
    other = look("label", name="CD")
    assert other.session_state["shown"] in IDS


def test_who_has_seen_all_is_thanked(look: Look, folder: Path):
    with store(folder) as kept:
        kept.add_all(DOMAIN, [review(name, "AB") for name in IDS])
    assert look("label").title[0].value == "That was the last one"


def test_where_nobody_differs_there_is_nothing_to_settle(look: Look, folder: Path):
    assert look("disagreements").markdown[0].value == "0 pairs to settle, 0 settled."
    with store(folder) as kept:
        kept.add_all(DOMAIN, [review(IDS[0], "AB"), review(IDS[0], "CD", "rejected")])
    assert look("disagreements").markdown[0].value == "1 pair to settle, 0 settled."


def test_a_pair_that_has_left_the_release_can_still_be_settled(look: Look, folder: Path):
    with store(folder) as kept:
        kept.add_all(DOMAIN, [review(IDS[0], "AB"), review(IDS[0], "CD", "rejected")])
    tables = Warehouse(folder / "data" / "output" / TABLES)
    tables.replace(QUESTIONS_AND_RESPONSES, DOMAIN, ROWS.loc[ROWS["pair_id"] != IDS[0]])
    assert ROWS["prompt"][0] in look("disagreements").selectbox[0].options[0]


def test_a_pair_that_is_in_no_table_any_more_is_counted_apart(look: Look, folder: Path):
    with store(folder) as kept:
        for pair_id in (IDS[0], "f" * 12):
            kept.add_all(DOMAIN, [review(pair_id, "AB"), review(pair_id, "CD", "rejected")])
    page = look("disagreements")
    assert page.markdown[0].value == "1 pair to settle, 0 settled."
    assert "1 more disagreement can be shown no more" in page.get("html")[0].proto.body


def test_an_expert_says_why_a_modification_goes(look: Look, folder: Path):
    page = look("modifications")
    name = page.selectbox[0].value
    page.text_input[0].input("Too vague.")
    page.button[1].click().run()
    assert "4 released pairs leave the data set" in page.warning[0].value
    page.button[0].click().run()
    assert not page.exception
    with store(folder) as kept:
        (word,) = kept.words(DOMAIN).to_dict("records")
    assert (word["modification"], word["word"], word["comment"]) == (name, "retired", "Too vague.")


def test_who_thinks_again_retires_nothing_and_a_retired_one_is_taken_back(look: Look, folder: Path):
    page = look("modifications")
    name = page.selectbox[0].value
    page.button[1].click().run()
    page.button[1].click().run()
    assert not page.warning
    with store(folder) as kept:
        assert not len(kept.words(DOMAIN))
    page.button[1].click().run()
    page.button[0].click().run()
    assert page.selectbox[0].value == name
    assert [button.label for button in page.button] == ["Take it back"]
    page.button[0].click().run()
    assert page.selectbox[0].value == name
    with store(folder) as kept:
        assert kept.last_words(DOMAIN) == {name: "approved"}


def test_a_sheet_is_offered_to_whom_it_is_for(look: Look, folder: Path):
    with store(folder) as kept:
        kept.add_all(DOMAIN, [review(name, "CD") for name in IDS[:3]])
    page = look("exchange")
    page.text_input[0].input("CD").run()
    assert not page.exception
    assert "9 pairs that CD has not reviewed yet." in page.get("html")[0].proto.body


def test_a_pair_that_a_judge_turned_round_is_shown_as_it_was_made(look: Look, folder: Path):
    from syngen_assets.app.visit import Visit

    turned = ROWS.copy()
    turned.loc[0, ["chosen", "rejected"]] = ROWS.loc[0, ["rejected", "chosen"]].to_numpy()
    turned.loc[0, "flaw"] = FLIPPED
    tables = Warehouse(folder / "data" / "output" / TABLES)
    tables.replace(QUESTIONS_AND_RESPONSES, DOMAIN, turned)
    here = Visit(folder, folder / "data" / "output", DOMAIN, "AB")
    assert here.released()["chosen"].tolist() == ROWS["chosen"].tolist()
    assert here.pairs()["pair_id"].tolist() == PAIRS.frame(ROWS)["pair_id"].tolist()
