package push

import (
	"net/http"
	"strconv"
	"time"
)

const (
	shortest = time.Minute
	usual    = 5 * time.Minute // where the push service does not say
	longest  = time.Hour
)

// pause reads Retry-After (RFC 9110, 10.2.3), seconds or a date, within bounds.
func (s *Sender) pause(h http.Header) time.Duration {
	wait := usual
	said := h.Get("Retry-After")
	if n, err := strconv.Atoi(said); err == nil {
		wait = longest
		if n < int(longest/time.Second) {
			wait = time.Duration(n) * time.Second
		}
	} else if at, err := http.ParseTime(said); err == nil {
		wait = at.Sub(s.opts.Now())
	}
	return min(max(wait, shortest), longest)
}
