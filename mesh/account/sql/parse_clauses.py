"""Reading the properties and clauses of CREATE and ALTER, driven by the data of ``kinds``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

from mesh.account import parts, refusal
from mesh.account.clauses import Clause, Form
from mesh.account.kinds import Kind
from mesh.account.sql.tokens import Cursor

_NO_STRING: Final = ("AUTO", "NONE", "IMMEDIATELY")
"""Words that stand in place of a string."""
_TYPE_WORDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "DOUBLE": (("PRECISION",),),
    "CHAR": (("VARYING",),),
    "CHARACTER": (("VARYING",),),
    "NCHAR": (("VARYING",),),
    "TIMESTAMP": (("WITH", "LOCAL", "TIME", "ZONE"), ("WITH", "TIME", "ZONE"), ("WITHOUT", "TIME", "ZONE")),
}
"""What can follow the first word of a data type."""
_TABLE_CONSTRAINTS: Final = ("PRIMARY", "UNIQUE", "FOREIGN", "CONSTRAINT")
_COLUMN_WORDS: Final = frozenset(("NOT", "NULL", "COLLATE", "COMMENT", "WITH", "MASKING"))
"""What can follow the name of a column that has no type."""
_TRIGGER_ACTIONS: Final = ("NOTIFY", "SUSPEND", "SUSPEND_IMMEDIATE")
_OPERATORS: Final = """
    AND BETWEEN BY CASE DISTINCT ELSE FROM HAVING ILIKE IN IS LIKE NOT ON OR REGEXP RLIKE SELECT THEN WHEN WHERE
"""
_OPERAND_FOLLOWS: Final = frozenset(_OPERATORS.split())
"""Words after which an expression goes on."""
_AFTER_BODY: Final[Mapping[str, str]] = {"COMMENT": "string", "EXEMPT_OTHER_POLICIES": "word"}
"""The properties that can follow a policy's body, with the token that is their value."""

Openings = Mapping[tuple[str, ...], Clause]


@cache
def creating(kind: Kind) -> Openings:
    """The clauses of CREATE by the words that open them; flags before the kind are not among them."""
    return {_opening(clause): clause for clause in kind.clauses if clause.in_create and not clause.before}


@cache
def setting(kind: Kind) -> Openings:
    """The clauses of ALTER … SET."""
    settable = (clause for clause in kind.clauses if clause.settable and clause.form != "SWITCH")
    return {(("BODY", "->") if clause.form == "BODY" else _opening(clause)): clause for clause in settable}


@cache
def _fields(clause: Clause) -> Openings:
    return {_opening(part): part for part in clause.fields}


def _opening(clause: Clause) -> tuple[str, ...]:
    return ("(",) if clause.form == "COLUMNS" else tuple(clause.opening.split())


def clauses(cursor: Cursor, openings: Openings, owner: str) -> dict[str, parts.Value]:
    """As many clauses as come here, with or without commas between them. ``owner`` is what they are properties of."""
    options: dict[str, parts.Value] = {}
    while not cursor.done and cursor.word != ")":
        found = _find(cursor, openings)
        if found is None and cursor.take("WITH"):
            found = _find(cursor, openings)
        if found is None:
            if cursor.peek(1).word == "=" and cursor.peek().kind == "word":
                raise refusal.invalid_property(cursor.word, owner)
            raise cursor.unexpected()
        words, clause = found
        if clause.key in options:
            raise refusal.refused(f"duplicate property '{clause.key}'.")
        cursor.at += 0 if clause.form == "COLUMNS" else len(words)
        options[clause.key] = _value(cursor, clause)
        cursor.take(",")
    return options


def _find(cursor: Cursor, openings: Openings) -> tuple[tuple[str, ...], Clause] | None:
    for length in (3, 2, 1):
        words = tuple(cursor.peek(ahead).word for ahead in range(length))
        clause = openings.get(words)
        if clause is not None:
            return words, clause
    return None


