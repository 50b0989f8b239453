"""Notices when Meta begins to list an account's purchases under another action type, which moves its figures."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipelines.loading.slice import Slice

logger = logging.getLogger(__name__)


def watched(pieces: Iterator[Slice], account_id: str, cursor: Mapping[str, Any]) -> Iterator[Slice]:
    """``pieces`` of one report, which remember in the account's cursor the rule that picked most of their purchases.

    A rule other than that of the run before is logged as a warning, once.
    """
    before, warned = cursor.get("purchase_source"), False
    rules: Counter[str] = Counter()
    for piece in pieces:
        rules.update(
            row["purchase_source"] for rows in piece.rows.values() for row in rows if row.get("purchase_source")
        )
        usual = rules.most_common(1)[0][0] if rules else before
        if before and usual != before and not warned:
            warned = True
            logger.warning(
                "Facebook ad account %s: purchases in %s are now picked by the rule %s, before by %s; "
                "compare its figures with Ads Manager.",
                account_id,
                piece.stream,
                usual,
                before,
            )
        held = piece.cursor.get(account_id)
        yield replace(piece, cursor={account_id: {**held, "purchase_source": usual}}) if usual and held else piece
