"""The page on which reviews are made, without a browser: what it takes, says and keeps."""

from dataclasses import replace
from pathlib import Path

import pytest

from syngen_assets.storage.made import BEGUN, DONE, Shelf
from syngen_tests.homes import go_to, make_home
from syngen_tests.uploaded import BROKEN, written

testing = pytest.importorskip("streamlit.testing.v1")
pytestmark = pytest.mark.usefixtures("own_main")

Page = "testing.AppTest"
DOMAIN = "smartphone_reviews"
GOOD = ("mine.csv", written(60).encode(), "text/csv")


def opened() -> None:
    """The page, as the app opens it."""
    from syngen_assets.app.review import shown

    shown("product_reviews")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    go_to(make_home(tmp_path), monkeypatch)
    made = testing.AppTest.from_function(opened, default_timeout=60)
    made.session_state["subject"] = DOMAIN
    made.run()
    assert not made.exception
    return made


def said(page: Page) -> str:
    """All that the page says outside its controls."""
    bodies = [one.proto.body for one in page.get("html")]
    return "\n".join([*bodies, *(one.value for one in page.text), *(e.value for e in page.error)])


def upload(page: Page, *file: object) -> Page:
    page.session_state["from"] = "A file of mine"
    page.run()
    page.file_uploader[0].set_value(tuple(file)).run()
    assert not page.exception
    return page


def wait(id: str) -> None:
    """Until the making of that name has ended."""
    from syngen_assets.app.generating import workshop

    making = workshop().on_its_way(id)
    if making:
        making.wait(120)


def test_the_page_asks_nobody_who_they_are(page: Page):
    assert page.title[0].value == "Make reviews"
    assert not page.text_input


def test_it_says_that_what_is_made_must_not_be_published_as_what_people_say(page: Page):
    assert "Never publish it as what real people say." in said(page)


def test_the_bundled_sample_is_there_to_begin_with(page: Page):
    assert "sample.csv" in said(page)
    assert not page.button(key="make").disabled


def test_a_file_is_shown_as_it_was_read(page: Page):
    upload(page, *GOOD)
    assert "mine.csv: 60 rows" in said(page)
    chosen = {box.label: box.value for box in page.selectbox}
    assert chosen["What people wrote"] == "review"
    assert chosen["Their rating"] == "stars"


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_and_takes_nothing_away(page: Page, name: str):
    upload(page, *GOOD)
    page.slider(key="unlike").set_value(0.8)
    upload(page, name, BROKEN[name], "text/csv")
    assert name in page.error[0].value.replace("\\", "")
    assert "Your earlier file mine.csv is still in use." in said(page)
    assert "mine.csv: 60 rows" in said(page)
    assert page.slider(key="unlike").value == 0.8


def test_columns_that_were_guessed_wrong_are_changed(page: Page):
    upload(
        page, "odd.csv", b"a,b\nIt is good indeed,So it was for me\nNot so good,Nor for me\n", ""
    )
    (box,) = (box for box in page.selectbox if box.label == "What people wrote")
    assert set(box.options) == {"a", "b"}
    other = "b" if box.value == "a" else "a"
    box.set_value(other).run()
    assert not page.exception


def test_a_model_without_a_key_is_said_and_can_be_changed_back(page: Page):
    page.radio(key="writer").set_value("the model that is set up").run()
    assert "needs a key" in page.error[0].value
    assert page.button(key="make").disabled
    page.radio(key="writer").set_value("offline, from the domain's phrases").run()
    assert not page.error
    assert not page.button(key="make").disabled


def test_what_a_model_would_cost_stands_there_before_it_is_asked(
    page: Page, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    page.radio(key="writer").set_value("the model that is set up").run()
    assert "About 20 calls of gpt-4o-mini at OpenAI: $" in said(page)
    assert "secret" not in said(page)


def test_reviews_are_made_shown_and_still_there_for_whoever_comes_later(page: Page):
    upload(page, *GOOD)
    page.slider(key="many").set_value(10).run()
    page.button(key="make").click().run()
    assert not page.exception
    shelf = Shelf(Path("data", "output"), DOMAIN)
    (made,) = shelf.all()
    wait(made.id)
    page.run()
    assert not page.exception
    assert shelf.all()[0].state == DONE
    assert "10 of 10 reviews, made offline." in said(page)
    assert "How far the" in said(page)
    later = testing.AppTest.from_function(opened, default_timeout=60)
    later.session_state["subject"] = DOMAIN
    later.run()
    assert "10 of 10 reviews, made offline." in said(later)


def test_what_was_interrupted_can_be_gone_on_with_when_the_file_is_not_at_hand(page: Page):
    upload(page, *GOOD)
    page.slider(key="many").set_value(5).run()
    page.button(key="make").click().run()
    shelf = Shelf(Path("data", "output"), DOMAIN)
    (made,) = shelf.all()
    wait(made.id)
    shelf.say(replace(made, state=BEGUN))
    later = testing.AppTest.from_function(opened, default_timeout=60)
    later.session_state["subject"] = DOMAIN
    later.run()
    assert "It was interrupted before its end." in said(later)
    (button,) = (one for one in later.button if one.label == "Go on from there")
    button.click().run()
    assert not later.exception
    wait(made.id)
    assert "5 of 5 reviews, made offline." in said(later.run())
    assert len(shelf.all()) == 1


def test_each_domain_shows_its_own_makings(page: Page):
    page.slider(key="many").set_value(5).run()
    page.button(key="make").click().run()
    here, there = (Shelf(Path("data", "output"), name) for name in (DOMAIN, "supplement_reviews"))
    (made,) = here.all()
    wait(made.id)
    page.selectbox(key="subject").set_value("supplement_reviews").run()
    assert not page.exception
    assert "5 of 5" not in said(page)
    page.button(key="make").click().run()
    (other,) = there.all()
    wait(other.id)
    assert "5 of 5 reviews, made offline." in said(page.run())
    page.selectbox(key="subject").set_value(DOMAIN).run()
    assert not page.exception
    assert page.selectbox(key=f"made_{DOMAIN}").value == made.id
