package ticket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/web/core"
	"hilo/app/words"
)

// ClaimTicket: POST /tickets/12345678/claim, field answer=yes|no: was it you
// who opened it? After a no, which is asked for once more (sure), there is no such
// ticket to go back to.
func (s *Lists) ClaimTicket(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	answer, n := f.Get("answer"), core.Number(c)
	if answer != "yes" && answer != "no" {
		return fiber.ErrBadRequest
	}
	if answer == "no" && f.Get("sure") == "" {
		t, err := s.Desk.Ticket(c.UserContext(), s.Actor(c), n)
		if err != nil {
			return err
		}
		if t.Unproven() {
			return s.askDisown(c, disownPage{Answer: "no", Back: t.Path(), Numbers: []int64{n}})
		}
	}
	e, err := s.Desk.AnswerOwnership(c.UserContext(), s.Actor(c), n, answer == "yes")
	if err != nil {
		return err
	}
	if answer == "no" && e.Seq > 0 {
		return c.Redirect("/tickets", fiber.StatusSeeOther)
	}
	return c.Redirect(fmt.Sprint("/tickets/", e.Ticket), fiber.StatusSeeOther)
}

// ClaimTickets: POST /tickets/claims, fields answer=mine|not and numbers: one
// answer for those that the list showed. A no is asked for once more (sure).
func (s *Lists) ClaimTickets(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	answer, shown := f.Get("answer"), f.Values["numbers"]
	if answer != "mine" && answer != "not" || len(shown) == 0 || len(shown) > desk.ClaimsMost {
		return fiber.ErrBadRequest
	}
	var numbers []int64
	for _, text := range shown {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fiber.ErrBadRequest
		}
		numbers = append(numbers, n)
	}
	if answer == "not" && f.Get("sure") == "" {
		return s.askDisown(c, disownPage{Answer: "not", Back: "/tickets", Numbers: numbers})
	}
	if err := s.Desk.AnswerOwnerships(c.UserContext(), s.Actor(c), numbers, answer == "mine"); err != nil {
		return err
	}
	return c.Redirect("/tickets", fiber.StatusSeeOther)
}

// claimsPart is what somebody opened with the person's address, behind one line.
type claimsPart struct {
	*words.Localizer
	Rows []RowPart
	All  int // not only those that are shown
}

// claims is that part of a list.
func (s *Lists) claims(ctx context.Context, v *core.Viewer, f desk.Filter) (*claimsPart, error) {
	rows, all, err := s.Desk.Lists.Unproven(ctx, v.Actor, f.Query)
	p := &claimsPart{Localizer: v.Localizer, All: all}
	for i := range rows {
		p.Rows = append(p.Rows, s.row(&rows[i], v))
	}
	return p, err
}

// stamp names what the part holds, so that a stream knows what the page has.
func (p *claimsPart) stamp() string {
	h := sha256.New()
	for _, r := range p.Rows {
		fmt.Fprintln(h, r.Ticket.Number)
	}
	fmt.Fprint(h, p.All)
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// sendClaims sends the part when it is another than had, and returns its stamp.
func (s *Lists) sendClaims(ctx context.Context, out *live.Stream, v *core.Viewer, f desk.Filter, had string) (string, error) {
	p, err := s.claims(ctx, v, f)
	if err != nil || p.stamp() == had {
		return had, err
	}
	html, err := s.HTML("list/claims", p)
	if err != nil {
		return had, err
	}
	var b bytes.Buffer
	core.Swap(&b, "claims", "outerMorph", html)
	out.Send("", b.Bytes())
	return p.stamp(), nil
}

// disownPage says what happens to tickets that somebody did not open, before it does.
type disownPage struct {
	core.Page
	Action       string
	Answer, Back string
	Numbers      []int64
}

func (s *Lists) askDisown(c *fiber.Ctx, p disownPage) error {
	p.Page, p.Action = s.Page(c, "disown.title"), c.Path()
	return s.Render(c, "list/disown", p)
}
