"""What a plot of an answer says: the table that is drawn, and the caption with its sources and day."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from graph.analysis import plots
from graph.analysis.plots import Caption, Table
from graph.analysis.ranking import Ranking
from graph.analysis.subjects import PLURALS
from graph.analysis.views import Edge, View
from graph.intervals import LAST
from ontology import model


def sources_of(edges: Iterable[Edge], most: int = 4) -> str:
    """The collections behind the edges, the largest first, and how many others.

    >>> sources_of([Edge(0, 1, "sold to", sources=("doc:a", "eto-chips:2026-08-13")), Edge(0, 2, "sold to", sources=("doc:b",))])
    '2 documents, eto-chips:2026-08-13'
    """
    found = sorted({source for edge in edges for source in edge.sources})
    behind = Counter(source for edge in edges for source in edge.sources)
    documents = [s for s in found if s.startswith("doc:")]
    sets = sorted((s for s in found if not s.startswith("doc:")), key=lambda s: (-behind[s], s))
    named = [f"{len(documents)} document{'s' if len(documents) > 1 else ''}"] if documents else []
    named += sets[:most]
    return ", ".join(named) + (f" and {len(sets) - most} more data sets" if len(sets) > most else "")


def ranking(found: Ranking, view: View, measure: str, by: str, form: str) -> bytes:
    """The picture of a ranking: ranks with intervals; deals by year and technology where years are ranked by their number."""
    source, today = sources_of(view.edges), date.today().isoformat()
    if by == "year" and measure == "strength":
        table = deals_by_year(view)
        note = (
            "Each deal by the year of its last possible day: signed or delivered in it, or reported by then. A deal of several technologies is split among "
            "them; narrowest technologies. A count of published deals is no count of sales."
        )
        return plots.years(table, Caption("Deals by year and technology", note, source, today), form)
    note = " ".join([*found.notes, "The number in brackets is the value. A rank that moves far without one source hangs on it."])
    title = f"{PLURALS[by].capitalize()} by {measure}, the first {len(found.rows)} in the view {view.name}"
    return plots.ranks(Table(found.columns, found.rows), Caption(title, note, source, today), form)


def deals_by_year(view: View) -> Table:
    """Columns year, technology, deals: every dated deal once, split evenly among its narrowest technologies ('none stated' without one)."""
    broader = {code: concept.broader for code, concept in model().schemes["technology"].items()}
    amount: dict[tuple[str, str], float] = defaultdict(float)
    dated = {e.event or str(i): e for i, e in enumerate(view.edges) if e.kind == "sold to" and e.days.latest != LAST}
    for edge in dated.values():
        wider = {broader[code] for code in edge.technologies}
        narrowest = [code for code in edge.technologies if code not in wider] or ["none stated"]
        for code in narrowest:
            amount[edge.days.latest[:4], code] += 1 / len(narrowest)
    return Table(["year", "technology", "deals"], [[year, code, round(n, 6)] for (year, code), n in sorted(amount.items())])
