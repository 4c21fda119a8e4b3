package ticket

import (
	"bytes"

	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/web/core"
	"hilo/app/words"
	"hilo/views"
)

// typingPart is what #typing holds: nothing, or who writes.
type typingPart struct {
	*words.Localizer
	Says, Initial string
}

func (s *Handlers) typingHTML(v *core.Viewer, topic string) ([]byte, error) {
	actor, _ := s.Presence.Now(topic, v.Person.ID)
	p := typingPart{Localizer: v.Localizer}
	switch len(actor) {
	case 0:
		return nil, nil
	case 1:
		name := desk.Who(v.Localizer, actor[0].Name)
		p.Says, p.Initial = v.Localizer.T("typing.one", "Name", name), views.Initial(name)
	default:
		p.Says, p.Initial = v.Localizer.T("typing.several"), "…"
	}
	return s.HTML("ticket/typing", p)
}

// sendTyping sends who writes, if that is not what the page shows. It returns
// what the page shows now. The page's own line stays: it is heard when its
// words change.
func (s *Handlers) sendTyping(out *live.Stream, v *core.Viewer, topic, had string) (string, error) {
	html, err := s.typingHTML(v, topic)
	if err != nil || string(html) == had {
		return had, err
	}
	var b bytes.Buffer
	core.Swap(&b, "typing", "innerHTML", html)
	out.Send("", b.Bytes())
	return string(html), nil
}
