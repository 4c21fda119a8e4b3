package notify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/db/dbtest"
)

// Somebody writes without an account: the number and a link come at once. The
// first answer comes at once too, the later ones are joined.
func TestGuest(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		guest := o.stranger("guest@example.com")
		n := o.ask(guest, "es")
		m := o.mails(1)
		if m.Subject != fmt.Sprintf("Tu ticket de soporte %d se ha recibido", n) || m.To != guest.Email {
			t.Errorf("subject %q", m.Subject)
		}
		first := m.link(t)

		o.reply(o.sam, n)
		m = o.mails(2)
		if m.Subject != fmt.Sprintf("Tu ticket de soporte %d se ha actualizado", n) {
			t.Errorf("subject %q", m.Subject)
		}
		for _, link := range []string{first, m.link(t)} {
			if token, ok := strings.CutPrefix(link, "https://help.example.com/g/"); !ok || len(token) < 20 {
				t.Errorf("link of %d characters, %v", len(token), ok)
			}
		}
		if m.link(t) == first {
			t.Error("each mail has a link of its own")
		}

		o.pass(30 * time.Second)
		o.reply(o.sam, n)
		o.pass(30 * time.Second)
		o.reply(o.eva, n)
		o.pass(59 * time.Second)
		o.mails(2)
		o.pass(time.Second) // two minutes after the last mail, not after the last reply
		o.mails(3)

		o.pass(time.Hour)
		o.reply(o.sam, n) // a quiet hour later nothing needs to wait
		o.mails(4)
		for _, m := range o.post.all() {
			m.discreet(t)
		}
	})
}

// A guest who answered, or looked, is not alerted of what came before.
func TestGuestWhoAnswered(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		guest := o.stranger("guest@example.com")
		n := o.ask(guest, "es")
		o.reply(o.sam, n)
		o.reply(o.sam, n) // waits
		o.reply(verified(guest, n), n)
		o.pass(time.Hour)
		o.mails(2)
		if jobs := o.jobs(); len(jobs) != 0 {
			t.Errorf("%d jobs left", len(jobs))
		}
	})
}

// Whose account chose so reads in the mail what the ticket is about, which stays out of
// its subject and leads nowhere. Who proved no account has no such mail, whatever was chosen.
func TestMailTellsTheSubject(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		c := Choices{MailSubject: true}
		o.ok(o.Choose(t.Context(), o.ana.ID, c))
		byGuest := o.ana
		byGuest.Proof = desk.ProofNone
		opened, n := o.ask(byGuest, "es"), o.ask(o.ana, "es")
		_, err := o.desk.Rename(t.Context(), o.ana, n, "Sigo esperando: <https://evil.example/x>")
		o.ok(err)
		o.reply(verified(o.ana, opened), opened)
		mails := len(o.post.all())
		o.reply(o.sam, opened)
		o.pass(delay)
		o.mails(mails + 1).discreet(t)
		o.reply(o.sam, n)
		o.pass(delay)
		m := o.mails(mails + 2)
		if m.Subject != fmt.Sprintf("Tu ticket de soporte %d se ha actualizado", n) || !strings.Contains(m.Text, "Tu ticket trata de: «\u2068Sigo esperando:") || !strings.Contains(m.HTML, "«\u2068Sigo esperando:\u200b &lt;https:") {
			t.Errorf("%q: %s\n%s", m.Subject, m.Text, m.HTML)
		}
		m.link(t)
		c.MailSubject = false
		o.ok(o.Choose(t.Context(), o.ana.ID, c))
		o.reply(o.sam, n)
		o.pass(delay)
		if m := o.mails(mails + 3); strings.Contains(m.Text+m.HTML, "Sigo") {
			t.Error("off, and told")
		}
	})
}

// A customer hears after a while, once for a burst, by the way of an account.
func TestCustomer(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		n := o.ask(o.ana, "es")
		o.reply(o.sam, n)
		o.pass(time.Minute)
		o.reply(o.sam, n)
		o.reply(o.eva, n)
		o.pass(time.Minute - time.Second)
		o.mails(0)
		o.pass(time.Second) // two minutes after the first reply
		m := o.mails(1)
		if link := m.link(t); link != fmt.Sprint("https://help.example.com/tickets/", n) {
			t.Errorf("link %q", link)
		}
		m.discreet(t)
		o.pass(time.Hour)
		o.mails(1)
	})
}

// What was seen on a page is not mailed; what came after it waits its own time.
func TestSeen(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		n := o.ask(o.ana, "es")
		o.reply(o.sam, n)
		o.pass(time.Minute)
		o.sees(o.ana, n)
		o.pass(time.Hour)
		o.mails(0)

		o.reply(o.sam, n)
		o.pass(time.Minute)
		o.sees(o.ana, n)
		o.pass(30 * time.Second)
		o.reply(o.sam, n)
		o.pass(delay - time.Second) // the job was due by the first, which was seen
		o.mails(0)
		o.pass(time.Second)
		o.mails(1)
	})
}

