package privacy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/app/privacy"
	"hilo/db"
	"hilo/db/dbtest"
)

// archive is a desk whose clock only the test moves, on each engine.
type archive struct {
	*desk.Desk
	*testing.T
	wishes *privacy.Erasures
	db     *db.DB
	bell   *live.Bell
	at     time.Time
}

func archives(t *testing.T, test func(*archive)) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		a := &archive{T: t, db: d, bell: new(live.Bell), at: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
		clock := func() time.Time { return a.at }
		box := outbox.New(d, clock)
		a.Desk = desk.New(d, a.bell, box, clock)
		a.wishes = privacy.NewErasures(d, a.Desk, box, clock, privacy.Holdings{
			OfPerson: []privacy.Forget{desk.ForgetPerson}, OfTicket: []privacy.Forget{outbox.ForgetTicket, access.ForgetTicket},
		})
		test(a)
	})
}

func (a *archive) must(err error) {
	a.Helper()
	if err != nil {
		a.Fatal(err)
	}
}

func (a *archive) person(email string, role desk.Role) desk.Actor {
	a.Helper()
	p, err := desk.Know(a.Context(), a.db, email, a.at)
	a.must(err)
	_, err = a.db.NewRaw("UPDATE people SET name = 'Nombre', role = ? WHERE id = ?", role, p.ID).Exec(a.Context())
	a.must(err)
	if role.Staff() {
		return desk.SignedIn(p).OnDesk()
	}
	return desk.SignedIn(p)
}

// tells opens a ticket and says all kinds of things in it, each with the word.
func (a *archive) tells(asker, agent desk.Actor, word string) int64 {
	a.Helper()
	say := func(what string) desk.Message {
		file := desk.File{Meta: files.Meta{Name: what + word + ".txt", Type: "text/plain", Size: 1, SHA256: strings.Repeat("a", 64)}}
		return desk.Message{Body: what + " " + word, Files: []desk.File{file}, Key: what + word}
	}
	t, _, err := a.Open(a.Context(), asker, desk.Question{Topic: "other", Subject: word, Name: word, Message: say("open")})
	a.must(err)
	_, err = a.Note(a.Context(), agent, t.Number, say("note"))
	a.must(err)
	_, err = a.Ask(a.Context(), agent, t.Number, desk.Message{Body: "ask " + word}, []string{"time"})
	a.must(err)
	_, err = a.Reply(a.Context(), asker, t.Number, say("reply"))
	a.must(err)
	_, err = a.Assign(a.Context(), agent, t.Number, agent.Email)
	a.must(err)
	_, err = a.db.NewRaw("INSERT INTO drafts (person_id, ticket, body, key, updated_at) VALUES (?, ?, ?, 'k', ?)", agent.ID, t.Number, word, a.at).Exec(a.Context())
	a.must(err)
	_, err = a.db.NewRaw("INSERT INTO turns (id, kind, payload, ticket, network, round, domain, place, asked_at) VALUES (?, 'received', '{}', ?, '', 0, '', 0, ?)", word, t.Number, a.at).Exec(a.Context())
	a.must(err)
	return t.Number
}

// promised counts what waits to be told about a ticket.
func (a *archive) promised(ticket int64) (n int) {
	a.Helper()
	a.must(a.db.Read.NewRaw("SELECT (SELECT count(*) FROM jobs WHERE ticket = ?0) + (SELECT count(*) FROM turns WHERE ticket = ?0)", ticket).Scan(a.Context(), &n))
	return n
}

// holds counts the rows of all tables with the word in any text.
func (a *archive) holds(word string) (n int) {
	a.Helper()
	for table, columns := range map[string][]string{
		"tickets": {"subject", "name", "public_line", "desk_line"}, "entries": {"body", "data"}, "files": {"name"}, "drafts": {"body"}, "jobs": {"payload"},
	} {
		for _, c := range columns {
			var some int
			a.must(a.db.Read.NewRaw(fmt.Sprintf("SELECT count(*) FROM %s WHERE %s LIKE ?", table, c), "%"+word+"%").Scan(a.Context(), &some))
			n += some
		}
	}
	return n
}

func (a *archive) jobs(kind string) (n int) {
	a.Helper()
	a.must(a.db.Read.NewRaw("SELECT count(*) FROM jobs WHERE kind = ?", kind).Scan(a.Context(), &n))
	return n
}

