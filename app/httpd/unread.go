package httpd

import (
	"container/list"
	"io"
	"net"
	"sync"
)

// maxUnread is how much of texts that are not whole yet is in memory, of all who
// send together.
const maxUnread = 24 << 20

// unread are the texts that are being read. Where they are too much together, the
// oldest goes, a stranger's before a person's: who gives us drops costs no more than
// who gives us nothing.
type unread struct {
	mu        sync.Mutex
	most      int64
	all       int64
	strangers list.List // of *text, the oldest first
	people    list.List
}

type text struct {
	in    *unread
	those *list.List // who send it
	conn  net.Conn
	at    *list.Element
	bytes int64
}

// open counts the text that conn brings.
func (u *unread) open(conn net.Conn) *text {
	c, ours := conn.(*lingeringConn)
	u.mu.Lock()
	defer u.mu.Unlock()
	t := &text{in: u, conn: conn, those: &u.strangers}
	if ours && c.known.Load() {
		t.those = &u.people
	}
	t.at = t.those.PushBack(t)
	return t
}

// close: it is whole, or nobody reads it any more.
func (t *text) close() {
	t.in.mu.Lock()
	defer t.in.mu.Unlock()
	t.in.forget(t)
}

func (u *unread) forget(t *text) {
	if t.at != nil {
		t.those.Remove(t.at)
		t.at, u.all = nil, u.all-t.bytes
	}
}

// take counts n bytes more of t.
func (t *text) take(n int) {
	u := t.in
	u.mu.Lock()
	defer u.mu.Unlock()
	if t.at == nil {
		return
	}
	t.bytes, u.all = t.bytes+int64(n), u.all+int64(n)
	for u.all > u.most && u.strangers.Len()+u.people.Len() > 1 {
		oldest := u.strangers.Front()
		if oldest == nil {
			oldest = u.people.Front()
		}
		other := oldest.Value.(*text)
		u.forget(other)
		other.end()
	}
}

// end cuts off who sends t; whoever reads it hears of it at once.
func (t *text) end() {
	if c, ok := t.conn.(*lingeringConn); ok {
		c.halves.Close()
	}
}

// of counts what is read of r.
func (t *text) of(r io.Reader) io.Reader { return counting{r, t} }

type counting struct {
	io.Reader
	text *text
}

func (c counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.text.take(n)
	return n, err
}
