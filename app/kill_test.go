package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptrace"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/db"
)

const (
	kills   = 20
	senders = 24 // each an agent, who may send 120 replies at once
)

// Two dozen agents answer three guests and three customers while the program
// is killed twenty times. Each asks again under the same key until they know
// that their words are kept. In the end every reply is there once, and every
// requester was told after the last one.
func killed(t *testing.T, file string) {
	ctx := within(t, 2*time.Minute)
	site := found(t, file)
	site.Post.Slow = 5 * time.Millisecond // some mails are under way at each kill
	running := serve(ctx, t, site)
	s := &storm{t: t, site: site, kept: map[string]reply{}}
	for i := range 3 {
		_, number := opens(ctx, t, site, fmt.Sprintf("ana%d@example.com", i))
		s.tickets = append(s.tickets, number, writes(ctx, t, site, fmt.Sprintf("guest%d@example.com", i)))
	}
	agents := make([]*rig.Browser, senders)
	for i := range agents {
		var err error
		agents[i], _, err = site.Agent(ctx, fmt.Sprintf("sam%d@example.com", i))
		ok(t, err)
	}

	begun := time.Now()
	var all sync.WaitGroup
	for _, b := range agents {
		all.Go(func() { s.rain(ctx, b) })
	}
	for range kills {
		time.Sleep(time.Duration(30+rand.IntN(270)) * time.Millisecond) // a moment like any other
		s.killed = append(s.killed, time.Now())
		running.Kill()
		running = serve(ctx, t, site)
	}
	s.over.Store(true)
	all.Wait()
	s.settles(ctx)
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
	s.judge(ctx, begun)
}

// storm is the senders and what they know.
type storm struct {
	t       *testing.T
	site    *rig.Site
	tickets []int64
	over    atomic.Bool
	killed  []time.Time

	mu         sync.Mutex
	kept       map[string]reply // acknowledged, by key
	unanswered []time.Time      // when requests went out that nobody answered
	again      int              // acknowledged as kept before
}

// reply is an acknowledged one.
type reply struct {
	ticket, seq int64
	sent        time.Time // the first time
}

// rain sends one reply after the other to one ticket after the other.
func (s *storm) rain(ctx context.Context, b *rig.Browser) {
	for i := 0; !s.over.Load() && ctx.Err() == nil; i++ {
		s.send(ctx, b, s.tickets[i%len(s.tickets)], fmt.Sprintf("%s %d", b.Email, i))
	}
}

var entryID = regexp.MustCompile(`id="entry-(\d+)"`)

// send sends one reply until it is acknowledged.
func (s *storm) send(ctx context.Context, b *rig.Browser, ticket int64, key string) {
	first := time.Now()
	for ctx.Err() == nil {
		a, out, err := s.try(ctx, b, ticket, key)
		switch {
		case err != nil:
			if !out.IsZero() {
				s.mu.Lock()
				s.unanswered = append(s.unanswered, out)
				s.mu.Unlock()
			}
			time.Sleep(2 * time.Millisecond) // it is being started
		case a.Status == 429: // the agent's budget of this minute is spent
			time.Sleep(100 * time.Millisecond)
		case a.Status == 200 || a.Status == 201:
			seq, _ := strconv.ParseInt(entryID.FindStringSubmatch(a.Body)[1], 10, 64)
			s.mu.Lock()
			s.kept[key] = reply{ticket, seq, first}
			if a.Status == 200 {
				s.again++
			}
			s.mu.Unlock()
			return
		default:
			s.t.Errorf("a reply got %d", a.Status)
			return
		}
	}
}

// try posts a reply as the page's script does. out is when it was on its way;
// zero if it never was.
func (s *storm) try(ctx context.Context, b *rig.Browser, ticket int64, key string) (a rig.Answer, out time.Time, err error) {
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(w httptrace.WroteRequestInfo) {
		if w.Err == nil {
			out = time.Now()
		}
	}})
	r := b.Request(ctx, replies(ticket), rig.Reply("Words of "+key, key))
	r.Header.Set("HX-Request", "true")
	a, err = b.Send(r)
	return a, out, err
}

