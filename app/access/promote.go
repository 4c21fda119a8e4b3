package access

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/db"
)

const freshProof = 10 * time.Minute

// Promote turns a guest's session into a full one: it was always the same
// person, and the code just came to the same address. Fault Nobody: no such
// session, or its proof is older than ten minutes; a fresh code is needed.
func (g *Gate) Promote(ctx context.Context, guestCookie string, v Visitor) (Grant, error) {
	return g.once(ctx, "promoted|"+guestCookie, fault.Nobody, v, func(v Visitor) (Grant, error) { return g.promote(ctx, guestCookie, v) })
}

func (g *Gate) promote(ctx context.Context, guestCookie string, v Visitor) (Grant, error) {
	guest, err := g.Viewer(ctx, guestCookie)
	if err != nil {
		return Grant{}, err
	}
	if guest.Session.Kind != KindGuest || g.now().Sub(guest.Session.ProvenAt) > freshProof {
		return Grant{}, fault.Say(fault.Nobody, "problem.nobody")
	}
	return g.write(ctx, func(ctx context.Context, tx bun.Tx) (Grant, error) {
		gone, err := end(ctx, tx, "id = ?", guest.Session.ID)
		if err != nil {
			return Grant{}, err
		}
		if len(gone) == 0 { // a parallel request was first, or it was revoked
			return Grant{}, fault.Say(fault.Nobody, "problem.nobody")
		}
		person, err := desk.Know(ctx, tx, guest.Person.Email, db.Time(g.now()))
		if err != nil {
			return Grant{}, err
		}
		grant, err := g.enter(ctx, tx, person, guest.ticketPath(), v)
		grant.ended = append(grant.ended, gone...)
		return grant, err
	})
}

func (v Viewer) ticketPath() string {
	t := desk.Ticket{Number: v.Session.Ticket}
	return t.Path()
}
