"""The `kg` command: parse, call, print. Answers go to stdout, everything else to stderr.

Exit codes: 0 done, 1 failed, 2 used wrongly, 3 found what was searched for problems. The commands stand in `commands/`; each imports what it needs, so that
`kg --help` stays quick.
"""

import os
import sys
from collections.abc import Callable

import typer

from commands import (
    analysis,
    asking,
    browser,
    building,
    comparing,
    curating,
    exporting,
    fetching,
    publishing,
    rendering,
    sanctions,
)
from commands.terminal import say
from ontology.errors import KgError, UsageError

app = typer.Typer(
    name="kg",
    help="A knowledge graph of the surveillance-technology supply chain: who sold what to whom, under which sanction that day.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
STOPPED = 130

COMMANDS: tuple[Callable[..., None], ...] = (
    building.build, building.load, asking.query, sanctions.verdicts, asking.cypher, building.sources, sanctions.owners, asking.figures, analysis.rank,
    analysis.regimes, analysis.routes, analysis.choke, analysis.remove, rendering.render, publishing.site, building.check, curating.audit, building.counts,
    asking.find, asking.show_entity, asking.ref, fetching.fetch, browser.neo4j, exporting.export, comparing.diff, sanctions.screen, curating.review,
    curating.resolve,
)  # fmt: skip
for command in COMMANDS:
    app.command("show" if command is asking.show_entity else None)(command)


def main() -> None:
    """Run the command; every error of ours is one sentence and an exit code."""
    try:
        app()
    except UsageError as error:
        say(f"kg: {error}")
        sys.exit(2)
    except KgError as error:
        say(f"kg: {error}")
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == STOPPED:  # what Typer makes of Ctrl-C
            say("kg: stopped; nothing was left half-written.")
            os._exit(STOPPED)  # everything is closed by now; taking a large graph apart would take seconds
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
