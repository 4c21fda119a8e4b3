package world

import (
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/access"
	"hilo/app/clocktest"
	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db"
	"hilo/db/dbtest"
)

// demo is a made world and a desk to look at it.
type demo struct {
	*desk.Desk
	t     *testing.T
	db    *db.DB
	files *files.Store
	now   time.Time
}

func both(t *testing.T, test func(*testing.T, *demo)) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		w := &demo{t: t, db: d, now: db.Time(clocktest.Now())}
		w.look(false, true)
		secret, err := access.LoadSecret(filepath.Join(t.TempDir(), "secret"))
		must(t, err)
		w.files, err = files.Open(t.TempDir())
		must(t, err)
		must(t, Make(t.Context(), d, w.files, secret, w.now))
		clock := func() time.Time { return w.now }
		w.Desk = desk.New(d, new(live.Bell), outbox.New(d, clock), clock)
		w.look(true, false)
		test(t, w)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *demo) look(demo, empty bool) {
	w.t.Helper()
	if d, e, err := Look(w.t.Context(), w.db); err != nil || d != demo || e != empty {
		w.t.Errorf("demo %v, empty %v, %v", d, e, err)
	}
}

func (w *demo) person(email string) desk.Actor {
	w.t.Helper()
	p, err := desk.Know(w.t.Context(), w.db, email, w.now)
	must(w.t, err)
	if p.Role.Staff() {
		return desk.SignedIn(p).OnDesk()
	}
	return desk.SignedIn(p)
}

// tickets are all of a customer's.
func (w *demo) tickets(email string) (all []desk.Ticket) {
	w.t.Helper()
	for _, view := range []desk.View{desk.OpenView, desk.ClosedView} {
		rows, _, err := w.Lists.Rows(w.t.Context(), w.person(email), desk.Filter{View: view}, desk.Span{})
		must(w.t, err)
		all = append(all, rows...)
	}
	return all
}

// Who lives in the demo world, and what they are.
func TestPeople(t *testing.T) {
	both(t, func(t *testing.T, w *demo) {
		for _, want := range []desk.Person{
			{Email: "ana@example.com", Locale: "es"},
			{Email: "luis@example.com", Locale: "en"},
			{Email: "guest@example.com"},
			{Email: "sam@example.com", Role: desk.Agent},
			{Email: "eva@example.com", Role: desk.Agent},
			{Email: "admin@example.com", Role: desk.Admin},
		} {
			got := w.person(want.Email)
			if got.Role != want.Role || got.Locale != want.Locale || (got.Name == "") != (want.Email == Guest) {
				t.Errorf("%+v", got)
			}
		}
		n, err := w.db.Read.NewSelect().Table("people").Count(t.Context())
		if err != nil || n != 6 {
			t.Errorf("%d people, %v", n, err)
		}
	})
}

// Ana has tickets in every status, one that waits for details and has news for
// her; Luis has two; the guest has one that nobody has proven.
func TestTickets(t *testing.T) {
	both(t, func(t *testing.T, w *demo) {
		statuses, open := map[desk.Status]int{}, 0
		var asked *desk.Ticket
		for _, ticket := range w.tickets(Ana) {
			if statuses[ticket.Status]++; ticket.Status != desk.StatusClosed {
				open++
			}
			if len(ticket.Wants()) > 0 {
				asked = &ticket
			}
			if ticket.Locale != "es" || ticket.PublicAt.After(w.now) || ticket.CreatedAt.Before(w.now.Add(-22*day)) {
				t.Errorf("%+v", ticket)
			}
		}
		for _, status := range []desk.Status{desk.StatusNew, desk.StatusOpen, desk.StatusPending, desk.StatusHold, desk.StatusSolved, desk.StatusClosed} {
			if statuses[status] == 0 {
				t.Errorf("no ticket is %s", status)
			}
		}
		if asked == nil || asked.Status != desk.StatusPending || !asked.Unread() || asked.PublicFiles == 0 || open < 2 {
			t.Errorf("%d open, asked %+v", open, asked)
		}
		if n, err := w.Lists.Unread(t.Context(), w.person(Ana)); err != nil || n == 0 || n == len(w.tickets(Ana)) {
			t.Errorf("%d unread, %v", n, err)
		}
		if got := w.tickets(Luis); len(got) != 2 || got[0].Locale != "en" || got[0].Proof != desk.ProofSession {
			t.Errorf("%+v", got)
		}
		if got, all, err := w.Lists.Unproven(t.Context(), w.person(Guest), ""); err != nil || all != 1 || len(got) != 1 || got[0].Proof != desk.ProofNone || got[0].Name == "" {
			t.Errorf("%+v, %d, %v", got, all, err)
		}
		if got := w.tickets(Guest); len(got) != 0 {
			t.Errorf("what nobody has proven is in the list: %+v", got)
		}
	})
}

