package httpd

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"hilo/app/metrics"
)

// The listener answers GET /metrics, and nothing else.
func TestServeMetrics(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		ended <- ServeMetrics(ctx, ln, func(_ context.Context, text *metrics.Text) { metrics.WriteProcess(text) })
	}()
	for _, tt := range []struct {
		method, path string
		status       int
		says         string
	}{
		{"GET", "/metrics", 200, "\nprocess_start_time_seconds 1"},
		{"GET", "/metrics?name=x", 200, "\ngo_goroutines "},
		{"HEAD", "/metrics", 200, ""},
		{"POST", "/metrics", 405, "there is only GET here\n"},
		{"DELETE", "/metrics", 405, "there is only GET here\n"},
		{"GET", "/", 404, "there is only /metrics here\n"},
		{"GET", "//metrics", 404, "there is only /metrics here\n"},
		{"GET", "/metrics/", 404, "there is only /metrics here\n"},
		{"GET", "/debug/pprof/", 404, "there is only /metrics here\n"},
		{"GET", "/tickets", 404, "there is only /metrics here\n"},
	} {
		r, err := http.NewRequestWithContext(ctx, tt.method, "http://"+ln.Addr().String()+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(a.Body)
		a.Body.Close()
		if err != nil || a.StatusCode != tt.status || !strings.Contains(string(body), tt.says) || tt.says == "" && len(body) > 0 {
			t.Errorf("%s %s: %d %q, %v", tt.method, tt.path, a.StatusCode, body, err)
		}
		if kind := a.Header.Get("Content-Type"); tt.status == 200 && kind != "text/plain; version=0.0.4; charset=utf-8" {
			t.Errorf("%s %s is %q", tt.method, tt.path, kind)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
