"""`syngen domains`: list the domains and check their files."""

import argparse
import json
from typing import Any

from syngen_assets.core.errors import SynGenError, UsageError
from syngen_assets.storage.folders import DOMAINS, domain_names, read_domain, root


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser."""
    domains: argparse.ArgumentParser = commands.add_parser(
        "domains", help="list the domains and check their files"
    )
    domains.set_defaults(command=_domains)
    return domains


def _domains(arguments: argparse.Namespace) -> int:
    project = root()
    rows: list[dict[str, Any]] = []
    for name in domain_names(project):
        try:
            domain = read_domain(project, name)
        except SynGenError as error:
            rows.append({"domain": name, "error": str(error)})
            continue
        rows.append(
            {
                "domain": name,
                "title": domain.title,
                "recipe": domain.recipe,
                "source": domain.source.dataset,
                "offline_source": domain.offline_source,
                "questions": domain.target,
                "modifications": list(domain.modifications),
                "flaws": list(domain.flaws),
            }
        )
    if not rows:
        raise UsageError(
            f"There is no domain under {project / DOMAINS}; make a folder with a domain.yaml."
        )
    broken = [row["error"] for row in rows if "error" in row]
    if arguments.json:
        print(json.dumps({"domains": rows}))
    for row in rows if not arguments.json else []:
        if "error" not in row:
            print(
                f"{row['domain']}: {row['title']}, {row['questions']} questions from "
                f"{row['source']} (offline: {row['offline_source'] or 'none'})"
            )
            print(f"  modifications: {', '.join(row['modifications'])}")
            print(f"  flaws: {', '.join(row['flaws'])}")
    if broken:
        raise UsageError("\n".join(broken))
    return 0
