package ticket

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"hilo/app/desk"
	"hilo/app/web/core"
)

// listAudience names those whose list changed in the same way since they were told
// last: all who have a view of the desk, but each requester alone, and who searches.
type listAudience struct {
	person       int64
	path         string
	filter       desk.Filter
	locale, zone string
	seen         int64
}

// changedRows are the tickets of such a change, and what of their rows was rendered.
type changedRows struct {
	tickets []desk.Ticket
	readers *desk.Readers // of rows that many see, each with a dot of their own; nil: they are one's

	mu    sync.Mutex
	shown map[rowState][]byte
}

// rowState is a row as some of its readers see it.
type rowState struct {
	number       int64
	read, drafts bool
}

func stateOf(t *desk.Ticket) rowState { return rowState{t.Number, t.Seen >= t.LastSeq, t.Drafted} }

// of are the tickets as one of those who see them does: an agent's own are not at the desk.
func (c *changedRows) of(v *core.Viewer) (own []desk.Ticket) {
	if c.readers == nil {
		return c.tickets
	}
	for _, t := range c.tickets {
		if t.RequesterID != v.Person.ID {
			c.readers.See(&t, v.Person.ID)
			own = append(own, t)
		}
	}
	return own
}

// html is the change as the reader of a stream is told it, and the position after it.
// A row that no longer belongs into the list is taken out of the page.
func (c *changedRows) html(ctx context.Context, s *toldList) (html []byte, seen int64, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.tickets {
		seen = max(seen, c.tickets[i].Position(s.v.Actor))
	}
	own := c.of(s.v)
	if err := c.render(ctx, s, own); err != nil {
		return nil, seen, err
	}
	var b bytes.Buffer
	for i := range own {
		if !own[i].Found {
			core.Swap(&b, fmt.Sprint("ticket-", own[i].Number), "delete", nil)
		}
	}
	for i := range own {
		if own[i].Found {
			b.Write(c.shown[stateOf(&own[i])])
		}
	}
	return b.Bytes(), seen, nil
}

// render makes the rows that nobody was shown yet.
func (c *changedRows) render(ctx context.Context, s *toldList, own []desk.Ticket) error {
	var fresh []desk.Ticket
	for _, t := range own {
		if _, ok := c.shown[stateOf(&t)]; t.Found && !ok {
			fresh = append(fresh, t)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	rows, err := s.rows(ctx, s.v, s.list, fresh)
	if err != nil {
		return err
	}
	for _, row := range rows {
		html, err := s.HTML(s.list.Part, row)
		if err != nil {
			return err
		}
		c.shown[stateOf(row.Ticket)] = html
	}
	return nil
}
