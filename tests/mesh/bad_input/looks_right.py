"""What looks right and is not: letters like others, characters that nobody sees, numbers and days that are none."""

from datetime import date, datetime
from typing import Final

from mesh import (
    Classification,
    Column,
    Domain,
    EngineerPool,
    FileIngest,
    Governance,
    InboundShare,
    KafkaIngest,
    Layer,
    Lent,
    Product,
    ProductTable,
    Reader,
    RowAccess,
    RowMapping,
    Share,
    Spark,
    Stewards,
    Table,
    Warehouse,
)
from tests.mesh.bad_input.words import ID, Bad

_OWNERS: Final = (
    "a" * 243 + "@example.com",
    "team@exämple.com",
    "team@example.com\n",
    "team@example.com ",
    "t$x@example.com",
    "team&data@example.com",
    "a,b@example.com",
    "<team@example.com>",
    "*@example.com",
    "t\x07@example.com",
    "team\u200b@example.com",
    "team@example..com",
)
# Of descriptions: no character, half of one, one that turns the line round, one that ends it for some readers.
_HIDDEN: Final = {
    "x\x00": "U+0000",
    "x\ud800": "U+D800",
    "\u200b": "U+200B",
    "x\u202ey": "U+202E",
    "x\u2028y": "U+2028",
    "\ufffe": "U+FFFE",
    "\ufeffx": "U+FEFF",
}
_DESCRIBED: Final = (
    Classification, Domain, EngineerPool, FileIngest, Governance, KafkaIngest, Product, ProductTable, RowMapping, Table,
    Warehouse,
)  # fmt: skip
_DAYS: Final = (
    "20270101",
    "2027-W01-1",
    "2027-1-1",
    "2027-02-30",
    "\uff12027-03-31",
    " 2027-03-31",
    "2027-03-31T00:00",
)
_NAMES: Final = (
    "tr\u0430cking",
    "tracking ",
    "tracking\n",
    "1tracking",
    "_tracking",
    "tracking.x",
    "\ufb01rst",
    "na\u00efve",
)

BAD: Final = [
    *(Bad(word, {"owner": owner}, "owner", "at most 254 characters", "team-tracking@example.com")
      for word in (Domain, Governance) for owner in _OWNERS),
    *(Bad(word, {"description": text}, "description", "text that can be seen", f"take out {code}, which nobody sees")
      for word in _DESCRIBED for text, code in _HIDDEN.items()),
    *(Bad(Column, {"description": text}, "description", "one line", f"take out {code}, which nobody sees")
      for text, code in _HIDDEN.items()),
    Bad(Share, {"purpose": "Up to $$ 5", "region": "AWS_EU_CENTRAL_1"}, "purpose", "ends the manifest", "write it out"),
    Bad(Share, {"purpose": "x\u202ey"}, "purpose", "one line", "take out U+202E"),
    *(Bad(word, {"until": day}, "until", "a day as year, month and day", 'until="2027-03-31"')
      for word in (Lent, Reader, Share) for day in _DAYS),
    *(Bad(word, {"until": day}, "until", "a text in quotes", 'write until="…"')
      for word in (Lent, Reader, Share) for day in (date(2027, 3, 31), datetime(2027, 3, 31))),
    *(Bad(Warehouse, {"name": name}, "name", "lower-case letters", "") for name in _NAMES),
    *(Bad(Domain, {"name": name, "products": []}, "name", "lower-case letters", "") for name in _NAMES),
    Bad(Column, {"name": "METADATA$FILENAME"}, "name", "lower-case letters", 'write "metadata_filename"'),
    Bad(Column, {"name": "null"}, "name", "reserves", 'for example "null_1"'),
    *(Bad(word, {field: number}, field, "a whole number", f"{field}=1")
      for word, field in ((Domain, "monthly_credits"), (FileIngest, "keep_files_days"), (Stewards, "monthly_credits"),
                          (Layer, "retention_days"), (Warehouse, "suspend_after_seconds"))
      for number in (True, 1.0, 1e3)),
    Bad(Domain, {"notify_at_percent": [10, 20, 30, 40, 50, 60]}, "notify_at_percent", "at most 5 percentages",
        "take some of them out", (10, 20, 30, 40, 50, 60)),
    Bad(Domain, {"ingests": [FileIngest(f"a{number}") for number in range(101)], "products": [], "shares": []},
        "ingests", "at most 100 file ingests", "divide the domain", "101 file ingests"),
    *(Bad(FileIngest, {"prefix": prefix}, "prefix", "single slashes between them", "prefix=\"")
      for prefix in ("../in", "in/../out", "in/*", "/in/", "in//sap", "in.tmp", "in?x", "a/" * 120 + "a")),
    *(Bad(Product, {"source": "clicks", "columns": [Column("id", "VARCHAR", path=path)], "rows": None},
          "column id, field path", "keys of JSON", "path=", path)
      for path in ("a'; DROP TABLE x; --", 'a"b', '["a\'b"]', '["a\\b"]', "a[-1]", "a[*]", "a..b", "\uff41", '[""]',
                   "a[9999999999]", "a" * 1001)),
    *(Bad(Column, {"type": type_}, "type", "a Snowflake data type", "")
      for type_ in ("NUMBER(\u0663)", "VARCHAR(0)", "VARCHAR(); DROP", "VECTOR(FLOAT, 3)", "VARCHAR COLLATE 'en'", "",
                    "NULL")),
    *(Bad(KafkaIngest, {"topic": topic}, "topic", "the name of a Kafka topic", "tracking.clicks.v1")
      for topic in ("clicks ", "clicks,views", "clicks:table", "click*", "", "a" * 250, "${file:/x}")),
    *(Bad(Spark, {field: label}, field, "one name of Kubernetes", f'{field}="')
      for field in ("namespace", "service_account") for label in ("*", "jobs-*", "jobs/all", "-jobs", "a" * 64)),
    *(Bad(Share, {"account": account}, "account", "no account locator", "")
      for account in ("xy12345.eu-west-1", "PARTNER.A.B", "P\u0410RTNER.AGENCY", "PARTNER.AGENCY ")),
    Bad(InboundShare, {"share": 'METEO.EU."x"'}, "share", "organisation, account and share", "METEO.EU.FORECASTS"),
    *(Bad(RowAccess, {"column": column, "allow": {"customer": [value]}}, "allow", "values that column", "write a",
          {"customer": [value]})
      for column, value in (("amount", "1e3"), ("amount", "1\uff12"), ("amount", "01"), ("day", "20270101"))),
    *(Bad(Product, {"contract": address}, "contract", "begins with https://", "https://contracts.example.com")
      for address in ("javascript:alert(1)", "https://u:p@x.com/", "https://example.com/a b", "HTTPS://example.com")),
    Bad(Product, {"columns": [ID, Column("ID", "VARCHAR")], "rows": None}, "column ID, field name",
        "lower-case letters", 'write "id"', "ID"),
    Bad(RowAccess, {"column": "BRAND"}, "column", "a column of the same table", 'write "brand"'),
    Bad(RowAccess, {"column": "brand "}, "column", "a column of the same table", 'write "brand"'),
]  # fmt: skip
