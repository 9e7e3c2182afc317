"""Governance: what is sensitive, what is left of it for whom, and who sees it as it is."""

from mesh import Classification, Governance, RowMapping

governance = Governance(
    owner="governance@example.com",
    description="Masks, and the tables that say who sees which rows",
    classifications=[
        Classification(
            "name",
            description="Name of a person",
            masks={"VARCHAR": "initial"},
            clear=["customer"],
        ),
        Classification(
            "email",
            description="E-mail address of a person; the domain of the address stays, for deliverability reports",
            masks={"VARCHAR": "mail_domain"},
            clear=["customer"],
        ),
        Classification(
            "birth_date",
            description="Day of birth; the year stays, for age groups",
            masks={"DATE": "year"},
            clear=["customer.engineer"],
        ),
        Classification(
            "postal_code",
            description="Postal code with street or house, which leads to a household",
            masks={"VARCHAR": "full"},
            clear=["customer"],
        ),
        Classification(
            "ip",
            description="IP address of a device",
            masks={"VARCHAR": "null"},
            clear=["tracking.engineer"],
        ),
        Classification(
            "pseudonym",
            description="Key of a person or device; hashed it still joins, but leads back to nobody",
            masks={"VARCHAR": "hash"},
            clear=["customer", "tracking"],
        ),
    ],
    row_mappings=[
        RowMapping("brand_access", type="VARCHAR", description="Which role sees the figures of which brand"),
    ],
)
