package notify

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"hilo/app/access"
	"hilo/app/push"
)

// Trial tells how a test push to a device went, step by step.
type Trial struct {
	Device
	Sealed bool  // it was encrypted and signed
	Status int   // that the push service answered with; 0: none
	Err    error // ErrOldKey, or of push.Sender.Send
}

// ErrOldKey says that a device was turned on for a key that we no longer have.
var ErrOldKey = errors.New("the device takes another key than ours")

// PushKey is the applicationServerKey of subscriptions.
func (n *Notifier) PushKey() string { return n.opts.Push.Key() }

// maxTrials is how many test pushes are under way at once, of all people.
const maxTrials = 32

// TestDevices sends a push to each device of the viewer, to all at once, and
// waits for the answers, or for the end of ctx. It speaks their language, or locale if they chose none.
func (n *Notifier) TestDevices(ctx context.Context, v access.Viewer, locale string) ([]Trial, error) {
	all, err := n.devicesOf(ctx, v.Session)
	if err != nil {
		return nil, err
	}
	m := push.Message{Payload: n.testNotice(v, locale).Bytes(), TTL: 10 * time.Minute, Urgent: true, Topic: "test"}
	trials := make([]Trial, len(all))
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() { trials[i] = pushChannel{n}.trial(ctx, all[i], m) })
	}
	wg.Wait()
	return trials, nil
}

func (n pushChannel) trial(ctx context.Context, d Device, m push.Message) Trial {
	if d.KeyID != n.opts.Push.KeyID() {
		return Trial{Device: d, Err: ErrOldKey}
	}
	select {
	case n.trials <- struct{}{}:
		defer func() { <-n.trials }()
	case <-ctx.Done():
		return Trial{Device: d, Err: ctx.Err()}
	}
	status, err := n.try(ctx, &d, m)
	return Trial{Device: d, Sealed: status != 0 || !errors.Is(err, push.ErrInner) && !errors.Is(err, push.ErrGone), Status: status, Err: err}
}

func (n *Notifier) testNotice(v access.Viewer, locale string) push.Notice {
	localizer, to, whose := n.localizer(v.Person.Timezone, v.Person.Locale, locale), n.url+"/settings/devices", n.auth.AccountTag(v.Person.ID)
	if v.Session.Ticket != 0 {
		to, whose = fmt.Sprint(n.url, "/tickets/", v.Session.Ticket), push.ForGuest
	}
	return push.Notice{
		Title: localizer.T("push.test"), Body: localizer.T("push.test.body"), Lang: localizer.Locale, Tag: "test", Navigate: to, Badge: v.Unread,
		Data: push.Data{For: whose, Kind: "test"},
	}
}
