package web

import (
	"bytes"
	"fmt"

	"hilo/app/live"
)

// changedRow is a list row that changed at position seq; one that no longer
// belongs into the list is taken out of the page.
type changedRow struct {
	row   rowPart
	holds bool
	seq   int64
}

// sendRows sends changed rows and returns the new position.
func (s *Server) sendRows(out *live.Stream, name string, rows []changedRow, seen int64) (int64, error) {
	var b bytes.Buffer
	for _, r := range rows {
		seen = max(seen, r.seq)
		if !r.holds {
			fmt.Fprintf(&b, "<hx-partial hx-target=\"#ticket-%d\" hx-swap=\"delete\"></hx-partial>\n", r.row.Ticket.Number)
			continue
		}
		html, err := s.html(name, r.row)
		if err != nil {
			return seen, err
		}
		b.Write(html)
	}
	if b.Len() > 0 {
		out.Send(fmt.Sprint(seen), b.Bytes())
	}
	return seen, nil
}
