package desk

import (
	"context"
	"slices"

	"hilo/app/fault"
	"hilo/db"
)

// Numbers are who's own tickets, oldest first. A guest has one ticket and no list.
func (d *Desk) Numbers(ctx context.Context, who Person) (numbers []int64, err error) {
	if who.Only != 0 {
		return nil, fault.Hide()
	}
	err = d.db.Read.NewSelect().Table("tickets").Column("number").
		Where("requester_id = ?", who.ID).Where("proof <> ?", ProofDenied).Order("created_at", "number").Scan(ctx, &numbers)
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

// Unsent are who's drafts, with their files, by ticket.
func (d *Desk) Unsent(ctx context.Context, who Person) (all []Draft, err error) {
	if err := d.db.Read.NewSelect().Model(&all).Where("person_id = ?", who.ID).Order("ticket").Scan(ctx); err != nil {
		return nil, err
	}
	var uploads []Upload
	err = d.db.Read.NewSelect().Model(&uploads).Where("person_id = ?", who.ID).Order("ticket", "created_at", "id").Scan(ctx)
	for _, u := range uploads {
		i := slices.IndexFunc(all, func(d Draft) bool { return d.Ticket == u.Ticket })
		if i < 0 { // files without a word
			i, all = len(all), append(all, Draft{PersonID: who.ID, Ticket: u.Ticket, UpdatedAt: u.CreatedAt})
		}
		all[i].Uploads = append(all[i].Uploads, u)
	}
	return all, err
}
