"""All files for a user of Neo4j Browser, and a small server that hands them to Browser, which reads a style or guide only from a web address."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ontology.errors import KgError
from queries.browser.guide import guide
from queries.browser.scripts import archive
from queries.browser.style import grass, setting, style

CONFIGURATION = """# For the neo4j.conf of the server, which reads it when it starts: every Browser that connects then has the style of kg.
# Neo4j in a container: mount this file as conf/neo4j.conf, or add the line to yours.
"""
TYPES = {"html": "text/html", "grass": "text/plain", "conf": "text/plain", "zip": "application/zip"}
HOST = "localhost"
"""The name under which Neo4j's default settings let Browser read (browser.remote_content_hostname_allowlist); 127.0.0.1 is not among them."""


def files() -> dict[str, bytes]:
    """Name -> content; the same bytes each time."""
    rules = style()
    texts = {
        "kg.grass": grass(rules) + "\n",
        "guide.html": guide(),
        "neo4j.conf": CONFIGURATION + setting(rules) + "\n",
    }
    return {"kg-scripts.zip": archive(), **{name: text.encode() for name, text in texts.items()}}


def server(held: dict[str, bytes], port: int) -> ThreadingHTTPServer:
    """A server of these files alone, for this machine alone; the caller runs it (`serve_forever`). Port 0 takes a free one. KgError when the port is taken.

    Browser's page comes from another port, so every answer says that any origin may read it.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.partition("?")[0].removeprefix("/")
            if name not in held:
                self.send_error(404)
                return
            self.send_response(200)
            self._allow()
            self.send_header("Content-Type", f"{TYPES[name.rpartition('.')[2]]}; charset=utf-8")
            self.send_header("Content-Length", str(len(held[name])))
            self.end_headers()
            self.wfile.write(held[name])

        def do_OPTIONS(self) -> None:
            self.send_response(204)
            self._allow()
            self.end_headers()

        def _allow(self) -> None:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "*")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: stderr is for what the user has to know."""

    try:
        return ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError as error:
        raise KgError(f"Port {port} cannot be used ({error.strerror}); give another with --port") from None
