"""A data mesh on Snowflake and AWS Glue: the words that a domain file is written in.

`domains/<name>/__init__.py` says `domain = Domain(...)` in these words; all else follows from it. The governance team's
own file, `domains/governance/__init__.py`, says `governance = Governance(...)`. A domain's `expectations.py` says
`expectations = [Expect(...)]`.
"""

from mesh.exchange import FileIngest, InboundShare, KafkaIngest, Share, Spark
from mesh.expect import Expect
from mesh.governance import Ceilings, Classification, EngineerPool, Governance, IdentityRole, Lent, RowMapping, Stewards
from mesh.model import Domain
from mesh.problems import MeshError, Problem
from mesh.words import Column, Layer, Product, ProductTable, Reader, RowAccess, Table, Warehouse

__all__ = [
    "Ceilings",
    "Classification",
    "Column",
    "Domain",
    "EngineerPool",
    "Expect",
    "FileIngest",
    "Governance",
    "IdentityRole",
    "InboundShare",
    "KafkaIngest",
    "Layer",
    "Lent",
    "MeshError",
    "Problem",
    "Product",
    "ProductTable",
    "Reader",
    "RowAccess",
    "RowMapping",
    "Share",
    "Spark",
    "Stewards",
    "Table",
    "Warehouse",
]