def _value(cursor: Cursor, clause: Clause) -> parts.Value:
    if clause.form in _ASSIGNED:
        cursor.take("=")
        if cursor.take("NULL"):
            return None
    return _READERS[clause.form](cursor, clause)


# --- values ------------------------------------------------------------------------------------------------------


def _string(cursor: Cursor, clause: Clause) -> str:
    return cursor.next().word if cursor.word in _NO_STRING else cursor.string()


def _word(cursor: Cursor, clause: Clause) -> str:
    kind = cursor.peek().kind
    if kind == "string":
        word = cursor.string()
    elif kind in ("word", "number"):
        word = cursor.next().text
    else:
        raise cursor.unexpected()
    return clause.canonical(word)


def _boolean(cursor: Cursor, clause: Clause) -> bool:
    word = _word(cursor, clause)
    if word not in ("TRUE", "FALSE"):
        raise refusal.invalid_value(word, clause.key)
    return word == "TRUE"


def _names(cursor: Cursor, clause: Clause) -> parts.Value:
    return cursor.enclosed(cursor.name_or_string)


def field_values(cursor: Cursor, clause: Clause) -> dict[str, parts.Value]:
    """The properties in parentheses of a clause that has some."""
    cursor.expect("(")
    values = clauses(cursor, _fields(clause), clause.key)
    cursor.expect(")")
    return values


def _rows(cursor: Cursor, clause: Clause) -> parts.RowAccess:
    return row_access(cursor)


def _triggers(cursor: Cursor, clause: Clause) -> parts.Value:
    triggers = []
    while cursor.take("ON"):
        percent = cursor.number()
        cursor.expect("PERCENT", "DO")
        action = cursor.word
        for known in _TRIGGER_ACTIONS:
            if action == known and isinstance(percent, int):
                cursor.next()
                triggers.append(parts.Trigger(percent, known))
                break
        else:
            raise cursor.unexpected()
    if not triggers:
        raise cursor.unexpected()
    return tuple(triggers)


def _query(cursor: Cursor, clause: Clause) -> str:
    first = cursor.at
    cursor.next()
    while not cursor.done:
        cursor.next()
    return cursor.verbatim(first, cursor.at - 1)


# --- parts of tables, views and policies -------------------------------------------------------------------------


def row_access(cursor: Cursor) -> parts.RowAccess:
    """A policy's name and the columns for its arguments, behind ``ROW ACCESS POLICY``."""
    policy = cursor.name()
    cursor.expect("ON")
    return parts.RowAccess(policy, cursor.enclosed(cursor.part))


def using(cursor: Cursor) -> tuple[str, ...]:
    """The columns for a masking policy's arguments, if they are named."""
    return cursor.enclosed(cursor.part) if cursor.take("USING") else ()


def column(cursor: Cursor) -> parts.Column:
    """A column's definition; that of a view has no type."""
    if cursor.word in _TABLE_CONSTRAINTS:
        raise refusal.not_known(f"{cursor.word} in {cursor.opening}")
    name = cursor.part()
    typed = cursor.peek().kind == "word" and cursor.word not in _COLUMN_WORDS
    type_ = data_type(cursor) if typed else ""
    nullable, collate, comment, policy = True, None, None, None
    arguments: tuple[str, ...] = ()
    while True:
        cursor.take("WITH")
        if cursor.take("NOT", "NULL"):
            nullable = False
        elif cursor.take("NULL"):
            nullable = True
        elif cursor.take("COLLATE"):
            collate = cursor.string()
        elif cursor.take("COMMENT"):
            cursor.take("=")
            comment = cursor.string()
        elif cursor.take("MASKING", "POLICY"):
            policy, arguments = cursor.name(), using(cursor)
        else:
            return parts.Column(name, type_, nullable, collate, comment, policy, arguments)


