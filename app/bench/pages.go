package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"hilo/app/bench/rig"
)

const (
	pageEntries  = 50  // in the thread
	pageTickets  = 25  // in the list
	pageAskers   = 4   // at once
	pageWarms    = 40  // requests before they are counted
	pageRequests = 240 // of each page: a person may ask a route 600 times in a minute
)

// pages measures what of the processor a page takes, four asked for at once, beside the
// same page as one writes it first.
func pages(ctx context.Context, t *table, site *rig.Site, p *people, pid int) error {
	agent := p.agents[0]
	ana, err := site.Customer(ctx, "pages@example.com")
	if err != nil {
		return err
	}
	ticket, err := furnishPages(ctx, ana, agent)
	if err != nil {
		return err
	}
	addr, plain, end, err := startPlain(ctx, site.Database())
	if err != nil {
		return err
	}
	defer end()
	number := strings.TrimPrefix(ticket, "/tickets/")
	empty, err := cost(ctx, plain, addr, "/empty", nil)
	if err != nil {
		return err
	}
	health, err := cost(ctx, pid, site.Addr, "/healthz", nil)
	if err != nil {
		return err
	}
	t.add("CPU of /healthz", micros(health), micros(empty)+" an empty Fiber handler", times(health, empty))
	for _, page := range []struct {
		what, path string
		who        *rig.Browser
		goal       string // where an empty handler takes 8 µs
		plain      string // the same page of the plain server; "": it has none
	}{
		{"thread of 50, customer", ticket, ana, "≤ 200 µs", "/t/" + number},
		{"thread of 50, desk", "/desk" + ticket, agent, "≤ 250 µs", "/t/" + number},
		{"thread of 50, made anew", ticket + "?at=1", ana, "", "/t/" + number},
		{"list of 25", "/tickets", ana, "≤ 200 µs", "/list/" + number},
		{"queue", "/desk?view=all", agent, "≤ 300 µs", ""},
		{"new ticket", "/tickets/new", ana, "≤ 150 µs", ""},
		{"first page", "/", nil, "≤ 40 µs", ""},
		{"sign-in", "/sign-in", nil, "≤ 40 µs", ""},
	} {
		took, err := cost(ctx, pid, site.Addr, page.path, page.who)
		if err != nil {
			return err
		}
		other, what := empty, " an empty Fiber handler"
		if page.plain != "" {
			what = " c.Render and bun"
			if other, err = cost(ctx, plain, addr, page.plain, nil); err != nil {
				return err
			}
		}
		t.aim("CPU of a page: "+page.what, micros(took), page.goal, micros(other)+what, times(took, other))
	}
	return nil
}

// furnishPages opens tickets of ana, the last with a long thread, and returns its path.
func furnishPages(ctx context.Context, ana, agent *rig.Browser) (ticket string, err error) {
	for i := range pageTickets {
		if ticket, err = ana.Open(ctx, fmt.Sprint("Where is my transfer ", i, "?"), words, ""); err != nil {
			return "", err
		}
	}
	for i := range pageEntries - 1 {
		who, path := agent, "/desk"+ticket
		if i%2 == 1 {
			who, path = ana, ticket
		}
		if _, err := who.PostWanting(ctx, http.StatusSeeOther, path+"/replies", rig.Reply(words, "")); err != nil {
			return "", err
		}
	}
	return ticket, nil
}

// cost is the processor time that a process takes for one answer, in nanoseconds: of many,
// on four connections that are kept, after some that warm it up.
func cost(ctx context.Context, pid int, addr, path string, who *rig.Browser) (float64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		return 0, err
	}
	r.Header = http.Header{"Sec-Fetch-Site": {"same-origin"}, "Accept": {"text/html"}}
	if who != nil {
		for _, c := range who.Jar.Cookies(&url.URL{Scheme: "http", Host: addr, Path: "/"}) {
			r.AddCookie(c)
		}
	}
	var askers [pageAskers]*asker
	for i := range askers {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
		if err != nil {
			return 0, err
		}
		defer conn.Close()
		askers[i] = &asker{conn, bufio.NewReader(conn), r.Clone(ctx)}
	}
	all := func(n int) error {
		g := new(errgroup.Group)
		for _, a := range askers {
			g.Go(func() error { return a.ask(n / pageAskers) })
		}
		return g.Wait()
	}
	if err := all(pageWarms); err != nil {
		return 0, err
	}
	before := spent(pid)
	err = all(pageRequests)
	return float64(spent(pid)-before) / pageRequests, err
}

// asker asks on a connection of its own.
type asker struct {
	net.Conn
	in *bufio.Reader
	r  *http.Request
}

func (a *asker) ask(n int) error {
	for range n {
		if err := a.r.Write(a); err != nil {
			return err
		}
		answer, err := http.ReadResponse(a.in, a.r)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			return err
		}
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("%s got %d", a.r.URL.Path, answer.StatusCode)
		}
	}
	return nil
}

// spent is the processor time of a process so far, as Linux counts it of its threads.
func spent(pid int) (all time.Duration) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid)) // its one error is a bad pattern
	for _, file := range files {
		var ns time.Duration
		if text, err := os.ReadFile(file); err == nil {
			fmt.Sscan(string(text), &ns)
		}
		all += ns
	}
	return all
}

func micros(ns float64) string { return fmt.Sprintf("%.0f µs", ns/1e3) }
