"""People as data: pools, and the identity provider's roles."""

from dataclasses import replace

from mesh import EngineerPool, Governance, IdentityRole, Lent, Stewards
from mesh.people import Membership, PoolRole, identity_roles, memberships, pool_roles
from mesh.settings import Settings

SETTINGS = Settings(environment="dev", organisation="example", aws_account_id="111122223333", prefix="DEV")
GOVERNANCE = Governance(
    owner="governance@example.com",
    description="Who is who",
    pools=[
        EngineerPool(
            "media",
            identity_role="IDP_MEDIA",
            lent_to=[Lent("shop", until="2099-12-31"), Lent("press", until="2099-12-31")],
        )
    ],
    identity_roles=[
        IdentityRole("IDP_ANALYSTS", domain="shop", function="analyst"),
        IdentityRole("IDP_ANALYSTS", domain="press", function="analyst"),
    ],
)


def test_a_pools_role_is_held_by_the_identity_providers_role_and_by_the_administrators() -> None:
    comment = "Engineers of the pool media, in the domains that they are lent to"
    assert pool_roles(GOVERNANCE, SETTINGS) == (
        PoolRole("media", "DEV_POOL_MEDIA", comment, ("IDP_MEDIA", "SYSADMIN")),
    )


def test_a_pool_holds_the_engineer_role_of_each_domain_and_others_the_function_they_are_for() -> None:
    assert memberships(GOVERNANCE, SETTINGS) == (
        Membership("shop-engineer-to-pool-media", "shop", "engineer", "DEV_POOL_MEDIA", "media"),
        Membership("press-engineer-to-pool-media", "press", "engineer", "DEV_POOL_MEDIA", "media"),
        Membership("shop-analyst-to-idp_analysts", "shop", "analyst", "IDP_ANALYSTS", None),
        Membership("press-analyst-to-idp_analysts", "press", "analyst", "IDP_ANALYSTS", None),
    )


def test_the_identity_provider_makes_each_role_once() -> None:
    assert identity_roles(GOVERNANCE) == ("IDP_MEDIA", "IDP_ANALYSTS")
    with_stewards = replace(GOVERNANCE, stewards=Stewards(identity_role="IDP_DATA_STEWARDS"))
    assert identity_roles(with_stewards) == ("IDP_MEDIA", "IDP_ANALYSTS", "IDP_DATA_STEWARDS")
