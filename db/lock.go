package db

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// ErrLocked says that another process serves this data folder.
var ErrLocked = errors.New("another hilo is already running on this data folder")

// ErrNoLocks says that the file system cannot keep two processes apart: SQLite
// would lose what they write, or say that it is locked where nobody locks it.
var ErrNoLocks = errors.New("its file system has no file locks (a network or container mount?); move the data folder to a local disk")

// Lock takes the data folder of an SQLite file for this process alone, until
// the returned file is closed. It returns ErrLocked when another holds it, and
// ErrNoLocks where nobody can.
func Lock(database string) (*os.File, error) {
	dir := filepath.Dir(database)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("HILO_DATABASE: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("HILO_DATABASE: %w", err)
	}
	if err := (locks{syscall.Flock, syscall.FcntlFlock}).take(f.Fd()); err != nil {
		f.Close()
		if errors.Is(err, ErrLocked) {
			return nil, fmt.Errorf("%w: %s (HILO_DATABASE)", ErrLocked, dir)
		}
		return nil, fmt.Errorf("HILO_DATABASE: %s: %w", dir, err)
	}
	return f, nil
}

// locks are the two kinds that a file system has to know: ours, of a whole file,
// and SQLite's, of parts of it.
type locks struct {
	whole func(fd, how int) error
	parts func(fd uintptr, cmd int, lock *syscall.Flock_t) error
}

func (l locks) take(fd uintptr) error {
	if err := again(func() error { return l.whole(int(fd), syscall.LOCK_EX|syscall.LOCK_NB) }); errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrLocked
	} else if err != nil {
		return fmt.Errorf("%w (%w)", ErrNoLocks, err)
	}
	for _, kind := range []int16{syscall.F_WRLCK, syscall.F_UNLCK} { // a try: SQLite will lock its own files
		part := syscall.Flock_t{Type: kind, Whence: io.SeekStart, Len: 1}
		if err := again(func() error { return l.parts(fd, syscall.F_SETLK, &part) }); err != nil {
			return fmt.Errorf("%w (%w)", ErrNoLocks, err)
		}
	}
	return nil
}

// again tries until no signal comes between.
func again(try func() error) (err error) {
	for err = try(); errors.Is(err, syscall.EINTR); err = try() {
	}
	return err
}
