package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"hilo/app/desk"
	budgets "hilo/app/limits"
	"hilo/db"
)

const (
	few    = 8 // senders
	many   = 64
	single = 200 // replies by one sender, counted
	round  = time.Second
	rounds = 3
)

// writes measures how many replies some senders store in a second, while their
// promises are kept at once and while the outbox rests; and what one reply costs.
func (h *house) writes(ctx context.Context, t *table, file string) error {
	raw, err := db.Open(ctx, file)
	if err != nil {
		return err
	}
	defer raw.Close()
	if _, err := raw.ExecContext(ctx, "CREATE TABLE plain (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"); err != nil {
		return err
	}
	if err := h.beside(ctx, t, raw, few, "durable replies by 8 senders, their promises kept at once", ""); err != nil {
		return err
	}
	h.rest()
	if err := h.beside(ctx, t, raw, few, "durable replies by 8 senders, the outbox at rest", ""); err != nil {
		return err
	}
	if err := h.beside(ctx, t, raw, many, "durable replies by 64 senders, the outbox at rest", "0.70x"); err != nil {
		return err
	}
	return h.one(ctx, t)
}

// one measures an agent's reply by itself: nobody reads, nobody else writes.
func (h *house) one(ctx context.Context, t *table) error {
	numbers, err := h.some(ctx, few)
	if err != nil {
		return err
	}
	asked, i := h.count.reads.Load()+h.count.writes.Load(), 0
	used, err := processor(single, func() error {
		i++
		return h.reply(ctx, numbers[i%few])
	})
	if err != nil {
		return err
	}
	asked = h.count.reads.Load() + h.count.writes.Load() - asked
	t.aim("statements of an agent's reply, in one transaction", fmt.Sprintf("%.1f", float64(asked)/single), "8", "", "")
	t.aim("processor for an agent's reply", millis(used/single), "1.00 ms", "", "")
	return nil
}

// reply is an agent's, who pays for it.
func (h *house) reply(ctx context.Context, number int64) error {
	_, err := h.Desk.Reply(ctx, h.sam, number, desk.Message{Body: words, Charge: h.Auth.Limits.Charge("sam", budgets.Of("bench", 1e9, time.Hour))})
	return err
}

// beside has replies take turns with the plainest row that is as durable.
func (h *house) beside(ctx context.Context, t *table, raw *db.DB, senders int, what, goal string) error {
	numbers, err := h.some(ctx, few)
	if err != nil {
		return err
	}
	var replies, rows int64
	for range rounds {
		n, err := together(senders, func(i int) error { return h.reply(ctx, numbers[i%few]) })
		if err != nil {
			return err
		}
		replies += n
		n, err = together(senders, func(int) error {
			_, err := raw.ExecContext(ctx, "INSERT INTO plain (body) VALUES (?)", words)
			return err
		})
		if err != nil {
			return err
		}
		rows += n
	}
	per := float64(rounds) * round.Seconds()
	t.aim(what, fmt.Sprintf("%.0f/s", float64(replies)/per), goal, fmt.Sprintf("%.0f/s one-row inserts, as durable", float64(rows)/per), times(float64(replies), float64(rows)))
	return nil
}

// some are n of Ana's tickets.
func (h *house) some(ctx context.Context, n int) ([]int64, error) {
	tickets, _, err := h.Desk.Lists.Rows(ctx, h.ana, desk.Filter{}, desk.Span{})
	if err != nil {
		return nil, err
	}
	var numbers []int64
	for _, ticket := range tickets[:n] {
		numbers = append(numbers, ticket.Number)
	}
	return numbers, nil
}

// together has all senders do something over and over for a round, and counts.
func together(senders int, do func(i int) error) (int64, error) {
	var done atomic.Int64
	var failed error
	var once sync.Once
	var all sync.WaitGroup
	for i := range senders {
		all.Go(func() {
			for end := time.Now().Add(round); time.Now().Before(end); done.Add(1) {
				if err := do(i); err != nil {
					once.Do(func() { failed = err })
					return
				}
			}
		})
	}
	all.Wait()
	return done.Load(), failed
}
