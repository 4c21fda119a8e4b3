package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hilo/app/bench/rig"
)

// news is an open stream and when its lines came.
type news struct {
	io.Closer
	lines chan line
}

type line struct {
	text string
	at   time.Time
}

// listen opens a stream and returns when it has said hello.
func listen(ctx context.Context, b *rig.Browser, path string) (*news, error) {
	resp, err := b.Stream(ctx, path)
	if err != nil {
		return nil, err
	}
	n := &news{resp.Body, make(chan line, 1024)}
	go func() {
		defer close(n.lines)
		for r := bufio.NewReader(resp.Body); ; {
			text, err := r.ReadString('\n')
			if err != nil {
				return
			}
			select {
			case n.lines <- line{text, time.Now()}:
			default: // nobody reads this one
			}
		}
	}()
	_, err = n.until(ctx, "retry:")
	return n, err
}

// until waits for a line that holds a word and returns when it came.
func (n *news) until(ctx context.Context, word string) (time.Time, error) {
	for {
		select {
		case l, open := <-n.lines:
			if !open {
				return time.Time{}, fmt.Errorf("the stream ended before %q", word)
			}
			if strings.Contains(l.text, word) {
				return l.at, nil
			}
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		}
	}
}

// latency measures the time from an agent's send to the customer's page,
// beside an empty request, the two in turns.
func latency(ctx context.Context, t *table, p *people) error {
	ana, ticket := p.customers[1], p.tickets[1]
	stream, err := listen(ctx, ana, ticket+"/live?after=1")
	if err != nil {
		return err
	}
	defer stream.Close()
	var arrived, empty []time.Duration
	for i := range 200 {
		agent, mark := p.agents[1+i%2], fmt.Sprintf("mark-%d.", i)
		start := time.Now()
		if err := reply(ctx, agent, ticket, words+" "+mark); err != nil {
			return err
		}
		at, err := stream.until(ctx, mark)
		if err != nil {
			return err
		}
		arrived = append(arrived, at.Sub(start))
		start = time.Now()
		if _, err := agent.Get(ctx, "/healthz"); err != nil {
			return err
		}
		empty = append(empty, time.Since(start))
	}
	for _, q := range []struct {
		name  string
		share float64
	}{{"median", 0.5}, {"p99", 0.99}} {
		a, e := quantile(arrived, q.share), quantile(empty, q.share)
		t.add("agent's send to customer's page, "+q.name+" of 200", millis(a), millis(e)+" an empty request", times(float64(a), float64(e)))
	}
	return nil
}

var vmRSS = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// resident is a process's memory in bytes, as Linux counts it.
func resident(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	m := vmRSS.FindSubmatch(status)
	if m == nil {
		return 0, fmt.Errorf("no VmRSS")
	}
	n, err := strconv.ParseInt(string(m[1]), 10, 64)
	return n << 10, err
}
