// Package desk is the help desk itself: tickets, and the entries that tell
// each ticket's story.
//
// A ticket is a heading over an ordered list of entries. Everything that ever
// happens to a ticket is one more entry. Change is the only way to write them:
// in one transaction it stores the entries, turns their tickets and promises
// the alerts; after the commit it rings the bell. History, streams, mails,
// unread counts are readers of entries; nothing calls back.
package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/app/scan"
	"hilo/app/search"
	"hilo/db"
)

// Desk serves tickets to people.
type Desk struct {
	db    *db.DB
	index search.Index
	bell  *live.Bell
	box   *outbox.Box
	now   func() time.Time

	Lists  *Lists
	Drafts *Drafts
	IDs    *scan.IDs // of transactions; set before the first ask

	// Claim is a part of each transaction in which rows come to name these blobs; nil: they need none.
	Claim func(ctx context.Context, tx bun.Tx, shas []string) error

	FirstOwns bool // who answers a ticket of nobody first has it from then on
}

// New returns a desk on d that rings bell when something happens and wakes box
// when something was promised. now is the clock.
func New(d *db.DB, bell *live.Bell, box *outbox.Box, now func() time.Time) *Desk {
	index := search.Of(d)
	k := &Desk{
		db: d, index: index, bell: bell, box: box, now: now,
		Lists: &Lists{d, index}, Drafts: &Drafts{d, now, nil}, IDs: scan.UsualIDs(),
	}
	k.Drafts.desk = k
	return k
}

// claim has the blobs of rows stay that a transaction stores.
func (d *Desk) claim(ctx context.Context, tx bun.Tx, shas ...string) error {
	if d.Claim == nil || len(shas) == 0 {
		return nil
	}
	return d.Claim(ctx, tx, shas)
}

// TicketChannel is what rings when ticket number changes.
func TicketChannel(number int64) string { return fmt.Sprint("ticket/", number) }

// InboxChannel is what rings when the ticket list of a person changes, or how they
// hear of their tickets.
func InboxChannel(person int64) string { return fmt.Sprint("inbox/", person) }

// QueueChannel is what rings when anything on the desk changes.
const QueueChannel = "desk"

// StaffChannel is what rings when somebody joins or leaves the staff, or is called
// otherwise.
const StaffChannel = "staff"

// topics are what rings when something happened to t.
func (t *Ticket) topics() []string {
	return []string{TicketChannel(t.Number), InboxChannel(t.RequesterID), QueueChannel}
}

// Handlers are the jobs that the desk does itself.
func (d *Desk) Handlers() outbox.Handlers {
	return outbox.Handlers{
		JobAutoClose: func(ctx context.Context, job outbox.Job) error {
			ref, err := ReadRef(job.Payload)
			if err != nil {
				return outbox.Never(err)
			}
			return d.AutoClose(ctx, ref)
		},
		JobNamed: func(ctx context.Context, job outbox.Job) error {
			var named Named
			if err := job.Into(&named); err != nil {
				return outbox.Never(err)
			}
			return d.IndexNames(ctx, named.Person)
		},
	}
}
