"""Policy bodies compiled as far as names go: arguments, functions, and the tables of subqueries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mesh.account import queries, refusal
from mesh.account.authorisation import Authority, containers
from mesh.account.identifiers import Name
from mesh.account.records import Object
from mesh.account.statements import Argument
from mesh.account.scan import Piece, at, path, pieces

FUNCTIONS: Final = frozenset(
    """
    ABS ADD_MONTHS ANY_VALUE ARRAYS_OVERLAP ARRAY_AGG ARRAY_APPEND ARRAY_CAT ARRAY_COMPACT ARRAY_CONSTRUCT
    ARRAY_CONTAINS ARRAY_DISTINCT ARRAY_INTERSECTION ARRAY_POSITION ARRAY_SIZE ARRAY_SLICE ARRAY_TO_STRING ASCII
    AS_ARRAY AS_CHAR AS_DATE AS_INTEGER AS_NUMBER AS_OBJECT AS_VARCHAR AVG BASE64_DECODE_STRING BASE64_ENCODE BITAND
    BITOR BITXOR BOOLAND BOOLAND_AGG BOOLOR BOOLOR_AGG CAST CEIL CHARINDEX CHR COALESCE COLLATE CONCAT CONCAT_WS
    CONTAINS CONVERT_TIMEZONE COUNT COUNT_IF CURRENT_ACCOUNT CURRENT_ACCOUNT_NAME CURRENT_AVAILABLE_ROLES
    CURRENT_CLIENT CURRENT_DATABASE CURRENT_DATE CURRENT_IP_ADDRESS CURRENT_ORGANIZATION_NAME CURRENT_REGION
    CURRENT_ROLE CURRENT_ROLE_TYPE CURRENT_SCHEMA CURRENT_SCHEMAS CURRENT_SECONDARY_ROLES CURRENT_SESSION
    CURRENT_STATEMENT CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURRENT_VERSION CURRENT_WAREHOUSE DATEADD DATEDIFF
    DATE DATE_FROM_PARTS DATE_PART DATE_TRUNC DAY DAYNAME DAYOFMONTH DAYOFWEEK DAYOFYEAR DECODE DECRYPT DECRYPT_RAW
    EDITDISTANCE ENCRYPT ENCRYPT_RAW ENDSWITH EQUAL_NULL EXISTS EXTRACT FIRST_VALUE FLOOR GET GETDATE GET_PATH
    GREATEST HASH HEX_DECODE_STRING HEX_ENCODE HOUR IFF IFNULL ILIKE INITCAP INSERT INVOKER_ROLE INVOKER_SHARE
    IS_ARRAY IS_BOOLEAN IS_DATABASE_ROLE_IN_SESSION IS_GRANTED_TO_INVOKER_ROLE IS_NULL_VALUE IS_OBJECT
    IS_ROLE_IN_SESSION IS_VARCHAR LAST_DAY LAST_VALUE LEAST LEFT LEN LENGTH LIKE LISTAGG LN LOCALTIME LOCALTIMESTAMP
    LOG LOWER LPAD LTRIM MAX MD5 MD5_HEX MD5_NUMBER_LOWER64 MEDIAN MIN MINUTE MOD MONTH MONTHNAME MONTHS_BETWEEN
    NULLIF NULLIFZERO NVL NVL2 OBJECT_CONSTRUCT OBJECT_DELETE OBJECT_INSERT OBJECT_KEYS OBJECT_PICK PARSE_IP
    PARSE_JSON PARSE_URL POSITION POWER QUARTER RANDOM RANDSTR REGEXP REGEXP_COUNT REGEXP_INSTR REGEXP_LIKE
    REGEXP_REPLACE REGEXP_SUBSTR REPEAT REPLACE REVERSE RIGHT RLIKE ROUND ROW_NUMBER RPAD RTRIM SECOND SHA1 SHA1_HEX
    SHA2 SHA2_BINARY SHA2_HEX SIGN SPLIT SPLIT_PART SQRT STARTSWITH STRTOK STRTOK_TO_ARRAY SUBSTR SUBSTRING SUM
    SYSDATE SYSTEM$GET_TAG_ON_CURRENT_COLUMN SYSTEM$GET_TAG_ON_CURRENT_TABLE TIMEADD TIMEDIFF TIMESTAMPADD
    TIMESTAMPDIFF TIMESTAMP_FROM_PARTS TO_ARRAY TO_BINARY TO_BOOLEAN TO_CHAR TO_DATE TO_DECIMAL TO_DOUBLE TO_JSON
    TO_NUMBER TO_NUMERIC TO_OBJECT TO_TIME TO_TIMESTAMP TO_TIMESTAMP_LTZ TO_TIMESTAMP_NTZ TO_TIMESTAMP_TZ TO_VARCHAR
    TO_VARIANT TRANSLATE TRIM TRUNC TRY_CAST TRY_PARSE_JSON TRY_TO_BINARY TRY_TO_BOOLEAN TRY_TO_DATE TRY_TO_DECIMAL
    TRY_TO_DOUBLE TRY_TO_NUMBER TRY_TO_TIME TRY_TO_TIMESTAMP TYPEOF UPPER UUID_STRING WEEK YEAR ZEROIFNULL
    """.split()
)
"""Functions that a body may call; what is not known is refused, since nobody could say what it does to a row."""

KEYWORDS: Final = frozenset(
    """
    ALL AND ANY AS ASC BETWEEN BY CASE COLLATE CROSS CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP
    CURRENT_USER DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS FALSE FIRST FOLLOWING FROM FULL GROUP HAVING ILIKE IN
    INNER INTERSECT INTERVAL IS JOIN LAST LATERAL LEFT LIKE LIMIT LOCALTIME LOCALTIMESTAMP MINUS NATURAL NOT NULL NULLS
    OFFSET ON OR ORDER OUTER OVER PARTITION PRECEDING QUALIFY REGEXP RIGHT RLIKE ROWS SELECT SOME THEN TRUE UNBOUNDED
    UNION USING VALUES WHEN WHERE WITH WITHIN
    YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND
    """.split()
)
_TYPES: Final = frozenset(
    """
    ARRAY BIGINT BINARY BOOLEAN BYTEINT CHAR CHARACTER DATE DATETIME DECIMAL DOUBLE FLOAT FLOAT4 FLOAT8 INT INTEGER NCHAR
    NUMBER NUMERIC NVARCHAR OBJECT PRECISION REAL SMALLINT STRING TEXT TIME TIMESTAMP TIMESTAMP_LTZ TIMESTAMP_NTZ
    TIMESTAMP_TZ TINYINT VARBINARY VARCHAR VARIANT
    """.split()
)


def compile_body(who: Authority, policy: Object, body: str) -> None:
    """Refuse a body that names what is not there or what the policy's owner may not read.

    A name that is an argument and a column of a subquery's table is refused: it binds to the column, and then every
    row may become visible (SEMANTICS part C, 2).
    """
    found = pieces(body)
    arguments = {a.name for a in _arguments(policy)}
    home = Name(policy.name.parts[:2])
    tables = [readable(who, name) for name in queries.tables_read(body, home)]
    columns = {column.name for table in tables for column in queries.columns_of(who.state, table) or ()}
    shadowed = sorted(arguments & columns & _bare_names(found))
    if shadowed:
        raise refusal.ambiguous(shadowed[0])
    known = arguments | columns | _aliases(found)
    index = 0
    while index < len(found):
        index = _check_name(who, found, index, known, home)


def _arguments(policy: Object) -> list[Argument]:
    arguments = policy.options.get("ARGUMENTS")
    return [a for a in arguments if isinstance(a, Argument)] if isinstance(arguments, tuple) else []


def _check_name(who: Authority, found: Sequence[Piece], index: int, known: set[str], home: Name) -> int:
    """Check the name that begins at a piece, if one does; answers where to go on."""
    parts, after = path(found, index)
    if not parts:
        return index + 1
    if at(found, after).word("(") and not (len(parts) == 1 and found[index].word(*KEYWORDS)):
        _check_function(who, parts, home)
    elif len(parts) == 1 and not _allowed(found, index, known):
        raise refusal.invalid_identifier(parts[0])
    return after


def _allowed(found: Sequence[Piece], index: int, known: set[str]) -> bool:
    piece = found[index]
    before = at(found, index - 1)
    if piece.text in known or piece.word(*KEYWORDS):
        return True
    if before.word(":", "@", "FROM", "JOIN") or (before.word(".") and not before.is_name):
        return True
    return piece.word(*_TYPES) and before.word("::", "AS")


def _check_function(who: Authority, parts: tuple[str, ...], home: Name) -> None:
    if len(parts) == 1 and (parts[0] in FUNCTIONS or parts[0] in _TYPES):
        return
    if len(parts) == 1:
        raise refusal.unknown_function(parts[0])
    name = queries.qualified(parts, home)
    function = who.state.get("FUNCTION", name)
    if function is None or not who.can("USAGE", function, primary=True):
        raise refusal.insufficient("FUNCTION", name)


def _bare_names(found: Sequence[Piece]) -> set[str]:
    """The names that stand without a qualifier and are not called."""
    bare = set()
    for index, piece in enumerate(found):
        called, before, after = at(found, index + 1).word("("), at(found, index - 1), at(found, index + 1)
        if piece.is_name and not called and not before.word(".") and not after.word("."):
            bare.add(piece.text)
    return bare


def _aliases(found: Sequence[Piece]) -> set[str]:
    """Names that the body gives itself: after AS, and after a table in FROM or JOIN."""
    names = set()
    for index, piece in enumerate(found):
        if piece.word("AS") and at(found, index + 1).is_name:
            names.add(found[index + 1].text)
        if piece.word("FROM", "JOIN", ","):
            _, after = path(found, index + 1)
            if at(found, after).is_name:
                names.add(found[after].text)
        if piece.is_name and at(found, index + 1).word("AS") and at(found, index + 2).word("("):
            names.add(piece.text)
    return names


def readable(who: Authority, name: Name) -> Object:
    """A table or view that the primary role may SELECT from, or the refusal that names what is missing first.

    What a new object needs is looked for in the primary role's hierarchy alone.
    """
    if len(name.parts) != 3:
        raise refusal.no_current_database(who.verb)
    for kind, container in containers(name):
        found = who.state.get(kind, container)
        if found is None or not who.sees(found, primary=True):
            raise refusal.does_not_exist(kind, container)
        if "FROM SHARE" in found.options:
            return Object("VIEW", name, found.owner)
    table = queries.table_at(who.state, name)
    if name.parts[1] == "INFORMATION_SCHEMA":
        return Object("VIEW", name, who.session.role)
    if table is None or not who.can("SELECT", table, primary=True):
        raise refusal.does_not_exist("OBJECT", name)
    return table
