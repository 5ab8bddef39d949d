"""Vendor pages: text with positions, proposals by rules, how good they are. The review: vendor_pages/test_vendor_review.py."""

import csv
from pathlib import Path

import pytest

from ingest.vendor_pages import measure, names
from ingest.vendor_pages.extract import page_of, read_page
from ingest.vendor_pages.propose import Proposal, propose
from ontology.errors import FactError, FileError

PAGES = Path(__file__).parent / "vendor_pages"
URL = "https://vendor.example/page"


def rows_of(name: str) -> list[dict[str, str]]:
    with (PAGES / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


KNOWN = names.organizations(names.CURATED, PAGES / "organizations.csv")
LEXICON = names.Lexicon(KNOWN)
LABELLED = rows_of("pages.csv")


def proposals(name: str) -> list[Proposal]:
    (vendor,) = [r["vendor"] for r in LABELLED if r["page"] == name]
    return propose(read_page(PAGES / f"{name}.html"), vendor, URL, LEXICON)


def from_text(html: str, vendor: str = "invented-vision") -> list[Proposal]:
    return propose(page_of(html.encode()), vendor, URL, LEXICON)


# ---------------------------------------------------------------- Text and positions


@pytest.mark.parametrize("name", [r["page"] for r in LABELLED])
def test_each_sentence_stands_where_it_says(name):
    page = read_page(PAGES / f"{name}.html")
    assert page.sentences
    for number, sentence in enumerate(page.sentences, start=1):
        assert sentence.number == number
        assert page.text[sentence.start : sentence.end] == sentence.text
        assert sentence.text.strip()


def test_what_a_visitor_does_not_see_is_no_text():
    text = read_page(PAGES / "hostile-markup.html").text
    for unseen in ("Scriptville", "Styleton", "Hidden", "Ministry of Nothing", "Comment", "Noscript"):
        assert unseen not in text
    assert "Brokenham" in text
    assert not any(ord(c) < 32 and c != "\n" for c in text)


def test_navigation_and_footer_are_not_the_pages_own_matter():
    text = read_page(PAGES / "case-study.html").text
    assert "Navville" not in text
    assert "nobody" not in text


def test_marks_that_turn_or_hide_text_are_dropped():
    assert page_of("<p>Police\u202e evil\u202c of\u200b X".encode()).text == "Police evil of X"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<meta charset=iso-8859-1><p>Łódź".encode(), "Łódź"),
        ("<meta charset=utf-8><p>Läckö – “x”".encode("cp1252"), "Läckö – “x”"),
        ("<meta charset=windows-1251><p>Полиция".encode("cp1251"), "Полиция"),
        ("<p>Łódź".encode("utf-16"), "Łódź"),
        (b"<meta charset=no-such-thing><p>caf\xe9", "café"),
        (b"<meta charset=base64><p>caf\xe9", "café"),
        (b"<meta charset=punycode><p>caf\xe9", "café"),
        (b"plain text", "plain text"),
        (b"<frameset><frame>", ""),
    ],
)
def test_the_bytes_are_stronger_than_what_they_declare(content, text):
    assert page_of(content).text == text


def test_five_megabytes_are_read():
    page = page_of(b"<p>We see everything, every day. " * 150_000 + b"<p>Last one.")
    assert page.sentences[-1].text == "Last one."
    assert len(page.text) > 4_000_000


def test_a_table_row_keeps_its_columns():
    row = next(s for s in read_page(PAGES / "customer-table.html").sentences if s.kind == "row")
    assert row.cells[0] == ("Customer", "Sampleford Police Department")
    assert row.text == "Sampleford Police Department | United States | ALPR, 40 fixed cameras | 2018"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "is missing"),
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\0" * 500, "no HTML text"),
        (b"%PDF-1.7 ...", "this is a PDF"),
        (b"From: <Saved by Blink>\nMIME-Version: 1.0", "this is a web archive"),
        (b"<div>" * 100_000, "open at once"),
        (b"x" * (16 * 2**20 + 1), "larger than 16 MiB"),
    ],
    ids=["missing", "empty", "blank", "binary", "pdf", "mhtml", "deep", "large"],
)
def test_a_page_that_cannot_be_read_is_a_sentence(tmp_path, content, says):
    path = tmp_path / "page.html"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError, match=says) as raised:
        read_page(path)
    assert str(path) in str(raised.value)
    with pytest.raises(FileError, match="is a folder"):
        read_page(tmp_path)


# ---------------------------------------------------------------- Proposals


@pytest.fixture(scope="module")
def measured() -> dict[tuple[str, str], measure.Score]:
    labels: dict[str, list[measure.Claim]] = {}
    for row in rows_of("labels.csv"):
        labels.setdefault(row["page"], []).append(measure.claim(row))
    found = {}
    for group in {r["set"] for r in LABELLED}:
        pairs = [
            ([measure.claimed(p) for p in proposals(r["page"])], labels.get(r["page"], [])) for r in LABELLED if r["set"] == group
        ]
        found |= {(group, score.field): score for score in measure.scores(pairs)}
    return found


def test_precision_and_recall_have_not_dropped(measured):
    committed = rows_of("measured.csv")
    assert {(r["set"], r["field"]) for r in committed} == set(measured)
    for row in committed:
        score = measured[row["set"], row["field"]]
        assert score.labelled == int(row["labelled"]), f"{row}: the labels changed; measure again"
        assert round(score.precision, 3) >= float(row["precision"]), f"{row}: precision is {score.precision:.3f}"
        assert round(score.recall, 3) >= float(row["recall"]), f"{row}: recall is {score.recall:.3f}"


