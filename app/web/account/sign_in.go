package account

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/web/core"
	"hilo/views"
)

// How long a browser keeps its challenge, and that it proved an address.
const (
	challengeLife = time.Hour
	knownLife     = 365 * 24 * time.Hour
)

// signInPage asks for an address.
type signInPage struct {
	core.Page
	Email, Next string
	Fault       *views.Fault
	Parked      bool // words of a session that had ended wait for their person
	Keys        bool // passkeys can be had here
	Shared      bool // pictures came that nobody could keep
	Lost        bool // so did files, with those words
	UnderWay    *underWayPart
	Dead        *views.Fault // the code that was typed
	Ticket      string       // the number that is gone on to, whether or not there is such a ticket
	Ready       bool
}

// ShowSignIn: GET /sign-in ?next=
func (s *SignIn) ShowSignIn(c *fiber.Ctx) error {
	if v := s.CurrentViewer(c); !v.Nobody() {
		return c.Redirect(home(v.Session.Kind, access.OwnPath(c.Query("next"))), fiber.StatusSeeOther)
	}
	next := access.OwnPath(c.Query("next"))
	if s.underWay(c) != nil && c.Query("change") == "" && c.Query("files") == "" && c.Query("code") == "" {
		return c.Redirect(withNext("/sign-in/verify", next), fiber.StatusSeeOther)
	}
	email := ""
	if c.Query("change") != "" { // to be corrected
		w, _ := s.Auth.Codes.Pending(c.UserContext(), c.Cookies(s.Cookies.Challenge))
		email = w.Email
	}
	if len(c.Context().URI().QueryString()) > 0 || c.Cookies(s.Cookies.Challenge)+c.Cookies(s.Cookies.Parked) != "" {
		return s.askAddress(c, email, next, nil)
	}
	return core.SendMade(s.Core, c, s.signInKey(c), "account/sign_in", func() any { return s.signInPage(c, "", "", nil) })
}

// signInKey is all that the page shows of one who brings nothing along.
func (s *SignIn) signInKey(c *fiber.Ctx) any {
	return struct {
		looker core.LookerKey
		ready  bool
	}{s.CurrentViewer(c).Key(s.Now()), ready(c)}
}

// ready tells whether one types at once: a phone's keyboard would hide the page.
func ready(c *fiber.Ctx) bool {
	return !access.OnPhone(access.BrowserLabel(c.Get(fiber.HeaderUserAgent)))
}

// withNext is path, with where to go on to.
func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

// underWayPart leads back to the field for a code that is on its way.
type underWayPart struct{ Path, Masked string }

// underWay is the sign-in that this browser began: phones end an app while its
// code is fetched from the mail program. nil for none.
func (s *SignIn) underWay(c *fiber.Ctx) *underWayPart {
	w, ok := s.Auth.Codes.Pending(c.UserContext(), c.Cookies(s.Cookies.Challenge))
	if !ok || !w.Alive || w.For != "" || !s.CurrentViewer(c).Nobody() {
		return nil
	}
	return &underWayPart{"/sign-in/verify", w.Masked}
}

func (s *SignIn) askAddress(c *fiber.Ctx, email, next string, refused error) error {
	if refused != nil {
		core.Refuse(c, refused)
	}
	return s.Render(c, "account/sign_in", s.signInPage(c, email, next, refused))
}

func (s *SignIn) signInPage(c *fiber.Ctx, email, next string, refused error) signInPage {
	p := signInPage{Page: s.Page(c, "signin.title"), Email: email, Next: access.OwnPath(next), Parked: c.Cookies(s.Cookies.Parked) != "", Keys: s.keys != nil, Shared: c.Query("files") == "again", Lost: c.Query("files") == "lost"}
	p.Gate, p.Fault, p.UnderWay = true, core.FaultOf(p.Localizer, refused), s.underWay(c)
	if p.Ticket = ticketOf(p.Next); p.Ticket != "" {
		p.Title = p.T("signin.ticket", "Number", p.Ticket)
	}
	p.Dead, p.Ready = dead(c, p.Localizer), ready(c)
	return p
}

// CreateCode: POST /sign-in, field email. The answer is the same for every address.
func (s *SignIn) CreateCode(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	ask, challenge := s.ask(c, f), ""
	if email, err := access.Canonical(ask.Email); err == nil {
		ask.Known = s.knows(c, access.SignInTarget(email))
	}
	if word, ok := access.ReadWord(f.Get("word")); ok {
		challenge, err = s.Auth.Codes.SendByWord(c.UserContext(), word, "", ask)
	} else {
		challenge, _, err = s.Auth.StartSignIn(c.UserContext(), ask)
	}
	if err != nil && core.Mendable(err) {
		return s.askAddress(c, f.Get("email"), f.Get("next"), err)
	} else if err != nil {
		return err
	}
	s.HTTP.SetCookie(c, s.Cookies.Challenge, challenge, challengeLife)
	return c.Redirect("/sign-in/verify", fiber.StatusSeeOther)
}

// ask is what the gate wants to know of who asks for a code.
func (s *SignIn) ask(c *fiber.Ctx, f *core.Form) access.Ask {
	return access.Ask{
		Email: f.Get("email"), Next: f.Get("next"), Locale: s.CurrentViewer(c).Localizer.Locale, IP: s.AskerIP(c),
		Browser: access.BrowserLabel(c.Get(fiber.HeaderUserAgent)), Challenge: c.Cookies(s.Cookies.Challenge),
	}
}

// clientOf is this browser, in the zone that its script put into the form; the
// session in cookie ends with the new one.
func (s *SignIn) clientOf(c *fiber.Ctx, f *core.Form, cookie string) access.Client {
	return access.Client{Browser: access.BrowserLabel(c.Get(fiber.HeaderUserAgent)), Session: c.Cookies(cookie), Zone: f.Get("zone"), Once: f.Get("once")}
}
