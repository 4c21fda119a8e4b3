package notify

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"hilo/app/push"
)

// What a push service answers counts as what it means for the push.
func TestOutcomes(t *testing.T) {
	for _, tt := range []struct {
		err                   error
		sent, refused, failed uint64
	}{
		{nil, 1, 0, 0},
		{push.ErrGone, 0, 1, 0},
		{push.ErrTooLarge, 0, 1, 0},
		{push.ErrInner, 0, 1, 0},
		{&push.Busy{}, 0, 0, 1},
		{push.Status(500), 0, 0, 1},
		{errors.New("no network"), 0, 0, 1},
		{fmt.Errorf("we end: %w", context.Canceled), 0, 0, 0},
	} {
		var o Outcomes
		o.note(tt.err, refusedPush(tt.err))
		if o.Sent.Load() != tt.sent || o.Refused.Load() != tt.refused || o.Failed.Load() != tt.failed {
			t.Errorf("%v: %d sent, %d refused, %d failed", tt.err, o.Sent.Load(), o.Refused.Load(), o.Failed.Load())
		}
	}
}
