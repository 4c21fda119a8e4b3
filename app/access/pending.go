package access

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
)

// Pending tells what the page that asks for a code shows to the browser of a
// challenge cookie: the masked address, the guest's ticket (0: it signs in),
// and from when another code may be asked for.
func (g *Gate) Pending(ctx context.Context, cookie string) (masked string, number int64, resendAt time.Time, ok bool) {
	var row struct {
		bun.BaseModel `bun:"table:challenges,alias:c"`

		Email  string
		SentAt time.Time
		Number int64
	}
	err := g.db.Read.NewSelect().Model(&row).Column("email", "sent_at").ColumnExpr("coalesce(l.ticket, 0) AS number").
		Join("LEFT JOIN guest_links AS l ON l.id = c.link_id").
		Where("c.hash = ? AND c.used_at IS NULL", hash(cookie)).Scan(ctx)
	if err != nil {
		return "", 0, time.Time{}, false // unknown, or the database is away: the page asks for the address again
	}
	return Mask(row.Email), row.Number, row.SentAt.Add(resend), true
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
