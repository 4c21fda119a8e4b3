package ticket

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/web/core"
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

// FindSimilar: POST /tickets/similar, fields subject, body, want_transaction. It changes
// nothing; a POST keeps what people write out of addresses. One runs for each
// person, the newest.
func (s *Drafts) FindSimilar(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	ctx, leave := s.alike.Enter(c.UserContext(), s.Actor(c).ID)
	defer leave()
	c.SetUserContext(ctx)
	p, err := s.similar(c, f)
	if ctx.Err() != nil { // they typed on, or left
		return c.SendStatus(fiber.StatusNoContent)
	}
	if err != nil {
		return err
	}
	return s.Render(c, "ticket/similar", p)
}

// similar is empty for nobody, who has no tickets.
func (s *Drafts) similar(c *fiber.Ctx, f *core.Form) (similarPart, error) {
	v := s.CurrentViewer(c)
	p := similarPart{Localizer: v.Localizer}
	if v.Nobody() || v.Guest() {
		return p, nil
	}
	found, err := s.Desk.Similar(c.UserContext(), v.Actor, f.Get("subject"), f.Get("body"), desk.ReadDetails(f.Get).IDs())
	for _, t := range found {
		p.Rows = append(p.Rows, similarRow{t, v.Localizer.Short(t.PublicAt, s.Now()), fmt.Sprint("/tickets/", t.Number), v.Localizer.T("status." + string(t.Status.Told(false)))})
	}
	return p, err
}
