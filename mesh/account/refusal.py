"""What a Snowflake account says when it refuses a statement: every number and text once.

Numbers are ``nnnnnn (SQLSTATE)`` as drivers print them. Snowflake prints a line break after ``SQL compilation error:``;
here it is a space, so that a refusal stays one line in a log. Where Snowflake's own text is not known the function says
so, and the text is ours in Snowflake's manner, with the number left out or that of the nearest known refusal.
"""

from __future__ import annotations

from typing import Final

from mesh.account.identifiers import Name

COMPILATION: Final = "SQL compilation error: "
ACCESS: Final = "SQL access control error: "

UNSUPPORTED: Final = 2
NO_WAREHOUSE: Final = 606
SYNTAX: Final = 1003
INVALID_VALUE: Final = 1008
INVALID_PROPERTY: Final = 1420
ALREADY_EXISTS: Final = 2002
DOES_NOT_EXIST: Final = 2003
MISSING_OPTION: Final = 2029
INSUFFICIENT_PRIVILEGES: Final = 3001
NOT_SHARED_DATABASE: Final = 3033
TOO_MANY_ACCOUNTS: Final = 3517
COLUMN_HAS_MASK: Final = 3529
HAS_ROW_ACCESS_POLICY: Final = 3549
DEPENDENT_GRANTS: Final = 3935


class Refused(Exception):
    """The account's answer to a statement that it does not carry out; nothing has changed.

    ``number`` is None where Snowflake's number is not known. ``str()`` is the line a driver prints.
    """

    def __init__(self, number: int | None, sqlstate: str, message: str) -> None:
        super().__init__(number, sqlstate, message)
        self.number = number
        self.sqlstate = sqlstate
        self.message = message

    def __str__(self) -> str:
        return self.message if self.number is None else f"{self.number:06d} ({self.sqlstate}): {self.message}"


# --- words -------------------------------------------------------------------------------------------------------


def title(kind: str) -> str:
    """A kind as messages begin with it: ``Database role``, ``Schema``."""
    return kind.capitalize()


def underscored(kind: str) -> str:
    """A kind as some messages spell it: ``ROW_ACCESS_POLICY``."""
    return kind.replace(" ", "_")


def refused(text: str, number: int | None = None, sqlstate: str = "42601") -> Refused:
    """A refusal whose text is used in one place only and stands there."""
    return Refused(number, sqlstate, f"{COMPILATION}{text}")


# --- existence ---------------------------------------------------------------------------------------------------


def does_not_exist(kind: str, name: Name) -> Refused:
    """The object is not there, or the session may not see it: the account does not say which."""
    return Refused(
        DOES_NOT_EXIST, "02000", f"{COMPILATION}{title(kind)} '{name.plain}' does not exist or not authorized."
    )


def already_exists(name: Name) -> Refused:
    """The name is taken (``/sql-reference/identifiers-syntax``)."""
    return Refused(ALREADY_EXISTS, "42710", f"{COMPILATION}Object '{name.plain}' already exists.")


def reserved(name: Name) -> Refused:
    """A name that Snowflake keeps for itself; text ours."""
    return Refused(ALREADY_EXISTS, "42710", f"{COMPILATION}Object '{name.plain}' already exists: the name is reserved.")


def no_such_kind(word: str) -> Refused:
    """The kind is spelt as no kind is (``FILE_FORMAT``)."""
    text = f"{COMPILATION}Object type or Class '{word}' does not exist or not authorized."
    return Refused(DOES_NOT_EXIST, "02000", text)


def no_current_database(verb: str) -> Refused:
    """A name without its database; a session here never has a current one."""
    text = (
        f"Cannot perform {verb}. This session does not have a current database. "
        "Call 'USE DATABASE', or use a qualified name."
    )
    return Refused(90105, "22000", text)


def wrong_depth(kind: str, name: Name, form: str) -> Refused:
    """A name with more parts than the kind's names have."""
    text = f"{title(kind)} '{name.plain}' does not exist or not authorized: expected a name of the form {form}."
    return Refused(DOES_NOT_EXIST, "02000", f"{COMPILATION}{text}")


def wrong_kind(found: str, specified: str) -> Refused:
    """The name is that of an object of another kind (``/user-guide/security-row-intro``)."""
    text = (
        f"{COMPILATION}Object found is of type '{underscored(found)}', not specified type '{underscored(specified)}'."
    )
    return Refused(2203, "02000", text)


def purged(kind: str, name: Name) -> Refused:
    """Nothing to UNDROP (``/user-guide/data-time-travel``)."""
    return Refused(None, "02000", f"{COMPILATION}{title(kind)} {name.last} did not exist or was purged.")


