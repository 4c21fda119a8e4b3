package httpd

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// halfPipe is a connection without a network: what is written waits for its reader.
type halfPipe struct {
	net.Conn
	ended bool
}

func (p *halfPipe) CloseWrite() error { p.ended = true; return nil }

func connected() (ours *lingeringConn, end *halfPipe, theirs net.Conn) {
	near, theirs := net.Pipe()
	end = &halfPipe{Conn: near}
	c := &lingeringConn{halves: end, crowd: newCrowd(), largest: 64 << 20}
	c.owing.end = func() { end.Close() }
	return c, end, theirs
}

// A connection that waits for its next request is closed without waiting for
// the other side: one after the other they would hold up the end of the server.
func TestIdleConnectionsCloseAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, end, theirs := connected()
		read := make(chan error)
		go func() {
			_, err := ours.Read(make([]byte, 9))
			read <- err
		}()
		synctest.Wait()
		began := time.Now()
		ours.Close()
		if err := <-read; !errors.Is(err, net.ErrClosed) || end.ended {
			t.Errorf("the reader got %v, lingers %v", err, end.ended)
		}
		if _, err := theirs.Read(make([]byte, 9)); err != io.EOF || time.Since(began) > 0 {
			t.Errorf("the other side got %v after %v", err, time.Since(began))
		}
	})
}

// Who was answered early can send on for as long as a form may take, and is
// not read as the next request; who falls silent is cut off, and so is who never
// ends. Of strangers little is read past.
func TestLingerHasAnEnd(t *testing.T) {
	const form = 64 << 20
	for name, tt := range map[string]struct {
		drop        int
		every       time.Duration
		past        int64
		least, most time.Duration // until it is cut off; 0: never
	}{
		"25 MB on a slow line": {64 << 10, 2 * time.Second, form, 0, 0},
		"with pauses":          {32 << 10, 2 * time.Second, form, 0, 0},
		"without end":          {64 << 10, 5 * time.Second, form, 15 * time.Minute, 15*time.Minute + 5*time.Second},
		"more than any form":   {512 << 10, time.Second, form, 2 * time.Minute, 130 * time.Second},
		"silent":               {1, time.Hour, form, 30 * time.Second, time.Hour},
		"drop by drop":         {1, 29 * time.Second, form, time.Minute, 87 * time.Second},
		"much of a stranger":   {64 << 10, time.Second, pastOfStrangers, 15 * time.Second, 17 * time.Second},
		"long of a stranger":   {1 << 10, time.Second, pastOfStrangers, 30 * time.Second, 31 * time.Second},
		"behind a stream":      {1, time.Second, 0, 0, time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			ours, end, theirs := connected()
			ours.past.Store(tt.past)
			began := time.Now()
			ours.Close()
			if !end.ended || time.Since(began) > 0 {
				t.Errorf("%s: closing took %v", name, time.Since(began))
			}
			var err error
			for range 400 {
				if _, err = theirs.Write(make([]byte, tt.drop)); err != nil {
					break
				}
				time.Sleep(tt.every)
			}
			if took := time.Since(began); (err == nil) != (tt.most == 0) || err != nil && (took < tt.least || took > tt.most) {
				t.Errorf("%s: %v after %v", name, err, took)
			}
			if _, err := ours.Read(make([]byte, 9)); !errors.Is(err, net.ErrClosed) {
				t.Errorf("%s: the next request: %v", name, err)
			}
			theirs.Close()
		})
	}
}

// Who reads slowly gets everything; who reads no more does not hold what is
// written to them for ever.
func TestReadersWhoAreGone(t *testing.T) {
	page := bytes.Repeat([]byte("hola "), 40_000)
	synctest.Test(t, func(t *testing.T) {
		ours, _, theirs := connected()
		wrote := make(chan error)
		go func() {
			_, err := ours.Write(page)
			wrote <- err
		}()
		got := make([]byte, len(page))
		for n := 0; n < len(page); n += 5000 {
			time.Sleep(4 * time.Second)
			if _, err := io.ReadFull(theirs, got[n:n+5000]); err != nil {
				t.Fatal(n, err)
			}
		}
		if err := <-wrote; err != nil || !bytes.Equal(got, page) {
			t.Error(err)
		}
		began := time.Now()
		if _, err := ours.Write(page); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != slowRead {
			t.Errorf("gone: %v after %v", err, time.Since(began))
		}
		ours.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := ours.Write(page); err == nil || time.Since(began) != slowRead+time.Second {
			t.Errorf("a deadline of its own: %v after %v", err, time.Since(began))
		}
	})
}

// Who reads less than 1 kB a second is gone too.
func TestReadersWhoAreTooSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, _, theirs := connected()
		over := make(chan bool)
		go func() {
			defer close(over)
			some := make([]byte, 5000)
			for _, err := io.ReadFull(theirs, some); err == nil; _, err = io.ReadFull(theirs, some) {
				time.Sleep(6 * time.Second)
			}
		}()
		_, err := ours.Write(bytes.Repeat([]byte("hola "), 40_000))
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
		theirs.Close()
		<-over
	})
}
