"""A rule broken in a product, its tables, readers and rows."""

from dataclasses import replace
from typing import Final

from mesh import Column, Product, ProductTable, Reader, RowAccess
from tests.mesh.bad_input.words import (
    FROM_JSON,
    ID,
    JSON,
    LONG,
    SAME_ROW_POLICY,
    SEVERAL,
    SPARK_WRITES,
    WITH_TABLES,
    WITHOUT_COLUMN,
    Bad,
)

BAD: Final = [
    Bad(Product, {"name": "Visits"}, "name", "lower-case", 'write "visits"'),
    Bad(Product, {"description": ""}, "description", "tells a stranger", "sentences"),
    Bad(Product, {"columns": []}, "columns", "at least one column", "Column("),
    Bad(Product, {"tables": SEVERAL.tables}, "tables", "not both", "put the columns into a ProductTable", ["a", "b"]),
    Bad(Product, {"columns": (), "tables": [SEVERAL.tables[1]] * 2}, "tables", "each table once", '"b"', "b"),
    Bad(Product, {**WITH_TABLES, "source": "clicks"}, "source", "several tables has its own", "move source="),
    Bad(Product, {**WITH_TABLES, "rows": RowAccess("brand")}, "rows", "several tables has its own", "move rows="),
    Bad(Product, {"contract": "http://example.com"}, "contract", "begins with https://", "https://contracts"),
    Bad(Product, {"contract": "https://a b"}, "contract", "begins with https://", "https://contracts"),
    Bad(Product, {"source": "clicsk"}, "source", "record_content: clicks, invoices, raw", 'write "clicks"'),
    Bad(Product, {"source": "plain"}, "source", "record_content: clicks, invoices, raw", "add the ingest"),
    Bad(Product, {**FROM_JSON, "retention_days": 1}, "retention_days", "read where it landed", "take retention_days"),
    Bad(Product, {**FROM_JSON, "written_by": "spark"}, "written_by", "nobody writes it", "take written_by out"),
    Bad(Product, {**SPARK_WRITES, "retention_days": 1}, "retention_days", "in the domain's bucket", "take retention"),
    Bad(
        Product,
        {"columns": (), "tables": SAME_ROW_POLICY},
        "tables",
        "whose row access policies have other names; A_ROWS_B_ROWS_C_VARCHAR is that of a",
        "rename one of the tables, or one of the columns that decide about rows",
        "a_rows_b",
    ),
    *(
        Bad(
            Product,
            {**SPARK_WRITES, "columns": [ID, Column("x", type_)]},
            "columns",
            "any but ARRAY, GEOGRAPHY, GEOMETRY, OBJECT, TIMESTAMP_LTZ, TIMESTAMP_TZ, VARIANT",
            fix,
            f"x {type_}",
        )
        for type_, fix in [
            *((each, 'let Spark write "x" as text and give it the type "VARCHAR"') for each in WITHOUT_COLUMN),
            *(
                (each, 'let Spark write "x" in UTC, without a time zone, and give it the type "TIMESTAMP_NTZ"')
                for each in ("TIMESTAMP_LTZ", "TIMESTAMP_LTZ(3)", "TIMESTAMP_TZ")
            ),
        ]
    ),
    Bad(
        Product,
        {"written_by": "spark", "columns": (), "tables": [replace(SEVERAL.tables[1], columns=[JSON])]},
        "tables",
        "types that an Iceberg table can hold",
        'let Spark write "record_content" as text',
        "record_content VARIANT",
    ),
    Bad(ProductTable, {"name": "order"}, "name", "reserves", "order_1"),
    Bad(ProductTable, {"description": ""}, "description", "tells a stranger", "sentences"),
    Bad(ProductTable, {"columns": []}, "columns", "at least one column", "Column("),
    Bad(ProductTable, {"source": "raww"}, "source", "record_content: clicks, invoices, raw", 'write "raw"'),
    Bad(Reader, {"purpose": "a\nb"}, "purpose", "one line of text", "line breaks"),
    Bad(Reader, {"purpose": "x" * 256}, "purpose", "at most 255", "shorten", "x" * 40 + "…"),
    Bad(Reader, {"until": "31-3-2027"}, "until", "a day as year, month and day", 'until="2027-03-31"'),
    Bad(RowAccess, {"column": "brnad"}, "column", "a column of the same table: id, ", 'write "brand"'),
    Bad(RowAccess, {"column": "zzz"}, "column", "a column of the same table", "or add the column"),
    Bad(RowAccess, {"column": "email"}, "column", "argument and masked at once", "another column"),
    Bad(RowAccess, {"column": "at"}, "column", "BOOLEAN, DATE, NUMBER, VARCHAR; this one is", "another column"),
    Bad(RowAccess, {"column": LONG.name}, "column", "at most 100 characters", "a shorter name for this one"),
    Bad(RowAccess, {"allow": {"customer": []}}, "allow", "at least one value", 'take "customer" out'),
    Bad(RowAccess, {"allow": {"customer": ["a", "a"]}}, "allow", "each value of customer once", '"a"', "a"),
    Bad(
        RowAccess,
        {"allow": {"customer": [str(n) for n in range(1001)]}},
        "allow",
        "at most 1000 values",
        "mapping=",
        "1001 values for customer",
    ),
    *(
        Bad(RowAccess, {"column": column, "allow": {"customer": [value]}}, "allow", allowed, fix)
        for column, value, allowed, fix in [
            ("brand", "", "one character or more", "who see all rows"),
            ("brand", "a\tb", "control characters", "who see all rows"),
            ("brand", "longer than ten", "of type VARCHAR(10)", 'a text as in "hln"'),
            ("amount", "12 euro", "of type NUMBER(5,2)", 'a number as in "12"'),
            ("amount", "012", "of type NUMBER(5,2)", 'a number as in "12"'),
            ("amount", "1234", "of type NUMBER(5,2)", 'a number as in "12"'),
            ("amount", "1.234", "of type NUMBER(5,2)", 'a number as in "12"'),
            ("day", "31-3-2027", "of type DATE", 'a day as in "2027-03-31"'),
            ("day", "20270331", "of type DATE", 'a day as in "2027-03-31"'),
            ("is_new", "yes", "of type BOOLEAN", '"true" or "false"'),
        ]
    ),
    Bad(
        RowAccess,
        {"allow": {"custmer": ["a"]}},
        "allow",
        "customer, video, tracking",
        'write "customer", or add "custmer" to readers',
        "custmer",
    ),
    Bad(
        RowAccess,
        {"allow": {"zzz": ["a"]}},
        "allow",
        "or the domain itself",
        'take it out, or add "zzz" to readers',
        "zzz",
    ),
    Bad(RowAccess, {"all_rows": ["vdeo"]}, "all_rows", "readers of product visits", 'write "video"', "vdeo"),
    Bad(RowAccess, {"all_rows": ["video", "video"]}, "all_rows", "each domain once", '"video"', "video"),
    Bad(RowAccess, {"all_rows": ["customer"]}, "all_rows", "not in allow", 'take "customer" out of one', "customer"),
    Bad(RowAccess, {"mapping": "brands"}, "mapping", "allow or mapping, not both", "take mapping out"),
    Bad(RowAccess, {"mapping": "Brands", "allow": {}}, "mapping", "lower-case", 'write "brands"'),
    Bad(RowAccess, {"engineers": False, "allow": {}}, "engineers", "somebody who sees a row", "take engineers=False"),
]
