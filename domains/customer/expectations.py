"""What others see of customer's products, on the rows in `samples/`."""

from mesh import Expect

expectations = [
    Expect("profile", reader="tracking", count=8, rows={"segment": ["dormant", "loyal", "new", "occasional"]}),
    Expect("consent", reader="tracking", count=9),
    Expect("subscriptions", reader="tracking", refused=True),
    Expect("subscriptions", function="analyst", count=8, clear=["price_eur"]),
]
