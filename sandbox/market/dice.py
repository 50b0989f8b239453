"""Randomness by name: the same seed and name always give the same draws, whatever was drawn before."""

import random
import zlib


def dice(*name: object) -> random.Random:
    """A generator of its own for ``name``."""
    return random.Random("/".join(map(str, name)))


def fraction(*name: object) -> float:
    """One number in [0, 1) for ``name``: quick, for single draws."""
    return zlib.crc32("/".join(map(str, name)).encode()) / 2**32
