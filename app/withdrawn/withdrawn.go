// Package withdrawn keeps what a backup must not bring back: an erased person, a role, a
// passkey, a device, a guest's link, mails that somebody ended. Whoever takes one of them
// away notes it in the same transaction. A promise of the outbox then writes it down in all
// folders that hold backups, in the file withdrawn, a line each; a folder that is not there
// just then gets it later, at the latest with its next backup. After a restore, Again takes
// away once more what was withdrawn since the backup began.
//
//	{"kind":"passkey","id":"3KQ…","created_at":"…","at":"…"}
//
// IDs are used again: a line is about the row of that id which was made at that time.
package withdrawn

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db"
)

// Kind is what was taken away.
type Kind string

// The kinds.
const (
	Erasure Kind = "erasure" // of a person: what they said is to be gone
	Role    Kind = "role"    // a person is no staff any more
	Admin   Kind = "admin"   // and here no admin
	Passkey Kind = "passkey"
	Device  Kind = "device"
	Link    Kind = "link"  // of a guest to a ticket
	Mails   Kind = "mails" // on a ticket, to its requester
)

// kinds are where a kind's rows are, and how they are taken away again (?0 id, ?1 when it was made, ?2 now).
var kinds = map[Kind]struct{ table, id, again string }{
	Erasure: {"people", "id", ""}, // package privacy does it
	Role:    {"people", "id", "UPDATE people SET role = '' WHERE CAST(id AS TEXT) = ?0 AND created_at = ?1 AND role <> ''"},
	Admin:   {"people", "id", "UPDATE people SET role = 'agent' WHERE CAST(id AS TEXT) = ?0 AND created_at = ?1 AND role = 'admin'"},
	Passkey: {"passkeys", "id", "DELETE FROM passkeys WHERE id = ?0 AND created_at = ?1"},
	Device:  {"devices", "id", "DELETE FROM devices WHERE id = ?0 AND created_at = ?1"},
	Link:    {"guest_links", "id", "UPDATE guest_links SET revoked_at = ?2 WHERE id = ?0 AND created_at = ?1 AND revoked_at IS NULL"},
	Mails: {"tickets", "number", `INSERT INTO mutes (person_id, ticket, level, mail_off)
		SELECT requester_id, number, 'all', TRUE FROM tickets WHERE CAST(number AS TEXT) = ?0 AND created_at = ?1
		ON CONFLICT (person_id, ticket) DO UPDATE SET mail_off = TRUE WHERE NOT mutes.mail_off`},
}

// JobWrite is the job that writes down what was noted.
const JobWrite = "withdrawn"

// notThere is how long a folder that cannot be written to is left alone.
const notThere = 10 * time.Minute

// Note notes within tx that the rows of a kind which where picks are taken away; it comes
// before that happens. Where there are no backups it does nothing.
func Note(ctx context.Context, tx bun.Tx, now time.Time, kind Kind, where string, args ...any) error {
	of := kinds[kind]
	res, err := tx.NewRaw(fmt.Sprint("INSERT INTO withdrawals (dir, kind, row_id, created_at, at) SELECT b.dir, ?, CAST(w.", of.id, " AS TEXT), w.created_at, ? FROM backups AS b, (SELECT * FROM ", of.table, " WHERE ", where, ") AS w"),
		append([]any{kind, db.Time(now)}, args...)...).Exec(ctx)
	if err != nil {
		return fmt.Errorf("note what is withdrawn: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobWrite, Key: JobWrite})
}

// Handlers are the jobs about what is withdrawn. now is the clock.
func Handlers(d *db.DB, now func() time.Time) outbox.Handlers {
	return outbox.Handlers{JobWrite: func(ctx context.Context, _ outbox.Job) error {
		var dirs []string
		err := d.Read.NewRaw("SELECT DISTINCT dir FROM withdrawals").Scan(ctx, &dirs)
		for _, dir := range dirs {
			err = errors.Join(err, Write(ctx, d, dir))
		}
		if errors.Is(err, errAway) {
			return outbox.Later(now().Add(notThere))
		}
		return err
	}}
}

// Again takes within tx once more away what lines say. Out: those that found their row; of
// erasures they are left to do.
func Again(ctx context.Context, tx bun.Tx, now time.Time, lines []Line) (found []Line, err error) {
	for _, l := range lines {
		of, known := kinds[l.Kind]
		if !known {
			continue
		}
		if of.again == "" {
			is, err := tx.NewSelect().Table(of.table).Where("CAST(id AS TEXT) = ? AND created_at = ?", l.ID, db.Time(l.CreatedAt)).Exists(ctx)
			if err != nil {
				return nil, err
			}
			if is {
				found = append(found, l)
			}
			continue
		}
		was, err := db.Changed(tx.NewRaw(of.again, l.ID, db.Time(l.CreatedAt), db.Time(now)).Exec(ctx))
		if err != nil {
			return nil, fmt.Errorf("withdraw %s again: %w", l.Kind, err)
		}
		if was {
			found = append(found, l)
		}
	}
	return found, nil
}
