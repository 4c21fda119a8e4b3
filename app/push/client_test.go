package push

import (
	"context"
	"errors"
	"net"
	"testing"
)

// However many push services are slow, connections to them have an end; one that is
// closed makes room, a wait for it ends with who waits.
func TestFewConnections(t *testing.T) {
	dial := few(func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		t.Cleanup(func() { there.Close() })
		return here, nil
	})
	var open []net.Conn
	for range maxOpen {
		conn, err := dial(t.Context(), "tcp", "x")
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, conn)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := dial(over, "tcp", "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("one more: %v", err)
	}
	open[0].Close()
	open[0].Close()
	if _, err := dial(t.Context(), "tcp", "x"); err != nil {
		t.Error(err)
	}
	if _, err := dial(over, "tcp", "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("closing twice makes room twice: %v", err)
	}
}
