package access

import (
	"context"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
)

// AddStaff makes the person of email an agent or an admin, under name unless
// that is empty, and returns the token of a sign-in link that works once,
// within 24 hours. Their sessions end: those of customers outlive staff's.
// Faults on fields email and name.
func (auth *Auth) AddStaff(ctx context.Context, email, name string, admin bool) (token string, err error) {
	role := desk.Agent
	if admin {
		role = desk.Admin
	}
	var ended []string
	err = auth.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		p, err := auth.appoint(ctx, tx, Newcomer{email, name}, role)
		if err != nil {
			return err
		}
		if ended, err = end(ctx, tx, "person_id = ?", p.ID); err != nil {
			return err
		}
		token, err = auth.staffToken(ctx, tx, &p.ID, staffLinkLife)
		return err
	})
	if err != nil {
		return "", err
	}
	auth.ring(ended)
	auth.bell.Ring(desk.StaffChannel)
	return token, nil
}

// appoint gives the person of an address a role and a name.
func (auth *Auth) appoint(ctx context.Context, tx bun.Tx, who Newcomer, role desk.Role) (p desk.Person, err error) {
	email, err := Canonical(who.Email)
	if err != nil {
		return p, err
	}
	if err := desk.Line("name", &who.Name, desk.MaxName, false); err != nil {
		return p, err
	}
	if p, err = desk.Know(ctx, tx, email, auth.now()); err != nil {
		return p, err
	}
	p.Role = role
	if who.Name != "" {
		p.Name = who.Name
	}
	_, err = tx.NewUpdate().Model(&p).Column("role", "name").WherePK().Exec(ctx)
	return p, err
}

// RemoveStaff takes the role from the person of email, and with it their
// sessions and unused links. Fault on field email: they have none.
func (auth *Auth) RemoveStaff(ctx context.Context, email string) error {
	email, err := Canonical(email)
	if err != nil {
		return err
	}
	var ended []string
	err = auth.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
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
	auth.ring(ended)
	auth.bell.Ring(desk.StaffChannel)
	return nil
}
