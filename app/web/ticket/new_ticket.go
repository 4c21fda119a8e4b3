package ticket

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/limits"
	"hilo/app/web/core"
	"hilo/views"
)

// newPage is the form of a new ticket, for customers and for nobody.
type newPage struct {
	core.Page
	Themes                          []themePart
	Subject, Body, Key, Name, Email string
	Faults                          views.Faults
	Names                           []string
	Uploads                         []uploadPart
	MaxFiles                        int
	MaxBytes                        int64

	Nameless string // the address of a customer who has no name yet, and is asked for it
	Guard    *guardPart
	Details  detailsPart
	Similar  similarPart
}

type themePart struct {
	ID, Name string
	On       bool
}

// NewTicket: GET /tickets/new. The worker keeps it empty, for the next one.
func (s *Drafts) NewTicket(c *fiber.Ctx) error {
	if core.ByWorker(c) {
		core.KeepOffline(c, s.CurrentViewer(c))
		return s.showNew(c, &core.Form{})
	}
	f, err := s.draftForm(c)
	if err != nil {
		return err
	}
	return s.showNew(c, f)
}

// draftForm is the form as the person left it, on whichever device; empty for nobody.
func (s *Drafts) draftForm(c *fiber.Ctx) (*core.Form, error) {
	v := s.CurrentViewer(c)
	if v.Nobody() {
		return &core.Form{}, nil
	}
	d, err := s.Desk.Drafts.Of(c.UserContext(), v.Actor, 0)
	f := &core.Form{Kept: d.Uploads, Values: url.Values{"topic": {d.Topic}, "subject": {d.Subject}, "body": {d.Body}, "key": {d.Key}}}
	for want, text := range d.Details {
		f.Values.Set("want_"+want, text)
	}
	return f, err
}

// showNew is the form; refused is all that is wrong with what was sent.
func (s *Drafts) showNew(c *fiber.Ctx, f *core.Form, refused ...error) error {
	if len(refused) > 0 {
		if err := s.keepFiles(c, f, refused[0]); err != nil {
			return err
		}
	}
	topics, err := s.Desk.Topics(c.UserContext())
	if err != nil {
		return err
	}
	if len(refused) == 0 && empty(f) {
		return s.showEmpty(c, topics)
	}
	p, err := s.newPage(c, f, topics, refused)
	if err != nil {
		return err
	}
	if len(refused) > 0 {
		p.Guard = guardOf(p.Localizer, f)
		p.Title = p.T("form.error_title", "Title", p.Title)
		core.Refuse(c, refused[0])
		if fault.Of(refused[0]).Key == "desk.key.used" {
			p.Key = "" // other words need another key
		}
	}
	if p.Key == "" {
		p.Key = rand.Text()
	}
	return s.Render(c, "ticket/new", p)
}

// empty tells whether a form has nothing in it.
func empty(f *core.Form) bool {
	for name, values := range f.Values {
		if name != "key" && strings.Join(values, "") != "" {
			return false
		}
	}
	return len(f.Kept)+len(f.Names)+len(f.Files) == 0
}

// newKey is all that an empty form shows.
type newKey struct {
	looker core.LookerKey
	topics string
}

func (s *Drafts) showEmpty(c *fiber.Ctx, topics []desk.Topic) error {
	key := newKey{looker: s.CurrentViewer(c).Key(s.Now())}
	for _, t := range topics {
		key.topics += t.ID + "\n" + t.In(key.looker.Locale) + "\n"
	}
	html, err := s.Made.Make(key, func() ([]byte, error) {
		p, err := s.newPage(c, new(core.Form), topics, nil)
		if err != nil {
			return nil, err
		}
		p.Key = s.Made.Holes.Key
		return s.HTML("ticket/new", p)
	})
	if err != nil {
		return err
	}
	return core.SendFilled(s.Core, c, key, true, html, s.Made.Holes.Key, rand.Text())
}

