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
func (auth *Auth) SetupToken(ctx context.Context) (token string, needed bool, err error) {
	err = auth.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if needed, err = noStaff(ctx, tx); err != nil || !needed {
			return err
		}
		token, err = auth.staffToken(ctx, tx, nil, setupLife)
		return err
	})
	return token, needed, err
}

func noStaff(ctx context.Context, idb bun.IDB) (bool, error) {
	some, err := idb.NewSelect().Table("people").Where("role <> ''").Exists(ctx)
	return !some, err
}

// staffToken stores a link for person in place of the unused ones before it.
func (auth *Auth) staffToken(ctx context.Context, tx bun.Tx, person *int64, life time.Duration) (string, error) {
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
	_, err := tx.NewInsert().Model(&staffLink{Hash: hash(token), PersonID: person, ExpiresAt: db.Time(auth.now().Add(life))}).Exec(ctx)
	return token, err
}

// StaffLink looks what token would do and changes nothing: let person in, or
// set up the first admin. Fault Unknown: nothing, any more.
func (auth *Auth) StaffLink(ctx context.Context, token string) (person *desk.Person, setup bool, err error) {
	l := new(staffLink)
	err = auth.db.Read.NewSelect().Model(l).Where("hash = ? AND used_at IS NULL AND expires_at > ?", hash(token), db.Time(auth.now())).Scan(ctx)
	if db.Missing(err) {
		return nil, false, fault.Hide()
	} else if err != nil {
		return nil, false, err
	}
	if l.PersonID != nil {
		person, err = staffOf(ctx, auth.db.Read, *l.PersonID)
		return person, false, err
	}
	if setup, err = noStaff(ctx, auth.db.Read); err == nil && !setup {
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

// UseStaffLink uses token up and grants a staff session. newcomer counts only
// where it sets up the first admin. Faults: StaffLink's; fields email and name.
func (auth *Auth) UseStaffLink(ctx context.Context, token string, newcomer Newcomer, v Client) (Grant, error) {
	return auth.once(ctx, "staff|"+token, fault.Unknown, v, func(v Client) (Grant, error) { return auth.useStaffLink(ctx, token, newcomer, v) })
}

func (auth *Auth) useStaffLink(ctx context.Context, token string, newcomer Newcomer, v Client) (Grant, error) {
	return auth.write(ctx, func(ctx context.Context, tx bun.Tx) (Grant, error) {
		l, now := new(staffLink), db.Time(auth.now())
		err := tx.NewRaw("UPDATE staff_links SET used_at = ? WHERE hash = ? AND used_at IS NULL AND expires_at > ? RETURNING *",
			now, hash(token), now).Scan(ctx, l)
		if db.Missing(err) {
			return Grant{}, fault.Hide()
		} else if err != nil {
			return Grant{}, err
		}
		var person *desk.Person
		if l.PersonID == nil {
			person, err = auth.firstAdmin(ctx, tx, newcomer)
		} else {
			person, err = staffOf(ctx, tx, *l.PersonID)
		}
		if err != nil {
			return Grant{}, err
		}
		return auth.enter(ctx, tx, *person, "/desk", v)
	})
}

// firstAdmin makes newcomer the admin of an installation without staff.
func (auth *Auth) firstAdmin(ctx context.Context, tx bun.Tx, newcomer Newcomer) (*desk.Person, error) {
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
	p, err := auth.appoint(ctx, tx, newcomer, desk.Admin)
	return &p, err
}
