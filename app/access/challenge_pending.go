package access

import (
	"context"
	"time"

	"hilo/db"
)

// Waiting is a challenge as the pages show it that ask for its code.
type Waiting struct {
	Masked string
	Email  string    // of a sign-in that goes on: its browser typed it, or proved it
	For    string    // id of the guest link, or the purpose; '' signs in
	Again  time.Time // from when another code may be asked for
	Alive  bool      // a code that is typed now can be right
	Wrong  error     // of the last code that was typed, which was not it; nil where none was
}

// Pending tells what a browser waits for, by its challenge cookie.
func (codes *Codes) Pending(ctx context.Context, cookie string) (w Waiting, ok bool) {
	if cookie == "" {
		return w, false
	}
	c := new(challenge)
	err := codes.db.Read.NewSelect().Model(c).Where("browser = ? AND used_at IS NULL", hash(cookie)).Scan(ctx)
	if err != nil {
		return w, false // unknown, or the database is away: the page asks for the address again
	}
	w = Waiting{Masked: Mask(c.Email), For: c.LinkID, Again: c.AgainAt, Alive: c.live(codes.now())}
	if w.Alive && w.For == "" {
		w.Email = c.Email
	}
	if w.Alive && c.Tries > 0 {
		w.Wrong = errWrong(c)
	}
	return w, true
}

// Asked tells where the code for the challenge of a cookie goes, and when it was
// asked for: development shows it. There is none where nothing is sent.
func (codes *Codes) Asked(ctx context.Context, cookie string) (email string, at time.Time, err error) {
	err = codes.db.Read.NewSelect().Table("challenges").Column("email", "asked_at").Where("browser = ? AND sends AND used_at IS NULL", hash(cookie)).Scan(ctx, &email, &at)
	return email, at, err
}

// pending is the challenge of a browser that signs in, however it stands.
func (codes *Codes) pending(ctx context.Context, cookie string) (*challenge, error) {
	c := new(challenge)
	err := codes.db.Read.NewSelect().Model(c).Where("browser = ? AND link_id = '' AND used_at IS NULL", hash(cookie)).Scan(ctx)
	if db.Missing(err) {
		return nil, ErrDead()
	}
	return c, err
}
