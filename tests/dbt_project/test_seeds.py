"""What the seeds know of traffic sources: facts that everybody can check, and agreement with Google's own list."""

import csv
import re

import pytest

from orchestration.dbt import PROJECT_FOLDER

GOOGLES_LIST = PROJECT_FOLDER.parents[1] / "shared" / "fixtures" / "ga4" / "ga4_source_categories.csv"

with (PROJECT_FOLDER / "seeds" / "traffic_sources.csv").open(encoding="utf-8") as file:
    SOURCES = {row["source_name"]: row for row in csv.DictReader(file)}


def category(source: str) -> str | None:
    """As the models look it up: the source itself, else the site's name without subdomains and ending."""
    name = re.search(r"([^.]+)(?:[.](?:co|com|org|net|gov|ac))?[.][a-z]{2,}$", source)
    found = SOURCES.get(source) or SOURCES.get(name.group(1) if name else "")
    return found["category"] if found else None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("google.co.uk", "search"),
        ("news.google.com", "search"),
        ("duckduckgo.com", "search"),
        ("mail.google.com", "email"),
        ("l.facebook.com", "social"),
        ("t.co", "social"),
        ("m.youtube.com", "video"),
        ("amazon.co.jp", "shopping"),
        ("click.linksynergy.com", "affiliate"),
        ("blog.example", None),
        ("google.example.com", None),
    ],
)
def test_well_known_sites_are_what_they_are(source: str, expected: str | None) -> None:
    assert category(source) == expected


@pytest.mark.parametrize("source", ["google", "facebook", "instagram", "tiktok", "youtube"])
def test_sources_of_ad_platforms_name_their_platform(source: str) -> None:
    platforms = {"google": "google_ads", "youtube": "google_ads", "tiktok": "tiktok_ads"}
    assert SOURCES[source]["platform"] == platforms.get(source, "facebook_ads")


if GOOGLES_LIST.exists():

    def test_what_both_lists_know_they_mostly_agree_on() -> None:
        """Google's list has many small social sites that ours leaves out; it is used to measure, never as a source."""
        with GOOGLES_LIST.open(encoding="utf-8") as published:
            theirs = {row["source"].lower(): row["source_category"].lower() for row in csv.DictReader(published)}
        both = {source: (category(source), name.rpartition("_")[2]) for source, name in theirs.items()}
        known = {source: pair for source, pair in both.items() if pair[0]}
        assert len(known) > 300
        assert sum(ours == google for ours, google in known.values()) / len(known) > 0.93