// settles waits until all promises are kept.
func (s *storm) settles(ctx context.Context) {
	s.t.Helper()
	d, err := db.Open(ctx, s.site.Database())
	ok(s.t, err)
	defer d.Close()
	for open := -1; open != 0; time.Sleep(20 * time.Millisecond) {
		ok(s.t, d.Read.NewRaw("SELECT count(*) FROM jobs WHERE dead_at IS NULL").Scan(ctx, &open))
	}
}

// judge reads what is left on disk and in the mailboxes.
func (s *storm) judge(ctx context.Context, begun time.Time) {
	d, err := db.Open(ctx, s.site.Database())
	ok(s.t, err)
	defer d.Close()
	hits := s.hits()
	if hits < kills/2 {
		s.t.Errorf("only %d of %d kills hit an unanswered request", hits, kills)
	}
	s.stored(ctx, d)
	last := map[int64]reply{}
	for _, r := range s.kept {
		if r.seq > last[r.ticket].seq {
			last[r.ticket] = r
		}
	}
	mails, repeats := 0, 0
	for _, number := range s.tickets {
		var told int64
		ok(s.t, d.Read.NewRaw("SELECT seq FROM alerts WHERE ticket = ? AND channel = 'mail'", number).Scan(ctx, &told))
		if told < last[number].seq {
			s.t.Errorf("told of entry %d, the last is %d", told, last[number].seq)
		}
		n, again := s.told(number, begun, last[number].sent)
		mails, repeats = mails+n, repeats+again
	}
	s.t.Logf("%d kills, %d hit an unanswered request; %d replies acknowledged, %d of them kept before their retry; %d requests unanswered; %d alerts, %d of them repeats; %.1f s",
		kills, hits, len(s.kept), s.again, len(s.unanswered), mails, repeats, time.Since(begun).Seconds())
}

// hits counts the kills that came between a request and its answer.
func (s *storm) hits() int {
	hit, from := 0, time.Time{}
	for _, at := range s.killed {
		for _, out := range s.unanswered {
			if out.After(from) && out.Before(at) {
				hit++
				break
			}
		}
		from = at
	}
	return hit
}

// stored compares the rows with what was acknowledged: each once, nothing else.
func (s *storm) stored(ctx context.Context, d *db.DB) {
	var sound string
	var dead, rows int
	ok(s.t, d.Read.NewRaw("PRAGMA integrity_check").Scan(ctx, &sound))
	ok(s.t, d.Read.NewRaw("SELECT count(*) FROM jobs").Scan(ctx, &dead))
	if sound != "ok" || dead > 0 {
		s.t.Errorf("integrity %q, %d dead jobs", sound, dead)
	}
	var found []struct {
		Ticket, Seq int64
		Key, Body   string
	}
	ok(s.t, d.Read.NewRaw("SELECT ticket, seq, key, body FROM entries WHERE kind = 'replied'").Scan(ctx, &found))
	for _, e := range found {
		if r := s.kept[e.Key]; r.ticket != e.Ticket || r.seq != e.Seq || e.Body != "Words of "+e.Key {
			s.t.Errorf("entry %d of ticket %d is not what was acknowledged under its key", e.Seq, e.Ticket)
		}
		rows++
	}
	if rows != len(s.kept) {
		s.t.Errorf("%d replies stored, %d acknowledged", rows, len(s.kept))
	}
}

// told checks the alerts of a ticket at the mail server: one came after the
// last reply was sent; one that came twice can be known by its Message-ID.
func (s *storm) told(number int64, begun, last time.Time) (mails, repeats int) {
	texts, ids := map[string]string{}, map[string]string{}
	var latest time.Time
	for _, m := range s.site.Post.Mails() {
		if !strings.Contains(m.Subject, fmt.Sprint(number)) || m.At.Before(begun) {
			continue
		}
		mails, latest = mails+1, m.At
		if text, seen := texts[m.ID]; seen {
			repeats++
			if text != m.Text {
				s.t.Error("a repeated mail says something else")
			}
		}
		texts[m.ID] = m.Text
		first := m.ID[strings.Index(m.ID, ".")+1:] // the entry that it begins with
		if id, seen := ids[first]; seen && id != m.ID {
			s.t.Error("two Message-IDs for the same news")
		}
		ids[first] = m.ID
	}
	if latest.Before(last) {
		s.t.Errorf("no alert after the last reply, of %d", mails)
	}
	return mails, repeats
}
