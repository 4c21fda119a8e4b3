package app

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/uptrace/bun"

	"hilo/app/access"
	"hilo/db"
)

// A database belongs to the keys that it was made with: it keeps their mark (the setting
// "keys", which opens nothing), and is not opened with others. Else the sessions, passkeys,
// devices and links in it would fail one by one, and nobody knew why.

var (
	errKeysGone  = errors.New("this installation's keys are not there")
	errOtherKeys = errors.New("these are not this installation's keys")
)

// otherKeys words what is wrong with the keys in file.
func otherKeys(what error, file string) error {
	return fmt.Errorf("HILO_SECRET_FILE: %w: %s: put the file back that the database was made with (a backup made with --secrets has it), or give it new ones by hilo serve --new-secret: then everybody signs in anew, and passkeys, devices and links in mails are cleared", what, file)
}

// loadKeys reads the keys, or makes them for a database that has none yet. anew: they may be others
// than before, which the caller makes up for (newKeys).
func (a *App) loadKeys(ctx context.Context, anew bool) error {
	mark, err := markOfKeys(ctx, a.DB)
	if err != nil {
		return err
	}
	load := access.LoadSecret
	if mark != "" && !anew {
		load = access.ReadSecret // without making any
	}
	a.secret, err = load(a.set.SecretFile)
	switch {
	case mark != "" && errors.Is(err, fs.ErrNotExist):
		return otherKeys(errKeysGone, a.set.SecretFile)
	case err != nil:
		return fmt.Errorf("HILO_SECRET_FILE: %w", err)
	case mark == "":
		return a.DB.Write(ctx, a.markKeys)
	case !anew && mark != markOf(a.secret):
		return otherKeys(errOtherKeys, a.set.SecretFile)
	}
	return nil
}

// markOfKeys is the mark that a database keeps; "": none yet.
func markOfKeys(ctx context.Context, d *db.DB) (mark string, err error) {
	err = d.Read.NewRaw("SELECT value FROM settings WHERE name = 'keys'").Scan(ctx, &mark)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return mark, err
}

// markOf tells keys from others; it opens nothing.
func markOf(s *access.Secret) string { return hex.EncodeToString(s.Key("backups")) }

// markKeys notes within tx which keys the database is of from now on.
func (a *App) markKeys(ctx context.Context, tx bun.Tx) error {
	_, err := tx.NewRaw("INSERT INTO settings (name, value) VALUES ('keys', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", markOf(a.secret)).Exec(ctx)
	return err
}

// newKeys clears what hangs on the keys that were there before, if they were others. What waits
// to be told to people still is.
func (a *App) newKeys(ctx context.Context) error {
	mark, err := markOfKeys(ctx, a.DB)
	if err != nil || mark == markOf(a.secret) {
		return err
	}
	err = a.DB.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		return errors.Join(access.EndPast(ctx, tx, false), a.markKeys(ctx, tx))
	})
	if err == nil {
		slog.Warn("the keys are new: everybody signs in anew; passkeys, devices and links in mails were cleared")
	}
	return err
}
