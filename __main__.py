"""The mesh: settings, domains, what governs them, one `DataDomain` each, who reads whom."""

from pathlib import Path

import pulumi
from pulumi.runtime import get_config_env

from components.domain import DataDomain
from components.governance import CentralGovernance, Governed
from components.people import People
from components.providers import connect
from components.resources import add_resources
from components.shares import InboundShares, Shares
from components.stewards import Stewardship
from components.subscriptions import Subscriptions
from components.tags import Tags
from mesh import MeshError, names
from mesh.ending import today
from mesh.governance import is_held_by
from mesh.load import load
from mesh.names import GOVERNANCE
from mesh.settings import from_config

FOLDER = Path(__file__).resolve().parent / "domains"


def main() -> None:
    """Register the stack's resources; raise `MeshError` with all that is wrong before the first of them."""
    settings = from_config(get_config_env(), environment=pulumi.get_stack())
    mesh = load(FOLDER, settings, today())
    for warning in mesh.warnings:
        pulumi.log.warn(str(warning))

    providers = connect(settings)
    stack = pulumi.ResourceOptions(providers=[providers.deploy, providers.aws])
    central = None
    if mesh.governance and is_held_by(settings):
        central = CentralGovernance(GOVERNANCE, mesh.governance, settings, stack)
        if stewards := mesh.governance.stewards:
            Stewardship(f"{GOVERNANCE}-stewards", stewards, central.steward, settings, providers.administrator, stack)
    governed = Governed(mesh.governance, central, settings)
    bundles = {
        domain.name: DataDomain(domain.name, domain, settings, governed, providers.administrator, stack)
        for domain in mesh.domains
    }
    for name, bundle in bundles.items():
        inside = pulumi.ResourceOptions(parent=bundle)
        Subscriptions(f"{name}-subscriptions", bundle.domain, settings, bundles, inside)
        masks = central.database.name if central else names.governance_database(settings)
        Shares(f"{name}-shares", bundle.domain, settings, bundles, masks, inside)
        InboundShares(f"{name}-inbound", bundle.domain, settings, bundles, inside)
        add_resources(FOLDER, bundle)
    if mesh.governance:
        Tags("tags", mesh.governance, settings, bundles, central, providers.administrator, stack)
        People("people", mesh.governance, settings, bundles, stack)

    pulumi.export("domains", {name: bundle.outputs for name, bundle in bundles.items()})


try:
    main()
except MeshError as error:
    raise pulumi.RunError(str(error)) from None
