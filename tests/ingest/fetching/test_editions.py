"""Fetching as it should go: what is asked, where files end up, what is written down of them, and what a build then reads."""

import gzip
import hashlib
import io
import json
import os
import ssl
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import catalogue, pipeline
from ingest.catalogue import SourceSpec, available, sources
from ingest.downloads import declared, held, provenance_of
from ingest.fetching import transfer
from ingest.fetching.editions import ARRIVING, Outcome, fetch
from ontology.errors import KgError
from tests.ingest.fetching.test_refusals import GOOD, OTHER, QUICK, content, one_file, rows, run
from tests.servers.misbehaving import Handler, Site, misbehaving

ROOT = Path(__file__).parents[3]
FRIDAY = "Fri, 20 Nov 2026 06:00:00 GMT"
MONDAY = "Mon, 23 Nov 2026 06:00:00 GMT"


@pytest.fixture
def site():
    with misbehaving() as site:
        site.behaviours["/list.csv"] = lambda h: h.answer(GOOD, etag='"1"', last_modified=FRIDAY, content_type="text/csv")
        yield site


def provenance(data: Path, source: SourceSpec) -> dict[str, object]:
    (_, _, folder) = held(data, source.downloads[0])[-1]
    return json.loads(provenance_of(folder / "list.csv").read_bytes())


def test_the_file_and_how_it_was_fetched_stand_in_a_folder_of_the_edition(site: Site, tmp_path: Path):
    outcome = run(tmp_path, one_file(site))
    assert (outcome.result, outcome.edition, outcome.size) == ("fetched", "fetched-2026-11-20", len(GOOD))
    assert sorted(content(tmp_path)) == [
        "us-bis-mieu/fetched-2026-11-20/list.csv",
        "us-bis-mieu/fetched-2026-11-20/list.csv.provenance.json",
    ]
    record = provenance(tmp_path, one_file(site))
    assert {k: record[k] for k in ("url", "final_url", "status", "etag", "last_modified", "bytes", "content_type", "day", "day_is_from")} == {
        "url": f"{site.url}/list.csv", "final_url": f"{site.url}/list.csv", "status": 200, "etag": '"1"', "last_modified": FRIDAY, "bytes": len(GOOD),
        "content_type": "text/csv", "day": "2026-11-20", "day_is_from": "Last-Modified",
    }  # fmt: skip
    assert record["sha256"] == hashlib.sha256(GOOD).hexdigest()
    ((_, headers),) = site.requests
    assert headers["User-Agent"].startswith("surveillance-kg") and "If-None-Match" not in headers


def test_what_has_not_changed_is_asked_for_and_not_sent_again(site: Site, tmp_path: Path):
    run(tmp_path, one_file(site))
    before = content(tmp_path)
    site.behaviours["/list.csv"] = lambda h: h.answer(b"", 304) if h.headers["If-None-Match"] == '"1"' else h.answer(OTHER)
    outcome = run(tmp_path, one_file(site))
    assert (outcome.result, outcome.edition) == ("not modified", "fetched-2026-11-20")
    assert site.requests[-1][1]["If-Modified-Since"] == FRIDAY
    assert content(tmp_path) == before


def test_the_same_bytes_under_another_etag_make_no_edition(site: Site, tmp_path: Path):
    run(tmp_path, one_file(site))
    before = content(tmp_path)
    site.behaviours["/list.csv"] = lambda h: h.answer(GOOD, etag='"2"', last_modified=MONDAY)
    assert run(tmp_path, one_file(site)).result == "not modified"
    assert content(tmp_path) == before


def test_a_new_etag_with_new_content_makes_a_new_edition_beside_the_old(site: Site, tmp_path: Path):
    run(tmp_path, one_file(site))
    before = content(tmp_path)
    site.behaviours["/list.csv"] = lambda h: h.answer(OTHER, etag='"2"', last_modified=MONDAY)
    assert run(tmp_path, one_file(site)).edition == "fetched-2026-11-23"
    assert before.items() <= content(tmp_path).items()
    assert [day for _, day, _ in held(tmp_path, one_file(site).downloads[0])] == ["2026-11-20", "2026-11-23"]


