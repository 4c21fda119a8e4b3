package desk

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// claim makes the person's uploads files of the entry, once and for all.
func (e *Entry) claim(ctx context.Context, tx bun.Tx, who Person, ticket int64, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	if who.Proof == ProofNone {
		return fault.Mend("files", "files.gone")
	}
	var found []Upload
	err := tx.NewRaw("DELETE FROM uploads WHERE person_id = ? AND id IN (?) AND ticket IN (?) RETURNING *",
		who.ID, bun.List(ids), bun.List(who.reach(ticket))).Scan(ctx, &found)
	if err != nil && !db.Missing(err) {
		return err
	}
	if len(found) < len(ids) {
		return fault.Mend("files", "files.gone")
	}
	for _, u := range inOrder(found, ids) {
		e.Data.Files = append(e.Data.Files, File{ID: u.ID, Name: u.Name, Type: u.Type, Size: u.Size, SHA256: u.SHA256, Width: u.Width, Height: u.Height})
	}
	return nil
}

// reach are the drafts whose uploads may go to a ticket: its own, and that of a
// new ticket which turned out to be this one. A guest has no other.
func (p Person) reach(ticket int64) []int64 {
	if p.Only != 0 {
		return []int64{p.Only}
	}
	return []int64{ticket, 0}
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
