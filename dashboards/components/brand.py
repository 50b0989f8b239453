"""The brand as pictures inside the page: no request, no file in memory."""

import base64

_MARK_SHAPES = (
    "<rect x='2' y='2' width='36' height='36' rx='10' fill='#2F55D4'/>"
    "<path d='M10 27 L17 19 L22.5 23.5 L30 12.5' fill='none' stroke='#FFFFFF' stroke-width='3.2' "
    "stroke-linecap='round' stroke-linejoin='round'/><circle cx='30' cy='12.5' r='3.1' fill='#FFB454'/>"
)


def _picture(width: int, shapes: str) -> str:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} 40' width='{width}' height='40'>{shapes}</svg>"
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


MARK = _picture(40, _MARK_SHAPES)
WORDMARK = _picture(
    196,
    _MARK_SHAPES + "<style>text{fill:#161B26}@media(prefers-color-scheme:dark){text{fill:#E7EAF0}}</style>"
    "<text x='48' y='27' font-family='Inter,system-ui,sans-serif' font-size='20' font-weight='650' "
    "letter-spacing='-0.4'>OmniTrackIQ</text>",
)
