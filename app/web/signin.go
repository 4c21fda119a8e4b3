package web

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/views"
)

// How long a browser keeps its challenge, and that it proved an address.
const (
	challengeLife = time.Hour
	knownLife     = 365 * 24 * time.Hour
)

// signInPage asks for an address.
type signInPage struct {
	Page
	Email, Next string
	Fault       *views.Fault
	Parked      bool // words of a session that had ended wait for their person
	Keys        bool // passkeys can be had here
	Shared      bool // pictures came that nobody could keep
	UnderWay    *underWayPart
}

// verifyPage asks for the code: of a sign-in, or of a guest link.
type verifyPage struct {
	Page
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

// showSignIn: GET /sign-in ?next=
func (s *Server) showSignIn(c *fiber.Ctx) error {
	if v := s.look(c); !v.nobody() {
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
func (s *Server) underWay(c *fiber.Ctx) *underWayPart {
	w, ok := s.Auth.Pending(c.UserContext(), c.Cookies(s.cookies.challenge))
	if !ok || !w.Alive || w.For != "" || !s.look(c).nobody() {
		return nil
	}
	return &underWayPart{"/sign-in/verify", w.Masked}
}

func (s *Server) askAddress(c *fiber.Ctx, email, next string, refused error) error {
	p := signInPage{Page: s.page(c, "signin.title"), Email: email, Next: access.OwnPath(next), Parked: c.Cookies(s.cookies.parked) != "", Keys: s.keys != nil, Shared: c.Query("files") != ""}
	p.Gate, p.Fault, p.UnderWay = true, faultOf(p.Localizer, refused), s.underWay(c)
	if refused != nil {
		s.refuse(c, refused)
	}
	return s.render(c, "account/sign_in", p)
}

// createCode: POST /sign-in, field email. The answer is the same for every address.
func (s *Server) createCode(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	ask, challenge := s.ask(c, f), ""
	if email, err := access.Canonical(ask.Email); err == nil {
		ask.Known = s.knows(c, access.SignInTarget(email))
	}
	if word, ok := access.ReadWord(f.get("word")); ok {
		challenge, err = s.Auth.SendByWord(c.UserContext(), word, "", ask)
	} else {
		challenge, _, err = s.Auth.StartSignIn(c.UserContext(), ask)
	}
	if err != nil && mendable(err) {
		return s.askAddress(c, f.get("email"), f.get("next"), err)
	} else if err != nil {
		return err
	}
	s.http.SetCookie(c, s.cookies.challenge, challenge, challengeLife)
	return c.Redirect("/sign-in/verify", fiber.StatusSeeOther)
}

// ask is what the gate wants to know of who asks for a code.
func (s *Server) ask(c *fiber.Ctx, f *form) access.Ask {
	return access.Ask{
		Email: f.get("email"), Next: f.get("next"), Locale: s.look(c).Localizer.Locale, IP: s.askerIP(c),
		Browser: access.BrowserLabel(c.Get(fiber.HeaderUserAgent)), Challenge: c.Cookies(s.cookies.challenge),
	}
}

// clientOf is this browser, in the zone that its script put into the form; the
// session in cookie ends with the new one.
func (s *Server) clientOf(c *fiber.Ctx, f *form, cookie string) access.Client {
	return access.Client{IP: s.http.ClientIP(c), Browser: access.BrowserLabel(c.Get(fiber.HeaderUserAgent)), Session: c.Cookies(cookie), Zone: f.get("zone"), Once: f.get("once")}
}

// showVerify: GET /sign-in/verify
func (s *Server) showVerify(c *fiber.Ctx) error {
	next := access.OwnPath(c.Query("next"))
	if w, ok := s.Auth.Pending(c.UserContext(), c.Cookies(s.cookies.challenge)); !ok || w.For != "" {
		return c.Redirect(withNext("/sign-in", next), fiber.StatusSeeOther)
	}
	return s.askCode(c, s.signInVerify(c, "", next), nil)
}

func (s *Server) signInVerify(c *fiber.Ctx, code, next string) verifyPage {
	p := verifyPage{Action: "/sign-in/verify", Again: "/sign-in", Change: "/sign-in?change=1", Next: next, Code: code}
	if next != "" {
		p.Change += "&next=" + url.QueryEscape(next)
	}
	if c.Cookies(s.cookies.parked) != "" {
		p.Why = s.look(c).Localizer.T("signin.parked")
	}
	return p
}

// askCode shows the field for the code, and why the last one was refused.
func (s *Server) askCode(c *fiber.Ctx, p verifyPage, refused error) error {
	sheet := p.Sheet
	p.Page = s.page(c, "code.title")
	p.Sheet = sheet
	p.Gate, p.Fault = true, faultOf(p.Localizer, refused)
	challenge := c.Cookies(s.cookies.challenge)
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
		s.refuse(c, refused)
	}
	return s.render(c, "account/verify", p)
}

// createSession: POST /sign-in/verify, field code.
func (s *Server) createSession(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	next := access.OwnPath(f.get("next"))
	if word, ok := access.ReadWord(f.get("code")); ok {
		return s.sendByWord(c, f, word, "", s.signInVerify(c, f.get("code"), next))
	}
	grant, err := s.Auth.FinishSignIn(c.UserContext(), c.Cookies(s.cookies.challenge), f.get("code"), s.clientOf(c, f, s.cookies.session))
	if err != nil && mendable(err) {
		return s.askCode(c, s.signInVerify(c, f.get("code"), next), err)
	} else if err != nil {
		return err
	}
	if next != "" { // wished since the code was asked for
		grant.Next = next
	}
	return s.welcome(c, grant)
}

// welcome lets the browser in and leads it on.
func (s *Server) welcome(c *fiber.Ctx, g access.Grant) error {
	if err := s.admit(c, g); err != nil {
		return err
	}
	return c.Redirect(home(g.Kind, g.Next), fiber.StatusSeeOther)
}

// admit gives the browser its session, and the words that waited for it.
func (s *Server) admit(c *fiber.Ctx, g access.Grant) error {
	s.http.SetCookie(c, s.cookies.session, g.Cookie, g.MaxAge)
	s.learn(c, g.Target)
	s.http.DropCookie(c, s.cookies.challenge)
	if parked := c.Cookies(s.cookies.parked); parked != "" {
		if err := s.Auth.RestoreUnsent(c.UserContext(), parked, g.Person.ID); err != nil {
			return err
		}
		s.http.DropCookie(c, s.cookies.parked)
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

// signOut: POST /sign-out ends the sessions of this browser.
func (s *Server) signOut(c *fiber.Ctx) error {
	if _, err := s.readForm(c, noFiles); err != nil {
		return err
	}
	for _, name := range []string{s.cookies.session, s.cookies.guest} {
		if cookie := c.Cookies(name); cookie != "" {
			if err := s.Auth.SignOut(c.UserContext(), cookie); err != nil {
				return err
			}
			s.http.DropCookie(c, name)
		}
	}
	c.Set("Clear-Site-Data", `"cache"`)
	return c.Redirect("/", fiber.StatusSeeOther)
}
