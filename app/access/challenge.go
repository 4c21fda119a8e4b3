package access

import (
	"context"
	"crypto/rand"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/app/limits"
	"hilo/app/outbox"
	"hilo/db"
)

const (
	codeLife  = 10 * time.Minute // from when its mail leaves
	lateLife  = 2 * time.Hour    // that a mail may be late
	shownLife = 12 * time.Minute // of the page, where mails are not late
	maxTries  = 5
	resend    = time.Minute

	// The mail is made once the answer has left: its time would tell whether there is one.
	answerFirst = 50 * time.Millisecond
	skew        = 5 * time.Minute // how far back the clock may jump before codes are refused
)

// challenge is a question put to one browser: which code did we send? It is
// known by the hash of that browser's cookie, so a code is worth nothing
// anywhere else.
type challenge struct {
	bun.BaseModel `bun:"table:challenges"`

	ID           string `bun:",pk"`
	Browser      string // '' never matches: it asked once more for the same target
	Trust        trust
	Target       string
	Email        string
	LinkID       string // '' is a sign-in
	Next         string
	Locale       string
	BrowserLabel string
	Near         string
	Network      string
	Sends        bool
	Direct       bool
	Word         bool
	CodeHash     string // '' never matches
	Digits       int
	Tries        int
	AskedAt      time.Time
	AgainAt      time.Time
	ShownUntil   time.Time
	SentAt       time.Time `bun:",nullzero"`
	ExpiresAt    time.Time `bun:",nullzero"`
	UsedAt       time.Time `bun:",nullzero"`
}

// live tells whether its page still takes codes. It is the same whether or not
// a mail was sent, and when.
func (c *challenge) live(now time.Time) bool {
	return c.UsedAt.IsZero() && c.Tries < maxTries && (now.Before(c.ShownUntil) || now.Before(c.ExpiresAt)) && c.AskedAt.Before(now.Add(skew))
}

// codeTarget is what a code opens: the account of an address, one guest link, or a
// purpose that wants to be confirmed.
type codeTarget struct {
	email  string
	link   string // '' is a sign-in; a purpose has no number
	number int64  // of the link's ticket
	next   string
}

// name is what budgets and known browsers are about. No address has a colon.
func (t codeTarget) name() string {
	switch {
	case t.link == "":
		return SignInTarget(t.email)
	case t.number != 0:
		return LinkTarget(t.link)
	}
	return PurposeTarget(t.link, t.email)
}

// SignInTarget is the mailbox of an address, however it is spelled.
func SignInTarget(email string) string { return Fold(email) }

// LinkTarget is a guest link.
func LinkTarget(id string) string { return "link:" + id }

// PurposeTarget is what a person confirms.
func PurposeTarget(purpose, email string) string { return purpose + ":" + Fold(email) }

// Ask is a browser's wish for a code.
type Ask struct {
	Email     string // as typed; empty: the one that Challenge is about
	Locale    string
	IP        string // or limits.UnnamedProxy
	Browser   string // in words: see BrowserLabel
	Next      string // where to go afterwards
	Known     bool   // this browser answered a code of the target before: see Secret.Knows
	Challenge string // its challenge cookie, if any
}

// Codes prove mailboxes: one is sent there, and typed where it was asked for.
type Codes struct {
	ground
	turns *Turns
	grown atomic.Bool // codes did once since the start

	Sent, Withheld, Refused, Wrong atomic.Uint64 // since the start: promised, not sent without a word, refused aloud, typed
}

// send promises a code for t, if the budgets allow, and returns the challenge
// cookie. Whether they did, the browser cannot tell: a first code stays good
// when a second is refused, and a browser without one gets a challenge that no
// code answers. Fault TooMany: its network has had all of an hour.
func (codes *Codes) send(ctx context.Context, ask Ask, t codeTarget) (cookie string, err error) {
	a := limits.AskerOf(ask.IP)
	return codes.sendBy(ctx, ask, t, a, codes.codeBudgets(trustOf(ask.Known), a, t.name()), false)
}

func (codes *Codes) sendBy(ctx context.Context, ask Ask, t codeTarget, a limits.Asker, budgets []limits.Budget, byWord bool) (cookie string, err error) {
	sends := false
	err = codes.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		c := codes.challengeFor(ask, t, a, byWord)
		before, err := c.before(ctx, tx, ask.Challenge)
		if err != nil {
			return err
		}
		if c.Sends = !before.fresh(c, byWord); c.Sends {
			if err := codes.spendBudgets(ctx, tx, c, budgets); err != nil {
				return err
			}
		}
		cookie, err = codes.issueChallenge(ctx, tx, ask.Challenge, before, c)
		sends = c.Sends
		return err
	})
	if codes.count(sends, err); err != nil {
		return "", err
	}
	time.AfterFunc(answerFirst, codes.box.Wake)
	return cookie, nil
}

