"""Files for spreadsheets hold exact values, and no text of theirs is ever run."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from omnitrackiq.reporting.csv_text import csv_text, harmless


def test_values_are_exact_and_days_are_iso() -> None:
    text = csv_text(["day", "amount", "count", "name"], [[date(2026, 3, 1), Decimal("-0.100000"), 12, None]])
    assert text == "day,amount,count,name\r\n2026-03-01,-0.100000,12,\r\n"
    assert csv_text(["n"], [[Decimal("1E+3")]]) == "n\r\n1000\r\n"


def test_texts_come_back_as_they_were() -> None:
    name = 'A "quoted", long\nname; ü'
    assert list(csv.reader(io.StringIO(csv_text(["name"], [[name]]), newline=""))) == [["name"], [name]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "＠x"])
def test_what_a_spreadsheet_would_run_is_made_a_text(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert next(csv.reader(io.StringIO(csv_text([text], []), newline=""))) == [text]
    assert list(csv.reader(io.StringIO(csv_text(["n"], [[text]]), newline="")))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["Brand", "A=1", "50 % off - today", "'quoted"])
def test_other_texts_stay(text: str) -> None:
    assert harmless(text) == text
