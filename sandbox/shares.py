"""Cutting whole numbers and amounts into parts that add up to the whole."""

from collections.abc import Sequence
from decimal import Decimal


def split_whole(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` cut by ``weights``, by largest remainders; the parts sum to ``total``."""
    size = sum(weights)
    parts = [total * weight // size for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % size), i))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def split_amount(total: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """An amount cut by ``weights`` in its own smallest unit; the parts sum to ``total``."""
    exponent = int(total.as_tuple().exponent)
    return [Decimal(part).scaleb(exponent) for part in split_whole(int(total.scaleb(-exponent)), weights)]
