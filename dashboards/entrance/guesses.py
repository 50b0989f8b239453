"""Links with a code: an address that sends many wrong ones has to wait before another is looked at."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from omnitrackiq.accounts.errors import InvalidCodeError
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.tries import CODE_ADDRESS, count_try, take_back

Result = TypeVar("Result")


def guarded(desk: FrontDesk, address: str, now: datetime, use: Callable[[], Result]) -> Result:
    """What ``use`` makes of a code; a wrong one counts as a guess.

    Raises TooManyTriesError, InvalidCodeError, and whatever else ``use`` raises.
    """
    with desk.database.writing() as session:
        count_try(session, CODE_ADDRESS, address, now=now)
    is_guess = False
    try:
        return use()
    except InvalidCodeError:
        is_guess = True
        raise
    finally:
        if not is_guess:
            with desk.database.writing() as session:
                take_back(session, CODE_ADDRESS, address, now=now)
