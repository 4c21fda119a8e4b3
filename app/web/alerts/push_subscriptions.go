package alerts

import (
	"encoding/json"
	"errors"

	"github.com/gofiber/fiber/v2"

	"hilo/app/limits"
	"hilo/app/notify"
	"hilo/app/push"
	"hilo/app/web/core"
)

// subscription is PushSubscription.toJSON(), with the key that it was made for,
// whether nobody tapped for it, what it comes in place of, and whether the browser
// lost that one, where the script tells.
type subscription struct {
	Endpoint string `json:"endpoint"`
	Keys     struct {
		P256dh string `json:"p256dh"`
		Auth   string `json:"auth"`
	} `json:"keys"`
	Key      string `json:"key,omitempty"`
	Renews   bool   `json:"renews,omitempty"`
	Replaces string `json:"replaces,omitempty"` // an endpoint
	Lost     bool   `json:"lost,omitempty"`
}

func (s *Handlers) readSubscription(c *fiber.Ctx) (sub subscription, err error) {
	body, err := s.ReadJSON(c)
	if err != nil {
		return sub, err
	}
	if json.Unmarshal(body, &sub) != nil {
		return sub, fiber.ErrBadRequest
	}
	return sub, nil
}

// CreateSubscription: POST /push/subscriptions. 409 with our {"key"}: it was made
// for another key and has to be made again. 410 to one that renews itself: it was
// removed from the list.
func (s *Handlers) CreateSubscription(c *fiber.Ctx) error {
	sub, err := s.readSubscription(c)
	if err != nil {
		return err
	}
	if key := s.Notify.PushKey(); sub.Key != "" && sub.Key != key {
		return c.Status(fiber.StatusConflict).JSON(subscription{Key: key})
	}
	if err := s.Allow(c, limits.Subscribing); err != nil {
		return err
	}
	to := push.Subscription{Endpoint: sub.Endpoint, P256dh: sub.Keys.P256dh, Auth: sub.Keys.Auth}
	if session := s.CurrentViewer(c).Session; sub.Renews {
		err = s.Notify.Renew(c.UserContext(), session, to, notify.Before{Endpoint: sub.Replaces, Lost: sub.Lost})
	} else {
		err = s.Notify.Subscribe(c.UserContext(), session, to)
	}
	switch {
	case errors.Is(err, notify.ErrRemoved):
		return c.SendStatus(fiber.StatusGone)
	case err != nil:
		return err
	}
	return c.SendStatus(fiber.StatusCreated)
}

// DropSubscription: DELETE /push/subscriptions, {"endpoint"}. The same answer
// whether it was there, or another's, or never was.
func (s *Handlers) DropSubscription(c *fiber.Ctx) error {
	sub, err := s.readSubscription(c)
	if err != nil {
		return err
	}
	if err := s.Notify.Unsubscribe(c.UserContext(), s.CurrentViewer(c).Session, sub.Endpoint); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// TestPush: POST /push/test, no body: one push at once to each device of who asks.
// One test runs for each person, the newest, while they wait for it.
func (s *Handlers) TestPush(c *fiber.Ctx) error {
	if _, err := s.ReadForm(c, core.NoFiles); err != nil {
		return err
	}
	if err := s.Allow(c, limits.PushTests); err != nil {
		return err
	}
	v := s.CurrentViewer(c)
	ctx, leave := s.tests.Enter(c.UserContext(), v.Person.ID)
	defer leave()
	trials, err := s.Notify.TestDevices(ctx, v.Viewer, v.Localizer.Locale)
	if ctx.Err() != nil { // they asked anew, or left
		return c.SendStatus(fiber.StatusNoContent)
	}
	if err != nil {
		return err
	}
	tested := trialsOf(v.Localizer, trials)
	if core.WantsFragment(c) || v.Guest() { // a guest has no page of devices
		return s.Render(c, "alerts/push_tests", tested)
	}
	return s.devices(c, tested)
}
