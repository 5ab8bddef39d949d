"""`kg owners` as a user runs it, on the facts that come with the project and on the real lists."""

import json

import pytest


def owners(kg, home, *arguments):
    done = kg("owners", *arguments, home=home)
    assert done.returncode == 0, done.stderr
    assert "Answered by the embedded engine" in done.stderr
    return json.loads(done.stdout)


def test_a_pipe_gets_the_whole_answer_as_json(kg, curated_home):
    found = owners(kg, curated_home, "hikvision", "--as-of", "2024-01-01")
    assert found["organization"]["id"] == "hikvision"
    last_known = [o for o in found["owners"] if o["owner"]["id"] == "cethik" and o["share"] == "38.88 %"]
    assert [(o["held"], o["on that day"]) for o in last_known] == [("last known as of 2022", "possible")]
    assert all(o["sources"] and o["evidence"] for o in found["owners"])
    assert {r["answer"] for r in found["rules"]} == {"not-covered"}


def test_an_organization_that_a_listed_one_owns_is_covered_with_the_proof(kg, curated_home):
    """Higon, on the Entity List since 2019-06-24, held more than half of Chengdu Haiguang IC on that day."""
    found = owners(kg, curated_home, "chengdu-haiguang-ic", "--as-of", "2019-06-24", "--rule", "bis-affiliates-rule")
    [rule] = found["rules"]
    assert (rule["answer"], rule["rule on that day"]) == ("covered", "not yet")
    step = rule["proof"]["because"][0]
    assert (step["owner"]["id"], step["stakes"][0]["sources"]) == ("higon", ["doc:kharon-2019-06-24", "doc:th-2019-06-sugon"])
    assert step["owner"]["listed on"][0]["programme"] == "Entity List (BIS)"


def test_a_stake_of_unknown_size_depends_and_the_answer_says_where_it_turns(kg, curated_home):
    [rule] = owners(kg, curated_home, "hisilicon", "--as-of", "2025-10-15", "--rule", "bis-affiliates-rule")["rules"]
    assert (rule["answer"], rule["rule on that day"]) == ("depends", "in force")
    [decider] = rule["turns on"]
    assert (decider["never below"], decider["always from"]) == (50, 50)
    assert "share not stated, last known as of 2023-09-20" in decider["sentence"]


def test_the_suspended_rule_is_said_to_be_suspended_and_then_not_known(kg, curated_home):
    def state(day):
        return owners(kg, curated_home, "hisilicon", "--as-of", day, "--rule", "bis-affiliates-rule")["rules"][0][
            "rule on that day"
        ]

    assert [state(d) for d in ("2025-09-28", "2025-11-10", "2026-11-24")] == ["not yet", "suspended", "not known"]


def test_a_table_is_a_tree_and_csv_has_a_row_for_each_stake(kg, curated_home):
    text = kg("owners", "hisilicon", "--as-of", "2025-10-15", "--format", "table", home=curated_home).stdout
    assert "turns on the stake of Huawei Technologies" in " ".join(text.replace("│", " ").split())
    rows = kg("owners", "hisilicon", "--as-of", "2025-10-15", "--format", "csv", home=curated_home).stdout.splitlines()
    assert rows[0].startswith("part,level,owner,asset,share,held,on_that_day")
    assert any(row.startswith("owners,1,") for row in rows)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("hikvsion",), "Did you mean hikvision?"),
        (("hikvision", "--rule", "ofac-50-percent-rul"), "Did you mean ofac-50-percent-rule"),
        (("hikvision", "--rule", "section-889-a"), "has no test of ownership"),
        (("hikvision", "--threshold", "130"), "above 0 and at most 100"),
        (("hikvision", "--as-of", "2019"), "is no day"),
        (("hikvision", "--format", "yaml"), "There is no format"),
    ],
)
def test_a_wrong_question_is_one_sentence_and_exit_2(kg, curated_home, arguments, sentence):
    done = kg("owners", *arguments, home=curated_home)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_the_real_lists_give_the_owner_its_listing(kg, real_home):
    found = owners(kg, real_home, "hikvision", "--as-of", "2024-01-01", "--rule", "bis-affiliates-rule", "--threshold", "30")
    [rule] = found["rules"]
    assert rule["answer"] == "depends"
    assert "38.88 %, last known as of 2022" in rule["turns on"][0]["sentence"]
    assert rule["proof"]["because"][0]["owner"]["listed on"][0]["since"] == "2021-12-17"


def test_two_entries_of_which_one_owns_the_other_are_not_one_organization(kg, real_home):
    text = "MATCH (c:ControlLink)-[:CONTROLLER]->(a)<-[:CONTROLLED]-(c) RETURN c.id AS id ORDER BY id LIMIT 10"
    assert json.loads(kg("cypher", text, home=real_home).stdout) == []
