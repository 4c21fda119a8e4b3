//go:build !linux

package httpd

// hungUp knows nothing here: an end is seen when all before it was read.
func hungUp(uintptr) bool { return false }
