"""What a build holds and what is wrong with it, as tables: `kg sources` and the source half of `kg check`."""

import json

from ingest.pipeline import Build

Table = tuple[list[str], list[list]]


def inventory(build: Build) -> Table:
    """A row per file of each edition; records read = kept + left out on purpose + rejected."""
    rows = []
    for report in build.reports:
        for file in report.files or [{"file": "(none)", "read": 0, "kept": 0, "left_out": {}, "rejected": 0, "unread": []}]:
            left = "; ".join(f"{reason}: {n}" for reason, n in file["left_out"].items())
            licence = f"{report.licence} ({'open' if report.licence_open else 'restricted'})"
            rows.append([report.source, report.edition, report.date, file["file"], file["read"], file["kept"], sum(file["left_out"].values()),
                         file["rejected"], left, "; ".join(file["unread"]), licence, report.problem])  # fmt: skip
    columns = [
        "source",
        "edition",
        "date",
        "file",
        "read",
        "kept",
        "left_out",
        "rejected",
        "why_left_out",
        "unread_fields",
        "licence",
        "problem",
    ]
    return columns, rows


def rejections(build: Build) -> Table:
    """A row per rejected record that is on file (the first fifty of each file)."""
    rows = [
        [report.source, report.edition, file["file"], item["line"], item["reason"]]
        for report in build.reports
        for file in report.files
        for item in file["rejections"]
    ]
    return ["source", "edition", "file", "line", "reason"], rows


def build_problems(build: Build) -> list[list[str]]:
    """Kind, where, what: unreadable files, broken count assertions, violated shapes, identity decisions that contradict."""
    found = []
    for report in build.reports:
        if report.problem:
            found.append(["unreadable file", report.key, report.problem])
        found.extend(["count assertion", report.key, sentence] for sentence in report.expected)
        for item in report.violations:
            found.append(
                [
                    "shape",
                    f"{report.key}: {item['focus'].removeprefix('urn:kg:')}",
                    f"{item['path']}: not true that it {item['message']}",
                ]
            )
        for file in report.files:
            found.extend(
                ["unread field", report.key, f"{file['file']}: {field} is neither read nor named in source.yml"]
                for field in file["unread"]
            )
    identities = json.loads((build.folder / "identities.json").read_bytes())
    for join in [j for j in identities["refused"] if j["rule"] == "reviewed"]:
        found.append(["identity", join["left"].removeprefix("urn:kg:"),
                      f"would be joined with {join['right'].removeprefix('urn:kg:')} by {join['rule']} ({join['detail']}), but a decision keeps them apart"])  # fmt: skip
    return found


def warnings(build: Build) -> list[str]:
    """Sentences on what is no fault of the graph: organizations without territory, rejected records, idle identity decisions."""
    lines = []
    for report in build.reports:
        if report.without_territory:
            lines.append(f"{report.key}: {report.without_territory} organizations without a territory; the source gives none")
        rejected = sum(file["rejected"] for file in report.files)
        if rejected:
            lines.append(f"{report.key}: {rejected} records rejected; kg sources --rejected shows them")
    identities = json.loads((build.folder / "identities.json").read_bytes())
    kept_apart = sum(join["rule"] != "reviewed" for join in identities["refused"])
    if kept_apart:
        lines.append(f"{kept_apart} joins by name or identifier were kept apart by a reviewed decision")
    if idle := identities["without_effect"]:
        lines.append(f"{len(idle)} identity decisions name an organization that is not in this build")
    return lines
