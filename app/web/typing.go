package web

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/words"
	"hilo/views"
)

// noteTyping: POST /desk/tickets/12345678/typing: an agent is writing a reply.
func (s *Server) noteTyping(c *fiber.Ctx) error {
	if _, err := s.readForm(c, noFiles); err != nil {
		return err
	}
	who, topic := s.who(c), desk.Topic(number(c))
	if _, err := s.Desk.Ticket(c.UserContext(), who, number(c)); err != nil {
		return err
	}
	if s.presence.Sign(topic, live.Typist{ID: who.ID, Name: who.Name}) {
		s.Bell.Ring(topic)
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// typingPart is what #typing holds: nothing, or who writes.
type typingPart struct {
	*words.Localizer
	Says, Initial string
}

func (s *Server) typingHTML(v *viewer, topic string) ([]byte, error) {
	who, _ := s.presence.Now(topic, v.Person.ID)
	p := typingPart{Localizer: v.Localizer}
	switch len(who) {
	case 0:
		return nil, nil
	case 1:
		name := desk.Who(v.Localizer, who[0].Name)
		p.Says, p.Initial = v.Localizer.T("typing.one", "Name", name), views.Initial(name)
	default:
		p.Says, p.Initial = v.Localizer.T("typing.several"), "…"
	}
	return s.html("ticket/typing", p)
}

// sendTyping sends who writes, if that is not what the page shows. It returns
// what the page shows now. The page's own line stays: it is heard when its
// words change.
func (s *Server) sendTyping(out *live.Stream, v *viewer, topic, had string) (string, error) {
	html, err := s.typingHTML(v, topic)
	if err != nil || string(html) == had {
		return had, err
	}
	var b bytes.Buffer
	b.WriteString(`<hx-partial hx-target="#typing" hx-swap="innerHTML">`)
	b.Write(html)
	b.WriteString("</hx-partial>\n")
	out.Send("", b.Bytes())
	return string(html), nil
}
