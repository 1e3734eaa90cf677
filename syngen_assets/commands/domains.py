"""`syngen domains`: list the domains and check their files."""

import argparse
import json
from typing import Any

from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import SynGenError, UsageError
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.product_reviews.domain import ProductReviews
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
                **_asks_for(domain),
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
            _show(row)
    if broken:
        raise UsageError("\n".join(broken))
    return 0


def _asks_for(domain: Domain) -> dict[str, Any]:
    """What is made for a domain: how many of what, and the lists by which they differ."""
    if isinstance(domain, Preferences):
        lists = {"modifications": list(domain.modifications), "flaws": list(domain.flaws)}
        return {"questions": domain.target, **lists}
    if isinstance(domain, ProductReviews):
        return {
            "reviews": domain.target,
            "kinds": list(domain.kinds),
            "aspects": list(domain.aspects),
        }
    return {}


def _show(row: dict[str, Any]) -> None:
    made = next(name for name in ("questions", "reviews") if name in row)
    print(
        f"{row['domain']}: {row['title']}, {row[made]} {made} from "
        f"{row['source']} (offline: {row['offline_source'] or 'none'})"
    )
    for name, value in row.items():
        if isinstance(value, list):
            print(f"  {name}: {', '.join(value)}")
