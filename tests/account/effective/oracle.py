"""A second opinion on effective access: slow, small, and sharing nothing with the code that it judges.

It keeps the grants of a script as plain tuples and searches through all of them for every question. Names are texts as
SQL has them (``d.s.t``), grantees too (``ROLE a``, ``DATABASE ROLE d.x``, ``SHARE sh``, ``USER u``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

OWNER = "ROLE owner"


class Oracle:
    """The account as a heap of facts."""

    def __init__(self, containers: dict[str, str], managed: Iterable[str] = ()) -> None:
        self.kinds = dict(containers)
        self.managed = set(managed)
        self.imported: set[str] = set()
        """Who may use the database from a share."""
        self.owners = dict.fromkeys(containers, OWNER)
        self.grants: set[tuple[str, str, str]] = set()
        self.future: set[tuple[str, str, str, str]] = set()
        self.inherited: set[tuple[str, str, str, str]] = set()
        self.members: set[tuple[str, str]] = set()

    # --- what happens ------------------------------------------------------------------------------------------------

    def create(self, kind: str, name: str) -> None:
        """A database's FUTURE OWNERSHIP is not for what is made in a managed access schema."""
        self.kinds[name], self.owners[name] = kind, OWNER
        schema, database = name.rpartition(".")[0], name.split(".")[0]
        of_schema = [row for row in self.future if row[1] == kind and row[2] == schema]
        of_database = [row for row in self.future if row[1] == kind and row[2] == database]
        for privilege, _, container, grantee in of_schema or of_database:
            if privilege == "OWNERSHIP":
                if schema not in self.managed or container == schema:
                    self.owners[name] = grantee
            else:
                self.grants.add((privilege, name, grantee))

    def grant_all(self, privilege: str, kind: str, container: str, grantee: str) -> None:
        for name, found in self.kinds.items():
            if found == kind and name.startswith(f"{container}."):
                self.grants.add((privilege, name, grantee))

    def own(self, name: str, grantee: str, *, revoke: bool) -> None:
        if self.owners[name] != grantee:
            self.owners[name] = grantee
            if revoke:
                self.grants = {row for row in self.grants if row[1] != name}

    # --- what is asked -----------------------------------------------------------------------------------------------

    def roles(self, active: Iterable[str]) -> set[str]:
        """Everything that is held, by trying every membership until none adds anything."""
        held = set(active)
        while True:
            more = {role for role, holder in self.members if holder in held} - held
            if not more:
                return held
            held |= more

    def privileges(self, active: Iterable[str], name: str) -> set[str]:
        """What can be used of a thing."""
        held = self.roles(active)
        parts = name.split(".")
        above = [".".join(parts[:depth]) for depth in range(1, len(parts))]
        return set(self._on(held, name)) if all(self._opens(held, container) for container in above) else set()

    def may_grant(self, active: Iterable[str], name: str) -> bool:
        """Whether one may grant privileges on a thing: its owner, or of a managed access schema the schema's."""
        held = self.roles(active)
        schema = name.rpartition(".")[0]
        return OWNER in held or self.owners[schema if schema in self.managed else name] in held

    def fails(self, view: str, table: str) -> bool:
        """Whether the owner of a view cannot read the table below."""
        return not {"SELECT", "OWNERSHIP"} & self.privileges([self.owners[view], "ROLE public"], table)

    def to_come(self, active: Iterable[str], kind: str, schema: str) -> set[str]:
        """What one would have of a thing made in a schema by somebody else, but for what is INHERITED from above."""
        after, name = Oracle(self.kinds, self.managed), f"{schema}.new"
        after.future, after.owners = self.future, dict(self.owners)
        after.create(kind, name)
        after.owners[name] = "" if after.owners[name] == OWNER else after.owners[name]
        after.inherited = {row for row in self.inherited if row[2] == schema}
        held = self.roles(active)
        opens = self._opens(held, schema) and self._opens(held, schema.split(".")[0])
        return set(after._on(held, name)) if opens else set()

    def _on(self, held: set[str], name: str) -> Iterator[str]:
        if self.owners[name] in held:
            yield "OWNERSHIP"
        for privilege, on, grantee in self.grants:
            if on == name and grantee in held:
                yield privilege
        for privilege, kind, container, grantee in self.inherited:
            if kind == self.kinds[name] and name.startswith(f"{container}.") and grantee in held:
                yield privilege

    def _opens(self, held: set[str], container: str) -> bool:
        stated = any(row[2] == container and row[3] in held for row in self.inherited)
        return stated or any(True for _ in self._on(held, container))
