package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/words"
)

// similarPart are own tickets that look like the one being written.
type similarPart struct {
	*words.Localizer
	Rows []similarRow
}

type similarRow struct {
	desk.Similar
	When, Path, StatusText string
}

// findSimilar: POST /tickets/similar, fields subject, body, ids. It changes
// nothing; a POST keeps what people write out of addresses. One runs for each
// person, the newest.
func (s *Server) findSimilar(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	ctx, leave := s.alike.enter(c.UserContext(), s.who(c).ID)
	defer leave()
	c.SetUserContext(ctx)
	p, err := s.similar(c, f)
	if ctx.Err() != nil { // they typed on, or left
		return c.SendStatus(fiber.StatusNoContent)
	}
	if err != nil {
		return err
	}
	return s.render(c, "ticket/similar", p)
}

// similar is empty for nobody, who has no tickets.
func (s *Server) similar(c *fiber.Ctx, f *form) (similarPart, error) {
	v := s.look(c)
	p := similarPart{Localizer: v.Localizer}
	if v.nobody() || v.guest() {
		return p, nil
	}
	ids, err := desk.ReadIDs(f.get("ids"))
	if err != nil {
		ids = nil // too long: said when it is sent
	}
	found, err := s.Desk.Similar(c.UserContext(), v.Actor, f.get("subject"), f.get("body"), ids)
	for _, t := range found {
		p.Rows = append(p.Rows, similarRow{t, v.Localizer.Short(t.PublicAt, s.Now()), fmt.Sprint("/tickets/", t.Number), v.Localizer.T("status." + string(t.Status))})
	}
	return p, err
}

// fromNewTicketPage tells whether a reply was written as a new ticket: the page of a new
// ticket sent it here, and takes it back if it is refused.
func fromNewTicketPage(f *form) bool { return f != nil && f.get("from") == "new" }

// withTitle is a text that was written as a new ticket, with its title.
func withTitle(f *form, body string) string {
	if fromNewTicketPage(f) && !desk.Blank(f.get("subject")) {
		return f.get("subject") + "\n\n" + body
	}
	return body
}
