"""Text from data made safe for places that render Markdown: labels, options, titles, tabs, help, toasts, badges."""

import re

_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
# Not the square brackets: badges escape those themselves. The joiner behind them and the escaped colon do the work.
_PUNCTUATION = re.compile(r"([!\"#$%&'()*+\-./:;<=>?@\\^_`{|}~])")
_JOINER = "\u2060"
# These are recognised in the parsed text, after escapes are gone: only an invisible joiner inside them helps.
_RECOGNISED_LATE = re.compile(
    r"(?P<link>(?i:https?)://|(?i:www)(?=\.)|@)"
    r"|(?P<bracket>\])(?=[(\[])"
    r"|(?P<code>:)(?=[\w+-]+:)"
    r"|(?P<arrow>(?:^|(?<=\s))[<>=~-](?=[->=~]{1,2}(?:\s|$)))",
)


def plain(text: str) -> str:
    """``text`` as Markdown that renders exactly its characters: no link, picture, emphasis, formula, icon or list.

    Line breaks and control characters become spaces, and characters that reorder text are dropped with them. What a
    reader sees is the text itself; a copy of it may hold invisible word joiners where a link would have started.
    """
    line = _INVISIBLE.sub(" ", text).strip()
    broken = _RECOGNISED_LATE.sub(lambda found: found.group(0) + _JOINER, line)
    return _PUNCTUATION.sub(r"\\\1", broken)
