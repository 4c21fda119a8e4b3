package desk

import (
	"context"
	"slices"

	"hilo/db"
)

// Numbers are the actor's own tickets, oldest first. A guest has one ticket and no list.
func (d *Desk) Numbers(ctx context.Context, actor Actor) (numbers []int64, err error) {
	if err := actor.need(ListTickets); err != nil {
		return nil, err
	}
	err = d.db.Read.NewSelect().TableExpr("tickets AS t").ColumnExpr("t.number").
		Where("?", visibleTickets(actor)).OrderExpr("t.created_at, t.number").Scan(ctx, &numbers)
	return numbers, err
}

// Blobs are the files of these entries that are still kept, by id. The entries
// must come from After or Before: who may see them was decided there.
func (d *Desk) Blobs(ctx context.Context, entries []Entry) (map[string]File, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	shown := map[int64]bool{}
	for _, e := range entries {
		shown[e.Seq] = true
	}
	var rows []File
	err := d.db.Read.NewSelect().Model(&rows).Where("ticket = ?", entries[0].Ticket).
		Where("seq BETWEEN ? AND ?", entries[0].Seq, entries[len(entries)-1].Seq).
		Where("expires_at IS NULL OR expires_at > ?", db.Time(d.now())).Scan(ctx)
	kept := map[string]File{}
	for _, f := range rows {
		if shown[f.Seq] {
			kept[f.ID] = f
		}
	}
	return kept, err
}

// Unsent are the actor's drafts, with their files, by ticket.
func (d *Desk) Unsent(ctx context.Context, actor Actor) (all []Draft, err error) {
	if err := d.db.Read.NewSelect().Model(&all).Where("person_id = ?", actor.ID).Order("ticket").Scan(ctx); err != nil {
		return nil, err
	}
	var uploads []Upload
	err = d.db.Read.NewSelect().Model(&uploads).Where("person_id = ?", actor.ID).Order("ticket", "created_at", "id").Scan(ctx)
	for _, u := range uploads {
		i := slices.IndexFunc(all, func(d Draft) bool { return d.Ticket == u.Ticket })
		if i < 0 { // files without a word
			i, all = len(all), append(all, Draft{PersonID: actor.ID, Ticket: u.Ticket, UpdatedAt: u.CreatedAt})
		}
		all[i].Uploads = append(all[i].Uploads, u)
	}
	return all, err
}
