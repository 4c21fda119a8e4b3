package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// metricsAddr is where the site's metrics are read.
const metricsAddr = "127.0.0.1:9464"

// metrics measures how long a scrape takes, beside one that is refused, and how much it is.
func metrics(ctx context.Context, t *table) error {
	var took, bare []time.Duration
	bytes := int64(0)
	for range 21 {
		begun := time.Now()
		n, err := scrape(ctx, "/metrics", http.StatusOK)
		if err != nil {
			return err
		}
		took, bytes = append(took, time.Since(begun)), n
		begun = time.Now()
		if _, err := scrape(ctx, "/", http.StatusNotFound); err != nil {
			return err
		}
		bare = append(bare, time.Since(begun))
	}
	a, b := quantile(took, 0.5), quantile(bare, 0.5)
	t.aim("/metrics, median of 21", millis(a), "≤ 5 ms", millis(b)+" another path", times(float64(a), float64(b)))
	t.aim("/metrics, bytes", size(bytes), "≤ 60 kB", "", "")
	return nil
}

// scrape reads a path of the metrics' listener to its end.
func scrape(ctx context.Context, path string, status int) (int64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+metricsAddr+path, nil)
	if err != nil {
		return 0, err
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer a.Body.Close()
	if a.StatusCode != status {
		return 0, fmt.Errorf("%s got %d", path, a.StatusCode)
	}
	return io.Copy(io.Discard, a.Body)
}
