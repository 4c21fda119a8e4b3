package app

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/pushtest"
)

// old is old data in use again, and what came of it.
type old struct {
	*App
	t       *testing.T
	service *pushtest.Service
	people  map[string]string // by endpoint
	lines   []string
}

func (o *old) say(format string, args ...any) {
	o.lines = append(o.lines, fmt.Sprintf(format, args...))
}

// moveDevices gives the devices a push service that there is.
func (o *old) moveDevices() {
	var all []struct{ ID, Email string }
	o.scan(&all, "SELECT d.id, p.email FROM devices AS d JOIN people AS p ON p.id = d.person_id ORDER BY p.email")
	for _, d := range all {
		sub := o.service.Subscribe()
		o.people[sub.Endpoint] = d.Email
		_, err := o.DB.NewRaw("UPDATE devices SET endpoint = ?, p256dh = ?, auth = ? WHERE id = ?", sub.Endpoint, sub.P256dh, sub.Auth, d.ID).Exec(o.t.Context())
		o.ok(err)
	}
}

// choices are what everybody chose.
func (o *old) choices() {
	var people []struct {
		ID    int64
		Email string
	}
	o.scan(&people, "SELECT id, email FROM people ORDER BY email")
	for _, p := range people {
		c, err := o.Notify.Choices(o.t.Context(), p.ID)
		o.ok(err)
		o.say("%s push: reply %t ask %t solve %t, mail: reply %t ask %t solve %t, text %t, quiet %q to %q", p.Email,
			c.Wants("reply", "push"), c.Wants("ask", "push"), c.Wants("solve", "push"), c.Wants("reply", "mail"), c.Wants("ask", "mail"), c.Wants("solve", "mail"), c.PushText, c.QuietFrom, c.QuietTo)
	}
}

// settle waits until nothing is due.
func (o *old) settle(now time.Time) {
	o.Box.Wake()
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		var open int
		o.scan(&open, "SELECT count(*) FROM jobs WHERE dead_at IS NULL AND (due_at <= ? OR lease_until > ?)", now, now)
		if open == 0 {
			return
		}
		if time.Now().After(end) {
			o.t.Fatalf("%d jobs are still open", open)
		}
	}
}

var secrets = regexp.MustCompile(`/(g|u)/[^\s/#]+`)

// shown writes down what mailboxes and devices got meanwhile.
func (o *old) shown(now time.Time) {
	var got []string
	mails, err := o.Notify.Mails(o.t.Context())
	o.ok(err)
	for _, m := range mails {
		if m.At.Equal(now) {
			_, text, _ := strings.Cut(m.Text, "\n\n")
			text, _, _ = strings.Cut(text, "\n-- ")
			got = append(got, fmt.Sprint("  mail ", m.To, ": ", m.Subject, " | ", secrets.ReplaceAllString(strings.Join(strings.Fields(text), " "), "/$1/…")))
		}
	}
	for _, p := range o.service.Pushes() {
		var n struct {
			Notification struct{ Title, Body, Lang, Tag, Navigate string }
			Badge        int `json:"app_badge"`
		}
		o.ok(json.Unmarshal(p.Payload, &n))
		got = append(got, fmt.Sprintf("  push %s: %+v %d", o.people[p.Endpoint], n.Notification, n.Badge))
	}
	if len(got) > 0 {
		slices.Sort(got)
		o.lines = append(append(o.lines, now.Format("2006-01-02 15:04")), got...)
	}
}

// rows are what the database keeps of it.
func (o *old) rows() {
	var alerts []struct {
		Email, Channel string
		Ticket, Seq    int64
	}
	o.scan(&alerts, "SELECT p.email, a.ticket, a.channel, a.seq FROM alerts AS a JOIN people AS p ON p.id = a.person_id ORDER BY p.email, a.ticket, a.channel")
	for _, a := range alerts {
		o.say("alerted %s of %d by %s up to %d", a.Email, a.Ticket, a.Channel, a.Seq)
	}
	var tickets []struct {
		Number, LastSeq int64
		Status, Subject string
	}
	o.scan(&tickets, "SELECT number, last_seq, status, subject FROM tickets ORDER BY number")
	for _, n := range tickets {
		o.say("%d %s %d %q", n.Number, n.Status, n.LastSeq, n.Subject)
	}
	var jobs []struct {
		Kind   string
		DeadAt time.Time `bun:",nullzero"`
		DueAt  time.Time
	}
	o.scan(&jobs, "SELECT kind, dead_at, due_at FROM jobs ORDER BY kind, due_at")
	for _, j := range jobs {
		o.say("job %s dead %t due %s", j.Kind, !j.DeadAt.IsZero(), j.DueAt.UTC().Format("2006-01-02 15:04"))
	}
}

func (o *old) scan(into any, query string, args ...any) {
	o.t.Helper()
	o.ok(o.DB.Read.NewRaw(query, args...).Scan(o.t.Context(), into))
}

func (o *old) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}