// count notes what became of a wish for a code.
func (codes *Codes) count(sends bool, err error) {
	switch {
	case err == nil && sends:
		codes.Sent.Add(1)
	case err == nil:
		codes.Withheld.Add(1)
	case fault.Of(err).Kind == fault.TooMany:
		codes.Refused.Add(1)
	}
}

// spendBudgets takes what c costs from its budgets, and knows from them whether its
// mail goes, when there can be another, and whether it is the last for now.
func (codes *Codes) spendBudgets(ctx context.Context, tx bun.Tx, c *challenge, budgets []limits.Budget) error {
	empty, free, err := codes.limits.ChargeAll(ctx, tx, budgets)
	if err != nil {
		return err
	}
	for i, b := range budgets {
		if empty == &budgets[i] && b.Told == limits.Loud {
			return busy(free[i])
		}
		switch rule := b.Rule.Name(); rule[2:] {
		case codeMinute.Name(), codeHour.Name():
			c.AgainAt = later(c.AgainAt, free[i])
		case codeNearDay.Name():
			c.AgainAt = later(c.AgainAt, free[i])
			c.Word = c.Word || free[i].After(c.AskedAt)
		case codeDay.Name():
			c.Word = c.Word || free[i].After(c.AskedAt)
		}
	}
	c.Sends = empty == nil
	return nil
}

func (codes *Codes) challengeFor(ask Ask, t codeTarget, a limits.Asker, byWord bool) *challenge {
	now := db.Time(codes.now())
	return &challenge{
		ID: rand.Text(), Trust: trustOf(ask.Known), Target: tag(codes.secret.limits, t.name()), Email: t.email, LinkID: t.link, Next: t.next,
		Locale: ask.Locale, BrowserLabel: ask.Browser, Near: codes.secret.nearby(a), Network: tag(codes.secret.limits, "network/"+a.Network),
		Direct: ask.Known || byWord, AskedAt: now, AgainAt: now.Add(resend),
	}
}

// nearby is ” on this machine, whose browsers are of one person.
func (s *Secret) nearby(a limits.Asker) string {
	if a.Network == "" {
		return ""
	}
	return tag(s.limits, "near/"+a.Near)
}

// before is the challenge that the browser of cookie has for the same target; nil
// for none.
func (c *challenge) before(ctx context.Context, tx bun.Tx, cookie string) (*challenge, error) {
	old := new(challenge)
	err := tx.NewSelect().Model(old).Where("browser = ? AND email = ? AND link_id = ? AND used_at IS NULL", hash(cookie), c.Email, c.LinkID).Scan(ctx)
	if db.Missing(err) {
		return nil, nil
	}
	return old, err
}

// fresh tells whether c comes too soon after the browser's last, which then
// stays: wherever it asks from. Later the budgets of where it is then tell. A word
// that it typed meanwhile is soon enough.
func (old *challenge) fresh(c *challenge, byWord bool) bool {
	if old == nil || byWord || !old.live(c.AskedAt) || !c.AskedAt.Before(old.AskedAt.Add(resend)) {
		return false
	}
	c.AgainAt = old.AgainAt
	return true
}

// issueChallenge stores a challenge and promises its mail, by the same statements whether
// or not there will be one. The browser keeps the cookie of its last challenge
// for the same target: an answer that gets lost on the way then does not part it
// from its code. Nothing becomes of its challenges for others.
func (codes *Codes) issueChallenge(ctx context.Context, tx bun.Tx, cookie string, old, c *challenge) (string, error) {
	late, err := tx.NewSelect().Table("turns").Exists(ctx)
	if err != nil {
		return "", err
	}
	proven, err := tx.NewSelect().Table("people").Where("email = ? AND proven_at IS NOT NULL", c.Email).Exists(ctx)
	if err != nil {
		return "", err
	}
	due := c.AskedAt
	if c.Direct = c.Direct || proven; c.Direct {
		due = due.Add(-lateLife) // before all that wait in the outbox
	}
	c.ShownUntil = c.AskedAt.Add(shownLife)
	if late {
		c.ShownUntil = c.AskedAt.Add(lateLife + codeLife)
	}
	last, stays := cookie, old != nil && !c.Sends && old.live(c.AskedAt)
	if old == nil {
		cookie = newToken()
	}
	if c.Browser = hash(cookie); stays {
		c.Browser = "" // it is for nobody
	}
	_, err = tx.NewRaw("UPDATE challenges SET browser = ?, next = ?, again_at = ? WHERE browser = ? AND email = ? AND link_id = ? AND used_at IS NULL",
		browserOf(cookie, stays), c.Next, c.AgainAt, hash(last), c.Email, c.LinkID).Exec(ctx)
	if err != nil {
		return "", err
	}
	if _, err := tx.NewInsert().Model(c).Exec(ctx); err != nil {
		return "", err
	}
	return cookie, outbox.Put(ctx, tx, c.AskedAt, outbox.Promise{Kind: JobCode, Payload: codeRef{c.ID}, Due: due})
}

func browserOf(cookie string, kept bool) string {
	if kept {
		return hash(cookie)
	}
	return ""
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
