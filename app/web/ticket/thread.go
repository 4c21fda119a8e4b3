package ticket

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"log/slog"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/web/alerts"
	"hilo/app/web/core"
)

// ThreadPage is a ticket with its entries, for its requester or at the desk.
type ThreadPage struct {
	core.Page
	Ticket   *desk.Ticket
	Base     string // address of the ticket for who looks
	Items    []threadItem
	Older    string // address of the entries before these
	At       int64  // the entry that was searched for, and
	Found    string // its address, if it is among those before
	Missing  int    // how many those are: paper says so
	Address  string // of the ticket, on paper
	Parts    map[string]template.HTML
	Stream   string
	Composer ComposerPart
	Push     *alerts.PushPart // what a guest is offered
}

// Mute is how loud the ticket is.
func (p ThreadPage) Mute() alerts.MutePart { return alerts.MutePartOf(p.Localizer, p.Ticket) }

// pageOf puts what is around a thread: it names the template and its data.
type pageOf func(*fiber.Ctx, ThreadPage) (template string, page any, err error)

// requesterPage is a thread for its requester.
func requesterPage(_ *fiber.Ctx, p ThreadPage) (string, any, error) { return "ticket/ticket", p, nil }

// ShowTicket: GET /tickets/12345678, ?before=seq for older entries, ?at=seq to open at one.
func (s *Handlers) ShowTicket(c *fiber.Ctx) error { return s.OpenThread(c, requesterPage, nil) }

// threadKey is all that the page of a ticket shows as it opens. Of its entries the
// ticket says which there are, and the counter of names how their authors are called.
type threadKey struct {
	looker      core.LookerKey
	ticket      desk.Shown
	canRate     bool
	next, staff string
	beside      any // what is around the thread
}

// OpenThread is the page of a ticket that the address asks for. around shows nothing but
// the thread and beside, which can be compared.
func (s *Handlers) OpenThread(c *fiber.Ctx, around pageOf, beside any) error {
	v := s.CurrentViewer(c)
	t, err := s.Desk.Ticket(c.UserContext(), v.Actor, core.Number(c))
	if err != nil {
		return err
	}
	if seq := c.QueryInt("whole"); seq > 0 && c.Method() == fiber.MethodGet {
		return s.showWhole(c, t, int64(seq), around)
	}
	if v.Guest() || t.Drafted || len(c.Context().URI().QueryString()) > 0 {
		return s.showThread(c, t, ComposerPart{}, around)
	}
	key, err := s.threadKey(c, t, beside)
	if err != nil {
		return err
	}
	html, kept := s.Made.Get(key)
	if !kept {
		if html, err = s.openPage(c, t, around); err != nil {
			return err
		}
		again, err := s.threadKey(c, t, beside)
		if err != nil {
			return err
		}
		if kept = again == key; kept { // nothing came between
			s.Made.Add(key, html)
		}
	}
	if err := s.opened(c, t); err != nil {
		return err
	}
	return core.SendFilled(s.Core, c, key, kept, html, s.Made.Holes.Key, rand.Text())
}

// openPage is the page of t as it opens, with a hole for the key of its form.
func (s *Handlers) openPage(c *fiber.Ctx, t *desk.Ticket, around pageOf) ([]byte, error) {
	page, err := s.thread(c, t, 0, ComposerPart{Key: s.Made.Holes.Key})
	if err != nil {
		return nil, err
	}
	name, data, err := around(c, page)
	if err != nil {
		return nil, err
	}
	return s.HTML(name, data)
}

func (s *Handlers) threadKey(c *fiber.Ctx, t *desk.Ticket, beside any) (key threadKey, err error) {
	v := s.CurrentViewer(c)
	key = threadKey{looker: v.Key(s.Now()), ticket: t.Shown(), canRate: s.canRate(t), beside: beside}
	if v.AtDesk() {
		_, key.staff, err = s.staff.get(c.UserContext(), s.Desk, s.Now())
	} else {
		key.next, err = s.next(c.UserContext(), t, v)
	}
	return key, err
}

// ShowThread is the page of a ticket; composer carries a refused reply.
func (s *Handlers) ShowThread(c *fiber.Ctx, composer ComposerPart, around pageOf) error {
	t, err := s.Desk.Ticket(c.UserContext(), s.Actor(c), core.Number(c))
	if err != nil {
		return err
	}
	return s.showThread(c, t, composer, around)
}

