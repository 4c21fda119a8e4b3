package web_test

import (
	"flag"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"hilo/app/desk"
	"hilo/app/outbox"
)

var mailboxes = flag.Int("mailboxes", 8, "how many customers wait for mails while the mail server is down")

// No mail server for twelve hours, half of them one that refuses, half of them none: then each
// customer is told once of all that they have not read, and nobody of anything else. For three
// days more none: what is given up waits, and goes once somebody has it sent again.
func TestMailServerDown(t *testing.T) {
	o := &downtime{outage: startTurning(t), tickets: map[string]*desk.Ticket{}}
	for i := range *mailboxes {
		who := fmt.Sprintf("m%d@example.com", i)
		o.Person(who)
		o.Set("UPDATE people SET proven_at = created_at WHERE email = ?", who)
		o.tickets[who] = o.Ticket(who, desk.StatusOpen)
	}
	o.pass(time.Hour)
	before := o.mails()
	o.down(12*time.Hour, func(hour int) {
		switch hour {
		case 1:
			o.asksCode()
		case 11:
			for who, ticket := range o.tickets {
				if o.reads(who) {
					ticket = o.Read(ticket.Number)
					o.ok(o.Desk.See(t.Context(), o.Person(who), ticket, ticket.LastSeq))
				}
			}
		}
	})
	if n, dead := len(o.mails())-len(before), o.Count("SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL AND kind <> 'code'"); n != 0 || dead != 0 {
		t.Errorf("%d mails left, %d were given up", n, dead)
	}
	waited := o.back()
	sent := o.mails()[len(before):]
	lost, doubled, idle := o.judge(sent)
	o.asksCode()
	o.pass(time.Minute)
	if old, fresh := mailsTo(sent, newcomer), mailsTo(o.mails(), newcomer); old != 0 || fresh != 1 {
		t.Errorf("%d codes that ran out came, and %d anew", old, fresh)
	}

	before = o.mails()
	o.down(75*time.Hour, func(int) {})
	if given, err := o.Box.Undecided(t.Context()); err != nil || given != *mailboxes {
		t.Errorf("%d were given up, %v", given, err)
	}
	o.back()
	if n := len(o.mails()) - len(before); n != 0 {
		t.Errorf("%d mails that were given up went by themselves", n)
	}
	retried, err := o.Box.Retry(t.Context(), outbox.All)
	o.ok(err)
	o.back()
	again := o.mails()[len(before):]
	for who := range o.tickets {
		if n := mailsTo(again, who); n != 1 {
			t.Errorf("%s got %d mails in the end", who, n)
		}
	}
	if left := o.Count("SELECT count(*) FROM jobs WHERE kind = 'mail'"); left != 0 || retried != *mailboxes {
		t.Errorf("%d went again, %d are left", retried, left)
	}
	t.Attr("proof", fmt.Sprintf("no mail server for 12 h, and for 75 h | %d customers, a reply to each every hour; the server refuses for 6 h and is gone for 6 h; a quarter read meanwhile; then gone for 75 h (turned clock) | after 12 h %d alerts lost, %d doubled, %d of what was read; the last %v after its return; after 75 h %d given up, kept, and sent once each",
		*mailboxes, lost, doubled, idle, waited, retried))
}

// downtime is an outage in which customers wait for answers to their tickets.
type downtime struct {
	*outage
	tickets map[string]*desk.Ticket // by address
}

func (o *downtime) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// down takes the mail server away for a while, in which everybody is answered each hour.
func (o *downtime) down(d time.Duration, each func(hour int)) {
	o.t.Helper()
	hours, sam := int(d.Hours()), o.Agent("sam")
	o.post.Refuse(&smtp.SMTPError{Code: 451, Message: "come back later"})
	for hour := range hours {
		if hour == hours/2 {
			o.post.Leave()
		}
		for _, ticket := range o.tickets {
			if hour > 12 {
				break // what is given up is three days old
			}
			_, err := o.Desk.Reply(o.t.Context(), sam, ticket.Number, desk.Message{Body: fmt.Sprint("Hora ", hour)})
			o.ok(err)
		}
		each(hour)
		o.pass(time.Hour)
	}
}

// back has the mail server return, and waits until nothing is left to send. It returns how
// long that took by the turned clock.
func (o *downtime) back() (waited time.Duration) {
	o.t.Helper()
	o.post.Refuse(nil)
	o.post.Leave()
	o.post.Return()
	const step = 5 * time.Minute
	for last := len(o.mails()); ; last = len(o.mails()) {
		if o.pass(step); o.Count("SELECT count(*) FROM jobs WHERE kind = 'mail' AND dead_at IS NULL") == 0 {
			return waited
		}
		if waited += step; waited > 3*time.Hour {
			o.t.Fatalf("mails still wait, %d came", last)
		}
	}
}

// reads tells whether a customer reads on the site meanwhile.
func (o *downtime) reads(who string) bool { return o.tickets[who].Number%4 == 0 }

// judge compares mails with what there was to tell. idle counts those of what was read.
func (o *downtime) judge(mails []mail.Header) (lost, doubled, idle int) {
	o.t.Helper()
	for who, ticket := range o.tickets {
		n := mailsTo(mails, who)
		switch {
		case o.reads(who):
			idle += n
		case n == 0:
			lost++
		default:
			doubled += n - 1
		}
		if told := o.Count("SELECT coalesce(max(seq), 0) FROM alerts WHERE ticket = ? AND channel = 'mail'", ticket.Number); !o.reads(who) && int64(told) < o.Read(ticket.Number).PublicSeq {
			o.t.Errorf("%s was told up to %d only", who, told)
		}
	}
	if lost != 0 || doubled != 0 || idle != 0 {
		o.t.Errorf("%d lost, %d doubled, %d of what was read", lost, doubled, idle)
	}
	return lost, doubled, idle
}

// newcomer waits for a code.
const newcomer = "newcomer@example.com"

func (o *downtime) asksCode() {
	o.t.Helper()
	if a := o.Stranger().Post("/sign-in", url.Values{"email": {newcomer}}); a.Status != 303 {
		o.t.Errorf("asking for a code: %d", a.Status)
	}
}

func (o *downtime) mails() []mail.Header { return o.post.All() }

// mailsTo is how many of mails went to an address.
func mailsTo(mails []mail.Header, to string) (n int) {
	for _, m := range mails {
		if strings.Contains(m.Get("To"), to) {
			n++
		}
	}
	return n
}
