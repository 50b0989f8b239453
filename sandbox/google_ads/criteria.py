"""Keywords of search ad groups and the search terms that they match. The market knows neither; names make them up."""

from dataclasses import dataclass

from sandbox.market.model.ads import AdSet


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword; ``weight`` is its share of its ad group, ``quality`` its quality score (1 to 10)."""

    criterion_id: int
    text: str
    match_type: str
    weight: int
    quality: int


@dataclass(frozen=True, slots=True)
class Term:
    """What people typed where ``keyword`` matched; ``text`` is None for the rare ones that Google keeps to itself."""

    keyword: Keyword
    text: str | None
    match_type: str
    weight: int


_KEYWORDS = (("{}", "EXACT", 50), ("{} online", "PHRASE", 30), ("buy {}", "BROAD", 20))
_TERMS = {
    "EXACT": (("{}", "EXACT", 80),),
    "PHRASE": (("{}", "PHRASE", 45), ("{} sale", "NEAR_PHRASE", 25)),
    "BROAD": (("{} gift", "BROAD", 40), ("cheap {}", "BROAD", 30)),
}


def keywords_of(ad_set: AdSet) -> list[Keyword]:
    """The keywords of a search ad group, the same whatever it is called later."""
    name = ad_set.names[0].value.lower()
    return [
        Keyword(int(f"{ad_set.ad_set_id}{number}"), text.format(name), match_type, weight, 3 + (number * 5) % 8)
        for number, (text, match_type, weight) in enumerate(_KEYWORDS, start=1)
    ]


def terms_of(ad_set: AdSet) -> list[Term]:
    """The search terms of a search ad group by keyword; the hidden ones of each keyword as one."""
    terms = []
    for keyword in keywords_of(ad_set):
        shown = _TERMS[keyword.match_type]
        terms += [
            Term(keyword, text.format(keyword.text), match_type, keyword.weight * weight)
            for text, match_type, weight in shown
        ]
        hidden = 100 - sum(weight for _, _, weight in shown)
        terms.append(Term(keyword, None, "UNKNOWN", keyword.weight * hidden))
    return terms
