package desk

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/files"
	"hilo/app/words"
)

// Entry is one thing that happened to a ticket. It never changes.
type Entry struct {
	bun.BaseModel `bun:"table:entries,alias:e"`

	Ticket   int64 `bun:",pk"`
	Seq      int64 `bun:",pk"`
	Kind     Kind
	AuthorID *int64 // nil: the system
	Proof    Proof
	Body     string
	Data     Data
	At       time.Time
	Rev      int64
	Key      *string
	KeyHash  string

	AuthorName string `bun:",scanonly"`
	ByDesk     bool   `bun:",scanonly"` // by anybody but the requester, whatever the author is by now
	Among      int    `bun:",scanonly"` // how many there were that a page could have taken
	Again      bool   `bun:"-"`         // given again for a repeated key
}

// OwnedBy tells whether the actor wrote it.
func (e *Entry) OwnedBy(actor Actor) bool { return e.AuthorID != nil && *e.AuthorID == actor.ID }

// Data is what a kind adds to an entry; stored as JSON, "" for nothing.
type Data struct {
	Files    []File   `json:"files,omitempty"`
	Wants    []string `json:"wants,omitempty"`    // Asked
	Score    string   `json:"score,omitempty"`    // Rated
	Status   Status   `json:"status,omitempty"`   // Held: what the ticket was set to
	Assignee string   `json:"assignee,omitempty"` // Assigned: a name, empty for nobody
	Own      bool     `json:"own,omitempty"`      // Assigned: to who did it
	Was      string   `json:"was,omitempty"`      // Renamed: the subject before

	Follows       bool `json:"follows,omitempty"`        // it goes on with the entry before it
	PublicFollows bool `json:"public_follows,omitempty"` // and with the one before it that the requester sees

	When time.Time `json:"when,omitzero"` // of old ones: when it happened, as the customer said; now it stands in the words
	IDs  []string  `json:"ids,omitempty"` // Opened, Replied: of transactions
}

// File is an attachment as its entry shows it. The blob is named by SHA256.
type File struct {
	bun.BaseModel `bun:"table:files,alias:f" json:"-"`

	ID       string `bun:",pk" json:"id"`
	Ticket   int64  `json:"-"`
	Seq      int64  `json:"-"`
	PersonID int64  `json:"-"`
	files.Meta
	ExpiresAt time.Time `bun:",nullzero" json:"-"`
	CreatedAt time.Time `json:"-"`
}

// Files are the entry's attachments.
func (e *Entry) Files() []File { return e.Data.Files }

// Path is the requester's address of the entry.
func (e *Entry) Path() string { return fmt.Sprintf("/tickets/%d#entry-%d", e.Ticket, e.Seq) }

// says tells whether the entry carries what a person typed or attached.
func (e *Entry) says() bool { return e.Body != "" || len(e.Data.Files) > 0 }

// typedOn is the ticket under which what it says was drafted; 0 for a new one.
func (e *Entry) typedOn() int64 {
	if e.Kind == Opened {
		return 0
	}
	return e.Ticket
}

// line is the entry in a list row; empty where its kind has a sentence.
func (e *Entry) line() string {
	if e.Body == "" && len(e.Data.Files) > 0 {
		return e.Data.Files[0].Name
	}
	return firstLine(e.Body)
}

// newID is 128 random bits.
func newID() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// Ref names an entry in a job.
type Ref struct {
	Ticket int64 `json:"ticket"`
	Seq    int64 `json:"seq"`
}

// Kinds of jobs that the desk promises.
const (
	JobEntry     = "entry"   // an entry was stored: who wants to know? (Ref)
	JobAutoClose = "silence" // has the customer answered the proposed solution? (Ref)
)

// ReadRef reads the payload of a job.
func ReadRef(payload string) (r Ref, err error) {
	err = json.Unmarshal([]byte(payload), &r)
	return r, err
}

// Sentence says what the entry is in the reader's language: once, for page,
// stream and lists. toDesk words it for staff, else for the requester.
func (e *Entry) Sentence(v *words.Localizer, toDesk bool) string { return e.sentence(v, toDesk, "") }

// Deed is the sentence as it stands below its author's name: without it.
func (e *Entry) Deed(v *words.Localizer, toDesk bool) string {
	if e.Kind.Form() != Headed {
		return e.Sentence(v, toDesk)
	}
	return e.sentence(v, toDesk, ".deed")
}

func (e *Entry) sentence(v *words.Localizer, toDesk bool, deed string) string {
	key, args := e.Kind.sentence(), []any{"Name", Who(v, e.AuthorName)}
	switch e.Kind {
	case Rated:
		args = append(args, "Score", v.T("rating."+e.Data.Score))
	case Held:
		args = append(args, "Status", v.T("desk.status."+string(e.Data.Status)))
	case Assigned:
		if e.Data.Own {
			key = "entry.taken"
		} else if e.Data.Assignee == "" {
			key = "entry.unassigned"
		}
		args = append(args, "Assignee", e.Data.Assignee)
	case Renamed:
		if e.Data.Was != "" { // a list does not say, and it may be erased
			key = "entry.renamed_from"
			args = append(args, "Was", Isolated(e.Data.Was))
		}
	}
	if !toDesk && e.AuthorID != nil && !e.ByDesk {
		return v.T(key+".you", args...)
	}
	return v.T(key+deed, args...)
}

// Who is how a person is named in a sentence: the first name, or what they are.
func Who(v *words.Localizer, name string) string {
	if first := firstWord(name); first != "" {
		return first
	}
	return v.T("entry.customer")
}
