package dbtest

import (
	"context"
	"sync"

	"github.com/uptrace/bun"

	"hilo/db"
)

// Between is d for a reader who is interrupted once: do happens right after its
// first query.
func Between(d *db.DB, do func()) *db.DB {
	read := d.Watched(&between{do: do})
	read.DB = d.DB
	return read
}

type between struct {
	once sync.Once
	do   func()
}

func (b *between) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (b *between) AfterQuery(context.Context, *bun.QueryEvent) { b.once.Do(b.do) }
