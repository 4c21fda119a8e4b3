package notify

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db/dbtest"
)

// What another job holds while the night's push is being made is told as well.
func TestHeldWhileTheNightEnds(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		o.night()
		var asked []int64
		for range 4 {
			asked = append(asked, o.ask(o.ana, "es"))
		}
		o.to("22:00")
		o.reply(o.sam, asked[0])
		o.reply(o.sam, asked[1])
		o.pass(soon)
		o.to("06:59")
		o.mu.Lock()
		o.at = o.at.Add(time.Minute)
		o.mu.Unlock()
		var late []since
		for _, n := range asked[2:] {
			_, err := o.desk.Reply(t.Context(), o.sam, n, say())
			o.ok(err)
			late = append(late, since{n, 1})
		}
		last := sync.OnceFunc(func() {
			o.ok(o.db.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
				return o.byPush().hold(ctx, tx, o.ana.ID, late, o.clock())
			}))
		})
		morning := *o.Notifier
		morning.db = dbtest.Between(o.db, last)
		payload, _ := json.Marshal(mailTo{Person: o.ana.ID})
		o.ok(pushChannel{&morning}.summary(t.Context(), outbox.Job{Payload: string(payload)}))
		last()
		o.sees(o.ana, asked[0]) // so the first push has nothing to tell any more
		o.sees(o.ana, asked[1])
		o.settle()
		if x := s.pushes(1).Notification; x.Title != "Novedades en 2 tickets" {
			t.Errorf("%+v", x)
		}
	})
}
