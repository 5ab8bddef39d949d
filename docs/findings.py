"""Writes docs/findings.md: what the graph of all real lists says, every number taken from the command that stands beside it.

Run `python docs/findings.py FULL_HOME` with a home (KG_HOME) built with all data sets; a test runs the commands again and fails when the page is not
what this gives. In a text, `{d[KEY][COLUMN]}` is a cell of the row whose key columns (joined by a space) are KEY, `{n}` the number of rows,
`{distinct}` the number of different keys, and `{count[VALUE]}` how many rows have VALUE in the counted column.
"""

import json
import os
import shlex
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_name("findings.md")
HEAD = """# Findings

What the graph of all real lists says (built with every data set that [docs/sources](sources/README.md) names, day asked 2026-11-24), how firm it is, and what would
change it. Every number is taken from the command above it by `python docs/findings.py`, and a test runs the commands again. Counts are of published
facts that this graph read, not of sales: what nobody published, or nobody read, is in none of them.
"""


@dataclass(frozen=True)
class Finding:
    """One section: the command, the columns that name a row, the column to count, and the text with its places for numbers."""

    title: str
    command: str
    key: tuple[str, ...]
    text: str
    counted: str = ""


FINDINGS = [
    Finding(
        "Few deals are proven to have been made while the supplier was listed",
        "kg query verdicts -P verdict=listed-before",
        ("deal",),
        "{distinct} deals, {n} pairs of deal and list. Firm where it says so: each rests on a day of signature or delivery after the first day of the listing. It is few because most "
        "deals of listed vendors are known by the day of a report alone; those are *cannot-tell*, not *no*. A dated contract for any of them would move it. None of these "
        "verdicts says that a law was broken.",
    ),
    Finding(
        "Most verdicts say: the deal came first",
        "kg query verdicts",
        ("deal", "programme"),
        "Of {n} pairs of a deal and a list on which its supplier (or its owner) ever was, {count[listed-after]} deals were made before the listing, {count[cannot-tell]} cannot be told, "
        "{count[listed-before]} were made while it stood, {count[not-listed]} after it had ended. Firm in its order of size: a report can only be later than the deal. A supplier on seven lists counts seven times.",
        "verdict",
    ),
    Finding(
        "The largest number of deals rests on one spreadsheet, the second does not",
        "kg rank --limit 200",
        ("id",),
        "Hacking Team leads with {d[hacking-team][value]:.0f} deals (rank {d[hacking-team][rank_low]} to {d[hacking-team][rank_high]} when sources are drawn again; {d[hacking-team][rank_without]} without "
        "`{d[hacking-team][top_source]}`). FinFisher's rank {d[finfisher][rank]} hangs on one leak: {d[finfisher][rank_without]} without it, interval {d[finfisher][rank_low]} to {d[finfisher][rank_high]}. "
        "Huawei's is firm: {d[huawei][value]:.0f} deals, rank {d[huawei][rank_low]} to {d[huawei][rank_high]}. Hikvision ({d[hikvision][value]:.0f} deals, rank {d[hikvision][rank_low]} to {d[hikvision][rank_high]}) sells "
        "through distributors; named deals understate it. Full data of one publisher (a reseller's books, a procurement register) would reorder all but the first few.",
    ),
    Finding(
        "In face recognition NEC has the most published deals, not China's vendors and not the US's",
        "kg rank --technology face-recognition --limit 50",
        ("id",),
        "NEC {d[nec][value]:.0f} (rank {d[nec][rank_low]} to {d[nec][rank_high]}), Clearview AI {d[clearview-ai][value]:.0f} ({d[clearview-ai][rank_low]} to {d[clearview-ai][rank_high]}), Huawei "
        "{d[huawei][value]:.0f} ({d[huawei][rank_low]} to {d[huawei][rank_high]}). It does not contradict the study behind the article: its 201 Chinese and 128 US deals are in a list that is not "
        "public, and this graph counts deals with a named supplier that somebody published in a language that was searched.",
    ),
    Finding(
        "Huawei is what lies between chips and agencies",
        "kg rank --view chain --measure betweenness --limit 60",
        ("id",),
        "It lies on the shortest way of {d[huawei][value]:.0f} pairs of things, rank {d[huawei][rank_low]} to {d[huawei][rank_high]}; HiSilicon ({d[hisilicon][rank_low]} to {d[hisilicon][rank_high]}) and NVIDIA "
        "({d[nvidia][rank_low]} to {d[nvidia][rank_high]}) follow with wide intervals. Huawei is also the one vendor whose parts and customers are both well documented, so this is a statement about the data as much as about the trade.",
    ),
    Finding(
        "Phone forensics and data fusion are led by one firm each",
        "kg rank --by technology --measure hhi --limit 40",
        ("id",),
        "Phone forensics: HHI {d[phone-forensics][value]:.2f}, {d[phone-forensics][leader]} {d[phone-forensics][leader_share]:.0%}. Data fusion: {d[data-fusion][value]:.2f}, {d[data-fusion][leader]} "
        "{d[data-fusion][leader_share]:.0%}. Video surveillance is spread: {d[video-surveillance][value]:.2f}. Shares are of published deals, mostly from buyers that publish (the US, Britain).",
    ),
    Finding(
        "From a US chip to a listed vendor it is one step, and old press",
        'kg routes "any US chip" "any listed vendor" -k 5',
        ("route", "step"),
        "The best: {d[1 1][start]} to {d[1 1][end]} ({d[1 1][evidence]}, {d[1 1][date]}), score {d[1 1][score]:.2f}; the others tie with it. Each is a report that a part was used or supplied, before or "
        "without a day against the listing. A customs record or a teardown of a camera made after October 2019 would answer the question that these do not.",
    ),
    Finding(
        "From ASML to a Kenyan ministry there is a way on paper only",
        "kg routes asml territory:KE -k 1",
        ("step",),
        "{n} steps, score {d[1][score]:.2f}: {d[1][start]} to {d[1][end]}, {d[2][end]}, {d[3][end]}. Whether a part of the one went into the goods of the next is not shown by any source, and the answer says so. "
        "No police body of Kenya is a named customer in the graph.",
    ),
    Finding(
        "What hangs on one supplier",
        "kg choke",
        ("kind", "what_id"),
        "{count[articulation point]} things hold the chain together where they stand, and {count[single supplier]} parts have one supplier in the data, EUV lithography (ASML) and HiSilicon's camera chip among them. "
        "Single supplier means that no other was read of, which for the tools of ETO's list is close to the truth and for most parts is not.",
        "kind",
    ),
    Finding(
        "Take Huawei away, and almost every customer has somebody else to ask",
        "kg remove huawei",
        ("loser_id", "loses_id"),
        "{n} needs lose a supplier; for {count[others elsewhere]} of them the data shows others who sell the same technology elsewhere, for {count[no substitute in the data]} nobody. "
        "Substitution here means only that: capacity, price, credit and law are not in the data.",
        "outcome",
    ),
    Finding(
        "Sanctions on importing countries would have to name many",
        "kg remove --importers -k 5",
        ("k",),
        "The article's closing idea. Taking away the five importing territories whose absence leaves most sales without another buyer in the data ({d[1][removed]}, {d[2][removed]}, {d[3][removed]}, {d[4][removed]}, {d[5][removed]}) "
        "touches {d[5][without]} of {d[5][needs]} sales by technology ({d[5][share]:.0%}). No small set carries the trade. The order after the first is loose; the flatness of the curve is not.",
    ),
    Finding(
        "Chinese deals go to autocracies more often than US deals do",
        "kg regimes",
        ("unit", "home", "part"),
        "By V-Dem 2021, the odds that an autocracy has a Chinese deal are {d[territory CN all][odds_ratio]:.2f} times those of other states ({d[territory CN all][low]:.2f} to {d[territory CN all][high]:.2f}); for US deals "
        "{d[territory US all][odds_ratio]:.2f} ({d[territory US all][low]:.2f} to {d[territory US all][high]:.2f}). The US direction holds with every index; the Chinese one has an interval that holds 1 by Freedom House and the EIU, and vanishes over uses "
        "instead of deals ([regimes.md](analysis/regimes.md)). It is about which deals were published, and says nothing of causes.",
    ),
    Finding(
        "The study's figures cannot be met from public deals; Carnegie's can be recomputed",
        "kg figures",
        ("id",),
        "{count[recomputed]} of {n} published figures are recomputed. Carnegie's 75 countries of 2019: {d[carnegie-2019-countries][recomputed]}; its 63 supplied by Chinese firms: {d[carnegie-2019-cn-supply][recomputed]}; 74 "
        "governments with spyware: {d[carnegie-2023-spyware-governments][recomputed]}. The study's 201 Chinese face-recognition deals against {d[beraja-2023-cn-face-deals][recomputed]} read here, 128 US against "
        "{d[beraja-2023-us-face-deals][recomputed]}, 136 importers against {d[beraja-2023-importers][recomputed]}. Only the study's own list would close that gap.",
        "outcome",
    ),
]


class Keyed(dict[str, Any]):
    """Rows by key; str.format turns a key of digits into a number."""

    def __missing__(self, key: object) -> Any:
        if isinstance(key, str):
            raise KeyError(key)
        return self[str(key)]


def rows(command: str, home: Path) -> list[dict[str, Any]]:
    """What the command gives as JSON over that home."""
    arguments = shlex.split(command)[1:]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "NEO4J_"))}
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments, "--format", "json"],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**environment, "KG_HOME": str(home)},
    )  # fmt: skip
    answer = json.loads(done.stdout)
    return answer if isinstance(answer, list) else answer["losses"]


def section(finding: Finding, home: Path) -> str:
    """One finding with its numbers."""
    found = rows(finding.command, home)
    keyed = Keyed((" ".join(str(row[column]) for column in finding.key), row) for row in found)
    count = Counter(str(row[finding.counted]) for row in found) if finding.counted else Counter()
    text = finding.text.format(d=keyed, n=len(found), distinct=len(keyed), count=count)
    return f"\n## {finding.title}\n\n`{finding.command}`\n\n{text}\n"


def page(home: Path) -> str:
    """The whole page."""
    return HEAD + "".join(section(finding, home) for finding in FINDINGS)


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
