package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"hilo/app/bench/rig"
)

// The goals of a program that nobody uses, and of streams.
const (
	idleMost   = 25_000_000
	goalQuiet  = 8_000
	goalOpen   = 150 * time.Microsecond
	goalBeat   = 10 * time.Microsecond
	goalReader = 10 * time.Microsecond
	goalDesk   = 30 * time.Microsecond
)

// listening measures what open pages cost the program: to open them, while nothing
// happens, and one more of them while something does. It is processor time.
func listening(ctx context.Context, t *table, proc *rig.Process, p *people, dir string) error {
	c := costs{table: t, proc: proc, people: p}
	for _, kind := range hubs {
		cost, known, err := measureHub(ctx, kind, dir)
		if err != nil {
			return fmt.Errorf("hub %s: %w", kind, err)
		}
		if known {
			c.hubs = append(c.hubs, measured{kind, cost})
		}
	}
	fresh, err := resident(proc.Pid)
	if err != nil {
		return err
	}
	t.aim("memory (RSS) idle", size(fresh), size(idleMost), "", times(float64(fresh), idleMost))
	idle, err := c.each(ctx, 0, 1, beats)
	if err != nil {
		return err
	}
	before, err := resident(proc.Pid)
	if err != nil {
		return err
	}
	opened, err := c.each(ctx, 0, streams, func(i int) error {
		who := i % len(p.customers)
		return c.open(ctx, p.customers[who], p.tickets[who]+"/live?after=1")
	})
	if err != nil {
		return err
	}
	beating, err := c.each(ctx, 0, 1, beats)
	if err != nil {
		return err
	}
	full, err := resident(proc.Pid)
	if err != nil {
		return err
	}
	memory := c.beside(func(h hubCost) string { return size(h.memory) })
	t.aim(fmt.Sprintf("a quiet stream of %d, memory", streams), size((full-before)/streams), size(goalQuiet), memory, times(float64(full-before)/streams, goalQuiet))
	c.cost("a stream opened, processor", opened, goalOpen, c.beside(func(h hubCost) string { return micros(float64(h.opened)) }))
	c.cost("a beat of a quiet stream, processor", (beating-idle)/(streams*beatsWaited), goalBeat, "")
	c.close()
	return c.further(ctx)
}

// costs are what the program spends on steps.
type costs struct {
	table  *table
	proc   *rig.Process
	people *people
	opened []*news
	hubs   []measured
}

// measured is a hub with what it cost.
type measured struct {
	kind string
	hubCost
}

// beside is what the hubs cost of something.
func (c *costs) beside(of func(hubCost) string) string {
	var all []string
	for _, h := range c.hubs {
		all = append(all, of(h.hubCost)+" "+h.kind)
	}
	return strings.Join(all, ", ")
}

func (c *costs) open(ctx context.Context, b *rig.Browser, path string) error {
	n, err := listen(ctx, b, path)
	if err == nil {
		c.opened = append(c.opened, n)
	}
	return err
}

func (c *costs) close() {
	for _, n := range c.opened {
		n.Close()
	}
	c.opened = nil
	time.Sleep(time.Second) // it hears of it
}

// further measures a reply that one page hears, and the same with many more.
func (c *costs) further(ctx context.Context) error {
	const replies, more = 70, 16
	p := c.people
	ticket := p.tickets[2]
	said := func(int) error { return reply(ctx, p.agents[0], ticket, words) }
	page, err := p.agents[0].Get(ctx, "/desk?view=all")
	if err != nil {
		return err
	}
	desk := strings.ReplaceAll(deskStream.FindString(page.Body), "&amp;", "&")
	for _, of := range []struct {
		what, path string
		goal       time.Duration
	}{
		{"one more reader of a reply, processor", "/desk" + ticket + "/live?after=1", goalReader}, {"one more open desk for a reply, processor", desk, goalDesk},
	} {
		if err := c.open(ctx, p.agents[0], of.path); err != nil {
			return err
		}
		one, err := c.each(ctx, replies, replies, said)
		if err != nil {
			return err
		}
		readers := 0
		for _, agent := range p.agents[1:] {
			for range more {
				if err := c.open(ctx, agent, of.path); err != nil {
					return err
				}
				readers++
			}
		}
		many, err := c.each(ctx, replies, replies, said)
		if err != nil {
			return err
		}
		c.cost(of.what, (many-one)/time.Duration(readers), of.goal, c.beside(func(h hubCost) string { return micros(float64(h.reader)) }))
		c.close()
	}
	return nil
}

var deskStream = regexp.MustCompile(`/desk/live\?[^"]*`)

// each is what one of n steps costs, after some that do not count.
func (c *costs) each(ctx context.Context, warm, n int, step func(int) error) (time.Duration, error) {
	var before time.Duration
	for i := range warm + n {
		if i == warm {
			before = spent(c.proc.Pid)
		}
		if err := step(i); err != nil {
			return 0, err
		}
	}
	return (spent(c.proc.Pid) - before) / time.Duration(n), ctx.Err()
}

const beatsWaited = 2

// beats waits for so many beats of every stream.
func beats(int) error {
	time.Sleep(beatsWaited * 12 * time.Second)
	return nil
}

// cost notes what something costs beside what it should.
func (c *costs) cost(what string, now, goal time.Duration, beside string) {
	c.table.aim(what, micros(float64(now)), micros(float64(goal)), beside, times(float64(now), float64(goal)))
}
