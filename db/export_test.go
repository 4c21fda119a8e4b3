package db

import (
	"context"
	"io/fs"
)

// Ours are the migrations of this program.
var Ours fs.FS = ours

// With is d as a program that knows other migrations has it.
func (d *DB) With(migrations fs.FS) *DB {
	other := *d
	other.migrations = migrations
	return &other
}

// Words are those that differ between the engines.
func (d *DB) Words() map[string]string { return d.dialectTokens }

// EmptyLog is the second half of Scrub.
func (d *DB) EmptyLog(ctx context.Context) error { return d.emptyLog(ctx) }
