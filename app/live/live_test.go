package live_test

import (
	"bufio"
	"context"
	"net"
	"strings"
	"testing"
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

// listen serves run on one end of a connection and returns the reader's end.
func listen(t *testing.T, s *live.Streams, run func(ctx context.Context, out *live.Stream) error) (net.Conn, <-chan struct{}) {
	ours, theirs := net.Pipe()
	done := make(chan struct{})
	go func() { s.Serve(ours, []byte("HEAD\r\n\r\n"), "ana", run); ours.Close(); close(done) }()
	t.Cleanup(func() { theirs.Close(); <-done })
	theirs.SetDeadline(time.Now().Add(10 * time.Second))
	return theirs, done
}

func follow(rang <-chan struct{}, read func(out *live.Stream)) func(context.Context, *live.Stream) error {
	return func(ctx context.Context, out *live.Stream) error {
		return out.Follow(ctx, rang, func() (time.Duration, error) { read(out); return time.Hour, nil })
	}
}

// What is sent has the shape that a browser reads; a stop says when to come back.
func TestStreamSpeaksSSE(t *testing.T) {
	s, bell := new(live.Streams), new(live.Bell)
	rang, stop := bell.Listen("x")
	defer stop()
	said := false
	conn, done := listen(t, s, follow(rang, func(out *live.Stream) {
		if !said {
			out.Hello("7")
			out.Send("8", []byte("<p>\n  two\r\n</p>\n"))
			out.Send("", []byte("<i></i>"))
		}
		said = true
	}))
	lines := bufio.NewScanner(conn)
	var got []string
	for len(got) < 12 && lines.Scan() {
		got = append(got, lines.Text())
	}
	text := strings.Join(got, "\n")
	if !strings.HasPrefix(text, "HEAD\n\nretry: ") || !strings.Contains(text, "\nid: 7\n\nid: 8\ndata: <p>\ndata:   two\ndata: </p>\n\ndata: <i></i>") {
		t.Errorf("got\n%s", text)
	}
	s.Stop()
	rest := ""
	for lines.Scan() {
		rest += lines.Text() + "\n"
	}
	if !strings.Contains(rest, "event: restart\nretry: ") || !strings.Contains(rest, "data: again") {
		t.Errorf("at the end: %q", rest)
	}
	<-done
}

// A panic ends its stream; a reader who leaves ends it at once, without a beat.
func TestStreamEnds(t *testing.T) {
	s := new(live.Streams)
	_, done := listen(t, s, func(context.Context, *live.Stream) error { panic("oops") })
	<-done
	conn, done := listen(t, s, follow(nil, func(out *live.Stream) { out.Hello("1") }))
	if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	<-done
	if s.Full("ana") {
		t.Error("ended streams still count")
	}
}

// One person holds so many streams and no more, also when they come all at once.
func TestStreamsOfOneHolder(t *testing.T) {
	s := new(live.Streams)
	for n := range live.MaxPerHolder + 2 {
		conn, _ := listen(t, s, follow(nil, func(out *live.Stream) { out.Hello("1") }))
		if _, err := bufio.NewReader(conn).ReadString('\n'); (err == nil) != (n < live.MaxPerHolder) {
			t.Errorf("stream %d: %v", n+1, err)
		}
	}
}
