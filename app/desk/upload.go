package desk

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// Upload is a file that was added to what is not sent yet. Only its person
// knows of it; the send makes it a File under the same id.
type Upload struct {
	bun.BaseModel `bun:"table:uploads,alias:u"`

	ID            string `bun:",pk"`
	PersonID      int64
	Ticket        int64 // 0: a new one
	Name, Type    string
	Size          int64
	SHA256        string `bun:"sha256"`
	Width, Height int
	CreatedAt     time.Time
}

// Upload keeps a file for what who writes on a ticket (0: a new one), if fits says
// that it may join what is there, and the bytes that wait for the person in all;
// nil: it may. Faults: unknown ticket, and those of fits.
func (d *Desk) Upload(ctx context.Context, who Person, ticket int64, f File, fits func(have []Upload, waiting int64) error) (Upload, error) {
	u := Upload{
		ID: newID(), PersonID: who.ID, Ticket: ticket, CreatedAt: db.Time(d.now()),
		Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256, Width: f.Width, Height: f.Height,
	}
	return u, d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := mayDraft(ctx, tx, who, ticket); err != nil {
			return err
		}
		if fits != nil {
			have, waiting, err := besides(ctx, tx, who, ticket)
			if err == nil {
				err = fits(have, waiting)
			}
			if err != nil {
				return err
			}
		}
		_, err := tx.NewInsert().Model(&u).Returning("NULL").Exec(ctx)
		return err
	})
}

// besides are the uploads that a new one would join. Those of one person queue
// here: of two that come at once, the second counts the first.
func besides(ctx context.Context, tx bun.Tx, who Person, ticket int64) (have []Upload, waiting int64, err error) {
	if err := db.LockRow(ctx, tx, "people", "id", who.ID); err != nil {
		return nil, 0, err
	}
	if waiting, err = waitingBytes(ctx, tx, who); err != nil {
		return nil, 0, err
	}
	err = tx.NewSelect().Model(&have).Where("person_id = ? AND ticket = ?", who.ID, ticket).Scan(ctx)
	return have, waiting, err
}

// Waiting is how many bytes of files wait to be sent by who.
func (d *Desk) Waiting(ctx context.Context, who Person) (int64, error) {
	return waitingBytes(ctx, d.db.Read, who)
}

func waitingBytes(ctx context.Context, idb bun.IDB, who Person) (n int64, err error) {
	err = idb.NewSelect().Model((*Upload)(nil)).ColumnExpr("CAST(COALESCE(SUM(size), 0) AS BIGINT)").Where("person_id = ?", who.ID).Scan(ctx, &n)
	return n, err
}

// Uploads are those of ids that who may send on a ticket, in that order.
func (d *Desk) Uploads(ctx context.Context, who Person, ticket int64, ids []string) ([]Upload, error) {
	var found []Upload
	if len(ids) == 0 || who.ID == 0 {
		return nil, nil
	}
	err := d.db.Read.NewSelect().Model(&found).Where("person_id = ?", who.ID).
		Where("id IN (?)", bun.List(ids)).Where("ticket IN (?)", bun.List(who.reach(ticket))).Scan(ctx)
	return inOrder(found, ids), err
}

// DropUpload forgets an upload; its blob goes with the next sweep.
func (d *Desk) DropUpload(ctx context.Context, who Person, id string) error {
	q := d.db.NewDelete().Model((*Upload)(nil)).Where("id = ?", id).Where("person_id = ?", who.ID)
	if who.Only != 0 {
		q.Where("ticket = ?", who.Only)
	}
	gone, err := db.Changed(q.Exec(ctx))
	if err == nil && !gone {
		err = fault.Hide()
	}
	return err
}
