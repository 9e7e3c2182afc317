"""A new domain: what `mesh new domain` is given, as a `Domain`, and the files that say so.

`mesh.scaffold.flags` reads the texts of the command line, `mesh.scaffold.files` writes a domain's folder,
`mesh.scaffold.source` spells words as Python, `mesh.scaffold.rows` makes up sample rows.
"""