def argument(cursor: Cursor) -> parts.Argument:
    """An argument of a policy."""
    return parts.Argument(cursor.part(), data_type(cursor))


def data_type(cursor: Cursor) -> str:
    """A data type in one spelling: upper case, no space but between words."""
    if cursor.peek().kind != "word":
        raise cursor.unexpected()
    first = cursor.next().word
    more: tuple[str, ...] = next((words for words in _TYPE_WORDS.get(first, ()) if cursor.take(*words)), ())
    text = " ".join((first, *more))
    if cursor.word != "(":
        return text
    depth = 0
    while True:
        token = cursor.next()
        depth += {"(": 1, ")": -1}.get(token.word, 0)
        glued = text[-1] in "(," or token.word in ("(", ")", ",")
        text += ("" if glued else " ") + (token.word or token.text)
        if depth == 0:
            return text


def body(cursor: Cursor) -> str:
    """A policy's body as it is written: up to the end or to the properties that follow it."""
    first = cursor.at
    depth = 0
    while not cursor.done and not (depth == 0 and _ends_body(cursor)):
        depth += {"(": 1, ")": -1}.get(cursor.word, 0)
        if depth < 0:
            break
        cursor.next()
    if depth != 0 or cursor.at == first:
        raise cursor.unexpected()
    return cursor.verbatim(first, cursor.at - 1)


def _ends_body(cursor: Cursor) -> bool:
    """Whether here, behind a complete expression, only properties follow."""
    before = cursor.peek(-1)
    if before.word in _OPERAND_FOLLOWS or (before.kind == "symbol" and before.word not in (")", "]")):
        return False
    ahead = 0
    while cursor.peek(ahead).word in _AFTER_BODY:
        if cursor.peek(ahead + 1).word != "=" or cursor.peek(ahead + 2).kind != _AFTER_BODY[cursor.peek(ahead).word]:
            return False
        ahead += 3
    return ahead > 0 and cursor.peek(ahead) is cursor.end


def _columns(cursor: Cursor, clause: Clause) -> parts.Value:
    return cursor.enclosed(lambda: column(cursor))


def _arguments(cursor: Cursor, clause: Clause) -> parts.Value:
    return cursor.enclosed(lambda: argument(cursor))


_READERS: Final[Mapping[Form, Callable[[Cursor, Clause], parts.Value]]] = {
    "STRING": _string,
    "WORD": _word,
    "QUOTED": _word,
    "NUMBER": lambda cursor, _: cursor.number(),
    "BOOLEAN": _boolean,
    "NAME": lambda cursor, _: cursor.name_or_string(),
    "NAME_TEXT": lambda cursor, _: cursor.name_or_string(),
    "NAMES": _names,
    "ACCOUNTS": lambda cursor, _: cursor.listed(cursor.name),
    "STRINGS": lambda cursor, _: cursor.enclosed(cursor.string),
    "VALUES": lambda cursor, _: cursor.listed(cursor.string),
    "FIELDS": field_values,
    "RECORDS": lambda cursor, clause: cursor.enclosed(lambda: field_values(cursor, clause)),
    "FLAG": lambda cursor, _: True,
    "SWITCH": lambda cursor, _: True,
    "REFERENCE": lambda cursor, _: cursor.name(),
    "TYPE": lambda cursor, _: data_type(cursor),
    "COLUMNS": _columns,
    "ARGUMENTS": _arguments,
    "BODY": lambda cursor, _: body(cursor),
    "DOCUMENT": lambda cursor, _: cursor.string(),
    "QUERY": _query,
    "ROWS": _rows,
    "TRIGGERS": _triggers,
}
_ASSIGNED: Final[Iterable[Form]] = (
    "STRING",
    "WORD",
    "QUOTED",
    "NUMBER",
    "BOOLEAN",
    "NAME",
    "NAME_TEXT",
    "NAMES",
    "ACCOUNTS",
    "STRINGS",
    "FIELDS",
    "RECORDS",
)
