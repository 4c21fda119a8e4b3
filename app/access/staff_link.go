package access

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/db"
)

const (
	staffLinkLife = 24 * time.Hour
	setupLife     = 30 * time.Minute
)

// staffLink is a way in that the operator hands over: once, and not for long.
type staffLink struct {
	bun.BaseModel `bun:"table:staff_links"`

	Hash      string `bun:",pk"`
	PersonID  *int64 // nil sets up the first admin
	ExpiresAt time.Time
	UsedAt    time.Time `bun:",nullzero"`
}

// Newcomer is how the first admin introduces themselves.
type Newcomer struct{ Email, Name string }

// SetupToken returns the token of the link that sets up the first admin, if
// there is no staff yet. Older ones are void.
func (staff *Staff) SetupToken(ctx context.Context) (token string, needed bool, err error) {
	err = staff.db.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		token = ""
		if needed, err = noStaff(ctx, tx); err != nil || !needed {
			return err
		}
		token, err = staff.token(ctx, tx, nil, setupLife)
		return err
	})
	return token, needed, err
}

func noStaff(ctx context.Context, idb bun.IDB) (bool, error) {
	some, err := idb.NewSelect().Table("people").Where("role <> ''").Exists(ctx)
	return !some, err
}

// token stores a link for person in place of the unused ones before it.
func (staff *Staff) token(ctx context.Context, tx bun.Tx, person *int64, life time.Duration) (string, error) {
	old := tx.NewDelete().Model((*staffLink)(nil)).Where("used_at IS NULL")
	if person == nil {
		old.Where("person_id IS NULL")
	} else {
		old.Where("person_id = ?", *person)
	}
	if _, err := old.Exec(ctx); err != nil {
		return "", err
	}
	token := newToken()
	_, err := tx.NewInsert().Model(&staffLink{Hash: hash(token), PersonID: person, ExpiresAt: db.Time(staff.now().Add(life))}).Exec(ctx)
	return token, err
}

// Link looks what token would do and changes nothing: let person in, or
// set up the first admin. Fault Unknown: nothing, any more.
func (staff *Staff) Link(ctx context.Context, token string) (person *desk.Person, setup bool, err error) {
	l := new(staffLink)
	err = staff.db.Read.NewSelect().Model(l).Where("hash = ? AND used_at IS NULL AND expires_at > ?", hash(token), db.Time(staff.now())).Scan(ctx)
	if db.Missing(err) {
		return nil, false, fault.Hide()
	} else if err != nil {
		return nil, false, err
	}
	if l.PersonID != nil {
		person, err = staffOf(ctx, staff.db.Read, *l.PersonID)
		return person, false, err
	}
	if setup, err = noStaff(ctx, staff.db.Read); err == nil && !setup {
		err = fault.Hide()
	}
	return nil, setup, err
}

func staffOf(ctx context.Context, idb bun.IDB, id int64) (*desk.Person, error) {
	p := new(desk.Person)
	err := idb.NewSelect().Model(p).Where("id = ? AND role <> ''", id).Scan(ctx)
	if db.Missing(err) {
		return nil, fault.Hide()
	}
	return p, err
}

// UseLink uses token up and grants a staff session. newcomer counts only
// where it sets up the first admin. Faults: StaffLink's; fields email and name.
func (staff *Staff) UseLink(ctx context.Context, token string, newcomer Newcomer, v Client) (Grant, error) {
	return staff.sessions.once(ctx, "staff|"+token, fault.Unknown, v, func(v Client) (Grant, error) { return staff.useLink(ctx, token, newcomer, v) })
}

func (staff *Staff) useLink(ctx context.Context, token string, newcomer Newcomer, v Client) (Grant, error) {
	return staff.sessions.write(ctx, func(ctx context.Context, tx bun.Tx) (Grant, error) {
		l, now := new(staffLink), db.Time(staff.now())
		err := tx.NewRaw("UPDATE staff_links SET used_at = ? WHERE hash = ? AND used_at IS NULL AND expires_at > ? RETURNING *",
			now, hash(token), now).Scan(ctx, l)
		if db.Missing(err) {
			return Grant{}, fault.Hide()
		} else if err != nil {
			return Grant{}, err
		}
		var person *desk.Person
		if l.PersonID == nil {
			person, err = staff.firstAdmin(ctx, tx, newcomer)
		} else {
			person, err = staffOf(ctx, tx, *l.PersonID)
		}
		if err != nil {
			return Grant{}, err
		}
		return staff.sessions.enter(ctx, tx, *person, "/desk", v)
	})
}

// firstAdmin makes newcomer the admin of an installation without staff.
func (staff *Staff) firstAdmin(ctx context.Context, tx bun.Tx, newcomer Newcomer) (*desk.Person, error) {
	// Those who would be first queue here.
	if err := db.LockRow(ctx, tx, "counters", "name", "desk"); err != nil {
		return nil, err
	}
	if none, err := noStaff(ctx, tx); err != nil {
		return nil, err
	} else if !none {
		return nil, fault.Hide()
	}
	if desk.Blank(newcomer.Name) {
		return nil, fault.Mend("name", "access.name.empty")
	}
	p, err := staff.appoint(ctx, tx, newcomer, desk.Admin)
	return &p, err
}
