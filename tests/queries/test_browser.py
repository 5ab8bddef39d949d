"""What `kg neo4j` writes: a style that fits the model, scripts that run as they are, a guide that Browser leaves whole, and the command itself."""

import io
import itertools
import re
import threading
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ontology import model
from ontology.errors import KgError
from queries.browser.folder import files, server
from queries.browser.guide import LEGEND, guide, patterns, statement
from queries.browser.scripts import FOLDERS, pictures, scripts
from queries.browser.style import grass, setting, style
from queries.catalogue import catalogue, named, parse

NODES = {s.removeprefix("node."): rule for s, rule in style().items() if s.startswith("node.")}
STRIPPED = (r"(\s+(on[^\s=]+)[^\s=]*\s*=\s*(\"[^\"]*\"|'[^']*'|[\w\-.:]+\s*))", r"<script\b", r"javascript:")
"""What Browser 5.24 cuts out of a guide, wherever it stands (cleanHtml)."""


SIGHTS = {
    "usual": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
"""How colours are seen, as matrices over linear RGB: Machado, Oliveira and Fernandes 2009, severity 1."""


def linear(colour: str) -> np.ndarray:
    """`#rrggbb` as linear RGB (sRGB's curve undone), each 0 to 1."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(colour: str, sight: np.ndarray) -> np.ndarray:
    """The colour as it is seen, in CIELAB (D65), where distances are about those that the eye makes."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = to_xyz @ np.clip(sight @ linear(colour), 0, 1) / np.array([0.9505, 1, 1.089])
    fx, fy, fz = (np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2 between two colours: 1 to 21."""
    darker, lighter = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour)) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def test_every_label_has_a_rule_and_a_general_one_comes_before_its_special_ones():
    onto = model()
    order = list(NODES)
    for cls in onto.classes.values():
        label = onto.mapping.labels[cls.name]
        assert label in NODES
        for parent in onto.lineage(cls.name)[1:]:
            assert order.index(onto.mapping.labels[parent]) < order.index(label)
    assert set(order) - set(onto.mapping.labels.values()) == {"Resource", "Unresolved", "Verdict"}
    assert set(LEGEND) <= set(order)


def test_relationships_with_a_rule_exist():
    named_ones = {s.removeprefix("relationship.") for s in style() if s.startswith("relationship.")}
    assert named_ones <= {s.name for s in model().mapping.shortcuts} | {"STAYED_ON", "POSSIBLY_SAME"}


def test_captions_name_keys_of_the_graph_and_are_readable():
    keys = {*model().mapping.keys.values(), "id", "verdict"}
    for label, rule in NODES.items():
        assert set(re.findall(r"{(\w+)}", rule["caption"])) <= keys, label
        assert contrast(rule["color"], rule["text-color-internal"]) >= 4.5, label


def test_the_colour_blind_tell_the_kinds_apart():
    kinds = {label: NODES[label]["color"] for label in LEGEND}
    for name, sight in SIGHTS.items():
        for one, other in itertools.combinations(kinds, 2):
            assert np.linalg.norm(lab(kinds[one], sight) - lab(kinds[other], sight)) >= 8, (name, one, other)


def test_a_grass_file_holds_nothing_that_browsers_parser_trips_over():
    for rule in style().values():
        assert not re.search(r"[;:'\"]", "".join(rule.values()))
    assert grass(style()).count("{") == len(style()) + sum(rule.get("caption", "").count("{") for rule in style().values())
    assert setting(style()).count("\n") == 0 and ";" not in setting(style())


def test_scripts_carry_their_title_first_and_no_parameter_that_has_a_default():
    with zipfile.ZipFile(io.BytesIO(files()["kg-scripts.zip"])) as held:
        read = {name: held.read(name).decode() for name in held.namelist()}
    assert read == scripts()
    for folder, queries in FOLDERS.items():
        for name, query in queries().items():
            text = read[f"{folder}/{name}.cypher"]
            assert text.splitlines()[0] == f"// {query.title}"
            open_ones = {p.name for p in query.parameters.values() if p.default is None}
            assert (
                set(re.findall(r"\$(\w+)", "\n".join(line for line in text.splitlines() if not line.startswith("//"))))
                == open_ones
            )
    assert len(read) == len(catalogue()) + len(pictures())


def test_defaults_stand_in_the_statement_as_cypher_writes_them():
    text = (
        "// T\n// question: q?\n// asked by: a\n// evidence: e\n// param day: date = today. d\n// param n: int = 5. n\n"
        "// param nn: text = it's. t\n// param must: text. m\nRETURN $day, $n, $nn, $must"
    )
    lines = parse("t", text).for_browser().splitlines()
    assert lines[-1] == "RETURN toString(date()) /* day */, 5 /* n */, 'it\\'s' /* nn */, $must"
    assert lines[-2] == "// first, on its own: :param must => '...'"
    assert ".evidenceRank <= 5 /* evidence */" in statement(named("deals-after-listing"))


def test_pictures_say_what_they_are_and_have_a_limit():
    for query in pictures().values():
        assert query.question.endswith("?") and query.caveats, query.name
        assert re.search(r"LIMIT \d+\n$", query.text), query.name
        assert set(re.findall(r"\$(\w+)", query.text)) == set(query.parameters), query.name


def test_browser_cuts_nothing_out_of_the_guide():
    page = guide()
    for pattern in STRIPPED:
        assert not re.search(pattern, page, re.IGNORECASE)
    assert page.count("<slide") == 4 and page.count("runnable") == 6 + len(patterns())
    assert "'hikvision'" not in page  # escaped, as everything is
    assert "&#39;hikvision&#39;" in page


def test_the_files_are_the_same_each_time():
    assert files() == files()


def test_the_server_hands_out_its_files_to_any_origin_and_nothing_else():
    running = server({"a.html": b"x"}, 0)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{running.server_address[1]}"
    try:
        with urllib.request.urlopen(f"{address}/a.html?x") as answer:
            assert answer.read() == b"x" and answer.headers["Access-Control-Allow-Origin"] == "*"
        asked = urllib.request.Request(f"{address}/a.html", method="OPTIONS")
        with urllib.request.urlopen(asked) as answer:
            assert answer.status == 204 and answer.headers["Access-Control-Allow-Headers"] == "*"
        for path in ("b.html", "../../etc/passwd", ""):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"{address}/{path}")
        with pytest.raises(KgError, match=r"Port \d+ cannot be used .*; give another with --port"):
            server({}, running.server_address[1])
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def test_kg_neo4j_writes_a_folder_once_and_again_only_with_force(kg, tmp_path: Path):
    target = tmp_path / "browser"
    done = kg("neo4j", str(target), home=tmp_path)
    assert done.returncode == 0 and done.stdout == ""
    assert {path.name: path.read_bytes() for path in target.iterdir()} == files()
    again = kg("neo4j", str(target), home=tmp_path)
    assert again.returncode == 2 and "exists; add --force" in again.stderr and "Traceback" not in again.stderr
    (target / "guide.html").write_text("mine")
    assert kg("neo4j", str(target), "--force", home=tmp_path).returncode == 0
    assert (target / "guide.html").read_bytes() == files()["guide.html"]


def test_kg_neo4j_refuses_a_file_for_a_folder(kg, tmp_path: Path):
    (tmp_path / "taken").write_text("")
    done = kg("neo4j", str(tmp_path / "taken"), home=tmp_path)
    assert done.returncode == 2 and "is a file; kg neo4j writes a folder" in done.stderr
