package app

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-isatty"

	"hilo/app/fault"
	"hilo/app/words"
	"hilo/db"
)

// AddStaff makes an agent or admin of an address and returns their one-time
// link. It works before the first serve, and beside a running one.
func AddStaff(ctx context.Context, cfg Config, email, name string, admin bool) (link string, err error) {
	begins := cfg.installed() != nil
	a, err := beside(ctx, cfg)
	if err != nil {
		return "", err
	}
	defer a.Close()
	if begins {
		cfg.sayBegun()
	}
	token, err := a.Auth.Staff.Add(ctx, email, name, admin)
	if err != nil {
		return "", plain(err)
	}
	return a.set.URL + "/staff/" + token, nil
}

// RemoveStaff takes the desk from an address; their sessions there end.
func RemoveStaff(ctx context.Context, cfg Config, email string) error {
	if err := cfg.installed(); err != nil {
		return err
	}
	a, err := beside(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	return plain(a.Auth.Staff.Remove(ctx, email))
}

// beside opens the database next to a running server, and never migrates it
// then; where nobody serves it, it is made and brought up to date.
func beside(ctx context.Context, cfg Config) (*App, error) {
	cfg = cfg.lastServed()
	set, err := cfg.check()
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(set.asOwner(), set.unlost()); err != nil {
		return nil, err
	}
	lock, err := db.Lock(cfg.Database)
	switch {
	case err == nil:
		defer lock.Close()
		if err := Migrate(ctx, cfg); err != nil {
			return nil, err
		}
	case !errors.Is(err, db.ErrLocked):
		return nil, err
	}
	a, err := New(ctx, cfg, nil, time.Now)
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(a.DB.Wait(ctx), a.DB.Current(ctx)); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// plain words a refusal for the terminal; anything else stays as it is.
func plain(err error) error {
	f := new(fault.Fault)
	if !errors.As(err, &f) {
		return err
	}
	catalogue, fail := words.Open()
	if fail != nil {
		return fail
	}
	return errors.New(catalogue.In("en", nil).T(f.Key, f.Args...))
}

func terminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) }

// writeSecret writes a file that only its owner reads.
func writeSecret(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o600)
}
