package access

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/outbox"
	"hilo/app/withdrawn"
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
		if ended, err = end(ctx, tx, staff.now(), "person_id = ?", p.ID); err != nil {
			return err
		}
		token, err = staff.token(ctx, tx, &p.ID, staffLinkLife)
		return err
	})
	if err != nil {
		return "", err
	}
	staff.bell.Ring(append(ended, desk.StaffChannel)...)
	staff.box.Wake()
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
	if err := withdrawn.Note(ctx, tx, staff.now(), withdrawn.Admin, "id = ? AND role = ? AND role <> ?", p.ID, desk.Admin, role); err != nil {
		return p, err
	}
	p.Role = role
	if who.Name != "" {
		p.Name = who.Name
	}
	if _, err = tx.NewUpdate().Model(&p).Column("role", "name").WherePK().Exec(ctx); err != nil {
		return p, err
	}
	return p, desk.NamesChanged(ctx, tx, p.ID)
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
		if err := withdrawn.Note(ctx, tx, staff.now(), withdrawn.Role, "email = ? AND role <> ''", email); err != nil {
			return err
		}
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
		ended, err = end(ctx, tx, staff.now(), "person_id = ?", ids[0])
		return err
	})
	if err != nil {
		return err
	}
	staff.bell.Ring(append(ended, desk.StaffChannel)...)
	staff.box.Wake()
	return nil
}

// FirstSteps is what of a young installation was done already, of what an admin may do.
type FirstSteps struct {
	Away      bool // the list of them was put away
	Colleague bool // somebody else works at the desk
	Mail      bool // a mail went out for a trial
	Passkey   bool // the admin has one
	Ticket    bool // the admin wrote one, as customers do
	Customer  bool // somebody found the way who is no staff
}

// FirstSteps reads them for an admin.
func (staff *Staff) FirstSteps(ctx context.Context, admin int64) (steps FirstSteps, err error) {
	err = staff.db.Read.NewRaw(`SELECT EXISTS (SELECT 1 FROM settings WHERE name = 'first steps') AS away,
		EXISTS (SELECT 1 FROM people WHERE role <> '' AND id <> ?) AS colleague,
		EXISTS (SELECT 1 FROM settings WHERE name = 'trial mail') AS mail,
		EXISTS (SELECT 1 FROM passkeys WHERE person_id = ?) AS passkey,
		EXISTS (SELECT 1 FROM tickets AS t JOIN people AS p ON p.id = t.requester_id WHERE p.id = ?) AS ticket,
		EXISTS (SELECT 1 FROM tickets AS t JOIN people AS p ON p.id = t.requester_id WHERE p.role = '') AS customer`,
		admin, admin, admin).Scan(ctx, &steps)
	return steps, err
}

// JobTrialMail is the job that sends an admin a mail for a trial; its payload is a TrialMail.
const JobTrialMail = "trial-mail"

// TrialMail says to whom.
type TrialMail struct{ Admin int64 }

// TryMail promises an admin such a mail.
func (staff *Staff) TryMail(ctx context.Context, admin int64) error {
	err := staff.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		return outbox.Put(ctx, tx, staff.now(), outbox.Promise{Kind: JobTrialMail, Key: fmt.Sprint(JobTrialMail, "/", admin), Payload: TrialMail{admin}})
	})
	if err == nil {
		staff.box.Wake()
	}
	return err
}

// PutAway takes the list of first steps off the desk, for good.
func (staff *Staff) PutAway(ctx context.Context) error {
	_, err := staff.db.Exec(ctx, "INSERT INTO settings (name, value) VALUES ('first steps', 'away') ON CONFLICT (name) DO NOTHING")
	return err
}
