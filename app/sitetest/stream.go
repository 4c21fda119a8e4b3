package sitetest

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Event is one event of a stream, as the browser reads it (WHATWG HTML, 9.2).
type Event struct {
	ID, Name, Retry string
	HasID           bool
	Data            string
}

// Stream is a browser listening.
type Stream struct {
	*http.Response

	Beats atomic.Int64 // that came

	t      testing.TB
	events chan Event // closed at the end of the stream
}

// Listen opens a stream. Any answer but 200 is given back without events.
func (b *Browser) Listen(path string) *Stream {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	b.t.Cleanup(cancel)
	res, err := b.send(ctx, http.MethodGet, path, "", nil)
	ok(b.t, err)
	s := &Stream{Response: res, t: b.t, events: make(chan Event, 2000)}
	go s.read()
	return s
}

func (s *Stream) read() {
	defer close(s.events)
	defer s.Body.Close()
	lines := bufio.NewReader(s.Body)
	var e Event
	var data []string
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		name, value, _ := strings.Cut(strings.TrimRight(line, "\n"), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "\n":
			if e.Data = strings.Join(data, "\n"); e != (Event{}) {
				s.events <- e
			}
			e, data = Event{}, nil
		case line == ":\n":
			s.Beats.Add(1)
		case name == "id":
			e.ID, e.HasID = value, true
		case name == "event":
			e.Name = value
		case name == "retry":
			e.Retry = value
		case name == "data":
			data = append(data, value)
		}
	}
}

// Next is the next event.
func (s *Stream) Next() Event {
	s.t.Helper()
	select {
	case e, open := <-s.events:
		if !open {
			s.t.Fatal("the stream ended")
		}
		return e
	case <-time.After(slack * 8 * time.Second):
		s.t.Fatal("the stream is silent")
	}
	return Event{}
}

// Hears waits for an event whose data holds text, and returns it.
func (s *Stream) Hears(text string) Event {
	s.t.Helper()
	for {
		if e := s.Next(); strings.Contains(e.Data, text) {
			return e
		}
	}
}

// Ends waits for the end of the stream and returns what came before it.
func (s *Stream) Ends(within time.Duration) (rest []Event) {
	s.t.Helper()
	late := time.After(slack * within)
	for {
		select {
		case e, open := <-s.events:
			if !open {
				return rest
			}
			rest = append(rest, e)
		case <-late:
			s.t.Fatalf("the stream is still open after %v", within)
		}
	}
}

// Heard is what has arrived so far.
func (s *Stream) Heard() (all []Event) {
	for {
		select {
		case e, open := <-s.events:
			if !open {
				return all
			}
			all = append(all, e)
		default:
			return all
		}
	}
}

// Leave closes the stream from the reader's side.
func (s *Stream) Leave() { io.Closer(s.Body).Close() }
