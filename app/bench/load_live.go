package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// live lets people work for a while and notes what became of it.
func (c *crowd) live(ctx context.Context, t *table, idle int64) error {
	began, err := resident(c.proc.Pid)
	if err != nil {
		return err
	}
	before := spent(c.proc.Pid)
	from := time.Now()
	replies, reads, uploads := newPace(), newPace(), newPace()
	var all sync.WaitGroup
	all.Go(func() { replies.keep(ctx, loadLasts, repliesASec, time.Second, c.write) })
	all.Go(func() { reads.keep(ctx, loadLasts, readsASec, time.Second, c.read) })
	all.Go(func() { uploads.keep(ctx, loadLasts, uploadsAMin, time.Minute, c.upload) })
	all.Wait()
	lasted := time.Since(from)
	used := spent(c.proc.Pid) - before
	ended, err := resident(c.proc.Pid)
	if err != nil {
		return err
	}
	heard, err := c.hear(ctx)
	if err != nil {
		return err
	}
	asked := ""
	if c.pages < loadPages {
		asked = fmt.Sprintf("%d asked for: the limit of descriptors", loadPages)
	}
	t.add("open pages", strconv.Itoa(c.pages), asked, "")
	for _, p := range []struct {
		name string
		took []time.Duration
	}{{"reply, to its sender", replies.took}, {"reply, to each open page", heard.Took}, {"page", reads.took}, {"upload", uploads.took}} {
		t.add(p.name+", p50 / p99", millis(quantile(p.took, 0.5))+" / "+millis(quantile(p.took, 0.99)), fmt.Sprintf("%d of them", len(p.took)), "")
	}
	for _, p := range []*pace{replies, reads, uploads} {
		for said, n := range p.failed {
			t.aim("did not go: "+said, strconv.Itoa(n), "0", "", "")
		}
	}
	t.add("share of a core", fmt.Sprintf("%.0f %%", 100*used.Seconds()/lasted.Seconds()), "", "")
	t.add("memory (RSS) at the start / at the end", size(began)+" / "+size(ended), size(idle)+" before the pages", "")
	missed := 0
	for n := range replies.sent {
		missed += c.readers(n) - heard.Marks[n]
	}
	t.aim("replies that a page missed", strconv.Itoa(missed), "0", "", "")
	t.aim("replies that a page got twice", strconv.Itoa(heard.Doubled), "0", "", "")
	t.aim("streams that ended", strconv.Itoa(heard.Ended), "0", "", "")
	return nil
}

// readers is how many pages are open on the ticket of reply n.
func (c *crowd) readers(n int) int {
	who := n % len(c.tickets)
	return min(perPerson, c.pages-who*perPerson)
}

func (c *crowd) write(ctx context.Context, n int) error {
	return reply(ctx, c.agents[n%len(c.agents)], c.tickets[n%len(c.tickets)], fmt.Sprintf("mark-%d-%d. %s", n, time.Now().UnixNano(), words))
}

func (c *crowd) read(ctx context.Context, n int) error {
	who := n % len(c.customers)
	path := "/tickets"
	if n%2 == 0 {
		path = c.tickets[who]
	}
	a, err := c.customers[who].Get(ctx, path)
	if err == nil && a.Status != http.StatusOK {
		err = fmt.Errorf("a page got %d", a.Status)
	}
	return err
}

func (c *crowd) upload(ctx context.Context, n int) error {
	who := n % len(c.customers)
	number := strings.TrimPrefix(c.tickets[who], "/tickets/")
	a, err := c.customers[who].Upload(ctx, "/uploads", url.Values{"ticket": {number}}, "receipt.txt", strings.Repeat(words+"\n", 4000))
	if err == nil && a.Status != http.StatusSeeOther {
		err = fmt.Errorf("an upload got %d", a.Status)
	}
	return err
}

// hear ends the listening once every page has heard all, or has had the time to, and
// returns what all have heard.
func (c *crowd) hear(ctx context.Context) (hearing, error) {
	select {
	case <-ctx.Done():
		return hearing{}, ctx.Err()
	case <-time.After(3 * time.Second):
	}
	all := hearing{Marks: map[int]int{}}
	for _, h := range c.holders {
		h.in.Close()
		var one hearing
		if err := json.NewDecoder(h.out).Decode(&one); err != nil {
			return all, err
		}
		for mark, n := range one.Marks {
			all.Marks[mark] += n
		}
		all.Doubled, all.Ended, all.Took = all.Doubled+one.Doubled, all.Ended+one.Ended, append(all.Took, one.Took...)
	}
	return all, nil
}

// pace does something so often and notes how long each took.
type pace struct {
	mu     sync.Mutex
	took   []time.Duration
	sent   map[int]bool   // that went
	failed map[string]int // how often, by what was said
}

func newPace() *pace { return &pace{sent: map[int]bool{}, failed: map[string]int{}} }

func (p *pace) keep(ctx context.Context, lasts time.Duration, times int, per time.Duration, do func(ctx context.Context, n int) error) {
	tick := time.NewTicker(per / time.Duration(times))
	defer tick.Stop()
	var all sync.WaitGroup
	defer all.Wait()
	for n := range int(lasts / (per / time.Duration(times))) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		all.Go(func() { p.note(ctx, n, do) })
	}
}

func (p *pace) note(ctx context.Context, n int, do func(ctx context.Context, n int) error) {
	start := time.Now()
	err := do(ctx, n)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.failed[err.Error()]++
		return
	}
	p.sent[n] = true
	p.took = append(p.took, time.Since(start))
}