def test_another_content_of_the_same_day_stands_beside_the_first_and_is_the_one_read(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run(tmp_path, one_file(site))
    site.behaviours["/list.csv"] = lambda h: h.answer(OTHER, etag='"2"', last_modified=FRIDAY)
    assert run(tmp_path, one_file(site)).edition == "fetched-2026-11-20"
    assert {p.parts[-2] for p in tmp_path.rglob("list.csv")} == {"fetched-2026-11-20", "fetched-2026-11-20.2"}
    monkeypatch.setattr(catalogue, "sources", lambda: {"us_bis_mieu": one_file(site)})
    (item,) = available(tmp_path)
    assert item.files["mieu"].read_bytes() == OTHER
    report, _ = pipeline.read_edition(item)
    assert (report.key, report.date, report.counts["Listing"]) == ("us_bis_mieu/fetched-2026-11-20", "2026-11-20", 4)


def test_a_tenth_content_of_a_day_is_newer_than_the_second(tmp_path: Path):
    (download,) = declared("us_csl", [{"files": {"csl": {"url": "https://example.org/a.csv", "format": "csv", "limit_mb": 1}}}])
    for name in (
        "fetched-2026-11-20",
        "fetched-2026-11-20.2",
        "fetched-2026-11-20.10",
        "fetched-2026-11-20.x",
        "fetched-soon",
        "other-2026-11-20",
    ):
        (tmp_path / "us-csl" / name).mkdir(parents=True)
    assert [folder.name for _, _, folder in held(tmp_path, download)] == ["fetched-2026-11-20.10"]


@pytest.mark.parametrize(("status", "headers"), [(500, {}), (503, {"retry_after": "0"}), (429, {"retry_after": "1"})])
def test_a_fault_that_passes_is_tried_again(status: int, headers: dict[str, str], site: Site, tmp_path: Path):
    def once(h: Handler) -> None:
        h.answer(b"", status, **headers) if len(site.requests) == 1 else h.answer(GOOD)

    site.behaviours["/list.csv"] = once
    assert run(tmp_path, one_file(site)).result == "fetched"
    assert len(site.requests) == 2


def test_a_broken_off_first_attempt_leaves_nothing_of_itself_in_the_second(site: Site, tmp_path: Path):
    def once(h: Handler) -> None:
        h.answer(OTHER, length=9999) if len(site.requests) == 1 else h.answer(GOOD)

    site.behaviours["/list.csv"] = once
    run(tmp_path, one_file(site))
    assert next(tmp_path.rglob("list.csv")).read_bytes() == GOOD


def test_redirects_are_followed_within_the_host_and_to_hosts_that_the_source_names(site: Site, tmp_path: Path):
    with misbehaving() as mirror:
        site.behaviours["/list.csv"] = lambda h: h.answer(b"", 301, location="/moved.csv")
        site.behaviours["/moved.csv"] = lambda h: h.answer(b"", 307, location=f"{mirror.url}/cdn.csv?pass=secret")
        mirror.behaviours["/cdn.csv?pass=secret"] = lambda h: h.answer(GOOD)
        source = one_file(site, hosts=[mirror.url.removeprefix("http://")])
        assert run(tmp_path, source).result == "fetched"
        assert provenance(tmp_path, source)["final_url"] == f"{mirror.url}/cdn.csv"
        assert "secret" not in "".join(b.decode() for b in content(tmp_path).values())


def test_the_name_of_the_file_is_never_the_servers(site: Site, tmp_path: Path):
    site.behaviours["/list.csv"] = lambda h: h.answer(
        GOOD, content_disposition='attachment; filename="../../../evil.csv"', last_modified=FRIDAY
    )
    run(tmp_path / "data", one_file(site))
    assert [p.name for p in tmp_path.rglob("*.csv")] == ["list.csv"]
    for bad in ("https://example.org/..", "https://example.org/", "https://example.org/a%2fb.csv", "https://example.org/.hidden"):
        with pytest.raises(ValueError, match="no plain file name"):
            declared("us_csl", [{"files": {"csl": {"url": bad, "format": "csv", "limit_mb": 1}}}])


@pytest.mark.parametrize("etag", ['"caf\u00e9"', "unquoted", '"x", "y"', ""])
def test_an_etag_that_is_none_is_not_sent_back(etag: str, site: Site, tmp_path: Path):
    site.behaviours["/list.csv"] = lambda h: h.answer(GOOD, etag=etag, last_modified="yesterday \u00fc")
    assert run(tmp_path, one_file(site)).result == "fetched"
    assert run(tmp_path, one_file(site)).result == "not modified"
    assert all("If-None-Match" not in headers and "If-Modified-Since" not in headers for _, headers in site.requests)


def test_a_compressed_answer_is_kept_uncompressed(site: Site, tmp_path: Path):
    site.behaviours["/list.csv"] = lambda h: h.answer(gzip.compress(GOOD), content_encoding="gzip")
    assert run(tmp_path, one_file(site)).result == "fetched"
    assert site.requests[0][1]["Accept-Encoding"] == "gzip"
    assert next(tmp_path.rglob("list.csv")).read_bytes() == GOOD


def test_a_member_of_an_archive_is_kept_and_both_sums_are_written_down(site: Site, tmp_path: Path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("list.csv", GOOD)
        opened.writestr("../evil", b"x")
    site.behaviours["/list.zip"] = lambda h: h.answer(packed.getvalue(), etag='"1"')
    source = one_file(site, url=f"{site.url}/list.zip", member="list.csv")
    assert run(tmp_path / "data", source).result == "fetched"
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["fetch.lock", "list.csv", "list.csv.provenance.json"]
    record = provenance(tmp_path / "data", source)
    assert record["sha256"] != record["archive_sha256"]
    assert run(tmp_path / "data", source).result == "not modified"


def test_a_held_file_that_is_gone_is_fetched_anew_and_without_condition(site: Site, tmp_path: Path):
    run(tmp_path, one_file(site))
    next(tmp_path.rglob("list.csv")).unlink()
    assert run(tmp_path, one_file(site)).result == "fetched"
    assert "If-None-Match" not in site.requests[-1][1]


def test_force_takes_a_list_of_unexpected_length_and_asks_without_condition(site: Site, tmp_path: Path):
    run(tmp_path, one_file(site))
    site.behaviours["/list.csv"] = lambda h: h.answer(rows("Bureau One"), last_modified=MONDAY)
    assert run(tmp_path, one_file(site)).result == "refused"
    assert run(tmp_path, one_file(site), force=True).result == "fetched"
    assert "If-None-Match" not in site.requests[-1][1]


def test_what_no_server_would_send_unasked_is_no_success(site: Site, tmp_path: Path):
    site.behaviours["/list.csv"] = lambda h: h.answer(b"", 304)
    assert "answered 304" in run(tmp_path, one_file(site)).reason


def several(site: Site) -> SourceSpec:
    files = {role: {"url": f"{site.url}/{role}.csv", "format": "csv", "limit_mb": 1, "loopback": True}
             for role in ("section_889", "section_5949", "section_154", "inksna")}  # fmt: skip
    return replace(sources()["us_special_legislation"], downloads=declared("us_special_legislation", [{"files": files}]))


def test_files_of_one_edition_are_taken_together_or_not_at_all(site: Site, tmp_path: Path, shared: Path):
    real = {p.stem: p.read_bytes() for p in (shared / "us-special-legislation").glob("*.csv")}
    for role, body in real.items():
        site.behaviours[f"/{role}.csv"] = lambda h, body=body: h.answer(body, etag='"1"', last_modified=FRIDAY)
    assert run(tmp_path, several(site)).result == "fetched"
    before = content(tmp_path)
    assert len(before) == 8
    changed = real["section_154"].splitlines(keepends=True)
    site.behaviours["/section_154.csv"] = lambda h: h.answer(b"".join(changed[:-1]), last_modified=MONDAY)
    site.behaviours["/inksna.csv"] = lambda h: h.answer(b"", 404)
    assert run(tmp_path, several(site)).result == "refused"
    assert content(tmp_path) == before
    site.behaviours["/inksna.csv"] = lambda h: h.answer(b"", 304)
    assert run(tmp_path, several(site)).edition == "fetched-2026-11-23"
    new = tmp_path / "us-special-legislation" / "fetched-2026-11-23"
    assert len(list(new.iterdir())) == 8
    assert (new / "inksna.csv").read_bytes() == real["inksna"]


def test_one_that_is_refused_does_not_stop_the_others(site: Site, tmp_path: Path):
    bad = replace(one_file(site), name="us_bis_mieu", downloads=declared("other", [{"files": {"mieu": {"url": f"{site.url}/gone.csv", "format": "csv", "limit_mb": 1, "loopback": True}}}]))  # fmt: skip
    site.behaviours["/gone.csv"] = lambda h: h.answer(b"", 404)
    wanted = [(bad, bad.downloads[0]), (one_file(site), one_file(site).downloads[0])]
    assert [o.result for o in fetch(tmp_path, wanted, patience=QUICK)] == ["refused", "fetched"]


UN = (
    '<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="{day}T00:00:09.554Z"><INDIVIDUALS/><ENTITIES><ENTITY>'
    "<DATAID>1</DATAID><FIRST_NAME>INVENTED WORKS</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.999</REFERENCE_NUMBER>"
    "<LISTED_ON>2016-03-02</LISTED_ON></ENTITY></ENTITIES></CONSOLIDATED_LIST>"
)


def un(site: Site) -> SourceSpec:
    (real,) = sources()["un_sc"].downloads
    files = {"list": replace(real.files["list"], url=f"{site.url}/un.xml", loopback=True)}
    return replace(sources()["un_sc"], downloads=(replace(real, files=files, expect={}),))


def test_the_day_is_the_one_that_the_list_states(site: Site, tmp_path: Path):
    site.behaviours["/un.xml"] = lambda h: h.answer(UN.format(day="2026-11-22").encode(), last_modified=MONDAY)
    assert run(tmp_path, un(site)).edition == "fetched-2026-11-22"
    site.behaviours["/un.xml"] = lambda h: h.answer(UN.format(day="2026-13-45").encode(), last_modified=MONDAY)
    assert "no day" in run(tmp_path, un(site)).reason


def test_without_any_stated_day_the_edition_is_of_the_day_of_fetching(site: Site, tmp_path: Path):
    site.behaviours["/list.csv"] = lambda h: h.answer(GOOD)
    run(tmp_path, one_file(site))
    record = provenance(tmp_path, one_file(site))
    assert record["day"] == str(record["fetched_at"])[:10]
    assert record["day_is_from"] == "the day of fetching"


def test_two_fetches_at_once_are_refused_and_what_a_killed_one_left_is_cleared(site: Site, tmp_path: Path):
    (tmp_path / ARRIVING / "half").mkdir(parents=True)
    with pipeline.lock(tmp_path, "fetch"), pytest.raises(KgError, match="Another fetch is writing"):
        run(tmp_path, one_file(site))
    assert (tmp_path / ARRIVING / "half").exists()
    assert run(tmp_path, one_file(site)).result == "fetched"
    assert not (tmp_path / ARRIVING).exists()


def test_a_full_disk_leaves_the_old_file(site: Site, tmp_path: Path):
    run(tmp_path, one_file(site))
    before = content(tmp_path)
    site.behaviours["/list.csv"] = lambda h: h.answer(rows(*(f"Bureau {i}" for i in range(1000))), last_modified=MONDAY)
    script = (
        "import resource, signal, sys; from pathlib import Path; from tests.ingest.fetching.test_refusals import one_file, run; "
        "from tests.servers.misbehaving import Site\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        f"print(run(Path({str(tmp_path)!r}), one_file(Site({site.url!r}))).reason)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert "could not be written (File too large); free some space" in done.stdout, done.stderr
    assert content(tmp_path) == before


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate for 127.0.0.1 that no authority signed, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    paths = str(folder / "cert.pem"), str(folder / "key.pem")
    done = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]], capture_output=True)  # fmt: skip
    if done.returncode:
        pytest.skip("openssl, which makes the certificate of the test's server, is absent")
    return paths


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: tuple[str, str], tmp_path: Path):
    with misbehaving(certificate) as site:
        site.behaviours["/list.csv"] = lambda h: h.answer(GOOD)
        assert "certificate could not be verified" in run(tmp_path, one_file(site, loopback=False)).reason
        assert site.requests == []


