package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/andybalholm/brotli"

	"hilo/app/bench/rig"
)

const (
	messages    = 10     // in the thread that is weighed
	firstMost   = 25_000 // what a first visit to it may weigh in all
	furtherMost = 3000
	messageMost = 600
)

// wire weighs a first visit to a thread, and one more message.
func wire(ctx context.Context, t *table, site *rig.Site, p *people) error {
	ana, agent, ticket := p.customers[0], p.agents[0], p.tickets[0]
	for range messages - 1 {
		if err := reply(ctx, agent, ticket, words); err != nil {
			return err
		}
	}
	if err := firstVisit(ctx, t, site, ana, ticket); err != nil {
		return err
	}
	return oneMore(ctx, t, site, ana, agent, ticket)
}

var addresses = regexp.MustCompile(`/static/[\w.-]+`)

// firstVisit weighs a thread's page and all it needs, for an empty cache.
func firstVisit(ctx context.Context, t *table, site *rig.Site, ana *rig.Browser, ticket string) error {
	var m meter
	visitor := rig.NewBrowser(site.Addr, site.Post, m.dial)
	visitor.Jar = ana.Jar
	weigh := func(path string) (string, int64, error) {
		before := m.read.Load()
		r := visitor.Request(ctx, path, nil)
		r.Header.Set("Accept-Encoding", "br, gzip")
		a, err := visitor.Send(r)
		if err == nil && a.Status != 200 {
			err = fmt.Errorf("%s got %d", path, a.Status)
		}
		return a.Body, m.read.Load() - before, err
	}
	page, all, err := weigh(ticket)
	if err != nil {
		return err
	}
	whole := int64(len(page))
	text, err := io.ReadAll(brotli.NewReader(strings.NewReader(page))) // pages are sent as br
	if err != nil {
		return err
	}
	page = string(text)
	t.add(fmt.Sprintf("first visit, page of %d messages (br)", messages), size(whole), size(int64(len(page)))+" before br", times(float64(whole), float64(len(page))))
	files := slices.Sorted(slices.Values(addresses.FindAllString(page, -1)))
	kinds := map[string]int64{}
	for _, file := range slices.Compact(files) {
		if strings.Contains(file, "icon-apple") { // for those who install the app
			continue
		}
		body, n, err := weigh(file)
		if err != nil {
			return err
		}
		kinds[path.Ext(file)] += int64(len(body))
		whole, all = whole+int64(len(body)), all+n
	}
	if len(files) == 0 {
		t.add("first visit, style and script", "not built", "", "")
	}
	for _, kind := range []string{".css", ".js", ".svg"} {
		t.add("first visit, "+strings.ToUpper(kind[1:])+" (br)", size(kinds[kind]), "", "")
	}
	t.aim("first visit, all of it", size(whole), size(firstMost), "", times(float64(whole), firstMost))
	t.add("first visit, heads of all answers", size(all-whole), "", "")
	for _, further := range [][2]string{{"the list", "/tickets"}, {"the thread", ticket}} {
		_, n, err := weigh(further[1])
		if err != nil {
			return err
		}
		t.aim("a further page, "+further[0], size(n), size(furtherMost), "", times(float64(n), furtherMost))
	}
	return nil
}

// oneMore weighs one more message: to its sender and to its reader.
func oneMore(ctx context.Context, t *table, site *rig.Site, ana, agent *rig.Browser, ticket string) error {
	var sent, heard meter
	ear, mouth := rig.NewBrowser(site.Addr, site.Post, heard.dial), rig.NewBrowser(site.Addr, site.Post, sent.dial)
	ear.Jar, mouth.Jar = ana.Jar, agent.Jar
	news, err := listen(ctx, ear, fmt.Sprintf("%s/live?after=%d", ticket, messages))
	if err != nil {
		return err
	}
	defer news.Close()
	say := func(i int) error {
		mark := fmt.Sprintf("mark-%d.", i)
		if err := reply(ctx, mouth, ticket, words+" "+mark); err != nil {
			return err
		}
		_, err := news.until(ctx, mark)
		return err
	}
	if err := say(0); err != nil { // what happens once only happens now
		return err
	}
	s, h := sent.read.Load(), heard.read.Load()
	const n = 20
	for i := range n {
		if err := say(i + 1); err != nil {
			return err
		}
	}
	t.aim("one more message, to its reader's stream", size((heard.read.Load()-h)/n), size(messageMost), size(int64(len(words)))+" of words", "")
	t.add("one more message, answer to its sender", size((sent.read.Load()-s)/n), "", "")
	return nil
}

// meter counts the bytes that come over connections.
type meter struct{ read atomic.Int64 }

func (m *meter) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, addr)
	return metered{conn, m}, err
}

type metered struct {
	net.Conn
	m *meter
}

func (c metered) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.m.read.Add(int64(n))
	return n, err
}
