-- Format 1. Plain SQL; the account comes first in every key, so that the same tables can be
-- spread by account on other engines. Text is compared by its bytes.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The last commit and the last event of the whole database, whichever process made them.
CREATE TABLE sequence (
    name TEXT    NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A version is the number of the commit that wrote the record. Records are as large as a tenth of
-- a page, so they have a row id: in a tree without one they would stand in its inner pages too, and
-- twice as many pages would change with each commit.
CREATE TABLE records (
    account   TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    schema    INTEGER NOT NULL,
    sealed_by TEXT,
    body      BLOB    NOT NULL,
    PRIMARY KEY (account, kind, id)
) STRICT;

-- Times are microseconds since 1970.
CREATE TABLE events (
    position INTEGER NOT NULL PRIMARY KEY,
    account  TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    body     BLOB    NOT NULL
) STRICT;

-- An index ends with the row id, which is the position: the events of an account in their order.
CREATE INDEX events_of_account ON events (account);

CREATE TABLE notes (
    account TEXT NOT NULL,
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (account, kind, id)
) STRICT, WITHOUT ROWID;

INSERT INTO sequence (name, last) VALUES ('commit', 0), ('event', 0);
