package web

import (
	"encoding/json"
	"errors"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/notify"
	"hilo/app/push"
)

// subscribers: whoever has a session. The account wins; else a guest may be
// reached about their ticket.
func (s *Server) subscribers(c *fiber.Ctx) error {
	found, err := s.account(c)
	if err == nil && found.Session.ID == "" {
		found, err = s.visitor(c)
	}
	if err != nil {
		return err
	}
	if found.Session.ID == "" {
		return s.turnAway(c)
	}
	s.meet(c, found)
	return c.Next()
}

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

func (s *Server) readSubscription(c *fiber.Ctx) (sub subscription, err error) {
	body, err := s.readJSON(c)
	if err != nil {
		return sub, err
	}
	if json.Unmarshal(body, &sub) != nil {
		return sub, fiber.ErrBadRequest
	}
	return sub, nil
}

// createSubscription: POST /push/subscriptions. 409 with our {"key"}: it was made
// for another key and has to be made again. 410 to one that renews itself: it was
// removed from the list.
func (s *Server) createSubscription(c *fiber.Ctx) error {
	sub, err := s.readSubscription(c)
	if err != nil {
		return err
	}
	if key := s.Notify.PushKey(); sub.Key != "" && sub.Key != key {
		return c.Status(fiber.StatusConflict).JSON(subscription{Key: key})
	}
	if err := s.allow(c, access.Subscribing); err != nil {
		return err
	}
	to := push.Subscription{Endpoint: sub.Endpoint, P256dh: sub.Keys.P256dh, Auth: sub.Keys.Auth}
	if session := s.look(c).Session; sub.Renews {
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

// dropSubscription: DELETE /push/subscriptions, {"endpoint"}. The same answer
// whether it was there, or another's, or never was.
func (s *Server) dropSubscription(c *fiber.Ctx) error {
	sub, err := s.readSubscription(c)
	if err != nil {
		return err
	}
	if err := s.Notify.Unsubscribe(c.UserContext(), s.look(c).Session, sub.Endpoint); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// testPush: POST /push/test, no body: one push at once to each device of who asks.
func (s *Server) testPush(c *fiber.Ctx) error {
	if _, err := s.readForm(c, noFiles); err != nil {
		return err
	}
	if err := s.allow(c, access.PushTests); err != nil {
		return err
	}
	v := s.look(c)
	trials, err := s.Notify.TestDevices(c.UserContext(), v.Viewer, v.Localizer.Locale)
	if err != nil {
		return err
	}
	tested := trialsOf(v.Localizer, trials)
	if wantsFragment(c) || v.guest() { // a guest has no page of devices
		return s.render(c, "alerts/push_tests", tested)
	}
	return s.devices(c, tested)
}
