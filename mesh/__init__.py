"""A data mesh on Snowflake and AWS Glue: the words that a domain file is written in.

`domains/<name>/__init__.py` says `domain = Domain(...)` in these words; all else follows from it.
"""

from mesh.model import Domain
from mesh.problems import MeshError, Problem
from mesh.words import Column, Layer, Product, Table, Warehouse

__all__ = ["Column", "Domain", "Layer", "MeshError", "Problem", "Product", "Table", "Warehouse"]
