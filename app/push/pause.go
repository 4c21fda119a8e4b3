package push

import (
	"net/http"
	"strings"
	"time"
)

const (
	longest = 24 * time.Hour // as long as a push lives
	absurd  = time.Hour      // in place of more than that: somebody's mistake must not cost the alert
)

// pause reads Retry-After (RFC 9110, 10.2.3), seconds or a date. Zero: the push
// service does not say when, or says what is over by now.
func (s *Sender) pause(h http.Header) time.Duration {
	said := strings.TrimSpace(h.Get("Retry-After"))
	if said == "" {
		return 0
	}
	var wait time.Duration
	if strings.Trim(said, "0123456789") == "" {
		wait = seconds(strings.TrimLeft(said, "0"))
	} else if at, err := http.ParseTime(said); err == nil {
		wait = max(at.Sub(s.opts.Now()), 0)
	}
	if wait > longest {
		return absurd
	}
	return wait
}

// seconds are as many as digits say; what no duration holds is too many.
func seconds(digits string) (wait time.Duration) {
	if len(digits) > 9 {
		return longest + 1
	}
	for _, d := range digits {
		wait = wait*10 + time.Duration(d-'0')*time.Second
	}
	return wait
}
