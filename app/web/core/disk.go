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
	Person    int64 // in a day, of one who is signed in or came by a link
	Address   int64 // in a day, of nobody's tickets, by network
	Strangers int64 // in a day, of nobody's tickets, all together
	Waiting   int64 // of one person's files that are not sent yet
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

// spendBytes takes from the day's budgets of a person, or of strangers, who never spend
// what is somebody's. back undoes it.
func (s *Core) spendBytes(c *fiber.Ctx, actor desk.Actor, bytes int64) (back func(), err error) {
	whom, rules, key := fmt.Sprint(actor.ID), s.Options.Bytes.ofPerson(), "files.day"
	if actor.ID == 0 {
		whom, rules, key = s.HTTP.ClientIP(c), s.Options.Bytes.ofStrangers(), "files.day_nobody"
	}
	give, err := s.Auth.Limits.AllowBytes(c.UserContext(), whom, bytes, rules...)
	if fault.Of(err).Kind == fault.TooMany {
		err = &fault.Fault{Kind: fault.TooMany, Field: "files", Key: key}
		slog.Warn("files are refused: a day's budget is spent", "of", key)
	}
	return func() {
		if err := give(); err != nil {
			slog.Error("a budget of bytes could not be given back", "err", err)
		}
	}, err
}

func (l ByteLimits) ofPerson() (rules []limits.Limit) {
	if l.Person >= 0 {
		rules = append(rules, limits.Bytes("bytes", l.Person))
	}
	return rules
}

// ofStrangers are a network's, what is around it, and all strangers': one may have many networks.
func (l ByteLimits) ofStrangers() (rules []limits.Limit) {
	if l.Address >= 0 {
		own := limits.Bytes("bytes of nobody", l.Address).ByNetwork()
		rules = append(rules, own, own.Around(2))
	}
	if l.Strangers >= 0 {
		rules = append(rules, limits.Bytes("bytes of strangers", l.Strangers).OfAll())
	}
	return rules
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

// leaveRoom refuses what would be kept where the disk is all but full, or of strangers
// a little before.
func leaveRoom(c *fiber.Ctx, disk *files.Disk, w standing) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodDelete:
		return nil
	}
	if policyOf(c).last || disk.TakesWords(w.stranger()) {
		return nil
	}
	return fault.Say(fault.Away, "problem.disk")
}
