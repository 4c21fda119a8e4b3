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
	"fmt"
	"time"

	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db"
)

// Desk serves tickets to people.
type Desk struct {
	db   *db.DB
	bell *live.Bell
	box  *outbox.Box
	now  func() time.Time
}

// New returns a desk on d that rings bell when something happens and wakes box
// when something was promised. now is the clock.
func New(d *db.DB, bell *live.Bell, box *outbox.Box, now func() time.Time) *Desk {
	return &Desk{d, bell, box, now}
}

// Topic is what rings when ticket number changes.
func Topic(number int64) string { return fmt.Sprint("ticket/", number) }

// InboxTopic is what rings when the ticket list of a person changes.
func InboxTopic(person int64) string { return fmt.Sprint("inbox/", person) }

// QueueTopic is what rings when anything on the desk changes.
const QueueTopic = "desk"

// topics are what rings when something happened to t.
func (t *Ticket) topics() []string {
	return []string{Topic(t.Number), InboxTopic(t.RequesterID), QueueTopic}
}
