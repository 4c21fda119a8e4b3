package files

import (
	"context"
	"errors"
	"fmt"
	"io"

	"hilo/app/fault"
)

// Limits is how much one message may carry: files, bytes in each, bytes in all.
type Limits struct {
	Count       int
	Each, Total int64
	Waits       bool // to be sent: what comes is not a message yet
}

// Default is for people who are signed in; Guest for nobody's first message.
var (
	Default = Limits{Count: 10, Each: 25 << 20, Total: 250 << 20}
	Guest   = Limits{Count: 3, Each: 10 << 20, Total: 10 << 20}
)

// Take receives the next file of a message that already has some, within l. Beside the faults
// of Receive it has Invalid (files.too_many) and TooBig (files.total).
func (s *Store) Take(ctx context.Context, l Limits, have []Blob, name string, r io.Reader) (Blob, error) {
	if len(have) >= l.Count {
		return Blob{}, fault.Mend("files", "files.too_many", "Count", l.Count)
	}
	room := l.Total
	for _, b := range have {
		room -= b.Size
	}
	b, err := s.Receive(ctx, name, r, max(0, min(l.Each, room)))
	var f *fault.Fault
	if room < l.Each && errors.As(err, &f) && f.Kind == fault.TooBig {
		return Blob{}, tooBig("files.total", CleanName(name), l.Total)
	}
	return b, err
}

// Fits faults like Take where files that came at different times are too many,
// or too large together, for one message.
func (l Limits) Fits(all []Blob) error {
	if len(all) > l.Count {
		return fault.Mend("files", "files.too_many", "Count", l.Count)
	}
	room := l.Total
	for _, b := range all {
		if room -= b.Size; room < 0 {
			return tooBig("files.total", b.Name, l.Total)
		}
	}
	return nil
}

func tooBig(key, name string, max int64) error {
	return &fault.Fault{Kind: fault.TooBig, Field: "files", Key: key, Args: []any{"Name", name, "Max", size(max)}}
}

// size is how people speak of bytes; both languages write it alike.
func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d MB", n>>20)
}
