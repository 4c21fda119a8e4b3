package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/bench/rig"
	"hilo/app/desk"
	"hilo/db"
)

const (
	manyTickets = 20_000 // of five messages each
	tries       = 10     // of each search: all of a person are within their budget
)

// searches measures an installation of its own, so that the other figures are of a small one.
func searches(ctx context.Context, t *table, dir string) error {
	return inhabited(ctx, dir, func(h *house, ana, sam *rig.Browser) error { return h.search(ctx, t, ana, sam) })
}

// search measures searches over 100,000 messages beside the lists without one,
// in turns, as pages. The messages are written in batches past the desk's verbs,
// which sync each to the disk; the index is made as after an update.
func (h *house) search(ctx context.Context, t *table, ana, sam *rig.Browser) error {
	begun := time.Now()
	if err := h.DB.Write(ctx, h.fill(manyTickets)); err != nil {
		return err
	}
	if err := desk.Reindex(ctx, h.DB); err != nil {
		return err
	}
	t.add("100,000 messages written and indexed", time.Since(begun).Round(time.Second).String(), "", "")
	for _, side := range []struct {
		name, path string
		who        *rig.Browser
	}{{"customer", "/tickets", ana}, {"desk", "/desk?view=all", sam}} {
		for _, q := range []struct{ what, text string }{
			{"a rare word", "w4999"}, {"a word of all", "hola"}, {"a word of half", "reclamación"}, {"two words", "w3 reclamación"},
			{"common and rare", "hola w4999"}, {"a beginning", "w77"}, {"an ID", "7c9e6679-7425"}, {"an ID written otherwise", "TX12345"},
			{"a part of a sentence", "支付失败"}, {"an address", "p7@example.com"}, {"no hit", "nada"},
		} {
			if err := h.pair(ctx, t, side.name+" searches "+q.what, side.who, side.path, q.text); err != nil {
				return err
			}
		}
	}
	return nil
}

// pair compares a search with its list.
func (h *house) pair(ctx context.Context, t *table, what string, who *rig.Browser, path, text string) error {
	address, _, _ := strings.Cut(path, "?")
	var list, found []time.Duration
	for i := range 2 * tries {
		into, at := &list, path
		if i%2 == 1 {
			into, at = &found, address+"?"+url.Values{"q": {text}}.Encode()
		}
		begun := time.Now()
		if a, err := who.Get(ctx, at); err != nil || a.Status != 200 {
			return fmt.Errorf("%s got %d: %w", what, a.Status, err)
		}
		*into = append(*into, time.Since(begun))
	}
	a, b := quantile(found, 0.5), quantile(list, 0.5)
	t.add(what+", median", millis(a), millis(b)+" the list", times(float64(a), float64(b)))
	return nil
}

// fill is what an installation holds after years: so many tickets of 400 customers, words
// as often as in a language.
func (h *house) fill(tickets int) func(ctx context.Context, tx bun.Tx) error {
	return func(ctx context.Context, tx bun.Tx) error { return h.filled(ctx, tx, tickets) }
}

func (h *house) filled(ctx context.Context, tx bun.Tx, many int) error {
	dice := rand.New(rand.NewPCG(1, 2))
	often := rand.NewZipf(dice, 1.2, 5, 4999)
	people := make([]desk.Person, 400)
	for i := range people {
		people[i] = desk.Person{Email: fmt.Sprintf("p%d@example.com", i), Name: "Marta", CreatedAt: db.Time(time.Now())}
	}
	if _, err := tx.NewInsert().Model(&people).Exec(ctx); err != nil {
		return err
	}
	people[0] = h.ana.Person
	var tickets []desk.Ticket
	var said []desk.Entry
	for i := range many {
		who, at := people[i%len(people)].ID, db.Time(time.Now().Add(time.Duration(i-many)*time.Minute))
		t := desk.Ticket{Number: 10_000_000 + int64(i*7919%many)*int64(80_000_000/many), RequesterID: who, Subject: "Cobro repetido", Topic: "payments", Status: desk.StatusOpen, Priority: "normal",
			LastSeq: 5, UpdatedAt: at, PublicSeq: 5, PublicAt: at, PublicLine: "hola", PublicKind: desk.Replied, PublicBy: &who, CreatedAt: at}
		if i%4 != 0 {
			t.Status = desk.StatusClosed
		}
		for seq := range 5 {
			body := "hola "
			for range 25 {
				body += fmt.Sprintf("w%d ", often.Uint64())
			}
			if i%2 == 0 {
				body += "reclamación "
			}
			if i%1000 == 0 {
				body += "7c9e6679-7425-40de-944b-e07fc1f90ae7"
			}
			if i%1000 == 1 {
				body += "我的订单支付失败了 TX-12345 "
			}
			said = append(said, desk.Entry{Ticket: t.Number, Seq: int64(seq + 1), Kind: []desk.Kind{desk.Opened, desk.Replied}[min(seq, 1)], AuthorID: &who, Body: body, At: at})
		}
		if tickets = append(tickets, t); len(tickets) < 100 {
			continue
		}
		if _, err := tx.NewInsert().Model(&tickets).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(&said).Exec(ctx); err != nil {
			return err
		}
		tickets, said = nil, nil
	}
	_, err := tx.NewRaw("DELETE FROM settings WHERE name = 'search'").Exec(ctx)
	return err
}
