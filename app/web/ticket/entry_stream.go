package ticket

import (
	"context"
	"errors"
	"fmt"

	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/web/core"
)

// maxReplay is about how many bytes a stream replays, in pieces; who is further
// behind loads the page anew.
const (
	maxReplay      = 2 << 20
	maxReplayPiece = 64 << 10
)

// sendEntries sends what happened after seen, and the changing parts if they
// differ from what the page has. It returns the new position and stamp.
func (s *Handlers) sendEntries(ctx context.Context, out *live.Stream, v *core.Viewer, n, seen int64, have string) (int64, string, error) {
	began, sent := seen, 0
	for {
		t, entries, err := s.Desk.After(ctx, v.Actor, n, seen)
		if err != nil {
			return seen, have, err
		}
		if began > 0 && began < t.ErasedSeq { // the page shows what is gone
			out.Reset()
			return seen, have, errors.Join(live.ErrEnd, out.Flush())
		}
		for i := range entries {
			html, err := s.entryHTML(t, &entries[i], v)
			if err != nil {
				return seen, have, err
			}
			seen = entries[i].Seq
			if out.Send(fmt.Sprint(seen), html); out.Len() < maxReplayPiece {
				continue
			}
			if sent += out.Len(); out.Flush() != nil {
				return seen, have, live.ErrEnd
			}
		}
		if desk.Behind(entries) {
			if sent > maxReplay { // the page shows the end of it, and the rest as it is asked for
				out.Reset()
				return seen, have, errors.Join(live.ErrEnd, out.Flush())
			}
			continue
		}
		have, err = s.sendState(out, t, v, have)
		return seen, have, err
	}
}
