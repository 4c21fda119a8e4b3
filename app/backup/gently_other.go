//go:build !linux

package backup

// gently does what takes long; elsewhere than on Linux threads have no priority of their own.
func gently(do func()) { do() }