// A week after Ana asked, no word of her tickets is left, on either side;
// what happened is, and Luis's are as they were.
func TestErase(t *testing.T) {
	archives(t, func(a *archive) {
		ana, luis, sam := a.person("ana@example.com", desk.Customer), a.person("luis@example.com", desk.Customer), a.person("sam@example.com", desk.Agent)
		n, other := a.tells(ana, sam, "CANARY"), a.tells(luis, sam, "FINCH")
		finch, promised := a.holds("FINCH"), a.promised(other)
		if promised < 6 || a.promised(n) != promised {
			t.Fatalf("%d and %d promises", promised, a.promised(n))
		}
		a.must(a.wishes.Ask(a.Context(), ana.ID))
		a.at = a.at.Add(privacy.Grace - time.Second)
		a.must(a.wishes.Ask(a.Context(), ana.ID)) // asking again moves nothing
		a.must(a.wishes.Erase(a.Context(), ana.ID))
		if a.holds("CANARY") == 0 || a.jobs(privacy.JobErasureAsked) != 1 {
			t.Fatal("erased before its day, or told twice")
		}
		before, err := a.Ticket(a.Context(), ana, n)
		a.must(err)
		rang, stop := a.bell.Listen(desk.TicketChannel(n))
		defer stop()

		a.at = a.at.Add(time.Second)
		for range 2 { // a second run finds nothing to do
			a.must(a.wishes.Erase(a.Context(), ana.ID))
		}
		if left := a.holds("CANARY"); left != 0 {
			t.Errorf("the word is left in %d places", left)
		}
		if left := a.promised(n); left != 1 { // of the entry that says so
			t.Errorf("%d promises are left", left)
		}
		if a.holds("FINCH") != finch || a.promised(other) != promised {
			t.Error("Luis lost something")
		}
		if a.jobs(privacy.JobErasureDone) != 1 {
			t.Error("told of it never or twice")
		}
		select {
		case <-rang:
		default:
			t.Error("no bell rang")
		}
		after, err := a.Ticket(a.Context(), ana, n)
		a.must(err)
		if after.ErasedSeq != before.LastSeq+1 || after.LastSeq != after.ErasedSeq || after.Status != desk.StatusClosed || after.PublicKind != desk.Erased || after.PublicFiles != 0 {
			t.Errorf("ticket: %+v", after)
		}
		entries, _, err := a.Before(a.Context(), sam, after, 0)
		a.must(err)
		var kinds []desk.Kind
		for _, e := range entries {
			kinds = append(kinds, e.Kind)
			if wrote := e.Kind != desk.Assigned && e.Kind != desk.Erased; (e.Rev > 0) != wrote {
				t.Errorf("%s has rev %d", e.Kind, e.Rev)
			}
			if len(e.Files()) > 0 {
				t.Errorf("%s still shows a file", e.Kind)
			}
		}
		if got := fmt.Sprint(kinds); got != "[opened noted asked replied assigned erased]" {
			t.Errorf("entries: %s", got)
		}
		if last := entries[len(entries)-1]; last.AuthorID == nil || *last.AuthorID != ana.ID {
			t.Error("nobody asked for it")
		}
		if kept, err := a.Referenced(a.Context(), []string{strings.Repeat("a", 64)}); err != nil || len(kept) != 1 {
			t.Errorf("Luis's file is the same blob: %v %v", kept, err)
		}
		if again, err := desk.Know(a.Context(), a.db, ana.Email, a.at); err != nil || again.Name != "" || again.ID != ana.ID {
			t.Errorf("Ana is %+v, %v", again, err)
		}
		if _, err := a.Ticket(a.Context(), luis, other); err != nil {
			t.Error(err)
		}
		if e, err := a.wishes.Waiting(a.Context(), ana.ID); e != nil || err != nil {
			t.Errorf("the wish is still open: %+v %v", e, err)
		}
	})
}

// What Ana takes back in time never happens; she may ask again, and a later
// word of hers goes too. After the first erasure her tickets live on.
func TestEraseAgain(t *testing.T) {
	archives(t, func(a *archive) {
		ana, sam := a.person("ana@example.com", desk.Customer), a.person("sam@example.com", desk.Agent)
		n := a.tells(ana, sam, "CANARY")
		a.must(a.wishes.Ask(a.Context(), ana.ID))
		a.must(a.wishes.Cancel(a.Context(), ana.ID))
		a.must(a.wishes.Cancel(a.Context(), ana.ID))
		if a.jobs(privacy.JobErase) != 0 || a.jobs(privacy.JobErasureCancelled) != 1 {
			t.Error("the promise is left, or the mail is not one")
		}
		a.at = a.at.Add(2 * privacy.Grace)
		a.must(a.wishes.Erase(a.Context(), ana.ID))
		if a.holds("CANARY") == 0 {
			t.Fatal("erased though she took it back")
		}
		for _, word := range []string{"CANARY", "ROBIN"} {
			a.must(a.wishes.Ask(a.Context(), ana.ID))
			if word == "ROBIN" {
				_, err := a.Reply(a.Context(), ana, n, desk.Message{Body: word, Key: "openCANARY2"})
				a.must(err)
			}
			a.at = a.at.Add(privacy.Grace)
			a.must(a.wishes.Erase(a.Context(), ana.ID))
			if a.holds(word) != 0 {
				t.Errorf("%s is left", word)
			}
		}
		// The repeat of a send from before must not come back to life.
		if _, err := a.Reply(a.Context(), ana, n, desk.Message{Body: "reply CANARY", Key: "replyCANARY"}); err == nil {
			t.Error("an old send was stored again")
		}
		a.must(a.wishes.Cancel(a.Context(), ana.ID))
		if a.jobs(privacy.JobErasureCancelled) != 1 {
			t.Error("cancelled what was done")
		}
	})
}
