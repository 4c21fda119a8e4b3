package desk

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// Page sizes of a thread: what a page opens with, and what one read of a stream
// gives. Neither holds more text than PageText, or one entry.
const (
	ThreadPage = 50
	StreamPage = 100
	PageText   = 128 << 10 // bytes
)

// Ticket returns ticket number if the actor may see it.
func (d *Desk) Ticket(ctx context.Context, actor Actor, number int64) (*Ticket, error) {
	return findTicket(ctx, d.db.Read, actor, number)
}

// Before returns the newest entries before seq (0: the newest of all) that the
// actor may see, as many as a page takes, oldest first, and whether there are older
// ones. The ticket must come from Ticket.
func (d *Desk) Before(ctx context.Context, actor Actor, t *Ticket, seq int64) ([]Entry, bool, error) {
	entries, more, err := d.some(ctx, actor, t.Number, "DESC", ThreadPage, func(q *bun.SelectQuery) {
		if seq > 0 {
			q.Where("e.seq < ?", seq)
		}
	})
	slices.Reverse(entries)
	return entries, more, err
}

// some are the first entries in an order that the actor may see: most, and no more
// than PageText, or one. more tells whether there are others.
func (d *Desk) some(ctx context.Context, actor Actor, number int64, order string, most int64, among func(*bun.SelectQuery)) (entries []Entry, more bool, err error) {
	first := visibleEntries(d.db.Read.NewSelect().TableExpr("entries AS e").ColumnExpr("e.seq, octet_length(e.body) + octet_length(e.data) AS size"), actor).
		Where("e.ticket = ?", number).OrderExpr("e.seq " + order).Limit(most + 1)
	among(first)
	sums := d.db.Read.NewSelect().TableExpr("(?) AS f", first).
		ColumnExpr("f.seq, sum(f.size) OVER (ORDER BY f.seq " + order + ") - f.size AS ahead, count(*) OVER () AS among")
	err = selectEntries(d.db.Read, &entries).ColumnExpr("w.among").Join("JOIN (?) AS w ON w.seq = e.seq", sums).
		Where("e.ticket = ?", number).Where("w.ahead < ?", PageText).OrderExpr("e.seq " + order).Limit(most).Scan(ctx)
	return entries, len(entries) > 0 && entries[0].Among > len(entries), err
}

// Earlier is how many entries before seq the actor may see.
func (d *Desk) Earlier(ctx context.Context, actor Actor, t *Ticket, seq int64) (int, error) {
	n, err := visibleEntries(d.db.Read.NewSelect().Model((*Entry)(nil)), actor).Where("e.ticket = ?", t.Number).Where("e.seq < ?", seq).Count(ctx)
	return int(n), err
}

// After returns the ticket and the entries that follow seq and that the actor may
// see, as many as one read gives, oldest first. None is newer than the ticket
// that comes with them, which tells by Behind whether there are more. It checks
// access anew each time.
func (d *Desk) After(ctx context.Context, actor Actor, number, seq int64) (*Ticket, []Entry, error) {
	t, err := findTicket(ctx, d.db.Read, actor, number)
	if err != nil {
		return nil, nil, err
	}
	if seq >= t.LastSeq {
		return t, nil, nil
	}
	entries, _, err := d.some(ctx, actor, number, "ASC", StreamPage, func(q *bun.SelectQuery) {
		q.Where("e.seq > ? AND e.seq <= ?", seq, t.LastSeq)
	})
	return t, entries, err
}

// Behind tells whether entries that After gave leave some out.
func Behind(entries []Entry) bool { return len(entries) > 0 && entries[0].Among > len(entries) }

// selectEntries reads entries with the names of their authors, and on which side they were.
func selectEntries(idb bun.IDB, model any) *bun.SelectQuery {
	return idb.NewSelect().Model(model).ColumnExpr("e.*").
		ColumnExpr("coalesce(a.name, '') AS author_name").
		ColumnExpr("coalesce(e.author_id <> (SELECT requester_id FROM tickets WHERE number = e.ticket), FALSE) AS by_desk").
		Join("LEFT JOIN people AS a ON a.id = e.author_id")
}

// File returns file id if the actor may see its entry. A file of an unproven person
// is gone when its time is over.
func (d *Desk) File(ctx context.Context, actor Actor, id string) (*File, error) {
	f := new(File)
	err := d.db.Read.NewSelect().Model(f).Where("f.id = ?", id).Scan(ctx)
	if db.Missing(err) || (err == nil && !f.ExpiresAt.IsZero() && !d.now().Before(f.ExpiresAt)) {
		return nil, fault.Hide()
	} else if err != nil {
		return nil, err
	}
	if _, err := findTicket(ctx, d.db.Read, actor, f.Ticket); err != nil {
		return nil, err
	}
	var e Entry
	err = visibleEntries(selectEntries(d.db.Read, &e), actor).Where("e.ticket = ?", f.Ticket).Where("e.seq = ?", f.Seq).Scan(ctx)
	if db.Missing(err) {
		return nil, fault.Hide()
	}
	return f, err
}

// Referenced are those of the blobs that an entry still shows, or may once it is sent.
func (d *Desk) Referenced(ctx context.Context, blobs []string) (needed []string, err error) {
	err = d.db.Read.NewRaw(`SELECT sha256 FROM uploads WHERE sha256 IN (?0)
		UNION SELECT sha256 FROM files WHERE sha256 IN (?0) AND (expires_at IS NULL OR expires_at > ?1)`, bun.List(blobs), db.Time(d.now())).Scan(ctx, &needed)
	return needed, err
}

// StoredFiles are the files of these entries that are still kept, by id. The entries
// must come from After or Before: what the actor may see was decided there.
func (d *Desk) StoredFiles(ctx context.Context, entries []Entry) (map[string]File, error) {
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
