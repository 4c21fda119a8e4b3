package notify

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/app/outbox"
	"hilo/app/push"
)

// delivery is the job for a device, if there is one.
func (o *office) delivery() (job outbox.Job) {
	o.t.Helper()
	err := o.db.NewSelect().Model(&job).Where("kind = ?", JobDeliver).Scan(o.t.Context())
	o.ok(ignoreMissing(err))
	return job
}

func (o *office) devices() (n int) {
	o.t.Helper()
	o.ok(o.db.NewRaw("SELECT count(*) FROM devices").Scan(o.t.Context(), &n))
	return n
}

// What a push service answers decides what becomes of the push and the device.
func TestAnswersThroughJobs(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		for _, tt := range []struct {
			status  int
			retry   string
			devices int           // left
			again   time.Duration // not before; 0: never
		}{
			{0, "", 1, 0}, {404, "", 0, 0}, {410, "", 0, 0}, {400, "", 0, 0}, {403, "", 0, 0}, {413, "", 1, 0},
			{429, "600", 1, 10 * time.Minute}, {429, "", 1, 24 * time.Second}, {500, "", 1, 24 * time.Second}, {503, "", 1, 24 * time.Second}, {503, "soon", 1, 24 * time.Second}, {503, "40", 1, 40 * time.Second}, {503, "120", 1, 2 * time.Minute}, {401, "", 1, 24 * time.Second},
		} {
			s := newStreet(t, o)
			s.device(o.ana)
			n := o.ask(o.ana, "es")
			s.Answer(tt.status, "Retry-After", tt.retry)
			o.reply(o.sam, n)
			o.pass(soon)
			job := o.delivery()
			if got := o.devices(); got != tt.devices {
				t.Errorf("%d: %d devices left", tt.status, got)
			}
			if text := job.LastError + job.Payload; strings.Contains(text, "127.0.0.1") || strings.Contains(text, "@") {
				t.Errorf("%d: the job tells where: %q", tt.status, text)
			}
			asked := map[bool]int{true: 2, false: 1}[tt.status == 413] // with fewer words
			if s.Asked() != asked {
				t.Errorf("%d: asked %d times", tt.status, s.Asked())
			}
			s.Answer(0)
			o.pass(max(tt.again-time.Second, 0))
			s.pushes(map[bool]int{true: 1}[tt.status == 0])
			o.pass(time.Minute)
			s.pushes(map[bool]int{true: 1}[tt.again > 0])
			_, err := o.db.NewRaw("DELETE FROM devices").Exec(t.Context())
			o.ok(err)
			_, err = o.db.NewRaw("DELETE FROM jobs").Exec(t.Context())
			o.ok(err)
		}
	})
}

// A push service that does not say when is asked again after half a minute, then
// ever more rarely; one that says is asked then.
func TestBusyPushServiceIsAskedAgainSoon(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		s.Answer(503)
		o.reply(o.sam, o.ask(o.ana, "es"))
		o.pass(soon)
		for i, mean := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute} {
			wait := o.delivery().DueAt.Sub(o.clock())
			if wait < mean*79/100 || wait > mean*121/100 {
				t.Errorf("waits %v after %d tries", wait, i+1)
			}
			o.pass(wait)
		}
		s.Answer(503, "Retry-After", "7200")
		o.pass(o.delivery().DueAt.Sub(o.clock()))
		if wait := o.delivery().DueAt.Sub(o.clock()); wait != 2*time.Hour {
			t.Errorf("told to wait two hours, waits %v", wait)
		}
		s.Answer(0)
		o.pass(2 * time.Hour)
		s.pushes(1)
	})
}

// A service that finds a push too long gets it in fewer words.
func TestTooLargeIsSaidShorter(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		d, err := o.Devices(t.Context(), o.ana.ID)
		o.ok(err)
		n := o.ask(o.ana, "es")
		o.reply(o.sam, n)
		r, err := recipientOf(t.Context(), o.db, n)
		o.ok(err)
		news, err := unseen(t.Context(), o.db, r, ByPush, 0)
		o.ok(err)
		long, _ := o.byPush().notice(&d[0], []ticketNews{{r, news}})
		s.Answer(413)
		if err := o.byPush().show(t.Context(), &d[0], []ticketNews{{r, news}}); err != push.ErrTooLarge || s.Asked() != 2 {
			t.Errorf("%v after %d", err, s.Asked())
		}
		long.Body, long.Actions = "", nil
		if len(long.Bytes()) > 409 || long.Title == "" {
			t.Errorf("still %d bytes", len(long.Bytes()))
		}
	})
}

