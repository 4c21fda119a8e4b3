package app

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"hilo/app/backup"
	"hilo/app/doctor"
	"hilo/db"
)

// What keeps a slip of the operator, or of a disk, from making an installation where one
// should be, or from spoiling the one that is there.

// installed refuses a command that is about an installation where there is none.
func (c Config) installed() error {
	if db.IsPostgres(c.Database) {
		return nil
	}
	file := doctor.Whole(c.Database)
	switch _, err := os.Stat(file); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("HILO_DATABASE: %s is not there: give the command in the folder of the service, with its settings", file)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("HILO_DATABASE: %s may not be read (%w): give the command in the folder of the service, as its user", file, err)
	case err != nil:
		return fmt.Errorf("HILO_DATABASE: %w", err)
	}
	return nil
}

// sayBegun says that a command has made an installation that was not there.
func (c Config) sayBegun() {
	slog.Warn("an installation was begun here: if there is one already, give the command in the folder of its service, with its settings", "database", doctor.Whole(c.Database))
}

// unlost refuses to begin anew while HILO_BACKUP holds backups: a disk that was lost, or is
// not mounted, looks like a first start, and soon the newest backup were one of nothing.
func (s settings) unlost() error {
	if s.backup == nil || db.IsPostgres(s.Database) {
		return nil
	}
	if _, err := os.Stat(s.Database); !errors.Is(err, fs.ErrNotExist) {
		return nil // whatever is wrong with it is said by who opens it
	}
	if held, err := backup.Held(s.backup.dir); err != nil || !held {
		return nil // as is what is wrong with that folder
	}
	return fmt.Errorf("HILO_DATABASE: %s is not there, but HILO_BACKUP holds backups: mount its disk, or bring them back by hilo restore %s; to begin anew, name another folder in HILO_BACKUP", doctor.Whole(s.Database), s.backup.dir)
}

// asOwner refuses root where an installation is somebody else's, who could not open what root makes there.
func (c Config) asOwner() error {
	if os.Geteuid() != 0 || db.IsPostgres(c.Database) {
		return nil
	}
	at := doctor.Whole(c.Database)
	info, err := os.Stat(at)
	for errors.Is(err, fs.ErrNotExist) && filepath.Dir(at) != at {
		at = filepath.Dir(at)
		info, err = os.Stat(at)
	}
	if err != nil {
		return nil // said by who opens it
	}
	owner := doctor.OwnerOf(info)
	if owner == 0 {
		return nil
	}
	name := doctor.UserName(owner)
	return fmt.Errorf("HILO_DATABASE: %s belongs to %s, who could not use what root makes there: give the command as that user (runuser -u %s -- hilo …)", at, name, name)
}
