package core

import (
	"fmt"
	"log/slog"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/limits"
)

// ByteLimits are what files may take, in bytes; negative: as much as they like.
type ByteLimits struct {
	Person  int64 // in a day, of one who is signed in or came by a link
	Address int64 // in a day, of nobody's tickets, by network
	Waiting int64 // of one person's files that are not sent yet
}

// mayTake asks, before the first file of a form is taken, whether there is room for all
// that the form brings: among what waits to be sent, in the day's budget, and on the disk.
// A refusal holds nothing of any of them.
func (s *Core) mayTake(c *fiber.Ctx, f *Form, limits files.Limits) error {
	if limits.Count == 0 {
		return nil // none is taken
	}
	bytes := int64(c.Request().Header.ContentLength())
	if most := limits.Total + MaxText; bytes < 0 || bytes > most {
		bytes = most // in chunks nobody says
	}
	actor := s.CurrentViewer(c).Actor
	if all := Capacities(c); len(all) > 0 {
		actor = all[0]
	}
	if limits.Waits && s.Options.Bytes.Waiting >= 0 {
		if waiting, err := s.Desk.Drafts.Waiting(c.UserContext(), actor); err != nil {
			return err
		} else if waiting+bytes > s.Options.Bytes.Waiting+MaxText {
			return TooMuchWaits()
		}
	}
	back, err := s.spendBytes(c, actor, bytes)
	if err != nil {
		return err
	}
	arrival, ok := s.Disk.Begin(bytes, actor.ID == 0)
	if !ok {
		back()
		return files.NoRoom()
	}
	f.arrival, f.back = arrival, back
	return nil
}

// spendBytes takes from the day's budget of a person, or of the network where nobody is one,
// and what is around it: strangers never spend what is somebody's. back undoes it.
func (s *Core) spendBytes(c *fiber.Ctx, actor desk.Actor, bytes int64) (back func(), err error) {
	most, whom, rules := s.Options.Bytes.Person, fmt.Sprint(actor.ID), []limits.Limit{}
	if actor.ID == 0 {
		most, whom = s.Options.Bytes.Address, s.HTTP.ClientIP(c)
		own := limits.Bytes("bytes of nobody", most).ByNetwork()
		rules = append(rules, own, own.Around(2))
	} else {
		rules = append(rules, limits.Bytes("bytes", most))
	}
	if most < 0 {
		return func() {}, nil
	}
	give, err := s.Auth.Limits.AllowBytes(c.UserContext(), whom, bytes, rules...)
	if fault.Of(err).Kind == fault.TooMany {
		err = &fault.Fault{Kind: fault.TooMany, Field: "files", Key: "files.day"}
	}
	return func() {
		if err := give(); err != nil {
			slog.Error("a budget of bytes could not be given back", "err", err)
		}
	}, err
}

// TooMuchWaits refuses a file of somebody who has sent none of many.
func TooMuchWaits() error {
	return &fault.Fault{Kind: fault.TooMany, Field: "files", Key: "files.waiting"}
}

// SettleFiles makes files of a request last: their row is stored.
func (s *Core) SettleFiles(c *fiber.Ctx, all []files.Blob) {
	if err := s.Files.Keep(all...); err != nil {
		if f, ok := c.Locals("form").(*Form); ok {
			f.came = nil // a row names them: they stay where they are, and are found there
		}
		slog.Error("a file could not be settled", "err", err)
	}
}

// DropRest takes away what a request brought and no row names, however it ended.
func (s *Core) DropRest(c *fiber.Ctx) error {
	defer func() {
		f, ok := c.Locals("form").(*Form)
		if !ok {
			return
		}
		if s.Files.Drop(f.came...); f.arrival != nil {
			f.arrival.End()
		}
	}()
	return c.Next()
}

// leaveRoom refuses what would be kept where the disk is all but full.
func leaveRoom(c *fiber.Ctx, disk *files.Disk) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodDelete:
		return nil
	}
	if policyOf(c).last || disk.Room() != files.ReadOnly {
		return nil
	}
	return fault.Say(fault.Away, "problem.disk")
}
