package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"sync"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
)

// ErrUnread says that a database cannot be looked at without writing.
var ErrUnread = errors.New("the log beside the database has no index: the next start reads it")

// ErrOpened says that somebody opened a database that was looked at as if nobody did.
var ErrOpened = errors.New("the database was opened meanwhile")

// Look opens an SQLite file to look at, also beside a server and after one was killed. It
// writes nothing, and leaves no file that was not there; where that cannot be, it is ErrUnread.
func Look(ctx context.Context, file string) (*DB, error) {
	q := url.Values{"mode": {"ro"}, "readonly_shm": {"1"}, "_pragma": {"busy_timeout(5000)", "query_only(1)"}}
	alone := !is(file + "-wal")
	switch {
	case alone:
		q = url.Values{"mode": {"ro"}, "immutable": {"1"}} // SQLite would make files to find out that nobody has it open
	case !is(file + "-shm"):
		return nil, ErrUnread
	}
	from := sql.OpenDB(parsing{"file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()})
	d := bun.NewDB(from, sqlitedialect.New())
	looked := &DB{DB: d, Read: d, Times: newTimes(), kept: new(sync.Map), file: file, alone: alone, migrations: ours}
	if err := d.NewRaw("SELECT count(*) FROM sqlite_schema").Scan(ctx, new(int)); err != nil {
		d.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	return looked, nil
}

func is(file string) bool {
	_, err := os.Stat(file)
	return !errors.Is(err, fs.ErrNotExist)
}

// Broken reads all of an SQLite database, and says what is wrong in it; "": nothing. It
// takes long where there is much.
func (d *DB) Broken(ctx context.Context) (wrong string, err error) {
	if wrong, err = d.broken(ctx); (wrong != "" || err != nil) && d.alone && is(d.file+"-wal") {
		return "", ErrOpened
	}
	return wrong, err
}

func (d *DB) broken(ctx context.Context) (string, error) {
	var wrong []string
	if err := d.Read.NewRaw("PRAGMA integrity_check(1)").Scan(ctx, &wrong); err != nil {
		return "", err
	}
	if len(wrong) != 1 || wrong[0] != "ok" {
		return strings.Join(wrong, ", "), nil
	}
	var orphans []struct {
		From string
		To   string
		N    int
	}
	err := d.Read.NewRaw(`SELECT "table" AS "from", parent AS "to", count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2`).Scan(ctx, &orphans)
	if err != nil || len(orphans) == 0 {
		return "", err
	}
	return fmt.Sprintf("%d rows of %s name rows of %s that are not there", orphans[0].N, orphans[0].From, orphans[0].To), nil
}

// Lag is how many migrations the database lacks; newer: a newer program made some with which
// this one cannot live.
func (d *DB) Lag(ctx context.Context) (pending int, newer bool, err error) {
	p, err := d.progress(ctx)
	if err != nil {
		return 0, false, err
	}
	return len(p.pending()), p.stranger() != "", nil
}
