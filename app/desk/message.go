package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/app/scan"
	"hilo/db"
)

// What a message may hold.
const (
	MaxBody    = 20_000 // characters
	MaxSubject = 200
	MaxName    = 100
	MaxKey     = 100
)

// Message is what a person sends: text, files, and the client's key that makes
// a repeat harmless.
type Message struct {
	Body    string
	Files   []File
	Uploads []string // ids of files that came before, claimed by the send
	Key     string
	IDs     []string // of transactions, as typed
	Charge  db.Func  // takes what it costs to send, where nothing else is wrong; nil: nothing
}

// errKeyTaken says that a parallel request stored the same key first.
var errKeyTaken = errors.New("key taken")

// clean trims the body and checks it. A message needs something to see, or a file.
func (m Message) clean() (Message, error) {
	body, err := Clean("body", m.Body)
	if err != nil {
		return m, err
	}
	m.Body, m.Files = Trim(body), slices.Clone(m.Files) // an entry gives them their places
	if Blank(m.Body) && len(m.Files)+len(m.Uploads) == 0 {
		return m, fault.Mend("body", "desk.body.empty")
	}
	if n := utf8.RuneCountInString(m.Body); n > MaxBody {
		return m, fault.Mend("body", "desk.body.long", "Length", n, "Max", MaxBody)
	}
	return m, nil
}

// sent is what identifies a request that may come twice, the uploads that it claims, and
// what it costs.
type sent struct {
	key, hash string
	uploads   []string
	charge    db.Func
}

// send names the message under its key; how tells apart what may be done with the same text.
func (m Message) sent(how ...string) sent {
	ids := distinct(m.Uploads)
	if m.Key == "" {
		return sent{uploads: ids, charge: m.Charge}
	}
	if clean, err := m.clean(); err == nil { // as it is stored: line ends depend on the way it came
		m = clean
	}
	h := sha256.New()
	for _, part := range append(how, m.Body) {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	for _, f := range m.Files {
		fmt.Fprint(h, f.SHA256)
	}
	for _, id := range ids { // the row may have moved: its id names the content
		fmt.Fprint(h, "/", id)
	}
	return sent{m.Key, hex.EncodeToString(h.Sum(nil)), ids, m.Charge}
}

func (s sent) columns() (*string, string) {
	if s.key == "" {
		return nil, ""
	}
	return &s.key, s.hash
}

// check refuses a key that cannot be kept.
func (s sent) check() error {
	if _, err := Clean("key", s.key); err != nil || len(s.key) > MaxKey {
		return fault.Mend("key", "desk.key.long")
	}
	return nil
}

// before returns the entry that the actor sent under the same key, with Again set;
// a zero entry if there is none. Other words under the same key are refused
// with what was sent.
func (s sent) before(ctx context.Context, idb bun.IDB, actor Actor, number int64) (Entry, error) {
	var e Entry
	if s.key == "" || actor.ID == 0 {
		return e, nil
	}
	err := selectEntries(idb, &e).Where("e.author_id = ?", actor.ID).Where("e.key = ?", s.key).Scan(ctx)
	if db.Missing(err) {
		return Entry{}, nil
	} else if err != nil {
		return e, err
	}
	if e.KeyHash != s.hash || (number != 0 && number != e.Ticket) {
		return Entry{}, &fault.Fault{Kind: fault.Stale, Field: "body", Key: "desk.key.used", Args: []any{"Body", firstLine(e.Body)}}
	}
	e.Again = true
	return e, nil
}

// data is what a customer's message adds to its entry: its files, and the IDs of
// transactions. text is all that was said; ids recognises those in it.
func (m Message) data(text string, ids *scan.IDs) Data {
	all := m.IDs
	for _, id := range ids.In(text) {
		all = scan.AddID(all, id)
	}
	return Data{Files: m.Files, IDs: all}
}
