"""What others see of tracking's products, on the rows in `samples/`."""

from mesh import Expect

BRANDS = ["ad", "demorgen", "hln", "volkskrant", "vtm"]

expectations = [
    Expect("sessions", reader="customer", rows={"brand": BRANDS}, count=12, clear=["customer_id"]),
    Expect("clickstream", reader="customer", refused=True),
    Expect("article_views", reader="customer", refused=True),
    Expect("clickstream", function="analyst", rows={"brand": BRANDS}, count=9),
    Expect("article_views", function="loader", refused=True),
]