func (s *Handlers) showThread(c *fiber.Ctx, t *desk.Ticket, composer ComposerPart, around pageOf) error {
	before := int64(c.QueryInt("before"))
	page, err := s.thread(c, t, before, composer)
	if err != nil {
		return err
	}
	if before > 0 && core.WantsFragment(c) {
		return s.Render(c, "ticket/older", page)
	}
	if before == 0 {
		if err := s.opened(c, t); err != nil {
			return err
		}
	}
	return s.renderThread(c, page, around)
}

// thread is the page of a ticket with the newest entries before one, or of all.
func (s *Handlers) thread(c *fiber.Ctx, t *desk.Ticket, before int64, composer ComposerPart) (page ThreadPage, err error) {
	v := s.CurrentViewer(c)
	entries, more, err := s.Desk.Before(c.UserContext(), v.Actor, t, before)
	if err != nil {
		return page, err
	}
	kept, shown, err := s.fitting(entries, t, v)
	if err != nil {
		return page, err
	}
	more, entries = more || len(kept) < len(entries), kept
	if page, err = s.threadPage(c, t, entries, shown, composer); err != nil {
		return page, err
	}
	page.At = int64(max(0, c.QueryInt("at")))
	if more && len(entries) > 0 {
		if page.Missing, err = s.Desk.Earlier(c.UserContext(), v.Actor, t, entries[0].Seq); err != nil {
			return page, err
		}
		page.before(entries[0].Seq)
	}
	return page, nil
}

// opened notes that the page of t was opened: who looks has read it, and it may be kept.
func (s *Handlers) opened(c *fiber.Ctx, t *desk.Ticket) error {
	v := s.CurrentViewer(c)
	if c.Method() == fiber.MethodGet && c.Get("Sec-Purpose") == "" && !core.ByWorker(c) {
		if err := s.Desk.See(c.UserContext(), v.Actor, t, t.LastSeq); err != nil {
			if fault.Of(err).Kind != fault.Away { // reading is not worth less where nothing can be kept
				return err
			}
			slog.Warn("ticket not marked as seen", "err", err)
		}
	}
	core.KeepOffline(c, v)
	return nil
}

// before tells the page what leads to the entries before seq, its first.
func (p *ThreadPage) before(seq int64) {
	p.Older = olderThan(p.Base, seq)
	if p.At > 0 && p.At < seq {
		p.Found = fmt.Sprintf("%s#entry-%d", olderThan(p.Base, p.At+1), p.At)
	}
}

// renderThread is the whole page of a thread.
func (s *Handlers) renderThread(c *fiber.Ctx, thread ThreadPage, around pageOf) error {
	name, page, err := around(c, thread)
	if err != nil {
		return err
	}
	return s.Render(c, name, page)
}

// olderThan is where the entries before seq are.
func olderThan(base string, seq int64) string { return fmt.Sprintf("%s?before=%d", base, seq) }

func (s *Handlers) threadPage(c *fiber.Ctx, t *desk.Ticket, entries []desk.Entry, shown [][]byte, composer ComposerPart) (ThreadPage, error) {
	v := s.CurrentViewer(c)
	page := ThreadPage{Page: s.Page(c, ""), Ticket: t, Base: Base(v, t.Number)}
	page.Title, page.Here, page.Address = t.Subject, "tickets", s.Options.URL+page.Base
	if !v.AtDesk() && t.Unread() && page.Unread > 0 {
		page.Unread-- // this page is what reads it
	}
	page.Items = items(entries, shown, t, v, s.Now())
	state, err := s.state(c.UserContext(), t, v)
	if err != nil {
		return page, err
	}
	page.Parts = state.HTML
	at := t.Last(v.Actor)
	if n := len(entries); n > 0 { // what came since the ticket was read is on the page
		at = max(at, entries[n-1].Seq)
	}
	page.Stream = fmt.Sprintf("%s/live?after=%d&have=%s&unread=%d", page.Base, at, state.stamp(), page.Unread)
	if page.Composer, err = s.composer(c, t, composer); err != nil {
		return page, err
	}
	if asked := s.asked(t, v, page.Composer); len(asked.Fields) > 0 { // the stream knows them empty
		html, err := s.HTML("ticket/turn", statePart{Localizer: v.Localizer, Ticket: t, Details: asked})
		if err != nil {
			return page, err
		}
		page.Parts["turn"] = template.HTML(html)
	}
	if page.Push = s.alerts.GuestPush(c, t); page.Push != nil {
		page.Sheet = "push.css"
	}
	return page, nil
}

// Base is the ticket's address for who looks.
func Base(v *core.Viewer, number int64) string {
	if v.AtDesk() {
		return fmt.Sprint("/desk/tickets/", number)
	}
	return fmt.Sprint("/tickets/", number)
}
