package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"hilo/app/bench/rig"
)

// What the load is: open pages, and what people do a second and a minute while they are
// open.
const (
	loadPages   = 10_000
	loadHolders = 4 // processes that hold them
	loadLasts   = 60 * time.Second
	repliesASec = 50
	readsASec   = 200
	uploadsAMin = 20
	loadAgents  = 10 // each may send 600 replies at once
	spare       = 500
)

// load holds open pages while people write, read and upload, and tells how long that took
// them, what it cost and whether a page missed anything.
func load(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "hilo-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file, err := rig.Build(".", dir, "-trimpath", "-ldflags=-s -w")
	if err != nil {
		return err
	}
	site, err := rig.NewSite(file, filepath.Join(dir, "site"))
	if err != nil {
		return err
	}
	defer site.Post.Close()
	site.Env = []string{"HILO_MAIL_DELAY=20m", "HILO_PROXY=127.0.0.1"}
	if err := os.Mkdir(site.Dir, 0o700); err != nil {
		return err
	}
	proc, err := site.Serve(ctx)
	if err != nil {
		return err
	}
	defer proc.Kill()
	t := new(table)
	if err := (&crowd{site: site, proc: proc}).gather(ctx, t); err != nil {
		return fmt.Errorf("%w\n%s", err, site.Log())
	}
	return t.tell(ctx, "make load")
}

// crowd are the people of the load.
type crowd struct {
	site *rig.Site
	proc *rig.Process
	people

	pages   int
	holders []*holder
}

// holder is a process of listeners.
type holder struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func (c *crowd) gather(ctx context.Context, t *table) error {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		return err
	}
	c.pages = min(loadPages, int(files.Cur)-spare)
	if err := c.meet(ctx); err != nil {
		return err
	}
	defer c.leave()
	idle, err := resident(c.proc.Pid)
	if err != nil {
		return err
	}
	if err := c.open(ctx); err != nil {
		return err
	}
	return c.live(ctx, t, idle)
}

func (c *crowd) meet(ctx context.Context) error {
	for i := range loadAgents {
		b, _, err := c.site.Agent(ctx, fmt.Sprintf("sam%d@example.com", i))
		if err != nil {
			return err
		}
		c.agents = append(c.agents, b)
	}
	for i := range (c.pages + perPerson - 1) / perPerson {
		b, err := c.site.Customer(ctx, fmt.Sprintf("ana%d@example.com", i))
		if err != nil {
			return err
		}
		at, err := b.Open(ctx, "Where is my transfer?", words, "")
		if err != nil {
			return err
		}
		b.From = fmt.Sprintf("10.%d.%d.1", i/256, i%256) // people do not share an address
		c.customers, c.tickets = append(c.customers, b), append(c.tickets, at)
	}
	return nil
}

// open opens the pages, each process its share.
func (c *crowd) open(ctx context.Context) error {
	shares := make([]audience, loadHolders)
	for i := range c.pages {
		who := i / perPerson
		share := &shares[who%loadHolders]
		share.Addr = c.site.Addr
		share.Pages = append(share.Pages, openPage{c.tickets[who] + "/live?after=1", c.customers[who].Cookies()})
	}
	for _, share := range shares {
		h := &holder{cmd: exec.CommandContext(ctx, os.Args[0], "listen")}
		h.cmd.Stderr = os.Stderr
		in, err := h.cmd.StdinPipe()
		if err != nil {
			return err
		}
		out, err := h.cmd.StdoutPipe()
		if err != nil {
			return err
		}
		if err := h.cmd.Start(); err != nil {
			return err
		}
		h.in, h.out = in, bufio.NewReader(out)
		c.holders = append(c.holders, h)
		if err := json.NewEncoder(in).Encode(share); err != nil {
			return err
		}
	}
	for _, h := range c.holders {
		if said, err := h.out.ReadString('\n'); err != nil || said != "open\n" {
			return fmt.Errorf("a process of listeners said %q: %w", said, err)
		}
	}
	return nil
}

func (c *crowd) leave() {
	for _, h := range c.holders {
		h.in.Close()
		h.cmd.Process.Kill()
		h.cmd.Wait()
	}
}
