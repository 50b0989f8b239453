"""Placeholders of reports become the PostgreSQL driver's; everything else stays what it was."""

import psycopg
import pytest

from omnitrackiq.warehouse.statements import for_psycopg


@pytest.mark.parametrize(
    ("sql", "translated"),
    [
        ("select ?", "select %s"),
        ("where a between ? and ?", "where a between %s and %s"),
        ("where a = $day and b = $day", "where a = %(day)s and b = %(day)s"),
        ("select '?', '100%', 'it''s ?'", "select '?', '100%%', 'it''s ?'"),
        ('select "a?b"', 'select "a?b"'),
        ("select 7 % 2 -- is it odd?\n", "select 7 %% 2 -- is it odd?\n"),
        ("select /* ? $x */ 1", "select /* ? $x */ 1"),
        ("select a$x", "select a$x"),
    ],
)
def test_placeholders_only_are_translated(sql: str, translated: str) -> None:
    assert for_psycopg(sql) == translated


def test_a_value_never_becomes_part_of_the_statement(postgres_url: str) -> None:
    hostile = "'; drop table x; -- %s ? $a"
    with psycopg.connect(postgres_url) as session:
        by_place = session.execute(for_psycopg("select ? as a, '?%' as b, 7 % 4 as c").encode(), [hostile])
        assert by_place.fetchone() == (hostile, "?%", 3)
        by_name = session.execute(for_psycopg("select $a as a, $a as b, '$a' as c").encode(), {"a": hostile})
        assert by_name.fetchone() == (hostile, hostile, "$a")
