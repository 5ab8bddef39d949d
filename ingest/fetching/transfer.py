"""One file over HTTP: conditional, bounded in size and time, retried, and refused when it is not what was asked for.

httpx speaks HTTP and TLS. Redirects and compression are followed here, because a limit has to hold at each step: httpx would go to any
host, and would inflate a whole chunk (a gzip bomb) before we see it.
"""

import base64
import binascii
import contextlib
import hashlib
import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import httpx

from ingest.downloads import Resource
from ontology.errors import KgError

LOOPBACK = ("127.0.0.1", "::1")
MAX_REDIRECTS = 5
MAX_CHECKSUM_TEXT = 2**20
"""Most bytes of a checksum address."""
_PASSING = (408, 425, 429, 500, 502, 503, 504)
"""Statuses after which the same request may succeed."""
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
"""RFC 9110, 8.8.3, without the bytes beyond ASCII."""


class Refused(KgError):
    """What came is not taken; the sentence says why. What was held before is untouched."""


class _Passing(Exception):
    """A fault that may pass; `wait` is how many seconds the server asked for."""

    def __init__(self, sentence: str, wait: float | None = None):
        super().__init__(sentence)
        self.wait = wait


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, and how often to try."""

    connect: float = 20
    read: float = 30
    """For the next byte."""
    whole: float = 900
    """For one file."""
    attempts: int = 4
    first_wait: float = 1
    """Before the second attempt; doubled for each further one."""
    longest_wait: float = 120
    """A server that asks for more is left alone."""


@dataclass(frozen=True)
class Reply:
    """What came. `modified` is false when the server said that nothing changed; then there is no file."""

    modified: bool
    final_url: str
    status: int
    etag: str
    last_modified: str
    content_type: str
    size: int
    digests: dict[str, str]
    """Sums of the bytes received, by algorithm."""


def user_agent() -> str:
    """Names the tool and its version."""
    try:
        return f"surveillance-kg/{version('surveillance-kg')} (kg fetch)"
    except PackageNotFoundError:
        return "surveillance-kg (kg fetch)"


@contextlib.contextmanager
def client(patience: Patience, trust: ssl.SSLContext | None = None) -> Iterator[httpx.Client]:
    """A client with one connection at a time. Certificates are always verified; `trust` says against what, the usual authorities when left out."""
    timeout = httpx.Timeout(patience.read, connect=patience.connect)
    limits = httpx.Limits(max_connections=1)
    headers = {"User-Agent": user_agent(), "Accept-Encoding": "gzip"}
    with httpx.Client(headers=headers, timeout=timeout, limits=limits, verify=trust or True, follow_redirects=False) as opened:
        yield opened


def get(
    http: httpx.Client,
    resource: Resource,
    target: Path,
    known: dict[str, Any],
    patience: Patience,
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> Reply:
    """Write what the address gives to `target`, trying again after a fault that may pass.

    `known` is the provenance of the copy at hand: its `etag` and `last_modified` make the request conditional. `advance` is called with
    bytes done and of how many (0: not said). Raises Refused; `target` may then be there in part.
    """
    wait = patience.first_wait
    for attempt in range(1, patience.attempts + 1):
        try:
            with _sentences(patience):
                return _attempt(http, resource, target, known, patience, advance)
        except _Passing as fault:
            if attempt == patience.attempts:
                raise Refused(f"{fault} (tried {attempt} times); try again later") from None
            pause = wait if fault.wait is None else fault.wait
            if pause > patience.longest_wait:
                raise Refused(f"{fault}, and asks to come back in {pause:.0f} seconds; try again then") from None
            time.sleep(pause)
            wait *= 2
    raise AssertionError("at least one attempt")


@contextlib.contextmanager
def _sentences(patience: Patience) -> Iterator[None]:
    """What httpx raises, as a sentence of ours."""
    try:
        yield
    except httpx.TimeoutException:
        raise _Passing(f"the server did not answer within {patience.read:g} seconds") from None
    except httpx.ConnectError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise Refused("the server's certificate could not be verified; nothing was taken") from None
        raise _Passing(f"no connection to the server ({_plain(str(error))})") from None
    except httpx.RemoteProtocolError as error:
        if "incomplete" in str(error) or "closed" in str(error) or "disconnected" in str(error):
            raise _Passing("the connection broke off before the end of the file") from None
        raise Refused(f"the server's answer is no HTTP ({_plain(str(error))})") from None
    except httpx.TransportError as error:
        raise _Passing(f"the connection broke off ({_plain(str(error)) or type(error).__name__})") from None
    except (httpx.InvalidURL, httpx.HTTPError) as error:
        raise Refused(f"the address cannot be read ({_plain(str(error))})") from None


def _attempt(
    http: httpx.Client,
    resource: Resource,
    target: Path,
    known: dict[str, Any],
    patience: Patience,
    advance: Callable[[int, int], None],
) -> Reply:
    end = time.monotonic() + patience.whole
    with _followed(http, resource, _conditions(resource, known)) as response:
        if response.status_code == 304 and known:
            return _reply(resource, response, False, 0, {})
        _check_status(response)
        kind = response.headers.get("content-type", "")
        if "html" in kind.lower():
            raise Refused(f"the server gave a web page ({_plain(kind)}) where {resource.format.upper()} is expected")
        total = _length(response)
        if total > resource.limit:
            raise Refused(
                f"the server announces {total / 1e6:.1f} MB where at most {resource.limit / 1e6:g} MB are expected; limit_mb in source.yml sets it"
            )
        sums = {name: hashlib.new(name) for name in ("sha256", "sha1", "md5")}
        size = 0
        with target.open("wb") as file:
            for part in _decoded(response, resource.limit, end, patience, lambda done: advance(done, total)):
                size += len(part)
                file.write(part)
                for each in sums.values():
                    each.update(part)
        if size == 0:
            raise Refused("the server gave an empty file")
        digests = {name: each.hexdigest() for name, each in sums.items()}
        _check_digest_headers(response, digests)
        return _reply(resource, response, True, size, digests)


def _conditions(resource: Resource, known: dict[str, Any]) -> dict[str, str]:
    """Headers of a conditional request, if the copy at hand came from the same address."""
    headers = {}
    if known.get("url") == resource.url:
        if known.get("etag"):
            headers["If-None-Match"] = known["etag"]
        if known.get("last_modified"):
            headers["If-Modified-Since"] = known["last_modified"]
    return headers


@contextlib.contextmanager
def _followed(http: httpx.Client, resource: Resource, headers: dict[str, str]) -> Iterator[httpx.Response]:
    """The response at the end of the redirects, each of which must stay with the publisher."""
    start = url = httpx.URL(resource.url)
    seen = set()
    for _ in range(MAX_REDIRECTS + 1):
        _check_address(url, start, resource)
        seen.add(url)
        with http.stream("GET", url, headers=headers) as response:
            if response.next_request is None:
                yield response
                return
            url = response.next_request.url
        if url in seen:
            raise Refused(f"the server redirects in a circle, back to {_plain(str(url))}")
    raise Refused(f"the server redirects more than {MAX_REDIRECTS} times")


def _check_address(url: httpx.URL, start: httpx.URL, resource: Resource) -> None:
    if url.scheme not in ("https", "http"):
        raise Refused(f"{_plain(str(url))} is no https:// address")
    if url.netloc != start.netloc and url.netloc.decode("ascii", "replace") not in resource.hosts:
        raise Refused(
            f"the server redirects from {start.host} to another host, {_plain(url.host)}; if it is the publisher's, name it under `hosts` in source.yml"
        )
    if url.scheme == "http" and not (resource.loopback and url.host in LOOPBACK):
        raise Refused(f"{_plain(str(url))} is not encrypted; only https:// is fetched")


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    said = f"the server answered {status} {_plain(response.reason_phrase)}".rstrip()
    if status in _PASSING:
        raise _Passing(said, _retry_after(response.headers.get("retry-after", "")))
    advice = "; the address in source.yml may be out of date" if status in (404, 410) else ""
    raise Refused(said + advice)


def _retry_after(text: str) -> float | None:
    """Seconds (RFC 9110, 10.2.3: a number, or a day and time); None for neither.

    >>> _retry_after("120"), _retry_after("soon"), _retry_after("Wed, 21 Oct 2015 07:28:00 GMT")
    (120.0, None, 0.0)
    """
    if text.isascii() and text.isdigit():
        return float(text)
    moment = _moment(text)
    return None if moment is None else max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _length(response: httpx.Response) -> int:
    """Bytes announced, 0 when not said or when they count a compressed body."""
    text = response.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and not response.headers.get("content-encoding") else 0


def _decoded(
    response: httpx.Response, limit: int, end: float, patience: Patience, advance: Callable[[int], None]
) -> Iterator[bytes]:
    """The body, uncompressed piece by piece, never more than `limit` bytes in all."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise Refused(f"the server compressed the file as {_plain(encoding)}, which was not asked for")
    inflater = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    done = 0
    for raw in response.iter_raw():
        if time.monotonic() > end:
            raise _Passing(f"the file did not come within {patience.whole:g} seconds")
        for part in _inflated(inflater, raw, limit):
            done += len(part)
            if done > limit:
                raise Refused(
                    f"the file is larger than {limit / 1e6:g} MB, the most that is expected; limit_mb in source.yml sets it"
                )
            advance(done)
            yield part
    if inflater and not inflater.eof:
        raise _Passing("the compressed file breaks off before its end")


