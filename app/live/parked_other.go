//go:build !linux

package live

// parked is empty here: each connection has a goroutine.
type parked struct{}

func (out *Stream) park() bool { return false }

func (out *Stream) unpark() {}

func (out *Stream) try([]byte) (int, error) { return 0, nil }

func (out *Stream) drain() {
	if !out.pours {
		out.pours = true
		go out.pour(out.conn)
	}
}

func (s *Streams) rest() {}
