package db

import (
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
)

// Pragmas are per connection, so they stand in the DSN. FULL: acknowledged means on disk;
// secure_delete: deleted means gone from it.
var pragmas = []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(1)", "foreign_keys(1)", "cache_size(-16384)"}

// openSQLite opens one file twice: a writer that holds one connection and
// begins every transaction with the write lock, and readers that cannot write.
func openSQLite(file string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	// SQLite would let everyone read a file that it makes; the log beside it takes after the file.
	if made, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		made.Close()
	} else if !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	// What a savepoint may have to undo stays in memory: it is given up with each group.
	writer := sql.OpenDB(parsing{dsn(file, "_txlock", "immediate") + "&_pragma=temp_store(memory)"})
	writer.SetMaxOpenConns(1)
	times := newTimes()
	reader := sql.OpenDB(timing{parsing{dsn(file, "_pragma", "query_only(1)")}, times.Reads})
	reader.SetMaxOpenConns(4)
	reader.SetMaxIdleConns(4)
	return &DB{
		DB:     bun.NewDB(writer, sqlitedialect.New()),
		Read:   bun.NewDB(reader, sqlitedialect.New()),
		Times:  times,
		writer: newWriter(),
		file:   file,
		dialectTokens: map[string]string{
			"ID": "INTEGER PRIMARY KEY", "Int": "INTEGER", "Bool": "INTEGER", "Time": "TEXT", "Bytes": "BLOB", "Strict": "STRICT",
			"Search": "VIRTUAL TABLE search USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')",
			"Said":   "TABLE said (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;\n--bun:split\nCREATE VIRTUAL TABLE search USING fts5 (words, content = '', columnsize = 0, detail = none, tokenize = 'ascii')",
			"Runs":   "SELECT 1",                                       // said has them
			"Ticket": "coalesce(json_extract(payload, '$.ticket'), 0)", // that a payload names
		},
	}, nil
}

func dsn(file, key, value string) string {
	q := url.Values{"_pragma": append([]string(nil), pragmas...)}
	q.Add(key, value)
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}
