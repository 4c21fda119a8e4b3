package app

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"hilo/app/backup"
	"hilo/db"
)

// ErrFilesMissing: all else went well.
var ErrFilesMissing = errors.New("some files are missing: the list names them")

// Backup copies the installation into a folder of backups, also while it is served. keep is
// how many stay there, 0 all. With ErrFilesMissing there is a backup, of all but those.
func Backup(ctx context.Context, cfg Config, dir string, keep int, secrets bool, tell func(string)) (backup.Made, error) {
	if err := cfg.isSQLite("backup"); err != nil {
		return backup.Made{}, err
	}
	if keep < 0 {
		return backup.Made{}, errors.New("--keep must not be negative; 0 keeps all")
	}
	if err := cfg.installed(); err != nil {
		return backup.Made{}, err
	}
	a, err := beside(ctx, cfg)
	if err != nil {
		return backup.Made{}, err
	}
	defer a.Close()
	return a.backUp(ctx, dir, backup.Options{Keep: keep, Secrets: secrets, Tell: tell})
}

// isSQLite refuses to back up and restore what is not in a file.
func (c Config) isSQLite(command string) error {
	if db.IsPostgres(c.Database) {
		return fmt.Errorf("HILO_DATABASE: hilo %s is for SQLite files: on PostgreSQL use pg_dump and pg_restore, and copy the folder of files after it", command)
	}
	return nil
}

func (a *App) backUp(ctx context.Context, dir string, o backup.Options) (backup.Made, error) {
	made, err := backup.Make(ctx, backup.Source{
		DB: a.DB, Database: a.set.Database, Files: a.set.filesDir(), Secret: a.set.SecretFile, Key: markOf(a.secret),
		Program: Version(), Now: a.now, Open: a.Files.Open, Needed: a.Desk.Referenced,
	}, dir, o)
	if err == nil && len(made.Missing) > 0 {
		err = ErrFilesMissing
	}
	return made, err
}

// BackupDays is how many days backups are kept, if there are any; 0: as long as the operator likes.
func (a *App) BackupDays(ctx context.Context) (days int, made bool, err error) {
	if s := a.set.backup; s != nil {
		return int(math.Ceil((s.every * time.Duration(s.keep)).Hours() / 24)), true, nil
	}
	made, err = a.DB.Read.NewSelect().Table("backups").Exists(ctx)
	return 0, made, err
}
