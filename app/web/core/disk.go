package core

import (
	"fmt"
	"log/slog"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
)

// ByteLimits are what files may take, in bytes; negative: as much as they like.
type ByteLimits struct {
	Person  int64 // in a day, of one who is signed in or came by a link
	Address int64 // in a day, of nobody's tickets, by network
	Waiting int64 // of one person's files that are not sent yet
}

// mayTake asks, before the first file of a form is taken, whether there is room for all
// that the form brings: on the disk, in the day's budget, and among what waits to be sent.
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
		if waiting, err := s.Desk.Waiting(c.UserContext(), actor); err != nil {
			return err
		} else if waiting+bytes > s.Options.Bytes.Waiting+MaxText {
			return TooMuchWaits()
		}
	}
	done, ok := s.Disk.Promise(bytes)
	if !ok {
		return &fault.Fault{Kind: fault.Away, Field: "files", Key: "files.disk_low"}
	}
	f.done = done
	return s.spendBytes(c, actor, bytes)
}

// spendBytes takes from the day's budget of a person, or of the network where nobody is one:
// strangers never spend what is somebody's.
func (s *Core) spendBytes(c *fiber.Ctx, actor desk.Actor, bytes int64) error {
	rule, most, whom := "bytes", s.Options.Bytes.Person, fmt.Sprint(actor.ID)
	if actor.ID == 0 {
		rule, most, whom = "bytes of nobody", s.Options.Bytes.Address, s.HTTP.ClientIP(c)
	}
	if most < 0 {
		return nil
	}
	err := s.Auth.AllowBytes(c.UserContext(), access.Bytes(rule, most, actor.ID == 0), whom, bytes)
	if fault.Of(err).Kind == fault.TooMany {
		err = &fault.Fault{Kind: fault.TooMany, Field: "files", Key: "files.day"}
	}
	return err
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
		if s.Files.Drop(f.came...); f.done != nil {
			f.done()
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
