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
	UnderWay    *underWayPart
}

// verifyPage asks for the code: of a sign-in, or of a guest link.
type verifyPage struct {
	core.Page
	Action, Again string // where the code goes; where another one is asked for
	Masked        string
	Number        int64 // the guest's ticket
	Code          string
	Fault         *views.Fault
	Guest, Trust  bool
	OnWay         string // how it goes, the same for every address
	Resend        int    // seconds until another code may be asked for
	Why, Back     string // what the code confirms or leads to, and the way out; may be empty
	Change        string // where another address can be typed; empty where it is bound
	Next          string
	DevCode       string // development only
}

// ShowSignIn: GET /sign-in ?next=
func (s *SignIn) ShowSignIn(c *fiber.Ctx) error {
	if v := s.CurrentViewer(c); !v.Nobody() {
		return c.Redirect(home(v.Session.Kind, access.OwnPath(c.Query("next"))), fiber.StatusSeeOther)
	}
	next := access.OwnPath(c.Query("next"))
	if s.underWay(c) != nil && c.Query("change") == "" && c.Query("files") == "" {
		return c.Redirect(withNext("/sign-in/verify", next), fiber.StatusSeeOther)
	}
	return s.askAddress(c, "", next, nil)
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
	w, ok := s.Auth.Pending(c.UserContext(), c.Cookies(s.Cookies.Challenge))
	if !ok || !w.Alive || w.For != "" || !s.CurrentViewer(c).Nobody() {
		return nil
	}
	return &underWayPart{"/sign-in/verify", w.Masked}
}

func (s *SignIn) askAddress(c *fiber.Ctx, email, next string, refused error) error {
	p := signInPage{Page: s.Page(c, "signin.title"), Email: email, Next: access.OwnPath(next), Parked: c.Cookies(s.Cookies.Parked) != "", Keys: s.keys != nil, Shared: c.Query("files") != ""}
	p.Gate, p.Fault, p.UnderWay = true, core.FaultOf(p.Localizer, refused), s.underWay(c)
	if refused != nil {
		core.Refuse(c, refused)
	}
	return s.Render(c, "account/sign_in", p)
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
		challenge, err = s.Auth.SendByWord(c.UserContext(), word, "", ask)
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
	return access.Client{IP: s.HTTP.ClientIP(c), Browser: access.BrowserLabel(c.Get(fiber.HeaderUserAgent)), Session: c.Cookies(cookie), Zone: f.Get("zone"), Once: f.Get("once")}
}

// ShowVerify: GET /sign-in/verify
func (s *SignIn) ShowVerify(c *fiber.Ctx) error {
	next := access.OwnPath(c.Query("next"))
	if w, ok := s.Auth.Pending(c.UserContext(), c.Cookies(s.Cookies.Challenge)); !ok || w.For != "" {
		return c.Redirect(withNext("/sign-in", next), fiber.StatusSeeOther)
	}
	return s.askCode(c, s.signInVerify(c, "", next), nil)
}

func (s *SignIn) signInVerify(c *fiber.Ctx, code, next string) verifyPage {
	p := verifyPage{Action: "/sign-in/verify", Again: "/sign-in", Change: "/sign-in?change=1", Next: next, Code: code}
	if next != "" {
		p.Change += "&next=" + url.QueryEscape(next)
	}
	if c.Cookies(s.Cookies.Parked) != "" {
		p.Why = s.CurrentViewer(c).Localizer.T("signin.parked")
	}
	return p
}

// askCode shows the field for the code, and why the last one was refused.
func (s *SignIn) askCode(c *fiber.Ctx, p verifyPage, refused error) error {
	sheet := p.Sheet
	p.Page = s.Page(c, "code.title")
	p.Sheet = sheet
	p.Gate, p.Fault = true, core.FaultOf(p.Localizer, refused)
	challenge := c.Cookies(s.Cookies.Challenge)
	again := s.Now().Add(time.Minute)
	if w, ok := s.Auth.Pending(c.UserContext(), challenge); ok {
		p.Masked, again = w.Masked, w.Again
	}
	p.Resend = max(0, int(again.Sub(s.Now()).Round(time.Second).Seconds()))
	p.OnWay = p.T("code.on_way", "When", p.Localizer.ClockZone(again.Add(59*time.Second)))
	if s.Options.Dev {
		p.DevCode = s.devCode(c)
	}
	if refused != nil {
		p.Title = p.T("form.error_title", "Title", p.Title)
		core.Refuse(c, refused)
	}
	return s.Render(c, "account/verify", p)
}

// CreateSession: POST /sign-in/verify, field code.
func (s *SignIn) CreateSession(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	next := access.OwnPath(f.Get("next"))
	if word, ok := access.ReadWord(f.Get("code")); ok {
		return s.sendByWord(c, f, word, "", s.signInVerify(c, f.Get("code"), next))
	}
	grant, err := s.Auth.FinishSignIn(c.UserContext(), c.Cookies(s.Cookies.Challenge), f.Get("code"), s.clientOf(c, f, s.Cookies.Session))
	if err != nil && core.Mendable(err) {
		return s.askCode(c, s.signInVerify(c, f.Get("code"), next), err)
	} else if err != nil {
		return err
	}
	if next != "" { // wished since the code was asked for
		grant.Next = next
	}
	return s.welcome(c, grant)
}

// welcome lets the browser in and leads it on.
func (s *SignIn) welcome(c *fiber.Ctx, g access.Grant) error {
	if err := s.admit(c, g); err != nil {
		return err
	}
	return c.Redirect(home(g.Kind, g.Next), fiber.StatusSeeOther)
}

// admit gives the browser its session, and the words that waited for it.
func (s *SignIn) admit(c *fiber.Ctx, g access.Grant) error {
	s.HTTP.SetCookie(c, s.Cookies.Session, g.Cookie, g.MaxAge)
	s.learn(c, g.Target)
	s.HTTP.DropCookie(c, s.Cookies.Challenge)
	if parked := c.Cookies(s.Cookies.Parked); parked != "" {
		if err := s.Auth.RestoreUnsent(c.UserContext(), parked, g.Person.ID); err != nil {
			return err
		}
		s.HTTP.DropCookie(c, s.Cookies.Parked)
	}
	return nil
}

// home is where a session begins.
func home(kind, next string) string {
	switch {
	case next != "":
		return next
	case kind == access.KindStaff:
		return "/desk"
	}
	return "/tickets"
}

// SignOut: POST /sign-out ends the sessions of this browser.
func (s *SignIn) SignOut(c *fiber.Ctx) error {
	if _, err := s.ReadForm(c, core.NoFiles); err != nil {
		return err
	}
	for _, name := range []string{s.Cookies.Session, s.Cookies.Guest} {
		if cookie := c.Cookies(name); cookie != "" {
			if err := s.Auth.SignOut(c.UserContext(), cookie); err != nil {
				return err
			}
			s.HTTP.DropCookie(c, name)
		}
	}
	c.Set("Clear-Site-Data", `"cache"`)
	return c.Redirect("/", fiber.StatusSeeOther)
}
