//go:build linux && !race

package files

import (
	"errors"
	"runtime/debug"
	"syscall"
)

// What the child may use. RLIMIT_AS would end a Go program at its start: it reserves far
// more addresses than it uses.
const (
	maxCPU   = 3 // seconds until it is told that they are spent; twice as many kill it
	maxData  = 256 << 20
	confined = true
)

// confine gives this process its limits for good.
func confine() error {
	debug.SetMemoryLimit(maxData * 7 / 8)
	return errors.Join(
		syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: maxCPU, Max: 2 * maxCPU}),
		syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: maxData, Max: maxData}),
	)
}
