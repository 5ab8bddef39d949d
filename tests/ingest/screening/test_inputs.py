"""Names as people hand them in: one a line, CSV, and everything that can be wrong with a line."""

import io

import pytest

from ingest.screening.inputs import from_arguments, from_lines
from ontology.errors import UsageError


def lines(text):
    raw = text if isinstance(text, bytes) else text.encode()
    return list(from_lines(io.BytesIO(raw)))


def test_one_name_a_line():
    assert [(a.line, a.text) for a in lines("Hikvision\nDahua Technology Co., Ltd.\r\nHuawei")] == [
        (1, "Hikvision"), (2, "Dahua Technology Co., Ltd."), (3, "Huawei")]  # fmt: skip


def test_a_header_with_a_name_column_makes_a_table():
    (asked,) = lines("id,Company Name,Country,LEI,Aliases\n7,Invented Co,China,5299,Other Name; Third\n")
    assert asked.line == 2
    assert asked.party.names == ("Invented Co", "Other Name", "Third")
    assert asked.party.territories == {"CN"}
    assert asked.party.identifiers == {"lei:5299"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_shows_the_delimiter(delimiter):
    (asked,) = lines(f"name{delimiter}country\nInvented{delimiter}HK\n")
    assert (asked.text, asked.party.territories) == ("Invented", {"HK"})


def test_a_single_column_needs_no_quotes_around_commas():
    assert [a.text for a in lines("name\nInvented Co., Ltd.\n")] == ["Invented Co., Ltd."]


def test_registration_numbers_are_looked_up_in_the_country_too():
    (asked,) = lines("name,country,registration number\nInvented,Russia,77\n")
    assert asked.party.identifiers == {"registration:77", "registration-ru:77"}


def test_an_unknown_territory_is_said_and_left_out():
    (asked,) = lines("name,country\nInvented,Atlantis\n")
    assert asked.party.territories == frozenset()
    assert "'Atlantis'" in asked.notes[0]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"\xff\xfe\xfa", "UTF-8"),
        (b"...---...", "no letters"),
        (b"Technology", "generic words only"),
        (b"Beijing Technology Co., Ltd.", "generic words only"),
        (b"x" * 10_000, "10000 signs"),
        (b"x" * 250_000, "longer than"),
        (b"\x00\x01", "empty"),
    ],
)
def test_a_bad_line_is_answered_in_its_place_and_the_rest_goes_on(bad, why):
    found = lines(b"Hikvision\n" + bad + b"\nDahua\n")
    assert [a.line for a in found] == [1, 2, 3]
    assert why in found[1].refused and found[1].party is None
    assert found[2].party.names == ("Dahua",)


def test_a_quotation_mark_that_never_closes_spoils_its_own_line_only():
    found = lines('name,country\n"Invented,CN\nDahua,CN\nHikvision,CN\n')
    assert [a.refused != "" for a in found] == [True, False, False]
    assert "not closed" in found[0].refused
    assert [a.line for a in found] == [2, 3, 4]


def test_a_line_break_inside_quotes_is_followed():
    found = lines('name,country\n"Invented\nCo",CN\nDahua,CN\n')
    assert [(a.text, a.refused) for a in found] == [("Invented Co", ""), ("Dahua", "")]


@pytest.mark.parametrize("kind", ["Person", "individual", "INDIVIDUAL"])
def test_persons_are_not_screened(kind):
    (person, company) = lines(f"name,type\nSome Body,{kind}\nInvented,Company\n")
    assert person.refused == "persons are not screened"
    assert company.refused == ""


def test_a_byte_order_mark_and_missing_cells_do_no_harm():
    found = lines(b"\xef\xbb\xbfname,country\nInvented\n")
    assert found[0].text == "Invented" and found[0].refused == ""


def test_arguments_are_names_files_and_stdin_in_their_order(tmp_path):
    file = tmp_path / "names.txt"
    file.write_text("From File\n")
    asked = from_arguments(["First Name", str(file), "-", "x" * 5000], io.BytesIO(b"From Stdin\n"))
    assert [a.text[:10] for a in asked] == ["First Name", "From File", "From Stdin", "x" * 10]


def test_an_answer_can_be_given_before_the_next_line_is_there():
    class Pipe:
        """Gives a line only when the one before was answered."""

        def __init__(self):
            self.waiting, self.answered = [b"Hikvision\n", b"Dahua\n", b""], 0

        def readline(self, size=-1):
            assert self.answered == 2 - (len(self.waiting) - 1)
            return self.waiting.pop(0)

    pipe = Pipe()
    for _ in from_lines(pipe):
        pipe.answered += 1
    assert pipe.answered == 2


def test_a_file_that_is_not_there_is_no_name():
    with pytest.raises(UsageError, match=r"no file suplpiers\.csv"):
        list(from_arguments(["Hikvision", "suplpiers.csv"], io.BytesIO()))
