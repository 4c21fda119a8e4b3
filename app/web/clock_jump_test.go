package web_test

import (
	"flag"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

var jumps = flag.Int("jumps", 1, "how often the clock jumps an hour forward and back, and back and forward")

// The clock jumps by an hour, there and back. Who was let in stays so, open pages hear what is
// said, a code of before is refused and another one comes, and each reply is told of once.
func TestClockJumps(t *testing.T) {
	o := startTurning(t)
	j := &jumped{outage: o, sam: o.staff(false)}
	ana := j.comesIn("watcher@example.com")
	j.watched, j.told = o.Ticket("watcher@example.com", desk.StatusOpen), o.Ticket("reader@example.com", desk.StatusOpen)
	o.Set("UPDATE people SET proven_at = created_at WHERE email = 'reader@example.com'")
	stream := ana.Listen(fmt.Sprintf("%s/live?after=%d", j.watched.Path(), o.Read(j.watched.Number).LastSeq))
	for range *jumps {
		for _, by := range []time.Duration{time.Hour, -time.Hour, -time.Hour, time.Hour} {
			j.jump(by, stream)
		}
	}
	if n := o.Count("SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL"); n != 0 {
		t.Errorf("%d jobs were given up", n)
	}
	for _, b := range append(j.came, ana, j.sam) {
		if a := b.Get("/settings"); a.Status != 200 {
			t.Errorf("who was let in gets %d", a.Status)
		}
	}
	o.pass(2 * time.Hour)
	doubled := j.doubled()
	if left := o.Count("SELECT count(*) FROM jobs WHERE kind IN ('mail', 'entry', 'code')"); left != 0 || doubled != 0 {
		t.Errorf("%d jobs are left, %d mails came twice", left, doubled)
	}
	t.Attr("proof", fmt.Sprintf("the clock jumps an hour | %d jumps, forward and back, while a page is open and mails wait (turned clock) | %d sessions of all these hours: 0 ended; %d replies to the open page, %d heard; %d codes of before a jump refused, and another taken each time; %d mails, 0 lost, %d doubled; an alert of before a jump back leaves at the latest 5 min after the next reply",
		4**jumps, len(j.came)+2, 4**jumps, j.heard, len(j.came), len(o.post.All()), doubled))
}

// jumped is what is known of a site whose clock jumps.
type jumped struct {
	*outage
	sam           *sitetest.Browser
	watched, told *desk.Ticket // one has an open page, the other's requester waits for mails
	came          []*sitetest.Browser
	said, heard   int
}

// jump turns the clock while somebody has a code, and a mail waits.
func (j *jumped) jump(by time.Duration, open *sitetest.Stream) {
	j.t.Helper()
	j.pass(time.Minute)
	email := fmt.Sprintf("n%d@example.com", len(j.came))
	newcomer := j.Stranger().With("X-Forwarded-For", fmt.Sprintf("198.51.%d.%d", len(j.came)/200, len(j.came)%200))
	code := j.asksCode(newcomer, email)
	j.reply(j.told)
	j.ahead.Add(int64(by))
	j.Box.Wake()

	open.Hears(j.reply(j.watched))
	j.heard++
	if a := newcomer.Post("/sign-in/verify", url.Values{"code": {code}}); a.Status == 303 && a.Location == "/tickets" {
		j.t.Errorf("after %v a code of before lets in to %s", by, a.Location)
	}
	j.reply(j.told)
	j.pass(5 * time.Minute)
	if told, last := j.Count("SELECT coalesce(max(seq), 0) FROM alerts WHERE ticket = ? AND channel = 'mail'", j.told.Number), j.Read(j.told.Number).PublicSeq; int64(told) != last {
		j.t.Errorf("after %v its requester was told up to %d of %d", by, told, last)
	}
	j.enters(newcomer, j.asksCode(newcomer, email))
	j.came = append(j.came, newcomer)
}

// comesIn is a browser in which somebody signed in.
func (j *jumped) comesIn(email string) *sitetest.Browser {
	j.t.Helper()
	b := j.Stranger()
	j.enters(b, j.asksCode(b, email))
	return b
}

var codeOf = regexp.MustCompile(`\b\d{4} \d{4}\b`)

// asksCode asks for a code and reads its mail.
func (j *jumped) asksCode(b *sitetest.Browser, email string) (code string) {
	j.t.Helper()
	before := len(j.post.All())
	has(j.t, b.Post("/sign-in", url.Values{"email": {email}}), 303)
	j.Until("a code for "+email, func() bool {
		for i, m := range j.post.All()[before:] {
			if strings.Contains(m.Get("To"), email) {
				code = codeOf.FindString(j.post.Text(before + i))
			}
		}
		return code != ""
	})
	return code
}

func (j *jumped) enters(b *sitetest.Browser, code string) {
	j.t.Helper()
	has(j.t, b.Post("/sign-in/verify", url.Values{"code": {code}}), 303)
}

// reply has Sam say something, and returns it.
func (j *jumped) reply(to *desk.Ticket) (words string) {
	j.t.Helper()
	j.said++
	words = fmt.Sprintf("Respuesta %d.", j.said)
	has(j.t, j.sam.Post("/desk"+to.Path()+"/replies", url.Values{"body": {words}, "send": {"reply"}}), 303)
	return words
}

// doubled is how many mails came more than once.
func (j *jumped) doubled() (n int) {
	seen := map[string]bool{}
	for _, m := range j.post.All() {
		if seen[m.Get("Message-Id")] {
			n++
		}
		seen[m.Get("Message-Id")] = true
	}
	return n
}
