package core

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
)

// Holders: whoever holds a session, as a customer, at the desk or as a guest.
// What they ask is done in the first capacity in which they may (AsFirstAllowed).
func (s *Core) Holders(c *fiber.Ctx) error {
	account, err := s.AccountSession(c)
	if err != nil {
		return err
	}
	guest, err := s.GuestSession(c)
	if err != nil {
		return err
	}
	var all []desk.Actor
	if account.Session.ID != "" {
		all = append(all, account.Actor)
		if account.Session.Kind == access.KindStaff {
			all = append(all, account.OnDesk())
		}
		s.SetViewer(c, account)
	}
	if guest.Session.ID != "" {
		all = append(all, guest.Actor)
	}
	if len(all) == 0 {
		return s.requireSignIn(c)
	}
	c.Locals("capacities", all)
	return c.Next()
}

// Capacities are those of the person behind a request, for holders alone.
func Capacities(c *fiber.Ctx) []desk.Actor {
	all, _ := c.Locals("capacities").([]desk.Actor)
	return all
}

// AsFirstAllowed lets the person of this request do something in the first of their
// capacities in which they may, and returns it. Fault Unknown: in none.
func AsFirstAllowed(c *fiber.Ctx, do func(desk.Actor) error) (desk.Actor, error) {
	for _, actor := range Capacities(c) {
		if err := do(actor); err == nil || fault.Of(err).Kind != fault.Unknown {
			return actor, err
		}
	}
	return desk.Actor{}, fault.Hide()
}

// Subscribers: whoever has a session. The account wins; else a guest may be
// reached about their ticket.
func (s *Core) Subscribers(c *fiber.Ctx) error {
	found, err := s.AccountSession(c)
	if err == nil && found.Session.ID == "" {
		found, err = s.GuestSession(c)
	}
	if err != nil {
		return err
	}
	if found.Session.ID == "" {
		return s.requireSignIn(c)
	}
	s.SetViewer(c, found)
	return c.Next()
}
