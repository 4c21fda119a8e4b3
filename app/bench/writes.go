package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"hilo/app/desk"
	"hilo/db"
)

const (
	senders = 8
	round   = time.Second
	rounds  = 3
)

// writes measures how many replies 8 senders store in a second, while their
// promises are kept at once and while the outbox rests.
func (h *house) writes(ctx context.Context, t *table, file string) error {
	raw, err := db.Open(ctx, file)
	if err != nil {
		return err
	}
	defer raw.Close()
	if _, err := raw.ExecContext(ctx, "CREATE TABLE plain (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"); err != nil {
		return err
	}
	if err := h.beside(ctx, t, raw, "durable replies by 8 senders, their promises kept at once"); err != nil {
		return err
	}
	h.rest()
	return h.beside(ctx, t, raw, "durable replies by 8 senders, the outbox at rest")
}

// beside has replies take turns with the plainest row that is as durable.
func (h *house) beside(ctx context.Context, t *table, raw *db.DB, what string) error {
	numbers, err := h.some(ctx, senders)
	if err != nil {
		return err
	}
	var replies, rows int64
	for range rounds {
		n, err := together(func(i int) error {
			_, err := h.Desk.Reply(ctx, h.sam, numbers[i], desk.Message{Body: words})
			return err
		})
		if err != nil {
			return err
		}
		replies += n
		n, err = together(func(int) error {
			_, err := raw.ExecContext(ctx, "INSERT INTO plain (body) VALUES (?)", words)
			return err
		})
		if err != nil {
			return err
		}
		rows += n
	}
	per := float64(rounds) * round.Seconds()
	t.add(what, fmt.Sprintf("%.0f/s", float64(replies)/per), fmt.Sprintf("%.0f/s one-row inserts, as durable", float64(rows)/per), times(float64(replies), float64(rows)))
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
func together(do func(i int) error) (int64, error) {
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
