package desk

import (
	"context"
	"math"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

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
	var row ticketRow
	err := d.db.Kept(ticketShape(actor.sight()), func(p *db.Places) schema.QueryAppender {
		return seenTicket(d.db.Read.NewSelect().Model((*Ticket)(nil)), actor.placed(p), p.At(2))
	}).Scan(ctx, actor.seeing(number), &row)
	if db.Missing(err) {
		return nil, fault.Hide()
	} else if err != nil {
		return nil, err
	}
	return row.ticket(), nil
}

// ticketShape is that of the read of one ticket.
type ticketShape sight

// Before returns the newest entries before seq (0: the newest of all) that the
// actor may see, as many as a page takes, oldest first, and whether there are older
// ones. The ticket must come from Ticket.
func (d *Desk) Before(ctx context.Context, actor Actor, t *Ticket, seq int64) ([]Entry, bool, error) {
	if seq <= 0 {
		seq = math.MaxInt64
	}
	entries, more, err := d.some(ctx, actor, entriesShape{actor.AtDesk(), "DESC", ThreadPage}, t.Number, 0, seq-1)
	slices.Reverse(entries)
	return entries, more, err
}

// entriesShape is that of the read of some entries: how many there are at most, from which end.
type entriesShape struct {
	atDesk bool
	order  string
	most   int64
}

// some are the first entries of those from one to another that the actor may see: as
// many as the shape says, and no more than PageText, or one. more tells whether there are others.
func (d *Desk) some(ctx context.Context, actor Actor, shape entriesShape, number, after, last int64) (entries []Entry, more bool, err error) {
	err = d.db.Kept(shape, func(p *db.Places) schema.QueryAppender {
		order := "e.seq " + shape.order
		first := visibleEntries(d.db.Read.NewSelect().TableExpr("entries AS e").ColumnExpr("e.seq, octet_length(e.body) + octet_length(e.data) AS size"), actor).
			Where("e.ticket = ?", p.At(0)).Where("e.seq > ? AND e.seq <= ?", p.At(1), p.At(2)).OrderExpr(order).Limit(shape.most + 1)
		sums := d.db.Read.NewSelect().TableExpr("(?) AS f", first).
			ColumnExpr("f.seq, sum(f.size) OVER (ORDER BY f.seq " + shape.order + ") - f.size AS ahead, count(*) OVER () AS among")
		return selectEntries(d.db.Read, (*Entry)(nil)).ColumnExpr("w.among").Join("JOIN (?) AS w ON w.seq = e.seq", sums).
			Where("e.ticket = ?", p.At(0)).Where("w.ahead < ?", PageText).OrderExpr(order).Limit(shape.most)
	}).Scan(ctx, []any{number, after, last}, &entries)
	return entries, len(entries) > 0 && entries[0].Among > len(entries), err
}

// Earlier is how many entries before seq the actor may see.
func (d *Desk) Earlier(ctx context.Context, actor Actor, t *Ticket, seq int64) (int, error) {
	var n int
	err := d.db.Kept(earlierShape{actor.AtDesk()}, func(p *db.Places) schema.QueryAppender {
		return visibleEntries(d.db.Read.NewSelect().TableExpr("entries AS e").ColumnExpr("count(*)"), actor).Where("e.ticket = ? AND e.seq < ?", p.At(0), p.At(1))
	}).Scan(ctx, []any{t.Number, seq}, &n)
	return n, err
}

type earlierShape struct{ atDesk bool }

// After returns the ticket and the entries that follow seq and that the actor may
// see, as many as one read gives, oldest first. None is newer than the ticket
// that comes with them, which tells by Behind whether there are more. It checks
// access anew each time.
func (d *Desk) After(ctx context.Context, actor Actor, number, seq int64) (*Ticket, []Entry, error) {
	t, err := d.Ticket(ctx, actor, number)
	if err != nil {
		return nil, nil, err
	}
	if seq >= t.LastSeq {
		return t, nil, nil
	}
	entries, _, err := d.some(ctx, actor, entriesShape{actor.AtDesk(), "ASC", StreamPage}, number, seq, t.LastSeq)
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
	if _, err := d.Ticket(ctx, actor, f.Ticket); err != nil {
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
