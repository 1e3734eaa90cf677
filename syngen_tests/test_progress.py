import io
import os
import pty

from syngen_assets.llm.progress import line, show_on, tracked


def test_a_terminal_shows_how_many_how_fast_and_how_long_still():
    seen, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stream:
        show_on(stream)
        assert list(tracked("abc", 3, "letters")) == ["a", "b", "c"]
    assert b"letters  3/3" in os.read(seen, 1000)
    show_on(io.StringIO())
    os.close(seen)


def test_anything_else_sees_nothing_of_it():
    stream = io.StringIO()
    show_on(stream)
    assert list(tracked("abc", 3, "letters")) == ["a", "b", "c"]
    assert stream.getvalue() == ""


def test_the_line_tells_the_time_left():
    assert line("questions", 1200, 3000, 10) == "questions  1,200/3,000  120/s  15 s left"
    assert line("questions", 0, 5, 0) == "questions  0/5  0/s"
