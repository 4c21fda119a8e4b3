//go:build !linux || race

package files

import (
	"runtime/debug"
	"syscall"
)

const (
	maxCPU   = 30 // seconds
	maxData  = 256 << 20
	confined = false
)

// confine does what can be done here, or beside the race detector, which is slow and wants far
// more memory than we do: the bytes to come were counted before.
func confine() error {
	debug.SetMemoryLimit(maxData * 7 / 8)
	return syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: maxCPU, Max: 2 * maxCPU})
}
