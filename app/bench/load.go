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
func load(ctx context.Context, file, dir string) error {
	site, err := newSite(file, filepath.Join(dir, "site"), "HILO_MAIL_DELAY=20m")
	if err != nil {
		return err
	}
	defer site.Post.Close()
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
	*people

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
	var err error
	if c.people, err = meet(ctx, c.site, loadAgents, c.pages); err != nil {
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
