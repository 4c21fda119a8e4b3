package live

import (
	"cmp"
	"net"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// parked are the streams whose connections wait in one epoll: none needs a goroutine
// to hear that its reader left, or takes bytes again. A stream is known there by a
// key of its own, for a descriptor may be another's by the time that we hear of it.
type parked struct {
	poll *os.File
	fd   int // of poll
	mu   sync.Mutex
	last uint64
	in   map[uint64]*Stream
}

// silent is how long a reader's system may acknowledge nothing, in milliseconds: the
// beats of one who left without a word are never taken.
const silent = 30_000

// park has the connection wait without a goroutine, where it is plain TCP.
func (out *Stream) park() bool {
	below, ok := out.conn.(syscall.Conn)
	if _, tcp := out.conn.RemoteAddr().(*net.TCPAddr); !tcp || !ok {
		return false
	}
	raw, err := below.SyscallConn()
	if err != nil {
		return false
	}
	p := out.hub.parking()
	if p == nil {
		return false
	}
	key := p.enter(out)
	raw.Control(func(fd uintptr) {
		unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, silent)
		err = unix.EpollCtl(p.fd, unix.EPOLL_CTL_ADD, int(fd), interest(key, 0))
	})
	if err != nil {
		p.leave(key)
		return false
	}
	out.raw, out.key = raw, key
	return true
}

// unpark comes before the connection is closed.
func (out *Stream) unpark() {
	if out.raw == nil {
		return
	}
	p := out.hub.parking()
	out.raw.Control(func(fd uintptr) { unix.EpollCtl(p.fd, unix.EPOLL_CTL_DEL, int(fd), nil) })
	p.leave(out.key)
}

// try writes what the connection takes at once.
func (out *Stream) try(text []byte) (n int, err error) {
	if out.raw == nil {
		return 0, nil
	}
	closed := out.raw.Write(func(fd uintptr) bool {
		n, err = unix.Write(int(fd), text)
		return true
	})
	if n < 0 {
		n = 0
	}
	if err == unix.EAGAIN || err == unix.EINTR {
		err = nil
	}
	return n, cmp.Or(closed, err)
}

// drain sees to it that what waits is written as soon as it can be.
func (out *Stream) drain() {
	switch {
	case out.raw != nil:
		out.want(unix.EPOLLOUT)
	case !out.pours:
		out.pours = true
		go out.pour(out.conn)
	}
}

// want says what the epoll tells of a stream beside its end.
func (out *Stream) want(events uint32) {
	p := out.hub.parking()
	out.raw.Control(func(fd uintptr) { unix.EpollCtl(p.fd, unix.EPOLL_CTL_MOD, int(fd), interest(out.key, events)) })
}

// interest is in what a reader sends, in their end, and in more.
func interest(key uint64, more uint32) *unix.EpollEvent {
	return &unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLRDHUP | more, Fd: int32(key), Pad: int32(key >> 32)}
}

// happens is what the epoll tells of a stream.
func (out *Stream) happens(events uint32) {
	defer out.guard()
	out.mu.Lock()
	defer out.mu.Unlock()
	if out.closed {
		return
	}
	if events&unix.EPOLLIN != 0 && events&unix.EPOLLRDHUP == 0 {
		out.hear()
	}
	if events&(unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) != 0 || out.heard > maxHeard {
		out.close()
		return
	}
	if events&unix.EPOLLOUT == 0 || out.taken() {
		return
	}
	n, err := out.try(out.rest)
	if err != nil {
		out.close()
		return
	}
	if out.took(n); out.taken() && !out.closed {
		out.want(0)
	}
}

// hear throws away what a reader sends, and counts it.
func (out *Stream) hear() {
	var some [512]byte
	out.raw.Read(func(fd uintptr) bool {
		if n, err := unix.Read(int(fd), some[:]); n > 0 {
			out.heard += n
		} else if err != unix.EAGAIN && err != unix.EINTR {
			out.heard = maxHeard + 1 // the end
		}
		return true
	})
}

// parking is where connections wait, made for the first of them; nil: it cannot be had.
func (s *Streams) parking() *parked {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.parked != nil {
		return s.parked
	}
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil
	}
	if err := unix.SetNonblock(fd, true); err != nil { // so that Go waits for it as for any other
		unix.Close(fd)
		return nil
	}
	s.parked = &parked{poll: os.NewFile(uintptr(fd), "epoll"), fd: fd, in: map[uint64]*Stream{}}
	go s.parked.run()
	return s.parked
}

// rest ends what waits, when no stream is left and none will come.
func (s *Streams) rest() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.parked != nil {
		s.parked.poll.Close()
	}
}

func (p *parked) enter(out *Stream) (key uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	p.in[p.last] = out
	return p.last
}

func (p *parked) leave(key uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.in, key)
}

func (p *parked) of(e unix.EpollEvent) *Stream {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.in[uint64(uint32(e.Fd))|uint64(uint32(e.Pad))<<32]
}

// run tells streams what happens to them.
func (p *parked) run() {
	raw, err := p.poll.SyscallConn()
	if err != nil {
		return
	}
	var events [128]unix.EpollEvent
	for n := 0; ; {
		ended := raw.Read(func(fd uintptr) bool {
			for n, err = unix.EpollWait(int(fd), events[:], 0); err == unix.EINTR; {
				n, err = unix.EpollWait(int(fd), events[:], 0)
			}
			return n > 0 || err != nil
		})
		if ended != nil || err != nil {
			return
		}
		for _, e := range events[:n] {
			if out := p.of(e); out != nil {
				out.happens(e.Events)
			}
		}
	}
}
