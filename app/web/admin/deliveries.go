package admin

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
	"hilo/app/notify"
	"hilo/app/outbox"
	"hilo/app/privacy"
	"hilo/app/web/core"
	"hilo/views"
)

// deliveriesPage is what was given up.
type deliveriesPage struct {
	core.Page
	Deliveries []deliveryPart
	Undecided  int    // of all, also those that are not shown
	Done       string // what came of the last decision; "": there was none
	Faults     views.Faults
}

// deliveryPart is one of them.
type deliveryPart struct {
	ID, What, To, Why string // To is masked; "": nobody in particular
	Ticket            int64
	GivenUp, Dropped  string // when, in words; "": not
	Tries             int
	Spent             bool   // of no use any more
	Path              string // of the ticket, if there is one
}

// whats are the keys of what the kinds of jobs are, after "deliveries.what.".
var whats = map[string]string{
	notify.ByMail: "mail", notify.JobReceived: "received",
	notify.ByPush: "push", notify.JobDeliver: "push", notify.JobSummary: "push",
	access.JobCode: "code", access.JobSignedIn: "signed_in", access.JobPasskey: "passkey", access.JobTrialMail: "trial",
	privacy.JobErasureAsked: "erasure", privacy.JobErasureCancelled: "erasure", privacy.JobErasureDone: "erasure",
}

// ShowDeliveries: GET /admin/deliveries
func (s *Handlers) ShowDeliveries(c *fiber.Ctx) error { return s.deliveries(c, nil) }

func (s *Handlers) deliveries(c *fiber.Ctx, refused error) error {
	jobs, err := s.Box.Dead(c.UserContext())
	if err != nil {
		return err
	}
	to, err := s.Notify.Addressees(c.UserContext(), jobs)
	if err != nil {
		return err
	}
	p := deliveriesPage{Page: s.Page(c, "deliveries.title"), Faults: core.FaultsOf(s.CurrentViewer(c).Localizer, refused)}
	p.Here, p.Sheet = "deliveries", "settings.css"
	if p.Undecided, err = s.Box.Undecided(c.UserContext()); err != nil {
		return err
	}
	if done := c.Query("done"); slices.Contains([]string{"retry", "drop"}, done) {
		p.Done = p.T("deliveries.done." + done)
	}
	numbers := make([]int64, len(jobs))
	for i, job := range jobs {
		numbers[i] = job.Ticket
	}
	own, err := s.Desk.Own(c.UserContext(), s.CurrentViewer(c).Person, numbers)
	if err != nil {
		return err
	}
	for _, job := range jobs {
		part := s.delivery(p, job, to[job.ID])
		if part.Path = fmt.Sprint("/desk/tickets/", job.Ticket); own[job.Ticket] {
			part.Path = fmt.Sprint("/tickets/", job.Ticket) // the desk has it not
		}
		p.Deliveries = append(p.Deliveries, part)
	}
	if refused != nil {
		core.Refuse(c, refused)
	}
	return s.Render(c, "admin/deliveries", p)
}

func (s *Handlers) delivery(p deliveriesPage, job outbox.Job, to string) deliveryPart {
	what, known := whats[job.Kind]
	if !known {
		what = "other"
	}
	part := deliveryPart{
		ID: job.ID, What: p.T("deliveries.what."+what, "Kind", job.Kind), Why: job.LastError, Ticket: job.Ticket,
		GivenUp: p.Since(job.DeadAt, s.Now()), Tries: job.Tries, Spent: s.Box.IsSpent(job.Kind),
	}
	if to != "" {
		part.To = access.Mask(to)
	}
	if !job.DroppedAt.IsZero() {
		part.Dropped = p.Since(job.DroppedAt, s.Now())
	}
	return part
}

// DecideDeliveries: POST /admin/deliveries, retry or drop = an id, or all.
func (s *Handlers) DecideDeliveries(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	for _, way := range []struct {
		name   string
		decide func(context.Context, string) (int, error)
	}{{"retry", s.Box.Retry}, {"drop", s.Box.Drop}} {
		id := f.Get(way.name)
		if id == "" {
			continue
		}
		switch _, err = way.decide(c.UserContext(), id); {
		case errors.Is(err, outbox.ErrSpent):
			return s.deliveries(c, fault.Mend("", "deliveries.spent"))
		case errors.Is(err, outbox.ErrNone):
			return s.deliveries(c, fault.Mend("", "deliveries.decided"))
		case err != nil:
			return err
		}
		return c.Redirect("/admin/deliveries?done="+way.name, fiber.StatusSeeOther)
	}
	return s.deliveries(c, fault.Mend("", "deliveries.neither"))
}
