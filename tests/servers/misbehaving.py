"""A web server on this machine that answers as publishers' servers do on a bad day.

Each path has a behaviour: a function that gets the handler and writes the answer to its socket, byte by byte where the fault needs it.
"""

import contextlib
import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Behaviour = Callable[["Handler"], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """Looks the path up among the server's behaviours and writes down each request."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        self.server.site.requests.append((self.path, dict(self.headers.items())))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.server.site.behaviours[self.path](self)

    def answer(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        """An answer with a Content-Length; `length` is what it claims to be. `content_type="text/csv"` gives the header of that name."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def raw(self, text: bytes) -> None:
        """Bytes as they are, then the end of the connection."""
        self.wfile.write(text)
        self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@dataclass
class Site:
    """A running server: what it does at each path, and what it was asked."""

    url: str = ""
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no fault here."""


@contextlib.contextmanager
def misbehaving(certificate: tuple[str, str] | None = None) -> Iterator[Site]:
    """A server at a free port of 127.0.0.1, over TLS with a certificate and its key."""
    site = Site()
    server = _Server(("127.0.0.1", 0), Handler)
    server.site = site
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