// What the requester does is news to nobody; notes and assignments are not for them.
func TestWhatIsNoNews(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		n := o.ask(o.ana, "es")
		o.reply(o.ana, n)
		_, err := o.desk.Note(t.Context(), o.sam, n, say())
		o.ok(err)
		_, err = o.desk.SetStatus(t.Context(), o.sam, n, desk.StatusHold)
		o.ok(err)
		o.pass(time.Hour)
		o.mails(0)

		o.reply(o.sam, n)
		o.reply(o.ana, n) // answered: it was read
		o.pass(time.Hour)
		o.mails(0)
	})
}

// One mail says the strongest of what happened: solved, then details, then a reply.
func TestStrongestWord(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		n := o.ask(o.ana, "es")
		_, err := o.desk.Ask(t.Context(), o.sam, n, say(), []string{"time"})
		o.ok(err)
		o.reply(o.sam, n)
		o.pass(delay)
		if m := o.mails(1); !strings.Contains(m.Text, "detalles") || !strings.Contains(m.HTML, "detalles") {
			t.Error("not worded as a question")
		}
		_, err = o.desk.Solve(t.Context(), o.sam, n, say())
		o.ok(err)
		o.reply(o.sam, n)
		o.pass(delay)
		if m := o.mails(2); !strings.Contains(m.Text, "resuelto") {
			t.Error("not worded as a solution")
		}
	})
}

// A solution that nobody answers: warned on day 5, closed on day 7, told each time.
func TestSilence(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		n := o.ask(o.ana, "es")
		_, err := o.desk.Solve(t.Context(), o.sam, n, say())
		o.ok(err)
		o.pass(delay)
		o.mails(1)
		o.pass(desk.SilenceBeforeWarning)
		o.pass(delay)
		if m := o.mails(2); !strings.Contains(m.Text, "cerraremos") {
			t.Error("not worded as a warning")
		}
		o.pass(desk.SilenceBeforeClosing)
		o.pass(delay)
		if m := o.mails(3); !strings.Contains(m.Text, "hemos cerrado") {
			t.Error("not worded as the end")
		}
		o.pass(30 * 24 * time.Hour)
		o.mails(3)
	})
}

// A mail speaks the person's language, else that of the request, else ours.
func TestLanguages(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	for _, tt := range []struct{ name, set, asked, want, noReply string }{
		{"set", "en", "es", "en", "do not reply to this mail"},
		{"asked in", "", "en", "en", "do not reply to this mail"},
		{"set wins", "es", "en", "es", "no respondas a este correo"},
		{"unknown", "", "", "es", "no respondas a este correo"},
	} {
		who := o.person(strings.ReplaceAll(tt.name, " ", ".")+"@example.com", "")
		_, err := o.db.NewRaw("UPDATE people SET locale = ? WHERE id = ?", tt.set, who.ID).Exec(t.Context())
		o.ok(err)
		n := o.ask(who, tt.asked)
		o.reply(o.sam, n)
		o.pass(delay)
		all := o.post.all()
		m := all[len(all)-1]
		subject := map[string]string{"es": "Tu ticket de soporte %d se ha actualizado", "en": "Your support ticket %d has been updated"}[tt.want]
		if m.To != who.Email || m.Subject != fmt.Sprintf(subject, n) || m.Header.Get("Content-Language") != tt.want {
			t.Errorf("%s: subject %q", tt.name, m.Subject)
		}
		if !strings.Contains(m.Text, tt.noReply) || !strings.Contains(m.HTML, tt.noReply) || !strings.Contains(m.HTML, `lang="`+tt.want+`"`) {
			t.Errorf("%s: not in that language throughout", tt.name)
		}
	}
	n := o.ask(o.stranger("luis@example.com"), "en")
	if all := o.post.all(); all[len(all)-1].Subject != fmt.Sprintf("Your support ticket %d has been received", n) {
		t.Errorf("subject %q", all[len(all)-1].Subject)
	}
}

// A form that anybody may fill in cannot be turned against an address.
func TestManyTicketsForOneAddress(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		victim := o.stranger("victim@example.com")
		for range 20 {
			o.ask(victim, "es")
		}
		o.mails(receivedPerDay)
		o.pass(25 * time.Hour)
		n := o.ask(victim, "es")
		o.put(desk.JobEntry, desk.Ref{Ticket: n, Seq: 1}) // as after a crash
		o.settle()
		o.mails(receivedPerDay + 1)
	})
}

// Nor against a mailbox, in all the spellings that reach it.
func TestManySpellingsOfOneMailbox(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	for i := range 30 {
		o.ask(o.stranger(fmt.Sprintf("v.ictim+%d@gmail.com", i)), "es")
	}
	o.mails(20)
	o.ask(o.stranger("neighbour@gmail.com"), "es")
	o.mails(21)
}

// What was erased since is told to nobody.
func TestGone(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	o.put(desk.JobEntry, desk.Ref{Ticket: 12345678, Seq: 1})
	o.put(ByMail, mailTo{o.ana.ID, 12345678})
	o.put(JobReceived, mailTo{o.ana.ID, 12345678})
	o.settle()
	o.mails(0)
	if jobs := o.jobs(); len(jobs) != 0 {
		t.Errorf("%d jobs left", len(jobs))
	}
}