def test_from_https_no_redirect_leads_to_http(certificate: tuple[str, str], tmp_path: Path):
    trust = ssl.create_default_context(cafile=certificate[0])
    with misbehaving(certificate) as site, misbehaving() as plain, transfer.client(QUICK, trust) as http:
        site.behaviours["/list.csv"] = lambda h: h.answer(GOOD)
        resource = one_file(site, loopback=False, hosts=[plain.url.removeprefix("http://")]).downloads[0].files["mieu"]
        assert transfer.get(http, resource, tmp_path / "a", {}, QUICK).size == len(GOOD)
        site.behaviours["/list.csv"] = lambda h: h.answer(b"", 302, location=f"{plain.url}/list.csv")
        with pytest.raises(transfer.Refused, match="not encrypted"):
            transfer.get(http, resource, tmp_path / "b", {}, QUICK)
        assert plain.requests == []


def test_every_address_that_comes_with_the_project_is_encrypted_and_every_source_has_one_or_a_reason():
    for source in sources().values():
        inside = source.urls[0] == catalogue.IN_PACKAGE
        assert bool(source.downloads) + bool(source.not_fetched) == (not inside), source.name
        for download in source.downloads:
            assert set(download.files) in [set(e.files) for e in source.editions], "the roles are those that the reader knows"
            assert download.note, "where the address was read"
            assert all(r.url.startswith("https://") and not r.loopback for r in download.files.values())


