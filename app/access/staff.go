package access

import (
	"context"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
)

// Staff are appointed by the operator, and come in by a link at first.
type Staff struct {
	ground
	sessions *Sessions
}

// Add makes the person of email an agent or an admin, under name unless
// that is empty, and returns the token of a sign-in link that works once,
// within 24 hours. Their sessions end: those of customers outlive staff's.
// Faults on fields email and name.
func (staff *Staff) Add(ctx context.Context, email, name string, admin bool) (token string, err error) {
	role := desk.Agent
	if admin {
		role = desk.Admin
	}
	var ended []string
	err = staff.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		p, err := staff.appoint(ctx, tx, Newcomer{email, name}, role)
		if err != nil {
			return err
		}
		if ended, err = end(ctx, tx, "person_id = ?", p.ID); err != nil {
			return err
		}
		token, err = staff.token(ctx, tx, &p.ID, staffLinkLife)
		return err
	})
	if err != nil {
		return "", err
	}
	staff.sessions.ring(ended)
	staff.bell.Ring(desk.StaffChannel)
	return token, nil
}

// appoint gives the person of an address a role and a name.
func (staff *Staff) appoint(ctx context.Context, tx bun.Tx, who Newcomer, role desk.Role) (p desk.Person, err error) {
	email, err := Canonical(who.Email)
	if err != nil {
		return p, err
	}
	if err := desk.Line("name", &who.Name, desk.MaxName, false); err != nil {
		return p, err
	}
	if p, err = desk.Know(ctx, tx, email, staff.now()); err != nil {
		return p, err
	}
	p.Role = role
	if who.Name != "" {
		p.Name = who.Name
	}
	_, err = tx.NewUpdate().Model(&p).Column("role", "name").WherePK().Exec(ctx)
	return p, err
}

// Remove takes the role from the person of email, and with it their
// sessions and unused links. Fault on field email: they have none.
func (staff *Staff) Remove(ctx context.Context, email string) error {
	email, err := Canonical(email)
	if err != nil {
		return err
	}
	var ended []string
	err = staff.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		var ids []int64
		if err := tx.NewRaw("UPDATE people SET role = '' WHERE email = ? AND role <> '' RETURNING id", email).Scan(ctx, &ids); err != nil {
			return err
		}
		if len(ids) == 0 {
			return fault.Mend("email", "access.staff.unknown")
		}
		if _, err := tx.NewRaw("DELETE FROM staff_links WHERE person_id = ?", ids[0]).Exec(ctx); err != nil {
			return err
		}
		ended, err = end(ctx, tx, "person_id = ?", ids[0])
		return err
	})
	if err != nil {
		return err
	}
	staff.sessions.ring(ended)
	staff.bell.Ring(desk.StaffChannel)
	return nil
}
