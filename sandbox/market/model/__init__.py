"""The records of the simulated market.

Every datetime is aware and in UTC; every ``day`` is labelled in the zone its docstring names; every amount is an
exact ``Decimal`` in the currency its docstring names. Records hold the whole future of the simulated horizon: readers
must hide what happens after the sandbox's *now* (``created_at``, ``happened_at``, ``visible_at`` and the like).
"""