// A day without a push service: nothing is lost, and its end brings one push a
// ticket and no flood. Mail goes all the time.
func TestPushServiceAwayForADay(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		n, other := o.ask(o.ana, "es"), o.ask(o.ana, "es")
		s.Answer(503)
		for range 8 {
			o.reply(o.sam, n)
			o.pass(3 * time.Hour)
		}
		o.reply(o.sam, other)
		o.pass(delay)
		o.mails(9)
		s.pushes(0)
		s.Answer(0)
		o.pass(2 * time.Hour)
		all := s.Pushes()
		if len(all) != 2 {
			t.Fatalf("%d pushes", len(all))
		}
		if both := string(all[0].Payload) + string(all[1].Payload); !strings.Contains(both, "8 novedades") {
			t.Errorf("%s", both)
		}
		o.pass(24 * time.Hour)
		s.pushes(0)
	})
}

// What was read while the push service was away is not shown when it is back.
func TestReadMeanwhile(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		n := o.ask(o.ana, "es")
		s.Answer(500)
		o.reply(o.sam, n)
		o.pass(soon)
		s.Answer(0)
		o.sees(o.ana, n)
		o.pass(2 * time.Hour)
		s.pushes(0)
		if job := o.delivery(); job.ID != "" {
			t.Errorf("%+v", job)
		}
	})
}

// A crash after a push was taken and before that was noted repeats it under the
// same tag and topic; other devices are not told again.
func TestCrashRepeatsWhatWasInFlight(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		phone, laptop := s.device(o.ana), s.device(o.ana)
		n := o.ask(o.ana, "es")
		o.reply(o.sam, n)
		handlers, done := o.Handlers(), make(chan struct{}, 2)
		take := handlers[JobDeliver]
		ctx, kill := context.WithCancel(t.Context())
		handlers[JobDeliver] = func(ctx context.Context, job outbox.Job) error {
			err := take(ctx, job)
			done <- struct{}{}
			if strings.Contains(o.endpointOf(job), phone.Endpoint) {
				<-ctx.Done() // killed here: the push is away, the job is not
				return ctx.Err()
			}
			return err
		}
		o.mu.Lock()
		o.at = o.at.Add(soon)
		o.mu.Unlock()
		ended := make(chan error)
		go func() { ended <- o.box.Run(ctx, outbox.Subscribers{"notify": handlers}) }()
		<-done
		<-done
		first := s.Pushes()
		kill()
		o.ok(<-ended)
		if len(first) != 2 {
			t.Fatalf("%d pushes", len(first))
		}
		o.ok(o.box.ReleaseLeases(t.Context()))
		o.settle()
		again := s.Pushes()
		if len(again) != 1 || again[0].Endpoint != phone.Endpoint {
			t.Fatalf("%d repeated", len(again))
		}
		for _, p := range first {
			if p.Endpoint == phone.Endpoint && (p.Header.Get("Topic") != again[0].Header.Get("Topic") || string(p.Payload) != string(again[0].Payload)) {
				t.Error("the repeat is not known as one")
			}
		}
		if laptop.Endpoint == phone.Endpoint || !strings.Contains(string(again[0].Payload), fmt.Sprint("ticket-", n)) {
			t.Error("no tag")
		}
	})
}

// endpointOf is where the device of a job is.
func (o *office) endpointOf(job outbox.Job) (endpoint string) {
	var to pushTo
	o.ok(job.Into(&to))
	o.ok(o.db.NewRaw("SELECT endpoint FROM devices WHERE id = ?", to.Device).Scan(o.t.Context(), &endpoint))
	return endpoint
}

// Who signs out, or loses the ticket, is shown nothing, whatever waits.
func TestNobodyIsThereAnyMore(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		n := o.ask(o.ana, "es")
		s.Answer(503)
		o.reply(o.sam, n)
		o.pass(soon)
		_, err := o.db.NewRaw("DELETE FROM sessions").Exec(t.Context())
		o.ok(err)
		s.Answer(0)
		o.pass(2 * time.Hour)
		o.put(ByPush, mailTo{o.ana.ID, 12345678})
		o.put(JobSummary, mailTo{Person: o.ana.ID})
		o.put(JobDeliver, pushTo{o.ana.ID, "none", []since{{n, 0}}})
		o.settle()
		s.pushes(0)
		if job := o.delivery(); job.ID != "" || o.devices() != 0 {
			t.Errorf("%+v", job)
		}
	})
}
