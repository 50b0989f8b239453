"""`plain` changes nothing a reader sees, and leaves nothing that Markdown could act on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnitrackiq.reporting.text import plain

ACTIVE = re.compile(r"(?<!\\)(?:\\\\)*[*_`<>#|~$&]")


def seen(markdown: str) -> str:
    """What a Markdown renderer shows of escaped text, without invisible joiners."""
    return re.sub(r"\\(.)", r"\1", markdown).replace("\u2060", "")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cf"])))
def test_a_reader_sees_the_text_itself(text: str) -> None:
    assert seen(plain(text)) == text.strip()


@given(st.text("ab *_`<>#|~$&[]()!:/.@w\\-\n", max_size=60))
def test_nothing_is_left_that_markdown_acts_on(text: str) -> None:
    escaped = plain(text)
    assert not ACTIVE.search(escaped.replace("\\\\", ""))
    assert "\n" not in escaped
    assert "](" not in escaped
    assert not re.search(r"(?i)https?\\?:\\?/\\?/\w", escaped)
    assert not re.search(r"(?i)www\\?\.", escaped)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines", "two lines"),
        ("\tindented code", "indented code"),
        ("right-to-left \u202e override", "right-to-left   override"),
        ("nul\x00 and bell\x07", "nul  and bell"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_is_dropped(text: str, shown: str) -> None:
    assert seen(plain(text)) == shown.strip()
