package desk

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
)

// Nobody answers a proposed solution: Ana is warned after five days, and two
// days later the ticket closes.
func TestSilence(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.brings(ana, StatusSolved)
		s.after(SilenceBeforeWarning-time.Minute, n, Opened, Solved)
		s.after(time.Minute, n, Opened, Solved, Warned)
		s.after(SilenceBeforeClosing-time.Minute, n, Opened, Solved, Warned)
		s.after(time.Minute, n, Opened, Solved, Warned, Closed)
		s.after(30*24*time.Hour, n, Opened, Solved, Warned, Closed)
		entries := s.thread(ana, n)
		if w := entries[2]; w.AuthorID != nil || w.AuthorName != "" || w.Proof != "" || w.Body != "" {
			t.Errorf("%+v", w)
		}
		if got := s.ticket(ana, n); got.Status != StatusClosed || !got.Unread() || len(s.promised(JobAutoClose)) != 0 {
			t.Errorf("%+v", got)
		}
		if e := s.ok(s.Reply(s.ctx, ana, n, say("Again!"))); e.Seq != 5 || s.ticket(ana, n).Status != StatusOpen {
			t.Errorf("%+v", e)
		}
	})
}

// Whoever answers in time hears nothing of it.
func TestNoSilence(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for want, answer := range map[Kind]func(n int64) (Entry, error){
			Replied:   func(n int64) (Entry, error) { return s.Reply(s.ctx, ana, n, say("Not quite.")) },
			Confirmed: func(n int64) (Entry, error) { return s.Confirm(s.ctx, ana, n) },
			Reopened:  func(n int64) (Entry, error) { return s.Reopen(s.ctx, ana, n) },
			Asked:     func(n int64) (Entry, error) { return s.Ask(s.ctx, sam, n, say("When?"), nil) },
		} {
			n := s.brings(ana, StatusSolved)
			s.after(24*time.Hour, n, Opened, Solved)
			s.ok(answer(n))
			s.after(30*24*time.Hour, n, Opened, Solved, want)

			n = s.brings(ana, StatusSolved)
			s.after(SilenceBeforeWarning, n, Opened, Solved, Warned)
			s.ok(answer(n))
			s.after(30*24*time.Hour, n, Opened, Solved, Warned, want)
		}
	})
}

// A second proposal has five days of its own.
func TestSilenceAfterSecondProposal(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.brings(ana, StatusSolved)
		s.after(3*24*time.Hour, n, Opened, Solved)
		s.ok(s.Reopen(s.ctx, ana, n))
		s.after(24*time.Hour, n, Opened, Solved, Reopened)
		s.ok(s.SetStatus(s.ctx, sam, n, StatusSolved))
		s.after(SilenceBeforeWarning-time.Minute, n, Opened, Solved, Reopened, Solved)
		s.after(time.Minute, n, Opened, Solved, Reopened, Solved, Warned)
		s.ok(s.Solve(s.ctx, sam, n, say("And now?")))
		s.after(SilenceBeforeWarning-time.Minute, n, Opened, Solved, Reopened, Solved, Warned, Solved)
		s.after(time.Minute, n, Opened, Solved, Reopened, Solved, Warned, Solved, Warned)
		s.after(SilenceBeforeClosing, n, Opened, Solved, Reopened, Solved, Warned, Solved, Warned, Closed)
	})
}

// A job that comes twice, or too late, changes nothing.
func TestSilenceTwice(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.brings(ana, StatusSolved)
		for range 3 {
			must(t, s.AutoClose(s.ctx, Ref{n, 2}))
		}
		s.after(0, n, Opened, Solved, Warned)
		s.ok(s.Rate(s.ctx, ana, n, "good", "")) // is no answer
		for range 3 {
			must(t, s.AutoClose(s.ctx, Ref{n, 3}))
		}
		s.after(0, n, Opened, Solved, Warned, Rated, Closed)
		must(t, s.AutoClose(s.ctx, Ref{12, 2})) // a ticket that is gone
	})
}

// after lets d pass, does what is due by then, and checks the story of ticket n.
func (s *site) after(d time.Duration, n int64, want ...Kind) {
	s.t.Helper()
	s.pass(d)
	s.settle()
	var got []Kind
	for _, e := range s.thread(sam, n) {
		got = append(got, e.Kind)
	}
	if !slices.Equal(got, want) {
		s.t.Fatalf("on %s: %v, want %v", s.clock().Format(time.DateTime), got, want)
	}
}

// settle runs the box until one more job, due now, has been seen. What else
// was due has been tried by then.
func (s *site) settle() {
	s.t.Helper()
	must(s.t, s.db.Write(s.ctx, func(ctx context.Context, tx bun.Tx) error {
		return outbox.Put(ctx, tx, s.clock(), outbox.Promise{Kind: "mark"})
	}))
	ctx, cancel := context.WithCancel(s.ctx)
	seen, ended := make(chan struct{}), make(chan error)
	go func() {
		ended <- s.box.Run(ctx, outbox.Subscribers{"desk": s.Handlers(), "test": {
			JobEntry: func(context.Context, outbox.Job) error { return nil },
			"mark":   func(context.Context, outbox.Job) error { close(seen); return nil },
		}})
	}()
	<-seen
	cancel()
	must(s.t, <-ended)
}
