// Package logtest keeps tests silent. What the product logs and says while they run
// is held, and shown only if one of them fails.
package logtest

import (
	"fmt"
	"io"
	"log"
	"os"
	"testing"
)

// most is how much of the end of a log is shown.
const most = 16 << 10

// Main runs the tests of a package, for its TestMain: os.Exit(logtest.Main(m)). A
// crash is not held: the runtime writes past os.Stderr.
func Main(m *testing.M) int {
	shown := os.Stderr
	held, err := os.CreateTemp("", "hilo-test-*.log")
	if err != nil {
		panic(err)
	}
	defer os.Remove(held.Name())
	os.Stderr = held
	log.SetOutput(held) // slog's default writes there, too
	code := m.Run()
	os.Stderr = shown
	log.SetOutput(shown)
	if code != 0 {
		show(shown, held)
	}
	return code
}

func show(w io.Writer, held *os.File) {
	size, err := held.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return
	}
	from := max(0, size-most)
	fmt.Fprintf(w, "--- what was logged (%d of %d bytes)\n", size-from, size)
	io.Copy(w, io.NewSectionReader(held, from, size-from))
}
