package notify

import (
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"hilo/app/desk"
	"hilo/app/outbox"
	"hilo/db/dbtest"
)

// What the mail server refuses for now goes out when it takes it: once, and
// with all that was said meanwhile.
func TestServerInTrouble(t *testing.T) {
	busy := func() error { return &smtp.SMTPError{Code: 451, Message: "ana@example.com: come back"} }
	for _, tt := range []struct {
		name   string
		broken func(*postbox)
		why    string
		one    bool // it is the trouble of one recipient
	}{
		{"the sender, for now", func(p *postbox) { p.onMail = busy }, "451", false},
		{"the sender, for good", func(p *postbox) {
			p.onMail = func() error { return &smtp.SMTPError{Code: 550, Message: "who are you?"} }
		}, "550 5.0.0 who are you?", false},
		{"the recipient, for now", func(p *postbox) { p.onRcpt = busy }, "451 4.0.0 … come back", true},
		{"the mail, for now", func(p *postbox) { p.onData = busy }, "451", true},
		{"hangs up", func(p *postbox) { p.hangUp = true }, "mail server", false},
		{"demands a sign-in", func(p *postbox) { p.user, p.pass = "hilo", "sesame" }, "502", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t, dbtest.New(t))
			n := o.ask(o.ana, "es")
			o.post.say(tt.broken)
			o.reply(o.sam, n)
			o.pass(delay)
			o.mails(0)
			job := o.job()
			if job.Tries != 1 || !job.DeadAt.IsZero() || !strings.Contains(job.LastError, tt.why) {
				t.Fatalf("after a try: %+v", job)
			}
			if strings.Contains(job.LastError, "@") || !strings.HasPrefix(job.LastError, "mail server 127.0.0.1:") {
				t.Errorf("the error shows an address, or no server: %s", job.LastError)
			}
			if out := o.Outage(); (out == nil) != tt.one || out != nil && out.Why != job.LastError {
				t.Errorf("an outage: %+v", out)
			}
			o.reply(o.sam, n) // does not cut the wait short
			o.mails(0)
			o.post.say(func(p *postbox) { p.onMail, p.onRcpt, p.onData, p.user = nil, nil, nil, "" })
			o.pass(time.Minute)
			o.mails(1).discreet(t)
			if o.Outage() != nil {
				t.Error("a mail went out, and the outage lasts")
			}
			o.pass(time.Hour)
			o.mails(1)
		})
	}
}

// Staff read in the ticket that its requester was not reached once a mail or a push was given
// up, and once a day at most; the requester never does.
func TestStaffReadWhatWasGivenUp(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		n := o.ask(o.ana, "es")
		o.post.say(func(p *postbox) { p.onMail = func() error { return &smtp.SMTPError{Code: 451, Message: "come back"} } })
		o.reply(o.sam, n)
		o.pass(delay)
		o.remarks(n, desk.Undelivered, 0)
		for range 3 {
			o.pass(24 * time.Hour)
		}
		o.remarks(n, desk.Undelivered, 1)
		o.remarks(n, desk.Bounced, 0)
		o.post.say(func(p *postbox) { p.onMail = nil })
		if n, err := o.box.Retry(t.Context(), outbox.All); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		o.settle()
		o.mails(1)
		o.remarks(n, desk.Undelivered, 1)
		if due := o.due(); due != 0 {
			t.Errorf("%d jobs left", due)
		}
	})
}

// A server that is not there is tried again, ever more rarely, and all waits.
func TestServerAway(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	here := o.opts.SMTP
	away, err := ParseSMTP("smtp://127.0.0.1:1")
	o.ok(err)
	o.opts.SMTP = away
	first, second := o.ask(o.ana, "es"), o.ask(o.ana, "es")
	for range 12 {
		o.reply(o.sam, first)
		o.reply(o.sam, second)
		o.pass(time.Hour)
	}
	if jobs := o.jobs(); len(jobs) != 2 || jobs[0].Tries < 8 || !strings.Contains(jobs[0].LastError, "refused") {
		t.Fatalf("%+v", jobs)
	}
	o.opts.SMTP = here
	o.pass(2 * time.Hour)
	o.mails(2) // one for each ticket, whatever was said in them
}

// An address that does not exist is not tried again until there is news, and
// then once.
func TestAddressThatBounces(t *testing.T) {
	gone := func() error { return &smtp.SMTPError{Code: 550, Message: "no such user: guest@example.com"} }
	for name, broken := range map[string]func(*postbox){
		"at RCPT": func(p *postbox) { p.onRcpt = gone },
		"at DATA": func(p *postbox) { p.onData = gone },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, dbtest.New(t))
			n := o.ask(o.stranger("guest@example.com"), "es")
			o.post.say(broken)
			o.reply(o.sam, n)
			job := o.job()
			if job.DeadAt.IsZero() || !strings.Contains(job.LastError, "550") || strings.Contains(job.LastError, "@") {
				t.Errorf("%+v", job)
			}
			tries := o.post.tries
			o.pass(48 * time.Hour)
			if o.post.tries != tries {
				t.Error("tried again")
			}
			o.remarks(n, desk.Bounced, 1)
			o.reply(o.sam, n)
			o.remarks(n, desk.Bounced, 2) // a new day
			if o.post.tries != tries+1 {
				t.Errorf("tried %d times", o.post.tries-tries)
			}
			o.post.say(func(p *postbox) { p.onRcpt, p.onData = nil, nil })
			if _, err := o.box.Retry(t.Context(), job.ID); err != nil {
				t.Fatal(err)
			}
			o.settle()
			o.mails(2)
			o.remarks(n, desk.Bounced, 2)
		})
	}
}

