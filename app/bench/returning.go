package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"hilo/app/bench/rig"
)

// The goals of a start under load.
const (
	returnMost = 2 * time.Second // that a page waits to be live again
	returnSlow = 3               // times as long as its p99 else, a page may take meanwhile
	returnAsks = 200             // pages
	returnIn   = time.Second     // the pages ask again: each when it has heard that its stream ended
)

// returning ends the program as if its machine had, starts it, and has all open pages come
// back within a second while somebody reads.
func returning(ctx context.Context, t *table, site *rig.Site, p **rig.Process, people *people) error {
	reads := func() ([]time.Duration, error) { return readPages(ctx, people.customers[0], people.tickets[0]) }
	quiet, err := reads()
	if err != nil {
		return err
	}
	(*p).Kill()
	if *p, err = site.Serve(ctx); err != nil {
		return err
	}
	c := costs{people: people}
	defer c.close()
	back, opened := make([]time.Duration, streams), make([]*news, streams)
	g := new(errgroup.Group)
	var meanwhile []time.Duration
	reader := new(errgroup.Group)
	reader.Go(func() (err error) { meanwhile, err = reads(); return err })
	for i := range streams {
		time.Sleep(returnIn / streams)
		g.Go(func() (err error) {
			begun, who := time.Now(), i%len(people.customers)
			opened[i], err = listen(ctx, people.customers[who], people.tickets[who]+"/live?after=1")
			back[i] = time.Since(begun)
			return err
		})
	}
	err = g.Wait()
	for _, n := range opened {
		if n != nil {
			c.opened = append(c.opened, n)
		}
	}
	if err != nil {
		return err
	}
	if err := reader.Wait(); err != nil {
		return err
	}
	last := quantile(back, 1)
	t.aim(fmt.Sprintf("%d pages back after a restart, the last after", streams), millis(last), millis(returnMost), "", times(float64(last), float64(returnMost)))
	slow, usual := quantile(meanwhile, 0.99), quantile(quiet, 0.99)
	t.aim("a page meanwhile, p99", millis(slow), fmt.Sprintf("%d.00x", returnSlow), millis(usual)+" else", times(float64(slow), float64(usual)))
	return nil
}

// readPages reads a page one time after the other, and says how long each took.
func readPages(ctx context.Context, who *rig.Browser, path string) (took []time.Duration, err error) {
	for range returnAsks {
		begun := time.Now()
		if _, err := who.Get(ctx, path); err != nil {
			return nil, err
		}
		took = append(took, time.Since(begun))
	}
	return took, nil
}
