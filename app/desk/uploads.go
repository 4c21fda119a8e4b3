package desk

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/app/files"
	"hilo/db"
)

// Upload is a file that was added to what is not sent yet. Only its person
// knows of it; the send makes it a File under the same id.
type Upload struct {
	bun.BaseModel `bun:"table:uploads,alias:u"`

	ID       string `bun:",pk"`
	PersonID int64
	Ticket   int64 // 0: a new one
	files.Meta
	CreatedAt time.Time
}

// Upload keeps a file for what the actor writes on a ticket (0: a new one), if fits says
// that it may join what is there, and the bytes that wait for the person in all;
// nil: it may. Faults: unknown ticket, and those of fits.
func (d *Drafts) Upload(ctx context.Context, actor Actor, ticket int64, f File, fits func(have []Upload, waiting int64) error) (Upload, error) {
	u := Upload{
		ID: newID(), PersonID: actor.ID, Ticket: ticket, CreatedAt: db.Time(d.now()),
		Meta: f.Meta,
	}
	return u, d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := mayDraft(ctx, tx, actor, ticket); err != nil {
			return err
		}
		if fits != nil {
			have, waiting, err := besides(ctx, tx, actor, ticket)
			if err == nil {
				err = fits(have, waiting)
			}
			if err != nil {
				return err
			}
		}
		if err := d.desk.claim(ctx, tx, u.SHA256); err != nil {
			return err
		}
		_, err := tx.NewInsert().Model(&u).Returning("NULL").Exec(ctx)
		return err
	})
}

// besides are the uploads that a new one would join. Those of one person queue
// here: of two that come at once, the second counts the first.
func besides(ctx context.Context, tx bun.Tx, actor Actor, ticket int64) (have []Upload, waiting int64, err error) {
	if err := db.LockRow(ctx, tx, "people", "id", actor.ID); err != nil {
		return nil, 0, err
	}
	if waiting, err = waitingBytes(ctx, tx, actor); err != nil {
		return nil, 0, err
	}
	err = tx.NewSelect().Model(&have).Where("person_id = ? AND ticket = ?", actor.ID, ticket).Scan(ctx)
	return have, waiting, err
}

// Waiting is how many bytes of files wait to be sent by the actor.
func (d *Drafts) Waiting(ctx context.Context, actor Actor) (int64, error) {
	return waitingBytes(ctx, d.db.Read, actor)
}

func waitingBytes(ctx context.Context, idb bun.IDB, actor Actor) (n int64, err error) {
	err = idb.NewSelect().Model((*Upload)(nil)).ColumnExpr("CAST(COALESCE(SUM(size), 0) AS BIGINT)").Where("person_id = ?", actor.ID).Scan(ctx, &n)
	return n, err
}

// Uploads are those of ids that the actor may send on a ticket, in that order.
func (d *Drafts) Uploads(ctx context.Context, actor Actor, ticket int64, ids []string) ([]Upload, error) {
	var found []Upload
	if len(ids) == 0 || actor.ID == 0 {
		return nil, nil
	}
	err := d.db.Read.NewSelect().Model(&found).Where("person_id = ?", actor.ID).
		Where("id IN (?)", bun.List(ids)).Where("ticket IN (?)", bun.List(actor.drafts(ticket))).Scan(ctx)
	return inOrder(found, ids), err
}

// Waits is one of the actor's that waits to be sent. Fault: none of theirs.
func (d *Drafts) Waits(ctx context.Context, actor Actor, id string) (Upload, error) {
	var u Upload
	err := d.db.Read.NewSelect().Model(&u).Where("id = ?", id).Where("?", ownUploads(actor)).Scan(ctx)
	if db.Missing(err) {
		err = fault.Hide()
	}
	return u, err
}

// DropUpload forgets an upload; its blob goes with the next sweep.
func (d *Drafts) DropUpload(ctx context.Context, actor Actor, id string) error {
	gone, err := db.Changed(d.db.Exec(ctx, "DELETE FROM uploads WHERE id = ? AND ?", id, ownUploads(actor)))
	if err == nil && !gone {
		err = fault.Hide()
	}
	return err
}

// attachUploads makes the actor's uploads files of the entry, once and for all.
func (c *Change) attachUploads(e *Entry, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	if c.actor.Proof == ProofNone {
		return fault.Mend("files", "files.gone")
	}
	var found []Upload
	err := c.tx.NewRaw("DELETE FROM uploads WHERE person_id = ? AND id IN (?) AND ticket IN (?) RETURNING *",
		c.actor.ID, bun.List(ids), bun.List(c.actor.drafts(e.typedOn()))).Scan(c.ctx, &found)
	if err != nil && !db.Missing(err) {
		return err
	}
	if len(found) < len(ids) {
		return fault.Mend("files", "files.gone")
	}
	for _, u := range inOrder(found, ids) {
		e.Data.Files = append(e.Data.Files, File{ID: u.ID, Meta: u.Meta})
	}
	return nil
}

// inOrder sorts uploads as they were named.
func inOrder(found []Upload, ids []string) []Upload {
	slices.SortFunc(found, func(a, b Upload) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return found
}

// distinct are the ids, each once.
func distinct(ids []string) (out []string) {
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
