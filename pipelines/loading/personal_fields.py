"""Personal data in what nobody declared: new fields of a platform, and records that go to quarantine as they came."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pipelines.loading.personal_texts import without_addresses

_PERSONAL_NAME = re.compile(
    r"e-?mail|phone|first_?name|last_?name|full_?name|street|^address|^city$|^zip$|post(al)?_?code|birth",
    re.IGNORECASE,
)


def without_personal_fields(value: Any) -> Any:
    """Any JSON value; fields named like a person's data are emptied at every depth, e-mail addresses blotted out."""
    if isinstance(value, str):
        return without_addresses(value)
    if isinstance(value, Mapping):
        return {name: None if is_personal_name(name) else without_personal_fields(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_personal_fields(item) for item in value]
    return value


@lru_cache(maxsize=4096)
def is_personal_name(name: Any) -> bool:
    """Whether a field is called like a person's data; the same few names come with every row."""
    return bool(_PERSONAL_NAME.search(str(name)))


def is_plain(text: str) -> bool:
    """Whether the JSON text of an object surely holds no address and nothing nested: such a one can stay as it is."""
    return not ("@" in text or "%40" in text or "[" in text or text.rfind("{") > 0)
