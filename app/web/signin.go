package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
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
	Resend        int    // seconds until another code may be asked for
	Why, Back     string // what the code confirms, and the way out; empty where it signs in
	DevCode       string // development only
}

// showSignIn: GET /sign-in ?next=
func (s *Server) showSignIn(c *fiber.Ctx) error {
	if v := s.look(c); !v.nobody() {
		return c.Redirect(home(v.Session.Kind, access.OwnPath(c.Query("next"))), fiber.StatusSeeOther)
	}
	return s.askAddress(c, "", c.Query("next"), nil)
}

func (s *Server) askAddress(c *fiber.Ctx, email, next string, refused error) error {
	p := signInPage{Page: s.page(c, "signin.title"), Email: email, Next: access.OwnPath(next), Parked: c.Cookies(s.cookies.parked) != "", Keys: s.keys != nil, Shared: c.Query("files") != ""}
	p.Gate, p.Fault = true, faultOf(p.Voice, refused)
	if refused != nil {
		c.Status(statuses[fault.Of(refused).Kind])
	}
	return s.render(c, "pages/sign_in", p)
}

// createCode: POST /sign-in, field email. The answer is the same for every address.
func (s *Server) createCode(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	ask, challenge := s.ask(c, f), ""
	if email, err := access.Canonical(ask.Email); err == nil {
		ask.Known = s.knows(c, email)
	}
	if err = s.Gate.Allow(c.UserContext(), access.SignInStarts, ask.IP); err == nil {
		challenge, _, err = s.Gate.StartSignIn(c.UserContext(), ask)
	}
	if err != nil && mendable(err) {
		return s.askAddress(c, f.get("email"), f.get("next"), err)
	} else if err != nil {
		return err
	}
	s.setCookie(c, s.cookies.challenge, challenge, challengeLife)
	return c.Redirect("/sign-in/verify", fiber.StatusSeeOther)
}

// ask is what the gate wants to know of who asks for a code.
func (s *Server) ask(c *fiber.Ctx, f *form) access.Ask {
	return access.Ask{
		Email: f.get("email"), Next: f.get("next"), Locale: s.look(c).Voice.Locale, IP: s.clientIP(c),
		Agent: access.Agent(c.Get(fiber.HeaderUserAgent)), Challenge: c.Cookies(s.cookies.challenge),
	}
}

// knows tells whether this browser proved the address before.
func (s *Server) knows(c *fiber.Ctx, email string) bool {
	return s.Secret.Knows(c.Cookies(s.cookies.known), email)
}

// visitorOf is this browser; the session in cookie ends with the new one.
func (s *Server) visitorOf(c *fiber.Ctx, cookie string) access.Visitor {
	return access.Visitor{IP: s.clientIP(c), Agent: access.Agent(c.Get(fiber.HeaderUserAgent)), Session: c.Cookies(cookie)}
}

// showVerify: GET /sign-in/verify
func (s *Server) showVerify(c *fiber.Ctx) error {
	if _, _, _, ok := s.Gate.Pending(c.UserContext(), c.Cookies(s.cookies.challenge)); !ok {
		return c.Redirect("/sign-in", fiber.StatusSeeOther)
	}
	return s.askCode(c, verifyPage{Action: "/sign-in/verify", Again: "/sign-in"}, nil)
}

// askCode shows the field for the code, and why the last one was refused.
func (s *Server) askCode(c *fiber.Ctx, p verifyPage, refused error) error {
	p.Page = s.page(c, "code.title")
	p.Gate, p.Fault = true, faultOf(p.Voice, refused)
	challenge := c.Cookies(s.cookies.challenge)
	if masked, _, again, ok := s.Gate.Pending(c.UserContext(), challenge); ok {
		p.Masked = masked
		p.Resend = max(0, int(again.Sub(s.Now()).Round(time.Second).Seconds()))
	}
	if s.Options.Dev {
		p.DevCode = s.devCode(c)
	}
	if refused != nil {
		p.Title = p.T("form.error_title", "Title", p.Title)
		c.Status(statuses[fault.Of(refused).Kind])
	}
	return s.render(c, "pages/verify", p)
}

// createSession: POST /sign-in/verify, field code.
func (s *Server) createSession(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	grant, err := s.Gate.FinishSignIn(c.UserContext(), c.Cookies(s.cookies.challenge), f.get("code"), s.visitorOf(c, s.cookies.session))
	if err != nil && mendable(err) {
		return s.askCode(c, verifyPage{Action: "/sign-in/verify", Again: "/sign-in", Code: f.get("code")}, err)
	} else if err != nil {
		return err
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
	s.setCookie(c, s.cookies.session, g.Cookie, g.MaxAge)
	s.setCookie(c, s.cookies.known, s.Secret.Device(g.Person.Email), knownLife)
	s.dropCookie(c, s.cookies.challenge)
	if parked := c.Cookies(s.cookies.parked); parked != "" {
		if err := s.Gate.Unpark(c.UserContext(), parked, g.Person.ID); err != nil {
			return err
		}
		s.dropCookie(c, s.cookies.parked)
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
			if err := s.Gate.SignOut(c.UserContext(), cookie); err != nil {
				return err
			}
			s.dropCookie(c, name)
		}
	}
	c.Set("Clear-Site-Data", `"cache"`)
	return c.Redirect("/", fiber.StatusSeeOther)
}
