package access

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
)

// Waiting is a challenge as the pages show it that ask for its code.
type Waiting struct {
	Masked string
	Door   string    // id of the guest link, or the purpose; '' signs in
	Number int64     // the guest's ticket
	Again  time.Time // from when another code may be asked for
	Alive  bool      // a code that is typed now can be right
}

// Pending tells what a browser waits for, by its challenge cookie.
func (g *Gate) Pending(ctx context.Context, cookie string) (w Waiting, ok bool) {
	if cookie == "" {
		return w, false
	}
	var row struct {
		bun.BaseModel `bun:"table:challenges,alias:c"`

		Email, LinkID     string
		Tries             int
		SentAt, ExpiresAt time.Time
		Number            int64
	}
	err := g.db.Read.NewSelect().Model(&row).Column("email", "link_id", "tries", "sent_at", "expires_at").ColumnExpr("coalesce(l.ticket, 0) AS number").
		Join("LEFT JOIN guest_links AS l ON l.id = c.link_id").
		Where("c.hash = ? AND c.used_at IS NULL", hash(cookie)).Scan(ctx)
	if err != nil {
		return w, false // unknown, or the database is away: the page asks for the address again
	}
	return Waiting{Mask(row.Email), row.LinkID, row.Number, row.SentAt.Add(resend), row.Tries < maxTries && g.now().Before(row.ExpiresAt)}, true
}

// Asked tells where the code for the challenge of a cookie went, and when:
// development shows it. There is none where nothing was sent.
func (g *Gate) Asked(ctx context.Context, cookie string) (email string, at time.Time, err error) {
	err = g.db.Read.NewSelect().Table("challenges").Column("email", "sent_at").Where("hash = ? AND code_hash <> '' AND used_at IS NULL", hash(cookie)).Scan(ctx, &email, &at)
	return email, at, err
}

// pending is the challenge of a browser that signs in, however it stands.
func (g *Gate) pending(ctx context.Context, cookie string) (*challenge, error) {
	c := new(challenge)
	err := g.db.Read.NewSelect().Model(c).Where("hash = ? AND link_id = '' AND used_at IS NULL", hash(cookie)).Scan(ctx)
	if db.Missing(err) {
		return nil, errDead()
	}
	return c, err
}
