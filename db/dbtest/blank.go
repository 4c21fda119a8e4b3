package dbtest

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"hilo/db"
)

// server is a PostgreSQL in which databases may be made; "" for none. Read when
// a test runs: go test keeps results by what its tests read.
func server() string { return os.Getenv("HILO_TEST_POSTGRES") }

// Each process migrates once an engine; its tests get copies.
var (
	blankFile     = sync.OnceValues(makeFile)
	blankDatabase = sync.OnceValues(makeDatabase)
)

func makeFile() ([]byte, error) {
	dir, err := os.MkdirTemp("", "hilo-blank-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "blank.db")
	if err := migrate(file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}

func makeDatabase() (name string, err error) {
	at, err := create(context.Background(), "")
	if err != nil {
		return "", err
	}
	return path.Base(strings.SplitN(at, "?", 2)[0]), migrate(at)
}

// create makes a database on the server, and says where it is.
func create(ctx context.Context, how string) (string, error) {
	u, err := url.Parse(server())
	if err != nil {
		return "", err
	}
	admin, err := db.Open(ctx, server())
	if err != nil {
		return "", err
	}
	defer admin.Close()
	name := "t_" + strings.ToLower(rand.Text())
	u.Path = "/" + name
	_, err = admin.ExecContext(ctx, "CREATE DATABASE "+name+" "+how)
	return u.String(), err
}

// migrate leaves nobody connected, and nothing in SQLite's log.
func migrate(url string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	return errors.Join(d.Migrate(ctx), d.Close())
}

// drop ends a database that create made, whoever is still there.
func drop(at string) error {
	ctx := context.Background()
	u, err := url.Parse(at)
	if err != nil {
		return err
	}
	admin, err := db.Open(ctx, server())
	if err != nil {
		return err
	}
	defer admin.Close()
	_, err = admin.ExecContext(ctx, "DROP DATABASE "+path.Base(u.Path)+" WITH (FORCE)")
	return err
}
