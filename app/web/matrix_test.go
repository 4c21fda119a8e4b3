package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// The columns of the matrix.
const (
	nobody     = "nobody"
	otherGuest = "guest of another ticket"
	luis       = "luis"
	ana        = "ana"
	sam        = "sam"
	guest      = "guest"
)

var everybody = []string{nobody, otherGuest, luis, ana, sam, guest}

// row is a line of the matrix: a route, who may use it, and what succeeds for them.
type row struct {
	route string // as the router has it
	adds  string // what this row adds, where a route has several
	may   []string
	visit func(*cell) visit
	fresh bool // it changes sessions: each visit comes with a browser of its own
}

// visit is a request that succeeds for whoever may make it.
type visit struct {
	path   string
	never  string // the same of what never was
	form   url.Values
	files  []sitetest.File
	json   string // sent instead of a form
	want   int
	script int    // status when a script asks, if it differs
	to     string // how Location begins
	hello  string // a stream's first id
	stored func() bool
}

// cell is a row for one person.
type cell struct {
	*testing.T
	site *sitetest.Site
	row  row
	who  string
	b    *sitetest.Browser
}

func (c *cell) method() string  { m, _, _ := strings.Cut(c.row.route, " "); return m }
func (c *cell) signedIn() bool  { return c.who == luis || c.who == ana || c.who == sam }
func (c *cell) address() string { return c.who + "@example.com" }

// Every route, for everyone: what succeeds for the rightful person does, and
// leaves its row; all others get what they would for a thing that never was,
// and nothing changes. A route without a row fails.
func TestRoutes(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.MailDelay = 24 * time.Hour }) // no mail comes in between
	rows := slices.Concat(publicRows(), appRows(), customerRows(), settingsRows(), noticeRows(), pushRows(), ticketRows(), fileRows(), draftRows(), deskRows())
	known := map[string]bool{}
	for _, r := range rows {
		known[r.route] = true
	}
	for _, route := range site.Web.App().GetRoutes(true) {
		name := route.Method + " " + route.Path
		if route.Method != fiber.MethodHead && !known[name] {
			t.Errorf("%s has no row in the table of who may use it", name)
		}
		delete(known, name)
	}
	for name := range known {
		t.Errorf("%s is in the table, but no route", name)
	}
	guests := map[string]*desk.Ticket{guest: site.GuestTicket(), otherGuest: site.GuestTicket()}
	browsers := map[string]*sitetest.Browser{}
	come := func(who string) *sitetest.Browser {
		switch who {
		case nobody:
			return site.Stranger()
		case guest, otherGuest:
			return site.GuestOf(guests[who])
		}
		return site.As(who)
	}
	for _, who := range everybody {
		browsers[who] = come(who)
	}
	for _, r := range rows {
		t.Run(strings.TrimSpace(r.route+" "+r.adds), func(t *testing.T) {
			var strangers []*cell
			for _, who := range everybody {
				c := &cell{T: t, site: site, row: r, who: who, b: browsers[who].Copy()}
				if r.fresh {
					c.b = come(who)
				}
				if !slices.Contains(r.may, who) {
					strangers = append(strangers, c)
					continue
				}
				c.succeeds()
				if r.fresh {
					c.b = come(who)
				}
				c.b = c.b.Script()
				c.succeeds()
			}
			findNothing(strangers)
		})
	}
}