// The desk has something in every view, for both agents together, and notes
// that nobody else sees.
func TestDesk(t *testing.T) {
	both(t, func(t *testing.T, w *demo) {
		for _, view := range desk.Views {
			n := 0
			for _, agent := range []string{Sam, Eva} {
				rows, _, err := w.Lists.Rows(t.Context(), w.person(agent), desk.Filter{View: view}, desk.Span{})
				must(t, err)
				n += len(rows)
			}
			if n == 0 {
				t.Errorf("%s is empty", view)
			}
		}
		notes := 0
		w.each(Sam, func(_ *desk.Ticket, e desk.Entry) {
			if e.Kind == desk.Noted {
				notes++
			}
		})
		w.each(Ana, func(_ *desk.Ticket, e desk.Entry) {
			if !e.Kind.Public() {
				t.Errorf("Ana sees %s", e.Kind)
			}
		})
		if notes < 2 {
			t.Errorf("%d notes", notes)
		}
	})
}

// Everyone speaks their language, and what was said lies in the past.
func TestLanguages(t *testing.T) {
	spanish := regexp.MustCompile(`(?i)\b(de|la|el|los|que|para|con|un|una|han|es|mi|te|al|ya|lo|y|dos|he)\b`)
	english := regexp.MustCompile(`(?i)\b(the|and|my|is|how|was|it|has|until|what|to)\b`)
	both(t, func(t *testing.T, w *demo) {
		w.each(Sam, func(ticket *desk.Ticket, e desk.Entry) {
			mine, other := spanish, english
			if ticket.Locale == "en" {
				mine, other = english, spanish
			}
			text := ticket.Subject + " " + e.Body
			if len(mine.FindAllString(text, -1)) < 2 || len(other.FindAllString(text, -1)) > 1 {
				t.Errorf("not %s: %q", ticket.Locale, text)
			}
			if e.At.After(w.now) {
				t.Errorf("%q is said in the future", e.Body)
			}
		})
	})
}

// The files of the demo are there, as what they are.
func TestFiles(t *testing.T) {
	both(t, func(t *testing.T, w *demo) {
		var types []string
		w.each(Ana, func(_ *desk.Ticket, e desk.Entry) {
			for _, shown := range e.Files() {
				f, err := w.File(t.Context(), w.person(Ana), shown.ID)
				must(t, err)
				body, err := w.files.Open(t.Context(), f.SHA256)
				must(t, err)
				if n, err := io.Copy(io.Discard, body); err != nil || n != f.Size {
					t.Errorf("%d, %v", n, err)
				}
				must(t, body.Close())
				kind, _, _ := strings.Cut(f.Type, ";")
				types = append(types, kind)
			}
		})
		slices.Sort(types)
		if !slices.Equal(types, []string{"image/png", "text/plain"}) {
			t.Errorf("%v", types)
		}
	})
}

// each visits every entry that who sees, in all their tickets.
func (w *demo) each(email string, visit func(*desk.Ticket, desk.Entry)) {
	w.t.Helper()
	who := w.person(email)
	var rows []desk.Ticket
	var err error
	if who.AtDesk() {
		rows, _, err = w.Lists.Rows(w.t.Context(), who, desk.Filter{View: desk.All}, desk.Span{})
	} else {
		rows = w.tickets(email)
	}
	must(w.t, err)
	for _, row := range rows {
		ticket, entries, err := w.After(w.t.Context(), who, row.Number, 0)
		must(w.t, err)
		for _, e := range entries {
			visit(ticket, e)
		}
	}
}
