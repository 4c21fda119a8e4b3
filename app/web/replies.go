package web

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
)

// createReply: POST /tickets/12345678/replies
func (s *Server) createReply(c *fiber.Ctx) error {
	f, err := s.message(c, access.Replies)
	if err != nil {
		return s.mend(c, f, err, requesterPage)
	}
	say, problems := messageFromForm(f, s.look(c).Localizer)
	if len(problems) > 0 {
		return s.mend(c, f, problems[0], requesterPage)
	}
	say.Body = withTitle(f, say.Body)
	e, err := s.Desk.Reply(c.UserContext(), s.who(c), number(c), say)
	return s.sent(c, f, e, err, requesterPage)
}

// message reads what a person wants to say on a ticket that they may see:
// first who they are, then what they send.
func (s *Server) message(c *fiber.Ctx, rule access.Limit) (*form, error) {
	v := s.look(c)
	if _, err := s.Desk.Ticket(c.UserContext(), v.Actor, number(c)); err != nil {
		return nil, err
	}
	if err := hold(c, s.allow(c, rule)); err != nil {
		return nil, err
	}
	f, err := s.readForm(c, files.Default)
	if f != nil {
		err = errors.Join(err, s.attach(c, f, files.Default))
	}
	if err != nil {
		return f, err
	}
	return f, f.fault
}

func newMessage(f *form) desk.Message {
	return desk.Message{Body: f.get("body"), Files: f.attached(time.Time{}), Uploads: f.values["uploads"], Key: f.get("key")}
}

// sent answers a send: the entry for a script, else the way back to it. A
// refusal shows the form again.
func (s *Server) sent(c *fiber.Ctx, f *form, e desk.Entry, err error, around pageOf) error {
	if err != nil {
		return s.mend(c, f, err, around)
	}
	s.settle(c, f.files)
	if wantsFragment(c) && !fromNewTicketPage(f) {
		return s.answer(c, &e, true)
	}
	return c.Redirect(fmt.Sprintf("%s#entry-%d", base(s.look(c), e.Ticket), e.Seq), fiber.StatusSeeOther)
}

// mend shows the form again with all that was typed, and why.
func (s *Server) mend(c *fiber.Ctx, f *form, err error, around pageOf) error {
	if f == nil || !mendable(err) {
		return err
	}
	v := s.look(c)
	if fromNewTicketPage(f) && !v.AtDesk() {
		return s.showNew(c, f, err)
	}
	if err := s.keepFiles(c, f, err); err != nil {
		return err
	}
	part := composerPart{Uploads: uploadParts(v.Localizer, f.kept), Body: f.get("body"), Key: f.get("key"), Fault: faultOf(v.Localizer, err), Names: f.names}
	if sent := fault.Of(err); sent.Kind == fault.Stale && sent.Key == "desk.key.used" {
		part.Key = "" // other words need another key
	}
	if !v.AtDesk() {
		part.Guard = guardOf(v.Localizer, f, "")
	}
	if fault.Of(err).Field == "guard" {
		part.Fault = nil
	}
	if v.AtDesk() {
		part.Wants, part.Note = wantParts(v.Localizer, f.values["wants[]"]), f.note
	}
	s.refuse(c, err)
	if !wantsFragment(c) {
		return s.showThread(c, part, around)
	}
	t, err := s.Desk.Ticket(c.UserContext(), v.Actor, number(c))
	if err != nil {
		return err
	}
	if part, err = s.composer(c, t, part); err != nil {
		return err
	}
	return s.render(c, "ticket/composer", part)
}

// confirmTicket: POST /tickets/12345678/resolution: yes, it is solved. Field
// seq may name the proposal that was seen.
func (s *Server) confirmTicket(c *fiber.Ctx) error {
	return s.answerProposal(c, s.Desk.Confirm, s.Desk.ConfirmProposal)
}

// reopenTicket: POST /tickets/12345678/reopening: not yet. Field seq likewise.
func (s *Server) reopenTicket(c *fiber.Ctx) error {
	return s.answerProposal(c, s.Desk.Reopen, s.Desk.ReopenProposal)
}

// rateTicket: POST /tickets/12345678/rating, field score.
func (s *Server) rateTicket(c *fiber.Ctx) error {
	if err := s.allow(c, access.Replies); err != nil {
		return err
	}
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	e, err := s.Desk.Rate(c.UserContext(), s.who(c), number(c), f.get("score"))
	return s.settled(c, e, err)
}

// park answers a reply of somebody whose session has ended: the words wait
// until they are signed in again.
func (s *Server) park(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if f == nil {
		return err
	}
	ticket, note := strings.CutSuffix(strings.TrimSuffix(c.Path(), "/replies"), "/notes")
	if !desk.Blank(f.get("body")) {
		cookie, err := s.Auth.KeepUnsent(c.UserContext(), s.http.ClientIP(c), number(c), f.get("body"), f.get("key"), note)
		if err != nil && !errors.As(err, new(*fault.Fault)) {
			return err
		}
		if err == nil {
			s.http.SetCookie(c, s.cookies.parked, cookie, 24*time.Hour)
		}
	}
	return c.Redirect("/sign-in?next="+url.QueryEscape(ticket), fiber.StatusSeeOther)
}