// succeeds makes the visit and looks for its effect.
func (c *cell) succeeds() {
	c.Helper()
	v := c.row.visit(c)
	if v.hello != "" {
		stream := c.b.Listen(v.path)
		c.headers(sitetest.Answer{Response: stream.Response, Status: stream.StatusCode}, v.path)
		if e := stream.Next(); stream.StatusCode != 200 || e.ID != v.hello {
			c.Errorf("%s: stream %d, hello %+v", c.who, stream.StatusCode, e)
		}
		stream.Leave()
		return
	}
	if c.method() == http.MethodGet && v.stored == nil {
		if head := c.b.Do(http.MethodHead, v.path, "", nil); head.Status != v.want || head.Body != "" {
			c.Errorf("%s: HEAD gave %d and %d bytes", c.who, head.Status, len(head.Body))
		}
	}
	a := c.send(v, v.path)
	want := v.want
	if v.script != 0 && c.b.Header.Get("HX-Request") != "" {
		want = v.script
	}
	if a.Status != want || (v.to != "" && want/100 == 3 && !strings.HasPrefix(a.Location, v.to)) {
		c.Errorf("%s: %d to %q, want %d to %q\n%.300s", c.who, a.Status, a.Location, want, v.to, a.Body)
	} else if v.stored != nil && !v.stored() {
		c.Errorf("%s: %d, but nothing was stored", c.who, a.Status)
	}
}

func (c *cell) send(v visit, path string) sitetest.Answer {
	c.Helper()
	var a sitetest.Answer
	switch {
	case c.method() == http.MethodGet:
		a = c.b.Get(path)
	case v.json != "":
		a = c.b.Do(c.method(), path, "application/json", strings.NewReader(v.json))
	case v.files != nil:
		a = c.b.Upload(path, v.form, v.files...)
	default:
		a = c.b.Do(c.method(), path, fiber.MIMEApplicationForm, strings.NewReader(v.form.Encode()))
	}
	c.headers(a, path)
	return a
}

// findNothing lets all who may not make the visit try it: nothing changes.
func findNothing(strangers []*cell) {
	if len(strangers) == 0 {
		return
	}
	var visits []visit
	for _, c := range strangers {
		visits = append(visits, c.row.visit(c))
	}
	c, tables := strangers[0], sitetest.Tables
	if slices.Contains([]string{"/replies", "/notes", "/draft", "/subject"}, c.row.route[strings.LastIndex(c.row.route, "/"):]) {
		tables = strings.Replace(tables, "drafts", "", 1) // words of nobody are kept for their person
	}
	before := c.site.Dump(tables)
	for i, c := range strangers {
		c.finds(visits[i])
	}
	if changed := sitetest.Changed(before, c.site.Dump(tables)); changed != "" {
		c.Errorf("strangers changed something:\n%s", changed)
	}
}

// finds tries the visit in a page and by script: the answer is that to a thing
// that never was.
func (c *cell) finds(v visit) {
	c.Helper()
	page := c.b
	for _, b := range []*sitetest.Browser{page, page.Script()} {
		c.b = b
		want, to := http.StatusNotFound, ""
		if c.who == nobody {
			want = http.StatusUnauthorized
			if b == page && !strings.HasSuffix(c.row.route, "/live") && v.json == "" {
				want, to = http.StatusSeeOther, "/sign-in"
			}
		}
		a := c.send(v, v.path)
		if a.Status != want || !strings.HasPrefix(a.Location, to) || (to == "" && a.Location != "") {
			c.Errorf("%s: %d to %q, want %d to %q", c.who, a.Status, a.Location, want, to)
		}
		if v.never == "" {
			continue
		}
		if none := c.send(v, v.never); fingerprint(none, v.never) != fingerprint(a, v.path) {
			c.Errorf("%s can tell it from what never was:\n%s\n%s", c.who, fingerprint(a, v.path), fingerprint(none, v.never))
		}
	}
}

// fingerprint is all of an answer that could tell two of them apart, but for
// the address that was asked for.
func fingerprint(a sitetest.Answer, path string) string {
	own, _, _ := strings.Cut(path, "?")
	var names []string
	for name := range a.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	text := fmt.Sprint(a.Status, " ", a.Location, "\n", names, "\n", a.Body)
	parts := strings.Split(own, "/")
	for _, part := range parts {
		if len(part) >= 8 && strings.ContainsAny(part, "0123456789") {
			text = strings.ReplaceAll(text, part, "N")
		}
	}
	return strings.ReplaceAll(text, url.QueryEscape(own), "OWN")
}
