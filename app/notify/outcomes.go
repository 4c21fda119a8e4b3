package notify

import (
	"context"
	"errors"
	"sync/atomic"

	"hilo/app/push"
)

// Outcomes count what became of what was handed over.
type Outcomes struct{ Sent, Refused, Failed atomic.Uint64 }

// note counts one: it was taken, or refused for good, or will be tried again. What we cut
// off ourselves is none of it.
func (o *Outcomes) note(err error, forGood bool) {
	switch {
	case err == nil:
		o.Sent.Add(1)
	case forGood:
		o.Refused.Add(1)
	case !errors.Is(err, context.Canceled):
		o.Failed.Add(1)
	}
}

// refusedPush tells whether a push service will never take a push.
func refusedPush(err error) bool {
	return errors.Is(err, push.ErrGone) || errors.Is(err, push.ErrTooLarge) || errors.Is(err, push.ErrInner)
}
