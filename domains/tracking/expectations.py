"""What others see of tracking's products, on the rows in `samples/`."""

from mesh import Expect

BRANDS = ["ad", "demorgen", "hln", "volkskrant", "vtm"]

expectations = [
    Expect("sessions", reader="customer", rows={"brand": ["hln", "vtm"]}, count=7, clear=["customer_id"]),
    Expect("sessions", function="analyst", rows={"brand": BRANDS}, count=12),
    Expect("sessions", account="PARTNER.REACH_EU", rows={"brand": ["hln", "volkskrant"]}, count=7),
    Expect("article_views", account="PARTNER.WIRE_DE", count=8),
    Expect("article_views", account="PARTNER.REACH_EU", refused=True),
    Expect("clickstream", reader="customer", refused=True),
    Expect("clickstream", function="analyst", rows={"brand": BRANDS}, count=9),
    Expect("article_views", reader="customer", refused=True),
    Expect("article_views", function="analyst", count=8),
    Expect("article_views", function="loader", refused=True),
    Expect("interests", function="analyst", rows={"topic": ["cycling", "housing", "politics"]}, clear=["customer_id"]),
    Expect("interests", function="engineer", count=5, clear=["score"]),
    Expect("interests", reader="customer", refused=True),
    Expect("page_views", function="analyst", masked=["ip"], clear=["device_id"]),
    Expect(
        "page_views", function="engineer", rows={"scroll_depth": ["100", "12", "3", "48", "75", "NULL"]}, clear=["ip"]
    ),
]
