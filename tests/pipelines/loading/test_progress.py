"""Progress counts the days of every report, and names the day since which nothing is missing."""

from datetime import date

from pipelines.loading.progress import Progress, Reach

UNTIL = date(2026, 3, 31)


def test_a_connection_without_reports_counts_rows_only() -> None:
    assert Progress.of(5, 2, []) == Progress(5, 2, None, None, None)


def test_days_add_up_over_reports_and_the_slowest_says_since_when_there_is_everything() -> None:
    long = Reach(date(2026, 3, 2), date(2026, 3, 17), UNTIL)
    slow = Reach(date(2026, 3, 2), date(2026, 3, 22), UNTIL)
    short = Reach(date(2026, 3, 25), date(2026, 3, 25), UNTIL)
    assert Progress.of(5, 2, [long, slow, short]) == Progress(5, 2, 15 + 10 + 7, 30 + 30 + 7, date(2026, 3, 22))


def test_days_held_beyond_what_is_wanted_do_not_count() -> None:
    more = Reach(date(2026, 3, 2), date(2026, 1, 1), UNTIL)
    assert Progress.of(0, 1, [more]) == Progress(0, 1, 30, 30, date(2026, 3, 2))
