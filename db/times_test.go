package db_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/app/metrics"
	"hilo/db"
)

// Each read counts once, of a text and of a kept statement; each write once for its turn and
// once for all else, also where it is refused.
func TestReadsAndWritesAreTimed(t *testing.T) {
	d, err := db.Open(t.Context(), t.TempDir()+"/hilo.db")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	counts := func(of *metrics.Times, want string) {
		t.Helper()
		text := new(metrics.Text)
		text.Histogram("some", "")
		if text.Times(of); !strings.Contains(string(text.Bytes()), "some_count "+want+"\n") {
			t.Errorf("want %s: %s", want, text.Bytes())
		}
	}
	counts(d.Times.Reads, "0")
	var one int
	kept := d.Kept("one", func(p *db.Places) schema.QueryAppender { return d.Read.NewRaw("SELECT ?", p.At(0)) })
	for range 2 {
		if err := errors.Join(d.Read.NewRaw("SELECT 1").Scan(t.Context(), &one), kept.Scan(t.Context(), []any{1}, &one)); err != nil || one != 1 {
			t.Fatal(one, err)
		}
	}
	counts(d.Times.Reads, "4")
	for _, answer := range []error{nil, errors.New("no")} {
		if err := d.Write(t.Context(), func(context.Context, bun.Tx) error { return answer }); err != answer {
			t.Error(err)
		}
	}
	counts(d.Times.Writes, "2")
	counts(d.Times.Waits, "2")
	counts(d.Times.Reads, "4")
}
