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
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/limits"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db"
)

// Auth lets people in.
type Auth struct {
	db     *db.DB
	bell   *live.Bell
	box    *outbox.Box
	secret *Secret
	now    func() time.Time

	Limits  *limits.Meter
	Budgets Budgets     // before the first ask
	grown   atomic.Bool // codes did once since the start
}

// New returns what lets people in, on d, that rings bell when a session ends and wakes box
// when a mail was promised. now is the clock.
func New(d *db.DB, bell *live.Bell, box *outbox.Box, secret *Secret, now func() time.Time) *Auth {
	return &Auth{db: d, bell: bell, box: box, secret: secret, now: now, Limits: limits.New(d, secret.limits, now), Budgets: UsualBudgets}
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

	ended   []string // ids of the sessions it replaced
	changed []string // topics of what else it changed
}

// write runs fn in a transaction that grants; after it the replaced sessions'
// streams end, what changed is seen and promised mails go.
func (auth *Auth) write(ctx context.Context, fn func(context.Context, bun.Tx) (Grant, error)) (grant Grant, err error) {
	err = auth.db.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		grant, err = fn(ctx, tx)
		return err
	})
	if err != nil {
		return Grant{}, err
	}
	auth.ring(grant.ended)
	auth.bell.Ring(grant.changed...)
	auth.box.Wake()
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
