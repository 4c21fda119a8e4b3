package desk_test

import (
	"errors"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db"
	"hilo/db/dbtest"
)

// house is a desk with Ana, who asks, her ticket, and Sam, who answers.
func house(t *testing.T, d *db.DB) (*desk.Desk, desk.Actor, desk.Actor, *desk.Ticket) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC) }
	k := desk.New(d, new(live.Bell), outbox.New(d, now), now)
	know := func(email string) desk.Actor {
		p, err := desk.Know(t.Context(), d, email, now())
		must(t, err)
		return desk.SignedIn(p)
	}
	ana, sam := know("ana@example.com"), know("sam@example.com")
	sam.Role, sam.Side = desk.Agent, desk.DeskSide
	ticket, _, err := k.Open(t.Context(), ana, desk.Question{Topic: "other", Subject: "Ayuda", Message: desk.Message{Body: "¿Hola?"}})
	must(t, err)
	return k, ana, sam, ticket
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.Of(err).Kind != kind {
		t.Errorf("%s: %v", what, err)
	}
}

// A draft is its writer's alone, is there until it is sent, and does not come
// back from a save that was late.
func TestDraftLastsUntilItIsSent(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k, ana, sam, ticket := house(t, d)
		n := ticket.Number
		must(t, k.Drafts.Save(ctx, ana, desk.Draft{Ticket: n, Body: "Era el", Key: "k1"}))
		must(t, k.Drafts.Save(ctx, ana, desk.Draft{Ticket: n, Body: "Era el martes", Key: "k1"}))
		must(t, k.Drafts.Save(ctx, sam, desk.Draft{Ticket: n, Body: "secreto", Key: "s1", Note: true}))
		reads := func(who desk.Actor, ticket int64, want string) {
			t.Helper()
			if got, err := k.Drafts.Of(ctx, who, ticket); err != nil || got.Body != want {
				t.Errorf("draft of %s: %q %v, want %q", who.Email, got.Body, err, want)
			}
		}
		reads(ana, n, "Era el martes")
		reads(sam, n, "secreto")
		must(t, k.Drafts.Save(ctx, ana, desk.Draft{Ticket: n, Details: desk.Details{"other": "una línea", "time": "2026-11-19T17:48"}, Key: "k1"}))
		if got, err := k.Drafts.Of(ctx, ana, n); err != nil || len(got.Details) != 2 || got.Details["other"] != "una línea" || got.Key != "k1" {
			t.Errorf("details: %+v %v", got, err)
		}
		must(t, k.Drafts.Save(ctx, ana, desk.Draft{Ticket: n, Body: "Era el martes", Key: "k1"}))
		if got, _ := k.Drafts.Of(ctx, ana, n); len(got.Details) != 0 {
			t.Errorf("details that were taken away: %+v", got)
		}
		if got, _ := k.Drafts.Of(ctx, sam, n); !got.Note {
			t.Error("the note became a reply")
		}
		_, err := k.SetStatus(ctx, sam, n, desk.StatusSolved)
		must(t, err)
		_, err = k.Confirm(ctx, ana, n)
		must(t, err)
		reads(ana, n, "Era el martes")
		reads(sam, n, "secreto")
		_, err = k.Reply(ctx, ana, n, desk.Message{Body: "Otra cosa", Key: "k0"})
		must(t, err)
		reads(ana, n, "Era el martes")
		_, err = k.Reply(ctx, ana, n, desk.Message{Body: "Era el martes", Key: "k1"})
		must(t, err)
		reads(ana, n, "")
		if err := k.Drafts.Save(ctx, ana, desk.Draft{Ticket: n, Body: "Era el martes, o no", Key: "k1"}); !errors.Is(err, desk.ErrSent) {
			t.Errorf("a draft under a key that was sent: %v", err)
		}
		reads(ana, n, "")
		must(t, k.Drafts.Save(ctx, ana, desk.Draft{Subject: "Otra", Topic: "other", Key: "k2"}))
		if got, err := k.Drafts.Of(ctx, ana, 0); err != nil || got.Subject != "Otra" || got.Topic != "other" {
			t.Errorf("new: %+v %v", got, err)
		}
		_, _, err = k.Open(ctx, ana, desk.Question{Topic: "other", Subject: "Otra", Message: desk.Message{Body: "x", Key: "k2"}})
		must(t, err)
		if got, _ := k.Drafts.Of(ctx, ana, 0); got.Subject != "" {
			t.Error("the draft of a new ticket is left")
		}
		must(t, k.Drafts.Save(ctx, sam, desk.Draft{Ticket: n, Body: " ", Key: "s1"}))
		reads(sam, n, "")
	})
}

