package app

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A flood is a line of each kind a minute, and none of it is lost to the count.
func TestFloodsAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log, end := Log(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))
		lines := func(want ...string) {
			t.Helper()
			synctest.Wait()
			if got := strings.TrimSuffix(out.String(), "\n"); got != strings.Join(want, "\n") {
				t.Errorf("after %v:\n%s", want, got)
			}
			out.Reset()
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
		if n := strings.Count(out.String(), "\n"); n > floodKinds+2 {
			t.Errorf("%d kinds in a minute", n)
		}
		out.Reset()
		time.Sleep(time.Minute)
		synctest.Wait()
		if said := out.String(); strings.Count(said, "\n") != 1 || !strings.Contains(said, "count=99") {
			t.Errorf("%.500s", said)
		}
		time.Sleep(10 * time.Minute)
	})
}
