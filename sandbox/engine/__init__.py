"""Pulumi's command line interface (CLI) and its Python language host, for machines without the official ones.

`cli`, `release`, `gobuild`, `placement` and `machine` run before `.venv` is complete, on the standard library alone.
"""
