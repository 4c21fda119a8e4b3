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
func (guests *Guests) Promote(ctx context.Context, guestCookie string, v Client) (Grant, error) {
	return guests.sessions.once(ctx, "promoted|"+guestCookie, fault.Nobody, v, func(v Client) (Grant, error) { return guests.promote(ctx, guestCookie, v) })
}

func (guests *Guests) promote(ctx context.Context, guestCookie string, v Client) (Grant, error) {
	guest, err := guests.sessions.Viewer(ctx, guestCookie)
	if err != nil {
		return Grant{}, err
	}
	if guest.Session.Kind != KindGuest || guests.now().Sub(guest.Session.ProvenAt) > freshProof {
		return Grant{}, fault.Say(fault.Nobody, "problem.nobody")
	}
	return guests.sessions.write(ctx, func(ctx context.Context, tx bun.Tx) (Grant, error) {
		gone, err := end(ctx, tx, guests.now(), "id = ?", guest.Session.ID)
		if err != nil {
			return Grant{}, err
		}
		if len(gone) == 0 { // a parallel request was first, or it was revoked
			return Grant{}, fault.Say(fault.Nobody, "problem.nobody")
		}
		person, err := desk.Know(ctx, tx, guest.Person.Email, db.Time(guests.now()))
		if err != nil {
			return Grant{}, err
		}
		grant, err := guests.sessions.enter(ctx, tx, person, guest.ticketPath(), v)
		grant.ended = append(grant.ended, gone...)
		return grant, err
	})
}

func (v Viewer) ticketPath() string {
	t := desk.Ticket{Number: v.Session.Ticket}
	return t.Path()
}