def _inflated(inflater: Any, raw: bytes, limit: int) -> Iterator[bytes]:
    if inflater is None:
        yield raw
        return
    while raw:
        try:
            yield inflater.decompress(raw, 2**16)
        except zlib.error:
            raise Refused("the server says that the file is compressed, but it is not") from None
        if inflater.eof and inflater.unused_data:
            raise Refused("the compressed file goes on after its end")
        raw = inflater.unconsumed_tail


def _check_digest_headers(response: httpx.Response, digests: dict[str, str]) -> None:
    """A checksum that the server sends with an uncompressed file (RFC 9530 Repr-Digest and Content-Digest, RFC 1864 Content-MD5) must be right."""
    if response.headers.get("content-encoding"):
        return  # Content-Digest and Content-MD5 would be of the compressed bytes
    stated = []
    for name in ("repr-digest", "content-digest"):
        stated += [("sha256", s) for s in re.findall(r"sha-256=:([A-Za-z0-9+/=]+):", response.headers.get(name, ""))]
    if "content-md5" in response.headers:
        stated.append(("md5", response.headers["content-md5"].strip()))
    for algorithm, text in stated:
        if _from_base64(text) != digests[algorithm]:
            raise _Passing(f"the file does not have the {algorithm.upper()} checksum that the server gives for it")


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).hex()
    except binascii.Error:
        return ""


