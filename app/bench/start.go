package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"hilo/app/bench/rig"
)

// start measures how long the program takes from exec to its first page, beside
// one that only tells its version, and how large it is.
func start(ctx context.Context, t *table, site *rig.Site, file string) error {
	var page, bare []time.Duration
	for range 5 {
		begun := time.Now()
		p, err := site.Serve(ctx)
		if err != nil {
			return err
		}
		page = append(page, time.Since(begun))
		p.Stop()
		begun = time.Now()
		if code, _, _, err := site.Run(ctx, "version"); err != nil || code != 0 {
			return fmt.Errorf("version exits %d: %w", code, err)
		}
		bare = append(bare, time.Since(begun))
	}
	a, b := quantile(page, 0.5), quantile(bare, 0.5)
	t.add("exec to first page, median of 5", millis(a), millis(b)+" hilo version", times(float64(a), float64(b)))
	return weight(t, file, filepath.Dir(site.Dir))
}
