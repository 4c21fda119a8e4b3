package desk

import (
	"context"

	"github.com/uptrace/bun"
)

// NewsPage is how many news a person is shown.
const NewsPage = 50

// News is an entry that a requester was told of, or will be.
type News struct {
	Entry   `bun:",extend"`
	Subject string
	Seen    bool
}

// News are the newest that happened on the actor's own tickets, newest first. To
// read them changes nothing.
func (d *Desk) News(ctx context.Context, actor Actor) ([]News, error) {
	if err := actor.need(ListTickets); err != nil {
		return nil, err
	}
	var news []News
	err := selectEntries(d.db.Read, &news).
		ColumnExpr("t.subject").ColumnExpr("e.seq <= coalesce(s.seq, 0) AS seen").
		Join("JOIN tickets AS t ON t.number = e.ticket").
		Join("LEFT JOIN seen AS s ON s.person_id = t.requester_id AND s.ticket = t.number").
		Where("?", ownTickets(actor)).
		Where("e.kind IN (?)", bun.List(kindsWith(Kind.told))).Where("e.author_id IS NULL OR e.author_id <> t.requester_id").
		Order("e.at DESC", "e.ticket", "e.seq DESC").Limit(NewsPage).Scan(ctx)
	return news, err
}
