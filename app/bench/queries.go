package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/bench/rig"
)

// counter counts queries, those that write apart. The words around a transaction
// are no queries.
type counter struct{ reads, writes atomic.Int64 }

func (c *counter) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (c *counter) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	verb, _, _ := strings.Cut(strings.TrimSpace(e.Query), " ") // bun calls every raw query a SELECT
	switch strings.ToUpper(verb) {
	case "BEGIN", "COMMIT", "ROLLBACK":
	case "SELECT":
		c.reads.Add(1)
	default:
		c.writes.Add(1)
	}
}

// enter lets a customer and an agent in.
func (h *house) enter(ctx context.Context) (ana, sam *rig.Browser, err error) {
	ana, sam = rig.NewBrowser(h.addr, h.post, nil), rig.NewBrowser(h.addr, h.post, nil)
	if _, err := ana.SignIn(ctx, "ana@example.com"); err != nil {
		return nil, nil, err
	}
	token, err := h.Auth.Staff.Add(ctx, "sam@example.com", "", false)
	if err != nil {
		return nil, nil, err
	}
	return ana, sam, sam.UseLink(ctx, "/staff/"+token)
}

// queries counts what each page asks of the database.
func (h *house) queries(ctx context.Context, t *table, ana, sam *rig.Browser) error {
	thread := fmt.Sprint("/tickets/", h.number)
	for _, page := range []struct {
		what string
		who  *rig.Browser
		path string
		form url.Values
	}{
		{"queries, list of 30 tickets, customer", ana, "/tickets", nil},
		{"queries, thread of 50 messages, customer", ana, thread, nil},
		{"queries, queue of 30 tickets, desk", sam, "/desk", nil},
		{"queries, thread of 50 messages, desk", sam, "/desk" + thread, nil},
		{"queries, form of a new ticket, customer", ana, "/tickets/new", nil},
		{"queries, a reply's POST, customer", ana, thread + "/replies", rig.Reply(words, "")},
	} {
		reads, writes, err := h.least(ctx, page.who, page.path, page.form)
		if err != nil {
			return fmt.Errorf("%s: %w", page.what, err)
		}
		t.add(page.what, fmt.Sprintf("%d reads, %d writes", reads, writes), "", "")
	}
	return nil
}

// least is what a request costs when nothing else happens: the least of some,
// each begun when the outbox was silent.
func (h *house) least(ctx context.Context, b *rig.Browser, path string, form url.Values) (reads, writes int64, err error) {
	reads = 1 << 30
	for range 5 {
		if err := h.silence(ctx); err != nil {
			return 0, 0, err
		}
		r, w := h.count.reads.Load(), h.count.writes.Load()
		a, err := b.Send(b.Request(ctx, path, form))
		if err != nil || a.Status >= 400 {
			return 0, 0, fmt.Errorf("got %d: %w", a.Status, err)
		}
		r, w = h.count.reads.Load()-r, h.count.writes.Load()-w
		if r+w < reads+writes {
			reads, writes = r, w
		}
	}
	return reads, writes, nil
}

// silence waits until no query was made for a while.
func (h *house) silence(ctx context.Context) error {
	for seen := int64(-1); ; {
		now := h.count.reads.Load() + h.count.writes.Load()
		if now == seen {
			return ctx.Err()
		}
		seen = now
		time.Sleep(150 * time.Millisecond)
	}
}
