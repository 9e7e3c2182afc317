"""What others see of customer's products, on the rows in `samples/`."""

from mesh import Expect

expectations = [
    Expect("profile", reader="tracking", count=8, rows={"segment": ["dormant", "loyal", "new", "occasional"]}),
    Expect("consent", reader="tracking", count=9),
    Expect("subscriptions", reader="tracking", refused=True),
    Expect("subscriptions", function="analyst", count=8, clear=["price_eur"]),
    Expect("contact.people", reader="tracking", refused=True),
    Expect("contact.people", function="analyst", count=8, clear=["email", "full_name"], masked=["born_on"]),
    Expect("contact.people", function="engineer", clear=["born_on"]),
    Expect("contact.addresses", function="analyst", count=8, clear=["postal_code"]),
]
