package app

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// paper takes lines from timers, too.
type paper struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (p *paper) Write(line []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buf.Write(line)
}

// tear is what was written since the last time.
func (p *paper) tear() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.buf.Reset()
	return p.buf.String()
}

// A flood is a line of each kind a minute, and none of it is lost to the count.
func TestFloodsAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out paper
		log, end := Log(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))
		lines := func(want ...string) {
			t.Helper()
			synctest.Wait()
			if got := strings.TrimSuffix(out.tear(), "\n"); got != strings.Join(want, "\n") {
				t.Errorf("after %v:\n%s", want, got)
			}
		}
		for i := range 1000 {
			log.Error("request failed", "route", "/tickets", "err", i)
		}
		log.Error("request failed", "route", "/desk", "err", "x")
		log.With("job", 1).Error("request failed", "route", "/desk", "err", "x")
		lines(`level=ERROR msg="request failed" route=/tickets err=0`, `level=ERROR msg="request failed" route=/desk err=x`, `level=ERROR msg="request failed" job=1 route=/desk err=x`)
		time.Sleep(time.Minute)
		lines(`level=ERROR msg="request failed" route=/tickets err=999 count=999`)
		log.Error("request failed", "route", "/tickets", "err", "again")
		lines("")
		time.Sleep(time.Minute)
		lines(`level=ERROR msg="request failed" route=/tickets err=again`)
		time.Sleep(10 * time.Minute)
		lines("")
		log.Error("request failed", "route", "/tickets", "err", "later")
		log.Error("request failed", "route", "/tickets", "err", "last")
		lines(`level=ERROR msg="request failed" route=/tickets err=later`)
		end()
		lines(`level=ERROR msg="request failed" route=/tickets err=last`)

		for i := range 100_000 {
			log.Warn(fmt.Sprint("kind ", i))
		}
		if n := strings.Count(out.tear(), "\n"); n > floodKinds+2 {
			t.Errorf("%d kinds in a minute", n)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if said := out.tear(); strings.Count(said, "\n") != 1 || !strings.Contains(said, "count=99") {
			t.Errorf("%.500s", said)
		}
		time.Sleep(10 * time.Minute)
	})
}
