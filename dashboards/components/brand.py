"""The brand as pictures inside the page: no request, no file in memory."""

import base64
from pathlib import Path

_ASSETS = Path(__file__).parent.parent / "assets"


def picture(name: str) -> str:
    """An SVG of the assets folder as an address that holds the picture itself."""
    return "data:image/svg+xml;base64," + base64.b64encode((_ASSETS / name).read_bytes()).decode()