func (s *Drafts) newPage(c *fiber.Ctx, f *core.Form, topics []desk.Topic, refused []error) (p newPage, err error) {
	p = newPage{Page: s.Page(c, "new.title"), Subject: f.Get("subject"), Body: f.Get("body"), Key: f.Get("key"), Name: f.Get("name"), Email: f.Get("email"), Names: f.Names}
	p.Uploads, p.Nameless = uploadParts(p.Localizer, f.Kept), nameless(s.CurrentViewer(c))
	p.Here, p.Sheet, p.Faults = "new", "new.css", core.FaultsOf(p.Localizer, unguarded(refused)...)
	p.Details = s.newDetails(p.Localizer, "new", []string{"transaction", "time"}, desk.ReadDetails(f.Get), p.Faults, p.Subject+"\n"+p.Body)
	for _, t := range topics {
		p.Themes = append(p.Themes, themePart{t.ID, t.In(p.Locale), t.ID == f.Get("topic")})
	}
	limits := s.newLimits(c)
	p.MaxFiles, p.MaxBytes = limits.Count, limits.Each
	p.Similar, err = s.similar(c, f)
	return p, err
}

// nameless is the address of a customer who has no name yet; "" for all others.
func nameless(v *core.Viewer) string {
	if v.Nobody() || v.Person.Name != "" {
		return ""
	}
	return v.Person.Email
}

func (s *Drafts) newLimits(c *fiber.Ctx) files.Limits {
	if s.CurrentViewer(c).Nobody() {
		return files.Guest
	}
	return files.Default
}

// CreateTicket: POST /tickets, by a customer or by nobody.
func (s *Drafts) CreateTicket(c *fiber.Ctx) error {
	v := s.CurrentViewer(c)
	rules, whom := s.ticketBudgets(c)
	if err := core.Hold(c, core.Patient(c, rules[0], s.Auth.Limits.Affords(c.UserContext(), whom, rules...))); err != nil {
		return err
	}
	f, err := s.ReadForm(c, s.newLimits(c))
	if f != nil && v.Nobody() && f.Get("signed") != "" {
		return s.parkNew(c, f)
	}
	if f != nil {
		err = errors.Join(err, s.attach(c, f, s.newLimits(c)), f.Fault)
	}
	if err != nil {
		return s.rerenderNew(c, f, err)
	}
	say, wrong := messageFromForm(f, v.Localizer) // before the rest is read: it may mask
	say.Charge = s.Auth.Limits.Charge(whom, rules...)
	q := desk.Question{Topic: f.Get("topic"), Subject: f.Get("subject"), Locale: v.Localizer.Locale, Message: say}
	if v.Nobody() {
		return s.createGuestTicket(c, f, q, wrong)
	}
	name := f.Get("name")
	wrong = append([]error{desk.Line("name", &name, desk.MaxName, false)}, append(q.Problems(), wrong...)...)
	if problems := slices.DeleteFunc(wrong, func(err error) bool { return err == nil }); len(problems) > 0 {
		return s.showNew(c, f, problems...)
	}
	if name != "" && nameless(v) != "" {
		if err := s.Desk.Describe(c.UserContext(), v.Actor, desk.Profile{Name: name, Locale: v.Person.Locale, Timezone: v.Person.Timezone}); err != nil {
			return s.rerenderNew(c, f, err)
		}
	}
	t, _, err := s.Desk.Open(c.UserContext(), v.Actor, q)
	if err != nil {
		return s.rerenderNew(c, f, core.Patient(c, rules[0], err))
	}
	s.SettleFiles(c, f.Files)
	return c.Redirect(t.Path(), fiber.StatusSeeOther)
}

// ticketBudgets are a person's, of tickets in an hour, or nobody's, in a day. They are
// asked before a file is taken, and pay when the ticket is stored: what is refused costs
// nobody else behind the address theirs.
func (s *Drafts) ticketBudgets(c *fiber.Ctx) (rules []limits.Limit, whom string) {
	if s.CurrentViewer(c).Nobody() {
		return []limits.Limit{limits.GuestTickets, limits.GuestTickets.Around(3)}, s.HTTP.ClientIP(c)
	}
	return []limits.Limit{limits.Tickets}, fmt.Sprint(s.Actor(c).ID)
}

func (s *Drafts) rerenderNew(c *fiber.Ctx, f *core.Form, err error) error {
	if f == nil || !core.Mendable(err) {
		return err
	}
	return s.showNew(c, f, err)
}