def test_the_document_gives_the_measured_figures():
    text = (PAGES.parents[2] / "docs" / "vendor-pages.md").read_text(encoding="utf-8")
    for row in rows_of("measured.csv"):
        assert f"| {' | '.join(row.values())} |" in text, row


def test_the_measure_falls_when_rules_fall():
    meant = [measure.claim(r) for r in rows_of("labels.csv")[:4]]
    wrong = [{**meant[0], "territory": frozenset({"XX"})}, meant[1]]
    found = {s.field: s for s in measure.scores([(wrong, meant)])}
    assert (found["territory"].precision, found["territory"].recall) == (0.5, 0.25)
    assert (found[measure.WHOLE].precision, found[measure.WHOLE].recall) == (0.5, 0.25)


@pytest.mark.parametrize("name", ["marketing-only", "partnership-no-sale", "denial", "held-product-page"])
def test_a_page_without_a_deal_gives_nothing(name):
    assert proposals(name) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Invented Vision did not supply face recognition to the Testville Police in Kenya.",
        "Invented Vision hasn’t sold face recognition to the Testville Police in Kenya.",
        "We never delivered drones to the Ministry of Tests of Peru.",
        "Invented Vision hopes to have supplied the Testville Police in Kenya.",
        "Have you deployed face recognition at the Testville Police?",
        "Our solution could be deployed by the Testville Police in Kenya.",
        "Invented Vision signed a memorandum of understanding with the Ministry of Tests of Peru on drones.",
        "Invented Vision partnered with the University of Tests in Kenya on face recognition.",
        "Jane Test, former chief of the Testville Police, was appointed as adviser and has deployed drones.",
        "Trusted, proven, award-winning face recognition for Kenya.",
    ],
)
def test_a_sentence_that_tells_of_no_deal_gives_nothing(sentence):
    assert from_text(f"<p>{sentence}") == []


@pytest.mark.parametrize(
    ("sentence", "status", "kind"),
    [
        ("On 3 May 2019 we signed a contract with the Testville Police in Kenya on drones.", "signed", "signed"),
        ("On 3 May 2019 we delivered drones to the Testville Police in Kenya.", "delivered", "delivered"),
        ("On 3 May 2019 the Testville Police in Kenya chose our drones.", "reported", "reported"),
        ("On 3 May 2019 we offered drones to the Testville Police in Kenya.", "offered", "offered"),
        ("Since 3 May 2019, the Testville Police in Kenya uses our drones.", "reported", "in-use"),
        ("Our drones will be delivered to the Testville Police in Kenya, it was said on 3 May 2019.", "reported", "reported"),
        ("On 3 May 2019 the Testville Police in Kenya terminated the contract for our drones.", "cancelled", "reported"),
    ],
)
def test_the_verb_gives_the_status_and_what_the_date_dates(sentence, status, kind):
    (found,) = from_text(f"<p>{sentence}")
    assert (found.buyer, found.territory, found.technologies) == ("Testville Police", "KE", ("drones",))
    assert (found.status, found.date, found.date_kind) == (status, "2019-05-03", kind)


def test_the_day_of_the_page_stands_in_as_the_day_of_the_report():
    (found,) = from_text('<meta name="date" content="2020-02-03T10:00"><p>We delivered drones to the Testville Police in Kenya.')
    assert (found.date, found.date_kind) == ("2020-02-03", "reported")


def test_a_public_body_is_known_only_in_its_own_territory():
    (found,) = from_text("<p>We delivered drones to the Ministry of National Security of the Bahamas.")
    assert found.buyer == "bs-national-security"
    (found,) = from_text("<p>We delivered drones to the Ministry of Public Security of Kenya.")
    assert (found.buyer, found.territory) == ("Ministry of Public Security of Kenya", "KE")


def test_a_name_of_another_script_is_known():
    (found,) = proposals("other-scripts")[1:]
    assert (found.buyer, found.supplier) == ("样例市公安局", "invented-guard")


def test_the_same_deal_told_twice_is_proposed_once():
    html = (
        "<p>We delivered drones to the Testville Police in Kenya.<p>In 2019 we delivered drones to the Testville Police in Kenya."
    )
    (found,) = from_text(html)
    assert (found.date, found.sentence) == ("2019", 2)


def test_an_id_outlives_a_new_copy_of_the_page_and_ends_with_another_claim():
    first = from_text("<p>We delivered drones to the Testville Police in Kenya.")
    moved = from_text("<p>Buy now!</p><p>We delivered drones to the Testville Police in Kenya.")
    other = from_text("<p>We delivered drones to the Testville Police in Peru.")
    assert [p.id for p in first] == [p.id for p in moved] != [p.id for p in other]
    assert first[0].start != moved[0].start


def test_every_term_is_a_code_of_the_vocabulary():
    import ontology

    for row in names.table("terms.csv"):
        ontology.model().concept("technology", row["code"])


def test_an_unknown_vendor_is_a_sentence():
    with pytest.raises(FactError, match=r"Did you mean invented-vision"):
        from_text("<p>x", "invented-visio")
    with pytest.raises(FileError, match="no table of organizations"):
        names.organizations(PAGES / "no-such.csv")
