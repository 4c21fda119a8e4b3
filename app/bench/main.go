// Command bench measures Hilo, each figure beside a yardstick of the same run
// where there is one: this machine is shared, so only comparisons travel. As
// `bench load` it holds as many open pages as the machine allows while people
// work, as `bench backups FOLDER` it copies a grown installation to another file system.
// All keep their tables in docs/limits.md. Run it from the root of the module.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"hilo/app/bench/rig"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Minute)
	defer cancel()
	run := func(ctx context.Context) error { return built(ctx, measure) }
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "load":
			run = func(ctx context.Context) error { return built(ctx, load) }
		case "backups":
			run = func(ctx context.Context) error {
				return built(ctx, func(ctx context.Context, file, dir string) error { return backups(ctx, file, dir, os.Args[2]) })
			}
		case "listen": // by crowd.open
			run = listenFor
		case "hub": // by hubCommand
			run = func(context.Context) error { return serveHub(os.Args[2]) }
		case "plain": // by startPlain
			run = func(context.Context) error { return servePlain(os.Args[2], os.Args[3]) }
		}
	}
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// built runs what needs the program as it is delivered, file, and a folder, dir.
func built(ctx context.Context, run func(ctx context.Context, file, dir string) error) error {
	dir, err := os.MkdirTemp("", "hilo-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file, err := rig.Build(".", dir, "-trimpath", "-ldflags=-s -w")
	if err != nil {
		return err
	}
	return run(ctx, file, dir)
}

// newSite lays out an installation in dir.
func newSite(file, dir string, env ...string) (*rig.Site, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	site, err := rig.NewSite(file, dir)
	if err == nil {
		site.Env = append(env, "HILO_PROXY=127.0.0.1")
	}
	return site, err
}

// measure measures everything and keeps it as one table.
func measure(ctx context.Context, file, dir string) error {
	t := new(table)
	if err := inside(ctx, t, filepath.Join(dir, "inside")); err != nil {
		return fmt.Errorf("inside: %w", err)
	}
	if err := searches(ctx, t, filepath.Join(dir, "searches")); err != nil {
		return fmt.Errorf("searches: %w", err)
	}
	if err := pushes(ctx, t); err != nil {
		return err
	}
	site, err := newSite(file, filepath.Join(dir, "site"), "HILO_MAIL_DELAY=30m", "HILO_METRICS="+metricsAddr)
	if err != nil {
		return err
	}
	defer site.Post.Close()
	if err := outside(ctx, t, site, file); err != nil {
		return fmt.Errorf("outside: %w", err)
	}
	return t.tell(ctx, "make bench")
}

// limits is where the tables are kept.
const limits = "docs/limits.md"

// tell prints the table and keeps it.
func (t *table) tell(ctx context.Context, heading string) error {
	if err := t.print(os.Stdout); err != nil {
		return err
	}
	return t.keep(ctx, limits, heading)
}

// outside measures the program as it is delivered.
func outside(ctx context.Context, t *table, site *rig.Site, file string) error {
	p, err := site.Serve(ctx)
	if err != nil {
		return err
	}
	defer func() { p.Kill() }()
	people, err := meet(ctx, site, 3, streams)
	if err != nil {
		return err
	}
	if err := wire(ctx, t, site, people); err != nil {
		return err
	}
	if err := pages(ctx, t, site, people, p.Pid); err != nil {
		return fmt.Errorf("pages: %w", err)
	}
	if err := latency(ctx, t, people); err != nil {
		return err
	}
	if err := metrics(ctx, t); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	if err := lighthouse(ctx, t, site, people); err != nil {
		return err
	}
	p.Stop()
	if p, err = site.Serve(ctx); err != nil {
		return err
	}
	if err := listening(ctx, t, p, people, filepath.Dir(file)); err != nil {
		return err
	}
	if err := returning(ctx, t, site, &p, people); err != nil {
		return fmt.Errorf("returning: %w", err)
	}
	p.Stop()
	return start(ctx, t, site, file)
}
