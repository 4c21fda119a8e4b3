package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Status says whose turn it is.
type Status string

// The statuses and whose turn they mean.
const (
	StatusNew     Status = "new"     // nobody answered yet
	StatusOpen    Status = "open"    // our turn
	StatusPending Status = "pending" // the customer's turn: details were asked for
	StatusHold    Status = "hold"    // we wait for a third party
	StatusSolved  Status = "solved"  // we say it is solved
	StatusClosed  Status = "closed"  // the customer agreed, or said nothing
)

// Ticket is the heading of one problem. What begins with Public is all that
// lists and counts of a requester may use, so that notes leak nothing.
type Ticket struct {
	bun.BaseModel `bun:"table:tickets,alias:t"`

	Number      int64 `bun:",pk"`
	RequesterID int64
	AssigneeID  *int64
	Subject     string
	Topic       string
	Status      Status
	Priority    string
	Proof       Proof  // best proof of the requester so far
	Name        string // as a guest typed it
	Locale      string // of the request
	Network     string // keyed hash of where a guest wrote from
	LastSeq     int64
	UpdatedAt   time.Time
	PublicSeq   int64
	PublicAt    time.Time
	PublicLine  string
	PublicKind  Kind
	PublicBy    *int64
	PublicFiles int
	DeskLine    string
	DeskKind    Kind
	DeskBy      *int64
	InboxSeq    int64
	DeskSeq     int64
	Asked       string // JSON list of details wanted while pending
	SolvedSeq   int64
	RatedAt     time.Time `bun:",nullzero"` // first rating, or the closing after it: RatingOpen counts from here
	Score       string
	AgentSeen   int64
	ErasedSeq   int64 // the entry of the last erasure; 0: never
	CreatedAt   time.Time

	Seen     int64    `bun:",scanonly"` // highest entry that the looking person saw
	ByThem   int64    `bun:",scanonly"` // highest entry that the requester saw
	Muted    string   `bun:",scanonly"` // what the looking person wants to hear of it; "": all
	MailOff  bool     `bun:",scanonly"` // and no mail
	NowSeq   int64    `bun:",scanonly"` // counter of the desk when a row was read
	ByName   string   `bun:",scanonly"` // who wrote the last entry of a list row
	Drafted  bool     `bun:",scanonly"` // the looking person has begun to write there
	Names    int64    `bun:",scanonly"` // counter of names that changed, when the ticket was read
	Found    bool     `bun:",scanonly"` // of a list row: it has what is searched for; one that changed may have lost it
	Assignee *Person  `bun:"rel:belongs-to,join:assignee_id=id"`
	Request  *Person  `bun:"rel:belongs-to,join:requester_id=id"`
	Erasure  *Erasure `bun:"rel:belongs-to,join:requester_id=person_id"` // for the desk: all of theirs is to go

	turned bool // the status changed: the requester's list shows it, even if the entry is for staff
	proven bool // the requester gave a first proof
}

// Path is the requester's address of the ticket.
func (t *Ticket) Path() string { return fmt.Sprint("/tickets/", t.Number) }

// Unread tells whether a requester has something to read. What strangers opened
// in their name is none of it.
func (t *Ticket) Unread() bool { return !t.Unproven() && t.PublicSeq > t.Seen }

// Wants are the details that the ticket waits for.
func (t *Ticket) Wants() []string {
	var wants []string
	if err := json.Unmarshal([]byte(t.Asked), &wants); err != nil {
		return nil // empty: nothing was asked for
	}
	return wants
}

// turn moves the ticket to status and forgets what belonged to the old one.
func (t *Ticket) turn(status Status) {
	t.turned = t.turned || t.Status.Told(false) != status.Told(false)
	t.Status = status
	if status != StatusPending {
		t.Asked = ""
	}
	if status != StatusSolved {
		t.SolvedSeq = 0
	}
}

// Told is the status as a side is told it: that we wait for somebody else is for staff
// alone.
func (s Status) Told(atDesk bool) Status {
	if s == StatusHold && !atDesk {
		return StatusOpen
	}
	return s
}

// remember keeps what lists show of the newest entry.
func (t *Ticket) remember(e *Entry) {
	t.DeskLine, t.DeskKind, t.DeskBy = e.line(), e.Kind, e.AuthorID
	if e.Kind == Solved {
		t.SolvedSeq = e.Seq
	}
	if t.turned && t.Status == StatusClosed && !t.RatedAt.IsZero() {
		t.RatedAt = e.At // closed anew: the rating may change once more
	}
	if !e.Kind.Public() {
		return
	}
	t.PublicSeq, t.PublicAt, t.PublicLine, t.PublicKind, t.PublicBy = e.Seq, e.At, e.line(), e.Kind, e.AuthorID
	t.PublicFiles += len(e.Files())
}

// raise gives the ticket its new places in the list streams.
func (t *Ticket) raise(ctx context.Context, tx bun.Tx, public bool) error {
	if public {
		if err := t.raiseInbox(ctx, tx); err != nil {
			return err
		}
	}
	return tx.NewRaw("UPDATE counters SET value = value + 1 WHERE name = 'desk' RETURNING value").Scan(ctx, &t.DeskSeq)
}

func (t *Ticket) raiseInbox(ctx context.Context, tx bun.Tx) error {
	return tx.NewRaw("UPDATE people SET inbox_seq = inbox_seq + 1 WHERE id = ? RETURNING inbox_seq", t.RequesterID).Scan(ctx, &t.InboxSeq)
}

// firstLine is what a list row shows of a message: one line, at most 140 characters.
func firstLine(body string) string {
	line := []rune(Glance(body))
	if len(line) > 140 {
		return string(line[:139]) + "…"
	}
	return string(line)
}

// Shown is all that a page may show of a ticket, so that two can be compared.
type Shown struct {
	ticket                       Ticket
	assigneeID, publicBy, deskBy int64
	assignee, request            Person
	erasure                      Erasure
}

// Shown is that of t as it was read.
func (t *Ticket) Shown() Shown {
	s := Shown{ticket: *t, assigneeID: given(t.AssigneeID), publicBy: given(t.PublicBy), deskBy: given(t.DeskBy)}
	s.assignee, s.request, s.erasure = given(t.Assignee), given(t.Request), given(t.Erasure)
	s.ticket.AssigneeID, s.ticket.PublicBy, s.ticket.DeskBy = nil, nil, nil
	s.ticket.Assignee, s.ticket.Request, s.ticket.Erasure = nil, nil, nil
	return s
}

// ToAll is that of t but for what each of those who see it has alone.
func (t *Ticket) ToAll() Shown {
	s := t.Shown()
	s.ticket.Seen, s.ticket.Muted, s.ticket.MailOff, s.ticket.Drafted = 0, "", false, false
	s.ticket.NowSeq, s.ticket.Names, s.ticket.ByName, s.ticket.Found = 0, 0, "", false
	return s
}

// given is what p points to, or nothing.
func given[T any](p *T) (value T) {
	if p != nil {
		value = *p
	}
	return value
}