// Staff read once a day in the ticket that its requester's address bounces,
// or that codes rest; the requester never does. Trouble of ours is no bounce.
func TestRemarks(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		n := o.ask(o.ana, "es")
		o.post.say(func(p *postbox) { p.onRcpt = func() error { return &smtp.SMTPError{Code: 451, Message: "later"} } })
		o.reply(o.sam, n)
		o.pass(delay)
		o.remarks(n, desk.Bounced, 0)
		o.post.say(func(p *postbox) {
			p.onRcpt = func() error { return &smtp.SMTPError{Code: 550, Message: "no ana@example.com"} }
		})
		for range 3 {
			o.pass(time.Hour)
			o.reply(o.sam, n)
		}
		o.remarks(n, desk.Bounced, 1)
		if due := o.due(); due != 0 {
			t.Errorf("%d jobs left", due)
		}
	})
}

// remarks counts the lines of a kind that staff read in a ticket, and sees that
// its requester reads none and has nothing new to read by them.
func (o *office) remarks(ticket int64, kind desk.Kind, want int) {
	o.t.Helper()
	count := func(who desk.Actor) (n int) {
		found, entries, err := o.desk.After(o.t.Context(), who, ticket, 0)
		o.ok(err)
		for _, e := range entries {
			if e.Kind == kind {
				n++
				if e.AuthorID != nil || e.Body != "" || e.Data.Status != "" {
					o.t.Errorf("it says %+v", e)
				}
			}
		}
		if found.PublicKind == kind {
			o.t.Error("the list of its requester shows it")
		}
		return n
	}
	if n := count(o.sam); n != want {
		o.t.Errorf("staff read %d lines, want %d", n, want)
	}
	t := new(desk.Ticket)
	o.ok(o.db.NewSelect().Model(t).Where("number = ?", ticket).Scan(o.t.Context()))
	if n := count(desk.SignedIn(desk.Person{ID: t.RequesterID})); n != 0 {
		o.t.Errorf("its requester reads %d of them", n)
	}
}

// A crash after the server took the mail and before that was noted repeats it
// with the same Message-ID and link; the next mail has others.
func TestRepeatIsKnown(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		guest := o.stranger("guest@example.com")
		n := o.ask(guest, "es")
		o.reply(o.sam, n)
		sent := o.mails(2)
		id, _, _ := strings.Cut(strings.Trim(sent.Header.Get("Message-ID"), "<>"), ".")
		_, err := o.db.NewRaw("DELETE FROM alerts WHERE channel = 'mail'").Exec(t.Context())
		o.ok(err)
		o.put(ByMail, mailTo{guest.ID, n})
		_, err = o.db.NewRaw("UPDATE jobs SET id = ? WHERE kind = 'mail'", id).Exec(t.Context()) // as it was
		o.ok(err)
		o.settle()
		again := o.mails(3)
		if again.Header.Get("Message-ID") != sent.Header.Get("Message-ID") || again.link(t) != sent.link(t) {
			t.Error("the repeat is not known as one")
		}
		o.pass(time.Hour)
		o.reply(o.sam, n)
		if next := o.mails(4); next.Header.Get("Message-ID") == sent.Header.Get("Message-ID") || next.link(t) == sent.link(t) {
			t.Error("news under an old Message-ID")
		}
	})
}

// A mail that was taken is sent, whatever the server does after that.
func TestTakenIsTaken(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	n := o.ask(o.ana, "es")
	o.post.say(func(p *postbox) { p.deaf = true })
	o.reply(o.sam, n)
	o.pass(delay)
	o.mails(1)
	o.pass(time.Hour)
	o.mails(1)
}

// Settings that make no sense are named.
func TestNew(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	for _, tt := range []struct {
		name string
		slip func(*Options)
	}{
		{"HILO_URL", func(p *Options) { p.URL = "help.example.com" }},
		{"HILO_MAIL_FROM", func(p *Options) { p.From = "Ayuda <no-reply@example.com>\r\nBcc: eva@example.com" }},
	} {
		opts := o.opts
		tt.slip(&opts)
		if _, err := New(o.db, o.desk, o.auth, o.words, o.clock, opts); err == nil || !strings.Contains(err.Error(), tt.name) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	opts := o.opts // of a command beside the server
	opts.SMTP, opts.Keep = nil, false
	n, err := New(o.db, o.desk, o.auth, o.words, o.clock, opts)
	if err != nil {
		t.Fatal(err)
	}
	l := letter{ID: "1", To: "ana@example.com", Locale: "es", Subject: "Hola"}
	if err := (mailChannel{n}).send(t.Context(), l); err == nil || !strings.Contains(err.Error(), "HILO_SMTP") {
		t.Errorf("a mail without a mail server: %v", err)
	}
}
