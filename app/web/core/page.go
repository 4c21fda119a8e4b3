package core

import (
	"html/template"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/words"
	"hilo/views"
)

// Page is what every page knows. It speaks the reader's language: {{.T "key"}}.
type Page struct {
	*words.Localizer
	Title   string
	Site    string // name of the installation
	Here    string // the current place in the navigation
	Me      *me    // nil for nobody
	Account string // opaque, so that a browser keeps drafts apart
	Tag     string // the same for the worker; empty for a guest
	Unread  int
	Sheet   string // the style sheet of the place, beside the one of all pages
	Gate    bool   // a page with nothing but a form: no navigation
	Dev     bool
	Secret  bool // the address is one: see secret

	core *Core
}

// me is the signed-in person as the navigation shows them.
type me struct {
	Name, Email, Initial string
	Staff, Admin, Guest  bool
}

// frameKey is all that a part shows that stands around every page.
type frameKey struct {
	part, locale, site, here string
	somebody                 bool
	me                       me
	unread                   int
}

// Nav is the navigation, made once for all pages that show it alike.
func (p Page) Nav() (template.HTML, error) {
	key := frameKey{here: p.Here, somebody: p.Me != nil, unread: p.Unread}
	if key.somebody {
		key.me = *p.Me
	}
	return p.framed("layout/nav", key)
}

// App is what the installed app says.
func (p Page) App() (template.HTML, error) { return p.framed("layout/app", frameKey{}) }

func (p Page) framed(part string, key frameKey) (template.HTML, error) {
	key.part, key.locale, key.site = part, p.Locale, p.Site
	html, err := p.core.Made.Make(key, func() ([]byte, error) { return p.core.HTML(part, p) })
	return template.HTML(html), err
}

// Bell tells whether the feed has its bell above the page, with the count: a customer's.
func (p Page) Bell() bool { return p.Me != nil && !p.Me.Staff && !p.Me.Guest }

// Page starts the page of a request.
func (s *Core) Page(c *fiber.Ctx, title string) Page {
	v := s.CurrentViewer(c)
	p := Page{core: s, Localizer: v.Localizer, Site: s.Options.Name, Dev: s.Options.Dev, Secret: isSecret(c)}
	if title != "" {
		p.Title = v.Localizer.T(title)
	}
	if v.Nobody() {
		return p
	}
	p.Me = &me{Name: v.Person.Name, Email: v.Person.Email, Staff: v.Person.Role.Staff() && !v.Guest(), Admin: !v.Guest() && v.OnDesk().Can(desk.Administer), Guest: v.Guest()}
	if p.Me.Name == "" {
		p.Me.Name = v.Person.Email
	}
	p.Me.Initial = views.Initial(p.Me.Name)
	p.Account = s.Secret.AccountTag(v.Person.ID)
	p.Unread = v.Unread
	p.Tag = tellAccount(s, c)
	return p
}
