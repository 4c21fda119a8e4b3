// Package access finds out who somebody is: by a code sent to their address,
// by the link in a mail, or by a link from the operator.
//
// It knows no HTTP. Cookies and tokens come and go as strings of 256 random
// bits; the database keeps only their hashes, so its copies open nothing.
package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/limits"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db"
)

// Auth lets people in, each way by its own type.
type Auth struct {
	ground
	Sessions *Sessions
	Codes    *Codes
	Guests   *Guests
	Staff    *Staff
	Turns    *Turns
	Limits   *limits.Meter
	Budgets  *Budgets // set before the first ask
}

// ground is what all of them stand on.
type ground struct {
	db      *db.DB
	bell    *live.Bell
	box     *outbox.Box
	secret  *Secret
	limits  *limits.Meter
	budgets *Budgets
	now     func() time.Time
}

// New returns what lets people in, on d, that rings bell when a session ends and wakes box
// when a mail was promised. now is the clock.
func New(d *db.DB, bell *live.Bell, box *outbox.Box, secret *Secret, now func() time.Time) *Auth {
	budgets := UsualBudgets
	g := ground{d, bell, box, secret, limits.New(d, secret.limits, now), &budgets, now}
	sessions, turns := &Sessions{g}, &Turns{g}
	codes := &Codes{ground: g, turns: turns}
	return &Auth{
		ground: g, Sessions: sessions, Codes: codes, Guests: &Guests{g, codes, sessions}, Staff: &Staff{g, sessions},
		Turns: turns, Limits: g.limits, Budgets: g.budgets,
	}
}

// Client is the browser that wants in.
type Client struct {
	Browser string // in words: see BrowserLabel
	Session string // cookie of the session that a new one replaces, if any
	Zone    string // its time zone, as its script says; '' where none does
	Once    string // names the page whose form it sends, so that the same one sent twice is known

	proof string // what it showed to get in; see again
}

// Grant is what a client gets who proved who they are.
type Grant struct {
	Cookie string        // of the new session
	Kind   string        // KindCustomer, KindStaff or KindGuest
	MaxAge time.Duration // of the cookie; 0: until the browser closes
	Next   string        // own path to go on to
	Person desk.Person
	New    bool   // the person's first full sign-in
	Ticket int64  // a guest's only ticket
	Target string // what this browser is known for from now on: see Secret.Device

	ended   []string // topics of the sessions it replaced
	changed []string // topics of what else it changed
}

// write runs fn in a transaction that grants; after it the replaced sessions'
// streams end, what changed is seen and promised mails go.
func (sessions *Sessions) write(ctx context.Context, fn func(context.Context, bun.Tx) (Grant, error)) (grant Grant, err error) {
	err = sessions.db.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		grant, err = fn(ctx, tx)
		return err
	})
	if err != nil {
		return Grant{}, err
	}
	sessions.bell.Ring(append(grant.ended, grant.changed...)...)
	sessions.box.Wake()
	return grant, nil
}

// newToken returns 256 random bits as 43 characters for cookies and links.
func newToken() string {
	bits := make([]byte, 32)
	rand.Read(bits)
	return base64.RawURLEncoding.EncodeToString(bits)
}

// hash is how a token is stored. 256 random bits need neither salt nor slowness.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
