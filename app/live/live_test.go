package live_test

import (
	"bufio"
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hilo/app/live"
)

// Rings that nobody has answered yet melt into one; other topics stay silent.
func TestBell(t *testing.T) {
	bell := new(live.Bell)
	rang, stop := bell.Listen("a", "b")
	bell.Ring("a")
	bell.Ring("b", "a")
	bell.Ring("c")
	<-rang
	select {
	case <-rang:
		t.Error("rang twice")
	default:
	}
	stop()
	bell.Ring("a")
	select {
	case <-rang:
		t.Error("rang after stop")
	default:
	}
}

// ways are the kinds of connection: one that waits without a goroutine where that is
// possible, and one that never can.
func ways(t *testing.T, test func(t *testing.T, connect func() (ours, theirs net.Conn))) {
	t.Run("tcp", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ln.Close() })
		var one sync.Mutex // or the two ends are of two connections
		test(t, func() (net.Conn, net.Conn) {
			one.Lock()
			defer one.Unlock()
			theirs, err := net.Dial("tcp", ln.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			ours, err := ln.Accept()
			if err != nil {
				t.Fatal(err)
			}
			return ours, theirs
		})
	})
	t.Run("pipe", func(t *testing.T) { test(t, net.Pipe) })
}

// site is a hub whose streams tests open.
type site struct {
	*live.Streams
	bell *live.Bell
	t    *testing.T
	dial func() (ours, theirs net.Conn)
}

func open(t *testing.T, dial func() (ours, theirs net.Conn)) *site {
	bell := new(live.Bell)
	s := &site{live.NewStreams(bell), bell, t, dial}
	t.Cleanup(s.Stop)
	return s
}

// listen opens a stream of ana and returns her end.
func (s *site) listen(source live.Source, topics ...string) (net.Conn, *bufio.Reader) {
	s.t.Helper()
	out, err := s.Enter(1, topics...)
	if err != nil {
		s.t.Fatal(err)
	}
	ours, theirs := s.dial()
	s.t.Cleanup(func() { theirs.Close() })
	theirs.SetDeadline(time.Now().Add(20 * time.Second))
	go out.Start(ours, []byte("HEAD\r\n\r\n"), "7", source)
	return theirs, bufio.NewReader(theirs)
}

// until reads lines up to one that holds a word.
func (s *site) until(r *bufio.Reader, word string) (all string) {
	s.t.Helper()
	for {
		line, err := r.ReadString('\n')
		if all += line; strings.Contains(line, word) {
			return all
		} else if err != nil {
			s.t.Fatalf("it ended before %q: %q, %v", word, all, err)
		}
	}
}

// left waits until ana has as few streams as that.
func (s *site) left(few int) {
	s.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		var opened []*live.Stream
		for {
			out, err := s.Enter(1)
			if err != nil {
				break
			}
			opened = append(opened, out)
		}
		for _, out := range opened {
			out.Leave()
		}
		if live.MaxPerHolder-len(opened) == few {
			return
		} else if time.Now().After(end) {
			s.t.Fatalf("%d streams are left, not %d", live.MaxPerHolder-len(opened), few)
		}
	}
}

func silent(context.Context, *live.Stream, live.Rang) (live.Next, error) { return live.Next{}, nil }

// What is sent has the shape that a browser reads; a stop says when to come back.
func TestStreamSpeaksSSE(t *testing.T) {
	ways(t, func(t *testing.T, dial func() (net.Conn, net.Conn)) {
		s, said := open(t, dial), false
		_, r := s.listen(func(_ context.Context, out *live.Stream, _ live.Rang) (live.Next, error) {
			if !said {
				out.Send("8", []byte("<p>\n  two\r\n</p>\n"))
				out.Send("", []byte("<i></i>"))
			}
			said = true
			return live.Next{}, nil
		}, "x")
		text := s.until(r, "<i>")
		if !strings.HasPrefix(text, "HEAD\r\n\r\nretry: ") || !strings.Contains(text, "\nid: 7\n\nid: 8\ndata: <p>\ndata:   two\ndata: </p>\n\ndata: <i></i>\n") {
			t.Errorf("got\n%s", text)
		}
		s.bell.Ring("x")
		s.Stop()
		if rest := s.until(r, "again"); !strings.Contains(rest, "event: restart\nretry: ") || !strings.Contains(rest, "data: again") {
			t.Errorf("at the end: %q", rest)
		}
		if _, err := r.ReadString(0); err == nil {
			t.Error("it goes on")
		}
		if _, err := s.Enter(2); !errors.Is(err, live.ErrFull) {
			t.Errorf("after the end: %v", err)
		}
	})
}

// A panic ends its stream; a reader who leaves ends it at once, without a beat, and so
// does one who sends what nobody asked for.
func TestStreamEnds(t *testing.T) {
	ways(t, func(t *testing.T, dial func() (net.Conn, net.Conn)) {
		s := open(t, dial)
		s.listen(func(context.Context, *live.Stream, live.Rang) (live.Next, error) { panic("oops") })
		s.left(0)
		conn, r := s.listen(silent)
		s.until(r, "id: 7")
		s.left(1)
		conn.Close()
		s.left(0)
		conn, r = s.listen(silent)
		s.until(r, "id: 7")
		conn.Write([]byte("hello?"))
		s.left(1)
		go conn.Write(make([]byte, 1<<20))
		s.left(0)
	})
}

// One person holds so many streams and no more, and there are no more than so many.
func TestStreamsOfOneHolder(t *testing.T) {
	s := open(t, net.Pipe)
	for range live.MaxPerHolder {
		_, r := s.listen(silent)
		s.until(r, "id: 7")
	}
	if _, err := s.Enter(1); !errors.Is(err, live.ErrHolderFull) {
		t.Errorf("one more: %v", err)
	}
	other, err := s.Enter(2)
	if err != nil {
		t.Fatal(err)
	}
	other.Leave()
	s.Most = live.MaxPerHolder
	if _, err := s.Enter(2); !errors.Is(err, live.ErrFull) {
		t.Errorf("one more of all: %v", err)
	}
}

// A quiet stream beats by the clock and reads nothing; it reads when a topic rings,
// once however often, and when the time comes that it said.
func TestQuietStreamReadsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, net.Pipe)
		var mu sync.Mutex
		var rang []live.Rang
		var in atomic.Int64
		conn, r := s.listen(func(_ context.Context, _ *live.Stream, why live.Rang) (live.Next, error) {
			mu.Lock()
			defer mu.Unlock()
			rang = append(rang, why)
			return live.Next{In: time.Duration(in.Load())}, nil
		}, "a", "b")
		has := func(when string, want ...live.Rang) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if !slices.Equal(rang, want) {
				t.Errorf("%s: %v, not %v", when, rang, want)
			}
		}
		conn.SetDeadline(time.Time{})
		s.until(r, "id: 7")
		began := time.Now()
		for range 3 {
			s.until(r, ":\n")
		}
		if took := time.Since(began); took < 36*time.Second || took > 39*time.Second {
			t.Errorf("three beats took %v", took)
		}
		has("at first", live.All)
		in.Store(int64(5 * time.Second))
		s.bell.Ring("b", "c")
		has("after a ring", live.All, 2)
		in.Store(0)
		time.Sleep(6 * time.Second)
		has("after its time", live.All, 2, live.Due)
		time.Sleep(time.Hour)
		has("later", live.All, 2, live.Due)
		conn.Close()
	})
}
