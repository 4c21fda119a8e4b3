package main

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"sync"
	"time"

	"hilo/app"
	"hilo/app/bench/rig"
	"hilo/app/desk"
)

// house is Hilo in this process, where its queries can be counted.
type house struct {
	*app.App
	count  *counter
	ana    desk.Actor // a customer with many tickets
	sam    desk.Actor // an agent
	number int64      // a ticket with a long thread
	addr   string
	post   *rig.Post
	rest   func() // ends what Run does; the database stays open
}

// inside measures what only shows from within: queries and writes.
func inside(ctx context.Context, t *table, dir string) error {
	return inhabited(ctx, dir, func(h *house, ana, sam *rig.Browser) error {
		if err := h.queries(ctx, t, ana, sam); err != nil {
			return err
		}
		return h.writes(ctx, t, filepath.Join(dir, "raw.db"))
	})
}

// inhabited runs an installation in dir with a customer and an agent for as
// long as measure takes.
func inhabited(ctx context.Context, dir string, measure func(h *house, ana, sam *rig.Browser) error) error {
	h, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer h.post.Close()
	defer h.Close()
	defer h.rest()
	if err := h.furnish(ctx); err != nil {
		return err
	}
	ana, sam, err := h.enter(ctx)
	if err != nil {
		return err
	}
	return measure(h, ana, sam)
}

// open runs an installation in dir.
func open(ctx context.Context, dir string) (*house, error) {
	post, err := rig.OpenPost()
	if err != nil {
		return nil, err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	cfg := app.Config{
		Addr: ln.Addr().String(), URL: "http://" + ln.Addr().String(), SMTP: "smtp://" + post.Addr, MailFrom: "hilo@example.com", MailDelay: time.Hour,
		Name: "Hilo", Locale: "es", Timezone: "UTC",
		Database: filepath.Join(dir, "hilo.db"), Files: filepath.Join(dir, "files"), SecretFile: filepath.Join(dir, "secret"),
	}
	if err := app.Migrate(ctx, cfg); err != nil {
		return nil, err
	}
	a, err := app.New(ctx, cfg, nil, time.Now)
	if err != nil {
		return nil, err
	}
	h := &house{App: a, count: new(counter), addr: cfg.Addr, post: post}
	*a.DB = *a.DB.Watched(h.count)
	ctx, end := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { a.Run(ctx, ln) })
	h.rest = func() { end(); running.Wait() }
	return h, nil
}

// furnish makes 30 tickets, one with 50 messages.
func (h *house) furnish(ctx context.Context) (err error) {
	if _, err = h.Auth.Staff.Add(ctx, "sam@example.com", "Sam Ortiz", false); err != nil {
		return err
	}
	if h.sam.Person, err = desk.Know(ctx, h.DB, "sam@example.com", time.Now()); err != nil {
		return err
	}
	if h.ana.Person, err = desk.Know(ctx, h.DB, "ana@example.com", time.Now()); err != nil {
		return err
	}
	h.sam, h.ana = h.sam.OnDesk(), desk.SignedIn(h.ana.Person)
	for i := range 30 {
		q := desk.Question{Topic: "other", Subject: fmt.Sprint("Question ", i), Message: desk.Message{Body: words}}
		ticket, _, err := h.Desk.Open(ctx, h.ana, q)
		if err != nil {
			return err
		}
		h.number = ticket.Number
	}
	for i := range 49 {
		if _, err := h.Desk.Reply(ctx, []desk.Actor{h.sam, h.ana}[i%2], h.number, desk.Message{Body: words}); err != nil {
			return err
		}
	}
	return nil
}

// words are what people say here, two sentences long.
const words = "I sent the transfer on Tuesday morning and my bank says that it left the same day. It still is not in my account; could you have a look?"
