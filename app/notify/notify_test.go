package notify

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/app/push"
	"hilo/app/words"
	"hilo/db"
	"hilo/db/dbtest"
	views "hilo/views/mail"
)

const delay = 2 * time.Minute

// office is a running installation without its pages: a desk, an outbox, a
// mail server, and a clock that only the test moves.
type office struct {
	*Notifier
	t    *testing.T
	box  *outbox.Box
	post *postbox
	mu   sync.Mutex
	at   time.Time

	sam, eva, ana desk.Actor // agents and a customer
}

func newOffice(t *testing.T, d *db.DB) *office {
	o := &office{t: t, post: open(t, nil), at: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	server, err := ParseSMTP("smtp://" + o.post.addr)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if m := catalogue.Missing(); len(m) > 0 {
			t.Error("words: ", m)
		}
	})
	o.box = outbox.New(d, o.clock)
	tickets := desk.New(d, new(live.Bell), o.box, o.clock)
	secret, err := access.LoadSecret(filepath.Join(t.TempDir(), "secret"))
	if err != nil {
		t.Fatal(err)
	}
	auth := access.New(d, new(live.Bell), o.box, secret, o.clock)
	o.Notifier, err = New(d, tickets, auth, catalogue, o.clock, Options{
		URL: "https://help.example.com/", Name: "Ayuda", Locale: "es", MailDelay: delay, PushDelay: 10 * time.Second, SMTP: server, Keep: true, Views: views.FS,
		Push: push.New(secret.Key("vapid"), push.Options{Subject: "https://help.example.com", AllowLoopback: true, Now: o.clock}),
	})
	if err != nil {
		t.Fatal(err)
	}
	o.sam, o.eva = o.person("sam@example.com", "Sam"), o.person("eva@example.com", "Eva")
	o.sam.Role, o.sam.Side, o.eva.Role, o.eva.Side = desk.Agent, desk.DeskSide, desk.Agent, desk.DeskSide
	o.ana = o.person("ana@example.com", "Ana")
	return o
}

func both(t *testing.T, story func(t *testing.T, o *office)) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) { story(t, newOffice(t, d)) })
}

func (o *office) byMail() mailChannel { return mailChannel{o.Notifier} }
func (o *office) byPush() pushChannel { return pushChannel{o.Notifier} }

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

// person is somebody who is signed in.
func (o *office) person(email, name string) desk.Actor {
	o.t.Helper()
	p, err := desk.Know(o.t.Context(), o.db, email, o.clock())
	o.ok(err)
	p.Name = name
	return desk.SignedIn(p)
}

// stranger is somebody who typed an address.
func (o *office) stranger(email string) desk.Actor {
	p := o.person(email, "")
	p.Proof = desk.ProofNone
	return p
}

// verified is p after a code came back.
func verified(p desk.Actor, ticket int64) desk.Actor { return desk.Guest(p.Person, ticket) }

// ask opens a ticket; what it says must never be in a mail.
func (o *office) ask(who desk.Actor, locale string) int64 {
	o.t.Helper()
	t, _, err := o.desk.Open(o.t.Context(), who, desk.Question{
		Topic: "payments", Subject: "canary-subject", Name: "canary-name", Locale: locale,
		Message: desk.Message{Body: "canary-question"},
	})
	o.ok(err)
	o.settle()
	return t.Number
}

func (o *office) reply(who desk.Actor, ticket int64) {
	o.t.Helper()
	_, err := o.desk.Reply(o.t.Context(), who, ticket, say())
	o.ok(err)
	o.settle()
}

func say() desk.Message { return desk.Message{Body: "canary-answer"} }

// sees has who read the ticket as far as it goes.
func (o *office) sees(who desk.Actor, ticket int64) {
	o.t.Helper()
	t := new(desk.Ticket)
	o.ok(o.db.NewSelect().Model(t).Column("number", "requester_id", "last_seq", "public_seq").Where("number = ?", ticket).Scan(o.t.Context()))
	o.ok(o.desk.See(o.t.Context(), who, t, t.LastSeq))
}

// pass moves the clock and lets happen what became due.
func (o *office) pass(d time.Duration) {
	o.t.Helper()
	o.mu.Lock()
	o.at = o.at.Add(d)
	o.mu.Unlock()
	o.settle()
}

// settle runs the outbox until nothing is due. Each round ends with a job of
// its own that is due last.
func (o *office) settle() {
	o.t.Helper()
	for {
		seen := make(chan struct{})
		mark := outbox.Handlers{"mark": func(context.Context, outbox.Job) error { close(seen); return nil }}
		o.put("mark", nil)
		ctx, cancel := context.WithCancel(o.t.Context())
		ended := make(chan error)
		go func() {
			ended <- o.box.Run(ctx, outbox.Subscribers{"desk": o.desk.Handlers(), "access": o.auth.Handlers(), "notify": o.Handlers(), "test": mark})
		}()
		<-seen
		cancel()
		o.ok(<-ended)
		if due := o.due(); due == 0 {
			return
		}
	}
}

func (o *office) put(kind string, payload any) {
	o.t.Helper()
	o.ok(o.db.Write(o.t.Context(), func(ctx context.Context, tx bun.Tx) error {
		return outbox.Put(ctx, tx, o.clock(), outbox.Promise{Kind: kind, Payload: payload})
	}))
}

func (o *office) due() (n int) {
	o.t.Helper()
	o.ok(o.db.NewRaw("SELECT count(*) FROM jobs WHERE dead_at IS NULL AND due_at <= ?", db.Time(o.clock())).Scan(o.t.Context(), &n))
	return n
}

// jobs are the open and the dead mail jobs.
func (o *office) jobs() (jobs []outbox.Job) {
	o.t.Helper()
	o.ok(o.db.NewSelect().Model(&jobs).Where("kind IN ('mail', 'received')").Order("created_at").Scan(o.t.Context()))
	return jobs
}

// job is the only one.
func (o *office) job() outbox.Job {
	o.t.Helper()
	jobs := o.jobs()
	if len(jobs) != 1 {
		o.t.Fatalf("%d jobs, want 1", len(jobs))
	}
	return jobs[0]
}

// mails wants exactly n mails so far and returns the last.
func (o *office) mails(n int) received {
	o.t.Helper()
	all := o.post.all()
	if len(all) != n {
		o.t.Fatalf("%d mails, want %d", len(all), n)
	}
	if n == 0 {
		return received{}
	}
	return all[n-1]
}

func (o *office) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

var urls = regexp.MustCompile(`https?://[^\s"<>]+`)

// link is the one address in both parts of m.
func (m received) link(t *testing.T) string {
	t.Helper()
	text, html := urls.FindAllString(m.Text, -1), urls.FindAllString(m.HTML, -1)
	if len(text) != 1 || len(html) != 1 || text[0] != html[0] || strings.Count(m.HTML, "href=") != 1 {
		t.Fatalf("%d links in the text, %d in the HTML", len(text), len(html))
	}
	return text[0]
}

// discreet checks that nothing of the ticket but its number is in m.
func (m received) discreet(t *testing.T) {
	t.Helper()
	if all := m.Raw + m.Subject + m.Text + m.HTML; strings.Contains(all, "canary") {
		t.Error("a mail repeats what somebody wrote")
	}
}
