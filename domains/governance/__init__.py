"""Governance: what holds for all domains."""

from mesh import EngineerPool, Governance, IdentityRole, Lent

governance = Governance(
    owner="governance@example.com",
    description="What the governance team keeps for all domains: masks, mapping tables and tags",
    allowed_regions=["AWS_EU_WEST_1", "AWS_EU_CENTRAL_1"],
    cost_centres=["CC-1100", "CC-2300"],
    pools=[
        EngineerPool(
            "media",
            identity_role="IDP_DATA_MEDIA",
            description="Four engineers of the central team",
            lent_to=[Lent("customer", until="2027-12-31"), Lent("tracking", until="2027-12-31")],
        )
    ],
    identity_roles=[
        IdentityRole("IDP_CUSTOMER_ENGINEERS", domain="customer", function="engineer"),
        IdentityRole("IDP_CUSTOMER_ANALYSTS", domain="customer", function="analyst"),
        IdentityRole("IDP_TRACKING_ENGINEERS", domain="tracking", function="engineer"),
        IdentityRole("IDP_TRACKING_ANALYSTS", domain="tracking", function="analyst"),
    ],
)