# --- grammar -----------------------------------------------------------------------------------------------------


def syntax(line: int, position: int, unexpected: str) -> Refused:
    """A token that the grammar has no place for: lines count from 1, positions in a line from 0."""
    text = f"{COMPILATION}syntax error line {line} at position {position} unexpected '{unexpected}'."
    return Refused(SYNTAX, "42000", text)


def empty() -> Refused:
    """A text without a statement."""
    return Refused(900, "42601", f"{COMPILATION}Empty SQL statement.")


def statement_count(count: int) -> Refused:
    """More than one statement where one is expected."""
    return Refused(8, "0A000", f"Actual statement count {count} did not match the desired statement count 1.")


def nested_too_deeply() -> Refused:
    """More parentheses, calls or conditions in one another than can be followed; text ours."""
    return Refused(None, "54001", f"{COMPILATION}the statement is nested too deeply.")


def not_known(what: str) -> Refused:
    """What Snowflake has and the sandbox has not; text ours."""
    return Refused(None, "0A000", f"The sandbox does not know this statement: {what}.")


def not_in_grammar(what: str) -> Refused:
    """What the grammar has no production for; Snowflake points at a position, which a statement as a value has not."""
    return Refused(SYNTAX, "42000", f"{COMPILATION}syntax error: unexpected {what}.")


# --- properties and editions -------------------------------------------------------------------------------------


def invalid_value(value: object, parameter: str) -> Refused:
    """A value that the property does not take (``/user-guide/data-time-travel``)."""
    return Refused(INVALID_VALUE, "22023", f"{COMPILATION}invalid value [{value}] for parameter '{parameter}'.")


def invalid_property(key: str, kind: str) -> Refused:
    """A property that the kind does not have."""
    return Refused(INVALID_PROPERTY, "22023", f"{COMPILATION}invalid property '{key}' for '{kind}'.")


def missing_option(key: str) -> Refused:
    """A property that CREATE needs."""
    return Refused(MISSING_OPTION, "42601", f"{COMPILATION}Missing option(s): {key}.")


def unsupported(feature: str) -> Refused:
    """A feature that is not there for this object type."""
    return Refused(UNSUPPORTED, "0A000", f"Unsupported feature '{feature}'.")


def needs_edition(feature: str, edition: str) -> Refused:
    """An Enterprise feature on Standard Edition; text ours, Snowflake's was not found."""
    return unsupported(f"{feature} requires Enterprise Edition or higher; this account is {edition.title()} Edition")


# --- privileges and grants ---------------------------------------------------------------------------------------


def no_warehouse() -> Refused:
    """A query in a session that has no warehouse, be it that none is named or that it may not use the one that is."""
    return Refused(
        NO_WAREHOUSE,
        "57P03",
        "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse'"
        " command.",
    )


def insufficient(kind: str, name: Name, hint: str = "") -> Refused:
    """The object may be seen, but not used so. ``hint`` is the sentence of 2026 that names the missing right."""
    tail = f" {hint}" if hint else ""
    text = f"{ACCESS}Insufficient privileges to operate on {kind.lower()} '{name.last if name.plain else ''}'.{tail}"
    return Refused(INSUFFICIENT_PRIVILEGES, "42501", text)


def primary_must_have(role: Name, privilege: str, kind: str, name: Name) -> Refused:
    """CREATE without the privilege on the container, which only the primary role can bring."""
    on = "ACCOUNT" if kind == "ACCOUNT" else f"{kind} {name.plain}"
    return insufficient(kind, name, f"Your primary role {role.plain} must have {privilege} granted on {on}.")


def not_for_this_type(kind: str, privilege: str) -> Refused:
    """The privilege does not exist for the object type."""
    return Refused(
        None, "42601", f"{COMPILATION}Invalid object type '{underscored(kind)}' for privilege '{privilege}'."
    )


def imported_as_a_whole() -> Refused:
    """A privilege on a database that was made from a share."""
    text = (
        "Granting individual privileges on imported database is not allowed. Use 'GRANT IMPORTED PRIVILEGES' instead."
    )
    return Refused(None, "0A000", text)


def dependent_grants(count: int) -> Refused:
    """REVOKE of what was passed on, without CASCADE."""
    text = (
        f"Revoke partially executed: 0 grant(s) revoked, {count} grant(s) skipped due to dependent grants "
        "and no CASCADE is specified."
    )
    return Refused(DEPENDENT_GRANTS, "23001", text)


def dependent_grant(privilege: str, name: Name, holder: Name) -> Refused:
    """GRANT OWNERSHIP that does not say what becomes of the grants there are."""
    text = (
        f"Dependent grant of privilege '{privilege}' on securable '{name.plain}' to role '{holder.plain}' exists. "
        "It must be revoked first, or state COPY CURRENT GRANTS or REVOKE CURRENT GRANTS."
    )
    return Refused(None, "42501", f"SQL execution error: {text}")


