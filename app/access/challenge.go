package access

import (
	"context"
	"crypto/hmac"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/app/outbox"
	"hilo/db"
)

const (
	codeLife = 10 * time.Minute
	maxTries = 5
	resend   = time.Minute
	skew     = 5 * time.Minute // how far back the clock may jump before codes are refused
)

// challenge is a question put to one browser: which code did we send? It is
// known by the hash of that browser's cookie, so a code is worth nothing
// anywhere else.
type challenge struct {
	bun.BaseModel `bun:"table:challenges"`

	Hash      string `bun:",pk"`
	Email     string
	LinkID    string // '' is a sign-in
	Next      string
	CodeHash  string // '' never matches: no code was sent
	Tries     int
	SentAt    time.Time
	ExpiresAt time.Time
	UsedAt    time.Time `bun:",nullzero"`
}

// door is what a code opens: the account of an address, one guest link, or a
// purpose that wants to be confirmed.
type door struct {
	email  string
	link   string // '' is a sign-in; a purpose has no number
	number int64  // of the link's ticket
	next   string
	revoke string // path that ends the ticket's links; '' for a sign-in
}

// Ask is a browser's wish for a code.
type Ask struct {
	Email     string // as typed; empty: the one that Challenge is about
	Locale    string
	IP        string
	Agent     string // in words: see Agent
	Next      string // where to go afterwards
	Known     bool   // this browser proved the address before: see Secret.Knows
	Challenge string // its challenge cookie, if any
}

// send mails a code for d, if the budgets allow, and returns the challenge
// cookie. Whether they did, the browser cannot tell: a first code stays good
// when a second is refused, and a browser without one gets a challenge that no
// code answers.
func (g *Gate) send(ctx context.Context, ask Ask, d door) (cookie string, err error) {
	c := crowdOf(ask.Known)
	err = g.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := g.afford(ctx, tx, c, d, ask.IP); err != nil {
			return err
		}
		cookie, err = g.pose(ctx, tx, ask, d, c)
		return err
	})
	if errors.Is(err, errLimited) {
		return g.pretend(ctx, ask, d, c)
	}
	if err != nil {
		return "", err
	}
	g.box.Wake()
	return cookie, nil
}

// pose stores a fresh challenge and promises its mail. The browser keeps the
// cookie of its last challenge for the same door: an answer that gets lost on
// the way then does not part it from its code.
func (g *Gate) pose(ctx context.Context, tx bun.Tx, ask Ask, d door, c crowd) (string, error) {
	code, err := newCode(ctx, tx)
	if err != nil {
		return "", err
	}
	cookie, now := ask.Challenge, db.Time(g.now())
	expires, kept := now.Add(codeLife), false
	if crowdOfCookie(cookie) == c {
		kept, err = db.Changed(tx.NewRaw(`UPDATE challenges SET code_hash = ?, next = ?, tries = 0, sent_at = ?, expires_at = ?
			WHERE hash = ? AND email = ? AND link_id = ? AND used_at IS NULL`,
			g.secret.codeHash(hash(cookie), code), d.next, now, expires, hash(cookie), d.email, d.link).Exec(ctx))
	}
	if err == nil && !kept {
		cookie, err = g.insert(ctx, tx, ask.Challenge, d, c, code)
	}
	if err != nil {
		return "", err
	}
	sealed, err := g.secret.seal(hash(cookie), CodeMail{
		Email: d.email, Locale: ask.Locale, Code: code, TicketNumber: d.number, Purpose: d.purpose(), At: now, Agent: ask.Agent, ExpiresAt: expires, RevokeURL: d.revoke,
	})
	if err != nil {
		return "", err
	}
	return cookie, outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobCode, Payload: sealed, Due: now})
}

// pretend answers as send does, without a code.
func (g *Gate) pretend(ctx context.Context, ask Ask, d door, c crowd) (cookie string, err error) {
	kept, err := db.Changed(g.db.NewRaw(`UPDATE challenges SET next = ?
		WHERE hash = ? AND email = ? AND link_id = ? AND used_at IS NULL AND tries < ? AND expires_at > ?`,
		d.next, hash(ask.Challenge), d.email, d.link, maxTries, db.Time(g.now())).Exec(ctx))
	if err != nil || kept {
		return ask.Challenge, err
	}
	return g.insert(ctx, g.db, "", d, c, "")
}

// insert stores a challenge under a cookie of its own, in place of old. The
// crowd is part of the cookie: the wrong codes it brings count against that.
func (g *Gate) insert(ctx context.Context, idb bun.IDB, old string, d door, c crowd, code string) (string, error) {
	cookie, now := string(c)+newToken(), db.Time(g.now())
	row := &challenge{Hash: hash(cookie), Email: d.email, LinkID: d.link, Next: d.next, SentAt: now, ExpiresAt: now.Add(codeLife)}
	if code != "" {
		row.CodeHash = g.secret.codeHash(row.Hash, code)
	}
	if _, err := idb.NewDelete().Model((*challenge)(nil)).Where("hash = ? AND used_at IS NULL", hash(old)).Exec(ctx); err != nil {
		return "", err
	}
	_, err := idb.NewInsert().Model(row).Exec(ctx)
	return cookie, err
}

func crowdOfCookie(cookie string) crowd {
	if cookie == "" {
		return ""
	}
	return crowd(cookie[:1])
}

// answer checks a typed code and returns the challenge that it is right for,
// still to be used up, and what the two prove. It costs the challenge a try before anything is
// compared, so that no crowd of parallel guesses gets more than five.
func (g *Gate) answer(ctx context.Context, cookie, typed string, d door, v Visitor) (asked *challenge, proof string, err error) {
	if err := g.Allow(ctx, Guesses, v.IP); err != nil {
		return nil, "", err
	}
	code, err := g.read(ctx, d, typed)
	if err != nil {
		return nil, "", err
	}
	now := db.Time(g.now())
	asked = new(challenge)
	err = g.db.NewRaw(`UPDATE challenges SET tries = tries + 1 WHERE hash = ? AND link_id = ? AND tries < ?
		AND used_at IS NULL AND expires_at > ? AND sent_at < ? RETURNING *`,
		hash(cookie), d.link, maxTries, now, now.Add(skew)).Scan(ctx, asked)
	if db.Missing(err) {
		return nil, "", errDead()
	} else if err != nil {
		return nil, "", err
	}
	if asked.CodeHash != "" && hmac.Equal([]byte(asked.CodeHash), []byte(g.secret.codeHash(asked.Hash, code))) {
		return asked, proofOf(cookie, d.link, code), nil
	}
	if asked.CodeHash != "" { // else nothing could be guessed
		if err := g.wrong(ctx, crowdOfCookie(cookie), d); err != nil {
			return nil, "", err
		}
	}
	if asked.Tries == maxTries {
		return nil, "", errDead()
	}
	return nil, "", fault.Mend("code", "access.code.wrong", "Count", maxTries-asked.Tries)
}

// errDead says that no code will do any more, and how to get another. It is
// also the answer to a browser that never asked.
func errDead() error { return fault.Mend("code", deadCode) }

const deadCode = "access.code.dead"

// use takes the challenge for ever: of any number of right codes one wins.
func (g *Gate) use(ctx context.Context, tx bun.IDB, c *challenge) error {
	won, err := db.Changed(tx.NewRaw("UPDATE challenges SET used_at = ? WHERE hash = ? AND code_hash = ? AND used_at IS NULL",
		db.Time(g.now()), c.Hash, c.CodeHash).Exec(ctx))
	if err == nil && !won {
		err = errDead()
	}
	return err
}