def test_outcome_of_nothing_held_names_no_edition(site: Site, tmp_path: Path):
    site.behaviours["/list.csv"] = lambda h: h.answer(b"", 404)
    outcome = run(tmp_path, one_file(site))
    assert isinstance(outcome, Outcome) and outcome.edition == ""
    assert content(tmp_path) == {}


@pytest.mark.parametrize("key", [d.key for s in sources().values() for d in s.downloads if d.key != "us_ofac/sdn"])
def test_the_real_files_at_hand_would_be_taken(key: str, site: Site, tmp_path: Path, shared: Path):
    """The newest file held for each address, served: format, day, roles and expected rows of source.yml fit. (Of OFAC's XML of the SDN list none is held.)"""
    source = sources()[key.partition("/")[0]]
    (download,) = [d for d in source.downloads if d.key == key]
    edition = next(e for e in source.editions if set(e.files) == set(download.files))
    for role, resource in download.files.items():
        body = (shared / edition.files[role]).read_bytes()
        site.behaviours[f"/{resource.file}"] = lambda h, body=body: h.answer(body)
    local = {role: replace(r, url=f"{site.url}/{r.file}", loopback=True) for role, r in download.files.items()}
    outcome = run(tmp_path, replace(source, downloads=(replace(download, files=local),)))
    assert outcome.result == "fetched", outcome.reason
