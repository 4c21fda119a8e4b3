package app_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/db"
)

var kills = flag.Int("kills", 20, "how often the program is killed")

const (
	crowd = 16 // agents who answer the same few tickets; each may send 120 replies at once
	pairs = 8  // customers who open one ticket after the other, each with an agent who answers it once
)

// Two dozen agents and eight customers write while the program is killed again
// and again. Each asks again under the same key until they know that their words
// are kept. In the end all of it is there once, and every requester was told
// after the last reply; where there was only one, nothing later hid a lost alert.
func killed(t *testing.T, file string) {
	ctx := within(t, 6*time.Minute+time.Duration(*kills)*time.Second)
	site := found(t, file)
	site.Post.Slow = 20 * time.Millisecond // some mails are under way at each kill
	running := serve(ctx, t, site)
	s := &storm{t: t, kept: map[string]words{}}
	for i := range 3 {
		_, number := opens(ctx, t, site, fmt.Sprintf("luis%d@example.com", i))
		s.tickets = append(s.tickets, number, writes(ctx, t, site, fmt.Sprintf("guest%d@example.com", i)))
	}
	agents, customers := make([]*rig.Browser, crowd+pairs), make([]*rig.Browser, pairs)
	var err error
	for i := range agents {
		agents[i], _, err = site.Agent(ctx, fmt.Sprintf("sam%d@example.com", i))
		ok(t, err)
	}
	for i := range customers {
		customers[i], err = site.Customer(ctx, fmt.Sprintf("ana%d@example.com", i))
		ok(t, err)
	}

	begun := time.Now()
	var all sync.WaitGroup
	for _, sam := range agents[pairs:] {
		all.Go(func() { s.answers(ctx, sam) })
	}
	for i, ana := range customers {
		all.Go(func() { s.talk(ctx, ana, agents[i]) })
	}
	for range *kills {
		time.Sleep(time.Duration(30+rand.IntN(270)) * time.Millisecond) // a moment like any other
		s.killed = append(s.killed, time.Now())
		running.Kill()
		running = serve(ctx, t, site)
	}
	s.over.Store(true)
	all.Wait()
	d, err := db.Open(ctx, site.Database())
	ok(t, err)
	defer d.Close()
	s.settles(ctx, d)
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
	s.judge(ctx, d, site.Post.Mails(), begun)
}

// settles waits until all promises are kept.
func (s *storm) settles(ctx context.Context, d *db.DB) {
	s.t.Helper()
	for open := -1; open != 0; time.Sleep(20 * time.Millisecond) {
		ok(s.t, d.Read.NewRaw("SELECT count(*) FROM jobs WHERE dead_at IS NULL").Scan(ctx, &open))
	}
}

// judge compares what the senders know with the disk and the mailboxes.
func (s *storm) judge(ctx context.Context, d *db.DB, mails []rig.Mail, begun time.Time) {
	hits := s.hits()
	if hits < *kills/2 {
		s.t.Errorf("only %d of %d kills hit an unanswered request", hits, *kills)
	}
	lost, doubled := s.stored(ctx, d)
	last := map[int64]words{}
	for _, w := range s.kept {
		if w.seq > max(1, last[w.ticket].seq) {
			last[w.ticket] = w
		}
	}
	if len(last) <= len(s.tickets) {
		s.t.Errorf("only %d tickets were answered", len(last))
	}
	alerts, repeats := 0, 0
	for number, w := range last {
		var told int64
		ok(s.t, d.Read.NewRaw("SELECT coalesce(max(seq), 0) FROM alerts WHERE ticket = ? AND channel = 'mail'", number).Scan(ctx, &told))
		if told < w.seq {
			s.t.Errorf("told of entry %d, the last is %d", told, w.seq)
		}
		n, again := s.told(number, mails, begun, w.sent)
		alerts, repeats = alerts+n, repeats+again
	}
	s.t.Attr("proof", fmt.Sprintf("killed -9 under writers | %d kills in %.0f s, %d between a request and its answer; %d agents and %d customers write | of %d messages acknowledged (%d kept before their retry) %d lost, %d doubled; %d of %d alerts sent again, with the same Message-ID; longest wait %.1f s",
		*kills, time.Since(begun).Seconds(), hits, crowd+pairs, pairs, len(s.kept), s.again, lost, doubled, repeats, alerts, s.longest.Seconds()))
}

// stored compares the rows with what was acknowledged: each once, nothing else.
func (s *storm) stored(ctx context.Context, d *db.DB) (lost, doubled int) {
	var sound string
	var dead int
	ok(s.t, d.Read.NewRaw("PRAGMA integrity_check").Scan(ctx, &sound))
	ok(s.t, d.Read.NewRaw("SELECT count(*) FROM jobs").Scan(ctx, &dead))
	if sound != "ok" || dead > 0 {
		s.t.Errorf("integrity %q, %d dead jobs", sound, dead)
	}
	var rows []struct {
		Ticket, Seq int64
		Key, Body   string
	}
	ok(s.t, d.Read.NewRaw("SELECT ticket, seq, key, body FROM entries WHERE key NOT LIKE 'open %'").Scan(ctx, &rows))
	once := map[string]bool{}
	for _, e := range rows {
		once[e.Key] = true
		if w := s.kept[e.Key]; w.ticket != e.Ticket || w.seq != e.Seq || e.Body != "Words of "+e.Key {
			s.t.Errorf("entry %d of ticket %d is not what was acknowledged under its key", e.Seq, e.Ticket)
		}
	}
	if lost, doubled = len(s.kept)-len(once), len(rows)-len(once); lost != 0 || doubled != 0 {
		s.t.Errorf("%d messages stored, %d acknowledged", len(rows), len(s.kept))
	}
	return lost, doubled
}
