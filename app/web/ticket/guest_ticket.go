package ticket

import (
	"crypto/rand"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/limits"
	"hilo/app/web/core"
	"hilo/views"
)

// guestFilesExpire is when files of an unproven person are gone.
const guestFilesExpire = 7 * 24 * time.Hour

// sentPage tells a guest where the link went. Its form has all that they sent, for when
// that was the wrong address.
type sentPage struct {
	core.Page
	Number, Sealed string // of the ticket, and that this browser opened it
	To, Masked     string // where the link went
	Typed, Key     string // the address in the form, and the key of another ticket
	Kept           []keptField
	Names          []string // of files, which have to be chosen again
	Fault          *views.Fault
	Again          bool   // the mail goes once more
	Free, FreeAt   string // from when another can be asked for: in words, and as a time
	Resend         int    // seconds until then
}

type keptField struct{ Name, Value string }

// keptFields are those of a question that the page keeps; its key is not one of them.
var keptFields = []string{"name", "topic", "subject", "body", "want_time", "want_transaction", "guard"}

// createGuestTicket opens a ticket for an address that nobody has proven yet.
// The answer is the same whoever the address belongs to.
func (s *Drafts) createGuestTicket(c *fiber.Ctx, f *core.Form, q desk.Question, wrong []error) error {
	q.Name, q.Network = f.Get("name"), s.Auth.Network(s.AskerIP(c))
	email, err := access.Canonical(f.Get("email"))
	if err == nil && email == f.Get("to") {
		err = fault.Mend("email", "new.same_address")
	}
	problems := append(q.Problems(), wrong...)
	if err != nil && len(problems) == 0 && f.Get("to") != "" {
		return s.showSent(c, f, sentPage{Number: f.Get("number"), Sealed: f.Get("sealed"), To: f.Get("to"), Resend: resendWait}, err)
	}
	if err != nil {
		problems = append([]error{err}, problems...)
	}
	if len(problems) > 0 {
		return s.showNew(c, f, problems...)
	}
	for i := range q.Files { // no preview, and gone in a week unless the address is proven
		q.Files[i].Width, q.Files[i].Height, q.Files[i].ExpiresAt = 0, 0, s.Now().Add(guestFilesExpire)
	}
	t, _, err := s.Desk.OpenFor(c.UserContext(), email, q)
	if err != nil {
		return s.rerenderNew(c, f, core.Patient(c, limits.GuestTickets, err))
	}
	s.SettleFiles(c, f.Files)
	c.Status(fiber.StatusCreated)
	number, sealed := s.Auth.Guests.SealOpened(t.Number, email)
	return s.showSent(c, f, sentPage{Number: number, Sealed: sealed, To: email, Resend: resendWait}, nil)
}

// resendWait is for how long, in seconds, no other mail is asked for.
const resendWait = 60

// showSent is the page after a guest's ticket; refused is what is wrong with the address
// in its form.
func (s *Drafts) showSent(c *fiber.Ctx, f *core.Form, p sentPage, refused error) error {
	p.Page = s.Page(c, "new.sent_title")
	p.Gate, p.Key, p.Names = true, rand.Text(), f.Names
	free := s.Now().Add(time.Duration(p.Resend+59) * time.Second)
	p.FreeAt, p.Free = free.UTC().Format(time.RFC3339), p.T("code.free", "When", p.Localizer.ClockZone(free))
	p.Masked, p.Typed, p.Fault = access.Mask(p.To), f.Get("email"), core.FaultOf(p.Localizer, refused)
	if len(p.Names) == 0 {
		p.Names = f.Values["names"]
	}
	for _, name := range keptFields {
		if value := f.Get(name); value != "" {
			p.Kept = append(p.Kept, keptField{name, value})
		}
	}
	if refused != nil {
		p.Title = p.T("form.error_title", "Title", p.Title)
		core.Refuse(c, refused)
	}
	return s.Render(c, "ticket/new_sent", p)
}

// SendReceived: POST /tickets/received, the form of the page after a guest's ticket: the
// mail goes once more, if it may. The answer is the same if it may not.
func (s *Drafts) SendReceived(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	p := sentPage{Number: f.Get("number"), Sealed: f.Get("sealed"), To: f.Get("to"), Again: true}
	free, err := s.Auth.Guests.AskReceived(c.UserContext(), p.Number, p.To, p.Sealed, s.AskerIP(c))
	if err != nil {
		return err
	}
	p.Resend = max(0, int(free.Sub(s.Now()).Round(time.Second).Seconds()))
	return s.showSent(c, f, p, nil)
}
