package httpd

import "golang.org/x/sys/unix"

// hungUp tells whether the peer of a socket has ended it, also where something
// that it sent before is still unread.
func hungUp(fd uintptr) bool {
	at := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLRDHUP}}
	n, err := unix.Poll(at, 0)
	return err == nil && n > 0 && at[0].Revents&(unix.POLLRDHUP|unix.POLLHUP|unix.POLLERR) != 0
}