def check_published_sum(
    http: httpx.Client, resource: Resource, digests: dict[str, str], patience: Patience, scratch: Path
) -> None:
    """Refused unless the text at `checksum_url` holds a sum of what was received."""
    address = Resource(resource.checksum_url, "checksum", "json", MAX_CHECKSUM_TEXT, resource.hosts, loopback=resource.loopback)
    try:
        get(http, address, scratch, {}, patience)
    except Refused as error:
        raise Refused(f"the publisher's checksum at {resource.checksum_url} could not be had: {error}") from None
    text = scratch.read_bytes().decode("ascii", "replace").lower()
    scratch.unlink()
    if not any(re.search(rf"(?<![0-9a-f]){digest}(?![0-9a-f])", text) for digest in digests.values()):
        raise Refused(f"the file does not have the checksum that the publisher gives at {resource.checksum_url}")


def _reply(resource: Resource, response: httpx.Response, modified: bool, size: int, digests: dict[str, str]) -> Reply:
    etag = response.headers.get("etag", "")
    last_modified = response.headers.get("last-modified", "")
    final = (
        response.url if response.url == resource.url else response.url.copy_with(query=None)
    )  # the query of a redirect may be a pass
    return Reply(
        modified,
        _plain(str(final)),
        response.status_code,
        etag if _ETAG.fullmatch(etag) else "",
        last_modified if last_modified.isascii() and _moment(last_modified) else "",
        _plain(response.headers.get("content-type", "")),
        size,
        digests,
    )


def day_of(last_modified: str) -> str:
    """The day, in UTC, of a Last-Modified header; '' for none.

    >>> day_of("Tue, 24 Nov 2026 23:30:00 -0500"), day_of("")
    ('2026-11-25', '')
    """
    moment = _moment(last_modified) if last_modified else None
    return moment.astimezone(UTC).date().isoformat() if moment else ""


def _plain(text: str) -> str:
    """Text from a server for a sentence of ours: printable ASCII, not long.

    >>> _plain("a\\x1b[31m\\u202e")
    'a?[31m?'
    """
    return "".join(c if " " <= c <= "~" else "?" for c in text)[:200]