// An upload is claimed by one send, of its person, on its ticket.
func TestUploadIsClaimedOnce(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k, ana, sam, ticket := house(t, d)
		n := ticket.Number
		known, err := desk.Know(ctx, d, "luis@example.com", ticket.CreatedAt)
		must(t, err)
		luis := desk.SignedIn(known)
		up := func(who desk.Actor, ticket int64, name string) string {
			t.Helper()
			u, err := k.Drafts.Upload(ctx, who, ticket, desk.File{Meta: files.Meta{Name: name, Type: "text/plain", Size: 1, SHA256: name}}, nil)
			must(t, err)
			return u.ID
		}
		one, two, deskOne := up(ana, n, "uno"), up(ana, n, "dos"), up(sam, n, "mesa")
		_, err = k.Drafts.Upload(ctx, luis, n, desk.File{Meta: files.Meta{Name: "x"}}, nil)
		refused(t, "upload to a stranger's ticket", err, fault.Unknown)
		refused(t, "a stranger's DropUpload", k.Drafts.DropUpload(ctx, luis, one), fault.Unknown)
		refused(t, "a stranger's draft", k.Drafts.Save(ctx, luis, desk.Draft{Ticket: n, Body: "x"}), fault.Unknown)
		if kept, err := k.Referenced(ctx, []string{"uno", "x"}); err != nil || len(kept) != 1 {
			t.Error("the sweeper would take what is not sent yet")
		}
		_, err = k.Reply(ctx, ana, n, desk.Message{Body: "x", Uploads: []string{one, deskOne}, Key: "k0"})
		refused(t, "somebody else's upload", err, fault.Invalid)
		say := desk.Message{Uploads: []string{two, one, two}, Key: "k1"}
		e, err := k.Reply(ctx, ana, n, say)
		must(t, err)
		if f := e.Files(); len(f) != 2 || f[0].ID != two || f[1].Name != "uno" {
			t.Errorf("files: %+v", f)
		}
		if f, err := k.File(ctx, sam, one); err != nil || f.Seq != e.Seq {
			t.Errorf("the file: %+v %v", f, err)
		}
		if again, err := k.Reply(ctx, ana, n, say); err != nil || !again.Again || again.Seq != e.Seq {
			t.Errorf("sent again: %+v %v", again, err)
		}
		_, err = k.Reply(ctx, ana, n, desk.Message{Body: "x", Uploads: []string{one}, Key: "k2"})
		refused(t, "claimed twice", err, fault.Invalid)
		early := up(ana, 0, "nuevo")
		_, _, err = k.OpenFor(ctx, ana.Email, desk.Question{Topic: "other", Subject: "s", Message: desk.Message{Body: "x", Uploads: []string{early}}})
		refused(t, "an upload of an address that is only typed", err, fault.Invalid)
		_, opened, err := k.Open(ctx, ana, desk.Question{Topic: "other", Subject: "s", Message: desk.Message{Body: "x", Uploads: []string{early}}})
		if err != nil || len(opened.Files()) != 1 {
			t.Errorf("opened with %+v %v", opened.Files(), err)
		}
		must(t, k.Drafts.Drop(ctx, sam, n))
		if draft, _ := k.Drafts.Of(ctx, sam, n); len(draft.Uploads) != 0 {
			t.Error("the upload outlived its draft")
		}
	})
}
