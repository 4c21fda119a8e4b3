package db

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// ErrLocked says that another process serves this data folder.
var ErrLocked = errors.New("another hilo is already running on this data folder")

// Lock takes the data folder of an SQLite file for this process alone, until
// the returned file is closed. It returns ErrLocked when another holds it.
func Lock(database string) (*os.File, error) {
	dir := filepath.Dir(database)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("HILO_DATABASE: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("HILO_DATABASE: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("%w: %s (HILO_DATABASE)", ErrLocked, dir)
	}
	return f, nil
}
