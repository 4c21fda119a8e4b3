package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"syscall"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/driver/sqliteshim"
)

// Copy writes an SQLite database, as it is at one moment, to a new file that its owner alone
// reads. It reads on a connection of its own: those who write go on meanwhile.
// A full disk is syscall.ENOSPC; after an error nothing is left.
func (d *DB) Copy(ctx context.Context, to string) (err error) {
	made, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL, 0o600) // SQLite would let everyone read it
	if err != nil {
		return err
	}
	made.Close()
	defer func() {
		if err != nil {
			os.Remove(to)
		}
	}()
	from, err := sql.Open(sqliteshim.ShimName, dsn(d.file, "_txlock", "deferred"))
	if err != nil {
		return err
	}
	defer from.Close()
	_, err = from.ExecContext(ctx, "VACUUM INTO ?", to)
	if IsFull(err) {
		return fmt.Errorf("%w (%w)", syscall.ENOSPC, err)
	}
	return err
}

// IsFull tells whether err says that the disk of an SQLite database is full.
func IsFull(err error) bool {
	var of interface{ Code() int } // SQLite's
	const full = 13                // SQLITE_FULL (https://sqlite.org/rescode.html)
	return errors.As(err, &of) && of.Code()&0xff == full
}

// OpenCopy opens what Copy wrote, to look at: it leaves no trace beside it.
func OpenCopy(file string) (*bun.DB, error) {
	d, err := sql.Open(sqliteshim.ShimName, "file:"+(&url.URL{Path: file}).EscapedPath()+"?mode=ro&immutable=1")
	if err != nil {
		return nil, err
	}
	return bun.NewDB(d, sqlitedialect.New()), nil
}
