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

-- A version is the number of the commit that wrote the record.
CREATE TABLE records (
    account   TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    schema    INTEGER NOT NULL,
    sealed_by TEXT,
    body      BLOB    NOT NULL,
    PRIMARY KEY (account, kind, id)
) STRICT, WITHOUT ROWID;

-- Times are microseconds since 1970.
CREATE TABLE events (
    account  TEXT    NOT NULL,
    position INTEGER NOT NULL,
    id       TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    body     BLOB    NOT NULL,
    PRIMARY KEY (account, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX events_in_order ON events (position);

CREATE TABLE notes (
    account TEXT NOT NULL,
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (account, kind, id)
) STRICT, WITHOUT ROWID;

INSERT INTO sequence (name, last) VALUES ('commit', 0), ('event', 0);