# --- shares ------------------------------------------------------------------------------------------------------


def share_without_database(share: Name) -> Refused:
    """A share gets a database by USAGE on it, before anything else."""
    text = f"Share '{share.plain}' does not currently have a database: grant USAGE on a database to it first."
    return Refused(None, "0A000", f"{COMPILATION}{text}")


def not_the_shared_database(database: Name) -> Refused:
    """A share has one database."""
    text = f"Database '{database.plain}' does not belong to the database that is being shared."
    return Refused(NOT_SHARED_DATABASE, "0A000", f"{COMPILATION}{text}")


def too_many_accounts(limit: int) -> Refused:
    """Too many accounts in one statement."""
    text = f"Cannot add or remove more than {limit} accounts to a share at once."
    return Refused(TOO_MANY_ACCOUNTS, "0A000", f"{COMPILATION}{text}")


# --- columns, policies, tags -------------------------------------------------------------------------------------


def duplicate_column(name: str) -> Refused:
    """A column name that stands twice."""
    return Refused(2025, "42S21", f"{COMPILATION}duplicate column name '{name}'.")


def no_such_column(name: str) -> Refused:
    """CREATE names a column that it does not define."""
    return Refused(None, "42000", f"{COMPILATION}column '{name}' does not exist.")


def invalid_identifier(name: str) -> Refused:
    """A column or argument that is not there."""
    return Refused(904, "42000", f"{COMPILATION}error line 1: invalid identifier '{name}'.")


def unknown_function(name: str) -> Refused:
    """A function that does not exist, or that this account does not know."""
    return Refused(2141, "42601", f"{COMPILATION}Unknown function {name}.")


def ambiguous(name: str) -> Refused:
    """An argument that is also a column of a table in the body; our refusal, Snowflake would take the column."""
    text = (
        f"ambiguous column name '{name}': it is an argument and a column of a table in the body; rename the argument."
    )
    return Refused(2028, "42601", f"{COMPILATION}{text}")


def policy_in_use(policy: Name, outside: Name | None = None) -> Refused:
    """A policy that is attached is neither dropped nor replaced."""
    tail = f" ('{outside.plain}')" if outside is not None else ""
    text = f"Policy {policy.plain} cannot be dropped/replaced as it is associated with one or more entities{tail}."
    return Refused(None, "42601", f"{COMPILATION}{text}")


def has_row_access_policy(name: Name) -> Refused:
    """A second row access policy (``/sql-reference/sql/alter-view``)."""
    text = f"Object {name.last} already has a ROW_ACCESS_POLICY. Only one ROW_ACCESS_POLICY is allowed at a time."
    return Refused(HAS_ROW_ACCESS_POLICY, "23505", text)


def column_has_mask() -> Refused:
    """A second masking policy on a column (``/user-guide/security-column-ddm-intro``)."""
    text = (
        "Specified column already attached to another masking policy. A column cannot be attached to multiple masking "
        "policies. Please drop the current association in order to attach a new masking policy."
    )
    return Refused(COLUMN_HAS_MASK, "42601", f"{COMPILATION}{text}")


def masked_by_another(column: str) -> Refused:
    """A column that a mask and another policy want at once."""
    text = f"Column '{column}' cannot be an argument of a policy: it is masked by another policy."
    return Refused(None, "42601", f"{COMPILATION}{text}")


def policy_not_attached(policy: Name, obj: Name) -> Refused:
    """DROP of a row access policy that is not there; the account says TABLE for a view too."""
    return Refused(None, "42601", f"{COMPILATION}Policy {policy.last} is not attached to TABLE {obj.last}.")


def tag_value(value: str, tag: Name, allowed: tuple[str, ...]) -> Refused:
    """A value that the tag does not take; text ours, Snowflake's was not found."""
    listed = ", ".join(f"'{each}'" for each in allowed[:10]) + (", …" if len(allowed) > 10 else "")
    text = f"Tag value '{value}' is not allowed for tag '{tag.plain}'; allowed values: {listed or 'none'}."
    return Refused(None, "22023", f"{COMPILATION}{text}")


def network_in_use(kind: str, name: Name, user_kind: str, user: Name) -> Refused:
    """A network policy or rule that is attached."""
    where = user.plain or "the account"
    text = (
        f"Cannot perform Drop operation on {kind.lower()} {name.plain}. It is attached to {user_kind} with name "
        f"{where}. Unset it from {where} and try the Drop operation again."
    )
    return Refused(1492, "42601", f"{COMPILATION}{text}")
